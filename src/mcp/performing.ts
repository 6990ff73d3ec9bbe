import { OPERATIONS, refuse, type IdentityClaim, type Outcome } from './operations.ts';
import type { OrchestratorDoors } from './orchestrator-doors.ts';

/** The longest that anybody waits for one call: what it began goes on. */
const MOST_WAIT_MS = 120_000;

/** An operation that somebody wants done, and until when they wait for it, in milliseconds since 1970. */
export type Wish = {
  readonly operation: string;
  readonly input: unknown;
  readonly identity: IdentityClaim | undefined;
  readonly deadline?: number | undefined;
};

/** What a performance needs of the world: the time, and somebody to tell of our own bugs. */
export type Surroundings = { readonly now: () => number; readonly bug: (error: unknown) => void };

/** Does operations, and says what came of them. */
export type Performing = {
  /** The signal says that whoever asked has taken it back or is gone. */
  readonly perform: (wish: Wish, signal: AbortSignal) => Promise<Outcome>;
  /** Begins nothing any more, and waits for what is being done. */
  readonly end: () => Promise<void>;
};

const withinTime = async (work: Promise<Outcome>, ms: number, signal: AbortSignal): Promise<Outcome> => {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const late = 'nobody waits for it any more; what it began goes on, and `dashboard` shows it';
  const timer = setTimeout(() => resolve(refuse('TIMEOUT', late)), ms);
  const gone = (): void => resolve(refuse('ABORTED', late));
  signal.addEventListener('abort', gone, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', gone);
  }
};

/** Does the operations of one orchestrator one after another, each authorised, within its time, and never thrown out of. */
export const performing = (doors: OrchestratorDoors, { now, bug }: Surroundings): Performing => {
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const perform: Performing['perform'] = async ({ operation, input, identity, deadline }, signal) => {
    const known = OPERATIONS.get(operation);
    if (known === undefined) {
      const there = [...OPERATIONS.keys()].join(', ');
      return refuse('OPERATION_NOT_FOUND', `there is no “${operation.slice(0, 60)}”; there are ${there}`);
    }
    const isLate = (): boolean => deadline !== undefined && now() >= deadline;
    const turn = last.then(async (): Promise<Outcome> => {
      // Nothing is begun for somebody who is gone by the time when it is their turn.
      if (isOver || signal.aborted) return refuse('ABORTED', 'it was taken back before it began');
      if (isLate()) return refuse('TIMEOUT', 'its deadline was over before it began');
      return known.done(doors, { input, identity, signal });
    });
    const done = turn.catch((error: unknown): Outcome => {
      bug(error);
      return refuse('UNKNOWN_ERROR', 'this is a bug of Writ');
    });
    last = done;
    const left = deadline === undefined ? MOST_WAIT_MS : Math.min(MOST_WAIT_MS, Math.max(0, deadline - now()));
    return withinTime(done, left, signal);
  };
  const end = async (): Promise<void> => {
    isOver = true;
    await last;
  };
  return { perform, end };
};
