import { readFileSync } from 'node:fs';

/** A process for good: ids are given out again, an id with a start time is not. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

/** The boot, by its random id: ticks are counted from it, and after the next one the same id may start at the same tick. */
const bootOf = (): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return 'unknown';
  }
};

/** When a process started, as the boot and the ticks since then, or null where there is none. */
const startOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields[19];
    return fields[0] === 'Z' || ticks === undefined ? null : `${bootOf()} ${ticks}`;
  } catch {
    return null;
  }
};

/** This process. */
export const thisProcess = (): ProcessIdentity => ({ pid: process.pid, startedAt: startOf(process.pid) ?? '' });

/** Another process, or null where there is none. */
export const processWith = (pid: number): ProcessIdentity | null => {
  const startedAt = startOf(pid);
  return startedAt === null ? null : { pid, startedAt };
};

/** Whether a process is still the one it was. */
export const isAlive = ({ pid, startedAt }: ProcessIdentity): boolean => startOf(pid) === startedAt;
