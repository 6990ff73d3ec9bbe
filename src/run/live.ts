import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Chain } from '#evidence';
import type { Result } from '#failure';
import { readIfThere, removeFolder, writeDurably, type Repository } from '#host';
import { runFolder } from './run-folder.ts';

/** What others may see of a run while it goes on, and ask of it. It is no evidence: that is sealed at the end. */
export type LivePlace = {
  readonly folder: string;
  /** The run's events, line by line as they will be sealed. */
  readonly events: string;
  /** What the backend wrote, without secrets. */
  readonly raw: string;
  /** There once somebody wants the backend to end. */
  readonly abort: string;
  /** Words of a person to the agent at work, a file each. */
  readonly words: string;
  /** What no jail may reach: each backend's jail is tried out with it. */
  readonly outside: string;
};

/** Where that lies, beside what is sealed. */
export const livePlace = (repository: Repository, run: string): LivePlace => {
  const folder = join(runFolder(repository, run).folder, 'live');
  return {
    ...{ folder, events: join(folder, 'events.normalized.jsonl') },
    ...{ raw: join(folder, 'stdout.log'), abort: join(folder, 'abort.json'), outside: join(folder, 'outside') },
    words: join(folder, 'words'),
  };
};

/** A chain that is written to a file while it grows. */
export type ShownChain = Chain & { readonly close: () => void };

const SHOWN_MS = 100;
/** More never waits to be shown, however much comes at once: who looks on is not to fall behind by it. */
export const MOST_UNSHOWN = 1000;

/**
 * Shows a chain to other processes: what is added to it is in a file a moment later. That it cannot be shown hinders
 * nothing, because it is no evidence: then nobody sees more.
 */
export const showLive = (chain: Chain, { folder, events }: LivePlace): ShownChain => {
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isShown = true;
  const unlessRefused = (show: () => void): void => {
    try {
      if (isShown) show();
    } catch {
      isShown = false;
    }
  };
  const show = (): void => {
    timer = undefined;
    const lines = waiting;
    waiting = [];
    if (lines.length > 0) unlessRefused(() => appendFileSync(events, lines.join('')));
  };
  unlessRefused(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(events, chain.lines().join(''));
  });
  return {
    append: (event) => {
      const line = chain.append(event);
      waiting.push(line);
      if (waiting.length >= MOST_UNSHOWN) {
        clearTimeout(timer);
        show();
      } else timer ??= setTimeout(show, SHOWN_MS);
      return line;
    },
    lines: chain.lines,
    close: () => {
      clearTimeout(timer);
      show();
    },
  };
};

/** Takes away what is sealed by now. What cannot be taken away hinders nobody. */
export const removeLive = ({ folder }: LivePlace): void => {
  try {
    removeFolder(folder);
  } catch {
    return;
  }
};

/** The name by which Writ itself asks, where an alert leads to that. */
export const HARNESS = 'writ';

/** Who wants a run's backend to end, and why. */
export type Abort = { readonly by: string; readonly because: string };
const abortSchema = z.strictObject({ by: z.string().min(1), because: z.string() });

/** Asks the process that carries a run out to end its backend. */
export const askToAbort = ({ abort }: LivePlace, wish: Abort): Result<null> =>
  writeDurably(abort, JSON.stringify(wish));

/** Whether somebody asked for that; a request that cannot be read is one all the same. */
const readAbort = ({ abort }: LivePlace): Abort | null => {
  if (!existsSync(abort)) return null;
  const read = readIfThere(abort, 65_536);
  const unread = { by: 'somebody', because: 'no reason can be read' };
  if (!read.ok || read.value === null) return unread;
  try {
    const parsed = abortSchema.safeParse(JSON.parse(new TextDecoder().decode(read.value)));
    return parsed.success ? parsed.data : unread;
  } catch {
    return unread;
  }
};

const POLL_MS = 200;

/** Looks out for a request to abort. */
export type AbortWatch = {
  readonly signal: AbortSignal;
  /** Who asked, once somebody did. */
  readonly asked: () => Abort | null;
  readonly stop: () => void;
};

/** Begins to look out for a request to abort. A moment later than it is made, the signal says so. */
export const watchForAbort = (place: LivePlace): AbortWatch => {
  const controller = new AbortController();
  let asked: Abort | null = null;
  const look = (): void => {
    asked ??= readAbort(place);
    if (asked !== null) controller.abort();
  };
  const timer = setInterval(look, POLL_MS);
  const lookAgain = (): Abort | null => {
    look();
    return asked;
  };
  return { signal: controller.signal, asked: lookAgain, stop: () => clearInterval(timer) };
};
