/**
 * The processes of a program that no jail holds. They are known by the group and the session the program was given, by
 * whose children they are, and by a word in their environment; one that takes care to shed all of these is not found.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { familyOf, processFacts } from './process-family.ts';

/** The name of the variable by which a process is known. */
export const MARK_VARIABLE = 'WRIT_JAIL';

const isMarked = (pid: number, mark: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${MARK_VARIABLE}=${mark}`);
  } catch {
    return false;
  }
};

const groupAndSession = (pid: number): readonly [group: number, session: number] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [Number(group), Number(session)];
  } catch {
    return [0, 0];
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

/** What is known of a program's processes, by id and start time. */
export type SeenProcesses = Map<number, string>;

const note = (seen: SeenProcesses, pids: readonly number[]): void => {
  for (const pid of pids) {
    const facts = processFacts(pid);
    if (facts !== null && pid !== process.pid) seen.set(pid, facts.startedAt);
  }
};

/** Notes who descends from what was seen of the program, and gives all that is still there. */
export const noteFamily = (seen: SeenProcesses): readonly number[] => {
  note(seen, aliveOf(seen).flatMap(familyOf));
  return aliveOf(seen);
};

/** Notes the program itself, as it begins. */
export const noteFirst = (first: number, seen: SeenProcesses): void => note(seen, [first]);

/** Notes all that can be found on this machine. Ids are given out again, start times are not: nobody else is taken for it. */
const noteAll = (first: number, mark: string, seen: SeenProcesses): void => {
  noteFamily(seen);
  note(
    seen,
    allProcesses().filter((pid) => groupAndSession(pid).includes(first) || isMarked(pid, mark)),
  );
};

/** Those that are still there. */
export const aliveOf = (seen: SeenProcesses): readonly number[] =>
  [...seen].filter(([pid, startedAt]) => processFacts(pid)?.startedAt === startedAt).map(([pid]) => pid);

const killed = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone, or it is another user's by now.
  }
};

/** Whether this machine tells of its processes in files. Elsewhere only a group can be ended. */
const hasProc = existsSync('/proc/self/stat');

/** Ends all that can be found of a program. */
export const endAll = (first: number, mark: string, seen: SeenProcesses): void => {
  if (!hasProc) return killed(-first);
  noteAll(first, mark, seen);
  aliveOf(seen).forEach(killed);
};
