import { readFileSync } from 'node:fs';

/** A process for good: ids are given out again, an id with a start time is not. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

/** When a process started, in ticks since boot, or null where there is none. */
const startOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
};

/** This process. */
export const thisProcess = (): ProcessIdentity => ({ pid: process.pid, startedAt: startOf(process.pid) ?? '' });

/** Whether a process is still the one it was. */
export const isAlive = ({ pid, startedAt }: ProcessIdentity): boolean => startOf(pid) === startedAt;
