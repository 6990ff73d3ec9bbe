import type { FreeSpace } from '#host';

const MEGABYTE = 1024 * 1024;
/** A run holds a workspace, a checkout for its checks and its evidence at the same time. */
const LEAST_BYTES = 1024 * MEGABYTE;
const LEAST_FILES = 20_000;

/** A folder that is written to, by what it is for. */
export type AskedFolder = { readonly path: string; readonly is: string; readonly free: FreeSpace | null };

const inWords = ({ bytes, files }: FreeSpace): string =>
  files !== null && files < LEAST_FILES
    ? `room for ${files} more files`
    : `${bytes < LEAST_BYTES ? `${Math.floor(bytes / MEGABYTE)} MB` : `${Math.floor(bytes / LEAST_BYTES)} GB`} free`;

const isShort = ({ bytes, files }: FreeSpace): boolean =>
  bytes < LEAST_BYTES || (files !== null && files < LEAST_FILES);

/** What is to be said of the room on the disks that Writ writes to: of the first one that is short, or of all. */
export const spaceFacts = (
  folders: readonly AskedFolder[],
): { readonly works: boolean; readonly says: string; readonly remedy?: string } => {
  const asked = folders.flatMap(({ free, ...folder }) => (free === null ? [] : [{ ...folder, free }]));
  const short = asked.find(({ free }) => isShort(free));
  if (short !== undefined)
    return {
      ...{ works: false, says: `${inWords(short.free)} ${short.is}, and a run may need more` },
      remedy: `df -h ${short.path}; df -i ${short.path}; then remove what is not needed there`,
    };
  // What nobody could be asked about is not said to be enough.
  if (asked.length < folders.length) return { works: false, says: 'the system does not say how much is free' };
  return { works: true, says: asked.map(({ is, free }) => `${inWords(free)} ${is}`).join(', ') };
};
