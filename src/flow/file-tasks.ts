import type { TaskDefaults } from '#contract';
import { startAside, threadsWorthwhile } from '#host';
import { filesOf, rowOf, type KnownFile } from './board-rows.ts';
import { fileTask } from './file-task.ts';

/** A task file that nothing is known of yet. */
export type NewFile = {
  readonly path: string;
  readonly stamp: string | null;
  readonly digest: string;
  readonly bytes: Uint8Array;
};

/** What is shared among threads: the files, and how many of them were taken by whichever thread. */
type Shared = {
  readonly files: readonly NewFile[];
  readonly defaults: TaskDefaults;
  readonly taken: Int32Array;
};

/** So many are taken at once: enough that threads seldom meet, few enough that none is left with the last ones alone. */
const AT_ONCE = 50;

/** Files tasks as long as there are some that no other thread has taken. */
const fileTaken = ({ files, defaults, taken }: Shared): ReadonlyMap<string, KnownFile> => {
  const filed = new Map<string, KnownFile>();
  for (;;) {
    const from = Atomics.add(taken, 0, AT_ONCE);
    if (from >= files.length) return filed;
    for (const { path, stamp, digest, bytes } of files.slice(from, from + AT_ONCE))
      filed.set(path, { stamp, digest, filed: fileTask(bytes, { path, defaults }) });
  }
};

const isShared = (value: unknown): value is Shared =>
  typeof value === 'object' &&
  value !== null &&
  'files' in value &&
  Array.isArray(value.files) &&
  'defaults' in value &&
  typeof value.defaults === 'object' &&
  'taken' in value &&
  value.taken instanceof Int32Array;

/** The same in another thread: what it was given in, and rows out, which are looked at when they are read back. */
export const fileAside = (given: unknown): readonly unknown[] =>
  isShared(given) ? [...fileTaken(given)].map(rowOf) : [];

/** To start another thread takes as long as some hundred files. */
const WORTH_A_THREAD = 400;

/** The program that other threads are started with; null where it runs from source, and nothing else would be found. */
const program = (): URL | null =>
  import.meta.url.endsWith('.mjs') && import.meta.url.includes('/dist/chunks/')
    ? new URL('../file-tasks.mjs', import.meta.url)
    : null;

/**
 * What new task files come to, by their paths. To make sense of thousands is work for all the processors there are; each
 * thread takes some until none are left, and what one of them did not answer is done here.
 */
export const fileNewTasks = async (
  files: readonly NewFile[],
  defaults: TaskDefaults,
): Promise<ReadonlyMap<string, KnownFile>> => {
  const url = program();
  const more = url === null ? 0 : Math.min(threadsWorthwhile() - 1, Math.floor(files.length / WORTH_A_THREAD));
  const shared: Shared = {
    files,
    defaults,
    taken: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
  const others = Array.from({ length: more }, () => (url === null ? null : startAside(url, shared)));
  const filed = new Map(fileTaken(shared));
  for (const rows of await Promise.all(others)) for (const [path, file] of filesOf(rows) ?? []) filed.set(path, file);
  const left = files.filter(({ path }) => !filed.has(path));
  return left.length === 0
    ? filed
    : new Map([...filed, ...fileTaken({ files: left, defaults, taken: new Int32Array(1) })]);
};
