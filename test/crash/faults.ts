/** The calls a command makes to the disk, as strace sees them, and the same command with one of them failing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, type CommandOutcome, type Scratch } from '../rig/story-runner.ts';

/**
 * Calls that change something on the disk. Reads are left out: a file that cannot be read is refused as such. So is
 * `write`, with which the process only speaks to people, programs and itself: Writ's files are written by place.
 */
const CALLS = 'pwrite64,ftruncate,fsync,fdatasync,rename,link,mkdir,unlink,unlinkat,rmdir,chmod';

/** What the kernel answers: an error, or that it took one byte of what it was given. */
export const FAULTS = {
  EIO: 'error=EIO',
  ENOSPC: 'error=ENOSPC',
  'short write': 'retval=1',
} as const;
export type Fault = keyof typeof FAULTS;

/** One call of the command's own process: the k-th of its name, and what it was about. */
export type Call = { readonly name: string; readonly k: number; readonly kind: string };

/** What kind of file a path is; null for what is none of Writ's. First match counts. */
const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['ledger log', /\/ledger\.sqlite-wal$/u],
  ['ledger index', /\/ledger\.sqlite-shm$/u],
  ['ledger', /\/ledger\.sqlite$/u],
  ['bundle', /\/writ\/runs\/[^/]+\/sealed/u],
  ['chain', /\/writ\/runs\/[^/]+\/after/u],
  ['run folder', /\/writ\/runs/u],
  ['store', /\/writ\/store\.git/u],
  ['workspace', /\/writ\/workspaces/u],
  ['check folder', /\/writ\/check-/u],
  ['task file', /\/writ\/tasks/u],
  ['Writ’s folder', /\/\.git\/writ$/u],
  ['harness key', /\/home\/\.local/u],
];

const kindOf = (line: string): string | null => {
  const path = /(?:<|")(\/[^">]*)/u.exec(line)?.[1];
  return path === undefined ? null : (KINDS.find(([, pattern]) => pattern.test(path))?.[0] ?? null);
};

const trace = async (
  command: string,
  scratch: Scratch,
  inject: string,
): Promise<CommandOutcome & { readonly lines: readonly string[] }> => {
  const strace = `strace -y -qq -s 0 -o ../calls -e signal=none -e trace=${CALLS} ${inject}`;
  const outcome = await runCommand(`${strace} ${command}`, scratch);
  return { ...outcome, lines: readFileSync(join(scratch.folder, 'calls'), 'utf8').split('\n') };
};

/** Every call of a command that bears on Writ's own files, in order. It is left to succeed. */
export const callsOf = async (command: string, scratch: Scratch): Promise<readonly Call[]> => {
  const { lines, exitCode, output } = await trace(command, scratch, '');
  if (exitCode !== 0) throw new Error(output);
  const counts = new Map<string, number>();
  return lines.flatMap((line): Call[] => {
    const name = /^(\w+)\(/u.exec(line)?.[1];
    if (name === undefined) return [];
    const k = (counts.get(name) ?? 0) + 1;
    counts.set(name, k);
    const kind = kindOf(line);
    return kind === null ? [] : [{ name, k, kind }];
  });
};

/** Runs a command with a fault at one call. `hit` is the kind of file it met in the end, null where it met none. */
export const withFault = async (
  command: string,
  scratch: Scratch,
  { name, k, fault }: { readonly name: string; readonly k: number; readonly fault: Fault },
): Promise<CommandOutcome & { readonly hit: string | null }> => {
  const inject = `-e inject=${name}:${FAULTS[fault]}:when=${k}`;
  const { lines, ...outcome } = await trace(command, scratch, inject);
  const line = lines.find((one) => one.includes('(INJECTED)'));
  return { ...outcome, hit: line === undefined ? null : (kindOf(line) ?? 'something else') };
};
