import { beginHeadStart, type HeadStart } from '#flow';

/** Where this is; null where the folder is gone, which whatever opens the repository will say. */
const here = (): string | null => {
  try {
    return process.cwd();
  } catch {
    return null;
  }
};

/** Begins a run before what understands the command line is loaded. Nothing of it stays where no run takes it up. */
export const begin = async (): Promise<Pick<HeadStart, 'drop'>> => {
  const cwd = here();
  return cwd === null ? { drop: async () => {} } : beginHeadStart(cwd);
};
