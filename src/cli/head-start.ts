import { beginHeadStart, type HeadStart } from '#flow';

/** Begins a run before what understands the command line is loaded. Nothing of it stays where no run takes it up. */
export const begin = (): Promise<HeadStart> => beginHeadStart(process.cwd());
