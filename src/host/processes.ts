/**
 * What this machine says of its processes: from `/proc`, which is read in microseconds, or where there is none from `ps`.
 * All that has to know whether a process is there, which one it is, and what belongs to it, asks here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ProcessFacts, Processes } from './process-facts.ts';
import { processTable } from './process-table.ts';

/**
 * Facts from /proc. The fields after the name are counted from its closing bracket. Node reads UTF-8 in one call, and
 * any other text by way of 64 kB that are dropped: many times a second, for as long as a backend works.
 */
const facts = (pid: number): ProcessFacts | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    const [, parent, group, session] = fields.map(Number);
    if (parent === undefined || group === undefined || session === undefined) return null;
    return { parent, group, session, rssBytes: Number(fields[21]) * 4096, startedAt: fields[19] ?? '' };
  } catch {
    return null;
  }
};

/** The children of a process. Each of its threads has a list of its own, of those that it started. */
const childrenOf = (pid: number): readonly number[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
};

const family = (pid: number): readonly number[] => [pid, ...childrenOf(pid).flatMap(family)];

const isMarked = (pid: number, mark: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark);
  } catch {
    return false;
  }
};

const allProcesses = (): readonly number[] => {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/u.test(name))
      .map(Number);
  } catch {
    return [];
  }
};

const bearing = (first: number, mark: string): readonly number[] =>
  allProcesses().filter((pid) => {
    const its = facts(pid);
    return its?.group === first || its?.session === first || isMarked(pid, mark);
  });

const FILES: Processes = { facts, family, bearing };

/** Whether this machine tells of its processes in files. */
export const hasProc = existsSync('/proc/self/stat');

/** The processes of this machine: as they are whenever they are asked for, or where there are no files as they are now. */
export const lookAtProcesses = (): Processes => (hasProc ? FILES : processTable());

/** Whether there is a process with this number, whoever it is. */
export const isThere = (pid: number | string | undefined): boolean => {
  const number = Number(pid);
  // Zero and what is below it are groups of processes.
  if (!Number.isSafeInteger(number) || number <= 0) return false;
  try {
    process.kill(number, 0);
    return true;
  } catch (error) {
    // Somebody else's is there, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
