/**
 * The processes of a program that no jail holds. They are known by the group and the session the program was given, by
 * whose children they are, and by a word in their environment; one that takes care to shed all of these is not found.
 */
import type { Processes } from './process-facts.ts';
import { lookAtProcesses } from './processes.ts';

/** The name of the variable by which a process is known. */
export const MARK_VARIABLE = 'WRIT_JAIL';

/** What is known of a program's processes, by id and start time. */
export type SeenProcesses = Map<number, string>;

const note = (seen: SeenProcesses, pids: readonly number[], processes: Processes): void => {
  for (const pid of pids) {
    const facts = processes.facts(pid);
    if (facts !== null && pid !== process.pid) seen.set(pid, facts.startedAt);
  }
};

/** Notes who descends from what was seen of the program, and gives all that is still there. */
export const noteFamily = (seen: SeenProcesses, processes = lookAtProcesses()): readonly number[] => {
  note(seen, aliveOf(seen, processes).flatMap(processes.family), processes);
  return aliveOf(seen, processes);
};

/** Notes the program itself, as it begins. */
export const noteFirst = (first: number, seen: SeenProcesses): void => note(seen, [first], lookAtProcesses());

/** Notes all that can be found on this machine. Ids are given out again, start times are not: nobody else is taken for it. */
const noteAll = (first: number, mark: string, seen: SeenProcesses, processes: Processes): void => {
  noteFamily(seen, processes);
  note(seen, processes.bearing(first, `${MARK_VARIABLE}=${mark}`), processes);
};

/** Those that are still there. */
export const aliveOf = (seen: SeenProcesses, processes = lookAtProcesses()): readonly number[] =>
  [...seen].filter(([pid, startedAt]) => processes.facts(pid)?.startedAt === startedAt).map(([pid]) => pid);

const killed = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone, or it is another user's by now.
  }
};

/** Ends all that can be found of a program. */
export const endAll = (first: number, mark: string, seen: SeenProcesses, processes = lookAtProcesses()): void => {
  noteAll(first, mark, seen, processes);
  aliveOf(seen, processes).forEach(killed);
};
