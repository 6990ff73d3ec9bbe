import { join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import { coordinatorFolder, type Project } from '#flow';
import { isAlive, now, startSpoken } from '#host';
import { takeLock } from '#ledger';
import type { Bench } from './children.ts';
import { leaseOf } from './leases.ts';
import { withoutWord, type RunEnding } from './run-ending.ts';

/** Which task, by which backend. */
export const crewOrder = z.object({ task: z.string(), backend: z.string() });
export type CrewOrder = Readonly<z.infer<typeof crewOrder>>;

const ending = z.union([
  z.object({ kind: z.literal('ran'), says: z.string() }),
  z.object({ kind: z.literal('refused'), refused: z.object({ says: z.string(), command: z.string().nullable() }) }),
]);

/** What a crew says of a run that has ended; spent: this process can do no more. */
export const crewWord = z.object({ task: z.string(), ending, spent: z.boolean() });
export type CrewWord = Readonly<z.infer<typeof crewWord>>;

/** One process that carries out all runs of a coordinator side by side (decision 063). */
export type Crew = {
  /** Has a run begin, which holds a lease until it has ended. */
  readonly begin: (order: CrewOrder) => Promise<Result<{ readonly ended: Promise<RunEnding> }>>;
  /** Whether it begins nothing more: it is gone, or cannot write any more. */
  readonly isSpent: () => boolean;
  /** Ends it, and with it all that it carries out. */
  readonly end: () => void;
  /** Has it go once it has nothing left to do, and waits for that. */
  readonly dismiss: () => Promise<void>;
};

const wordIn = (line: string): CrewWord | null => {
  try {
    return crewWord.parse(JSON.parse(line));
  } catch {
    // Something that was printed, and is not for us.
    return null;
  }
};

/** Calls a crew. It goes on with what it has begun where the coordinator is killed, and goes when that is done. */
export const callCrew = async ({ cwd, ledger, repository }: Project, { writ }: Bench): Promise<Result<Crew>> => {
  const waiting = new Map<string, (end: RunEnding) => void>();
  let spent = false;
  let hush = (): void => {};
  let gone: RunEnding | null = null;
  const settle = (task: string, end: RunEnding): void => {
    waiting.get(task)?.(end);
    waiting.delete(task);
  };
  const heard = (line: string): void => {
    const word = wordIn(line);
    if (word === null) return;
    // It goes when its other runs are over, and what it left can be closed then.
    if (word.spent) hush();
    spent ||= word.spent;
    settle(word.task, word.ending);
  };
  const errors = join(coordinatorFolder(repository), 'runs.log');
  const [program, ...words] = writ;
  const crew = await startSpoken([program, ...words, 'run', '--orders'], { cwd, errors, heard });
  if (typeof crew === 'string') return fail('machine.program', `writ run could not be started: ${crew}`);
  hush = crew.hush;
  const overAll = async (): Promise<void> => {
    gone = withoutWord(await crew.ended);
    for (const task of waiting.keys()) settle(task, gone);
  };
  const over = overAll();
  const begin: Crew['begin'] = async ({ task, backend }) => {
    const taken = await takeLock(ledger, { ...leaseOf(task, crew.process), at: now() }, isAlive);
    if (!taken.ok) return taken;
    if (gone !== null) return ok({ ended: Promise.resolve(gone) });
    const ended = new Promise<RunEnding>((resolve) => waiting.set(task, resolve));
    crew.say(JSON.stringify({ task, backend } satisfies CrewOrder));
    return ok({ ended });
  };
  const dismiss = async (): Promise<void> => {
    crew.hush();
    await over;
  };
  return ok({ begin, isSpent: () => spent || gone !== null, end: crew.end, dismiss });
};
