/**
 * What a machine without `/proc` says of its processes: what its `ps` prints. macOS is the one meant; the columns asked
 * for are those that every `ps` has, so that what reads them can be tried out elsewhere.
 */
import { spawnSync } from 'node:child_process';
import type { ProcessFacts, Processes } from './process-facts.ts';

/** The moment a process started is printed as the clock on the wall has it: without this, another place changes it. */
const ENV = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', TZ: 'UTC', LC_ALL: 'C' };
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

const said = (program: string, args: readonly string[]): string => {
  const { status, stdout } = spawnSync(program, args, { env: ENV, encoding: 'latin1', maxBuffer: OUTPUT_LIMIT_BYTES });
  return status === 0 ? stdout : '';
};

const COLUMNS = 'pid=,ppid=,pgid=,rss=,stat=,lstart=';
const KIBIBYTE = 1024;

/** One line of such a table, or null where it is none, or that of a process which is over and only not yet waited for. */
const rowOf = (line: string): readonly [pid: number, facts: ProcessFacts] | null => {
  const [pid, parent, group, rss, state = 'Z', ...started] = line.trim().split(/\s+/u);
  if (started.length === 0 || state.startsWith('Z')) return null;
  return [
    Number(pid),
    // Sessions are addresses here, and say nothing.
    ...[{ parent: Number(parent), group: Number(group), session: 0, rssBytes: Number(rss) * KIBIBYTE, startedAt: started.join('-') }], // prettier-ignore
  ] as const;
};

/** How a `ps` is asked for what processes have in their environment. That of macOS keeps quiet about Apple's own programs. */
const ASK_ENVIRONMENT: readonly string[] =
  process.platform === 'darwin' ? ['-A', '-E', '-ww', '-o', 'pid=,command='] : ['axeww', '-o', 'pid=,command='];

const bearersOf = (mark: string): readonly number[] =>
  said('ps', ASK_ENVIRONMENT)
    .split('\n')
    .filter((line) => line.split(/\s+/u).includes(mark))
    .map((line) => Number.parseInt(line, 10));

/** All processes of this machine at one moment, as `ps` tells of them. */
export const processTable = (): Processes => {
  const rows = new Map(
    said('ps', ['-A', '-ww', '-o', COLUMNS])
      .split('\n')
      .flatMap((line) => {
        const row = rowOf(line);
        return row === null ? [] : [row];
      }),
  );
  const family = (pid: number): readonly number[] => [
    pid,
    ...[...rows].filter(([, { parent }]) => parent === pid).flatMap(([child]) => family(child)),
  ];
  return {
    facts: (pid) => rows.get(pid) ?? null,
    family,
    bearing: (first, mark) => [
      ...new Set([...[...rows].filter(([, { group }]) => group === first).map(([pid]) => pid), ...bearersOf(mark)]),
    ],
  };
};

/** When one process started, as `ps` tells it, or null where there is none. */
export const startInTable = (pid: number): string | null =>
  rowOf(said('ps', ['-ww', '-o', COLUMNS, '-p', String(pid)]))?.[1].startedAt ?? null;

let boot: string | undefined;

/** The boot, by the random id that macOS gives each of them: the moment of it moves whenever the clock is set. */
export const bootInTable = (): string => (boot ??= said('sysctl', ['-n', 'kern.bootsessionuuid']).trim() || 'unknown');
