import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (how: { readonly type: 'major'; readonly execution: 'sync'; readonly flavor: 'last-resort' }) => void;

const isCollect = (value: unknown): value is Collect => typeof value === 'function';

/**
 * V8's collector, which it hands out only where it is asked to. Asked no longer than that takes: what is kept of our code
 * for the next start is kept for the settings that V8 has then (decision 033).
 */
const collector = (): Collect | null => {
  setFlagsFromString('--expose-gc');
  try {
    const collect: unknown = runInNewContext('gc');
    return isCollect(collect) ? collect : null;
  } catch {
    return null;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
};

let collect: Collect | null | undefined;
let leftBytes = Number.POSITIVE_INFINITY;

/**
 * Gives back to the system what this process holds and does not need. V8 does so when it runs short, and a process that
 * waits for an agent never does: it would hold the room it began with for hours. Takes some 30 ms.
 */
export const giveBack = (): void => {
  collect ??= collector();
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  leftBytes = getHeapStatistics().used_heap_size;
};

/** Gives back where more than this came to be held since the last time; never in a process that did not wait yet. */
export const giveBackOver = (bytes: number): void => {
  if (getHeapStatistics().used_heap_size - leftBytes > bytes) giveBack();
};
