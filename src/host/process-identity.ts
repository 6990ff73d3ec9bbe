import { readFileSync } from 'node:fs';
import { bootInTable, startInTable } from './process-table.ts';
import { hasProc, lookAtProcesses } from './processes.ts';

/** A process for good: ids are given out again, an id with a start time is not. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

/** The boot, by its random id: ticks are counted from it, and after the next one the same id may start at the same tick. */
const bootOf = (): string => {
  if (!hasProc) return bootInTable();
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return 'unknown';
  }
};

/** When a process started, as the boot and the time since then, or null where there is none. */
const startOf = (pid: number): string | null => {
  const start = hasProc ? lookAtProcesses().facts(pid)?.startedAt : startInTable(pid);
  return start === undefined || start === null ? null : `${bootOf()} ${start}`;
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
