import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Result } from '#failure';
import { now, randomHex, readIfThere, writeDurably } from '#host';

/** A word to an agent at work. */
export type Word = {
  readonly id: string;
  readonly by: string;
  readonly text: string;
  /** It is not to wait for the end of the turn. */
  readonly urgent: boolean;
};

const wordSchema = z.strictObject({ by: z.string().min(1), text: z.string().min(1), urgent: z.boolean() });
/** The longest word that is taken. */
export const WORD_BYTES = 20_000;
const FILE_BYTES = 8 * WORD_BYTES;
const ENDING = '.json';

/** Leaves a word where the process that carries a run out looks for it; gives its id. Words are taken in order. */
export const leaveWord = (
  folder: string,
  word: Omit<Word, 'id'>,
): { readonly id: string; readonly left: Result<null> } => {
  const id = `${now().replaceAll(/[^0-9]/gu, '')}-${randomHex(4)}`;
  return { id, left: writeDurably(join(folder, `${id}${ENDING}`), JSON.stringify(word), 0o600) };
};

const readWord = (folder: string, name: string): Word | null => {
  const read = readIfThere(join(folder, name), FILE_BYTES);
  if (!read.ok || read.value === null) return null;
  try {
    const parsed = wordSchema.safeParse(JSON.parse(new TextDecoder().decode(read.value)));
    return parsed.success ? { id: name.slice(0, -ENDING.length), ...parsed.data } : null;
  } catch {
    return null;
  }
};

/** Takes away what was read: it is recorded, without secrets, which it may hold. What cannot be taken away stays read. */
const removeRead = (path: string): void => {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING))
      .toSorted();
  } catch {
    return [];
  }
};

/** Words that wait to be given to an agent. */
export type Inbox = {
  /** All that wait, which then wait no more. */
  readonly take: () => readonly Word[];
  /** Adds one of the harness's own. */
  readonly add: (word: Omit<Word, 'id'>) => void;
  /** What is to happen when one comes that is not to wait. */
  readonly onUrgent: (interrupt: () => void) => void;
  readonly stop: () => void;
};

const LOOK_MS = 200;

/**
 * Opens the inbox of a session: looks for words until it is stopped. What cannot be read is none.
 *
 * @param onWord told each word once, in order, when it comes
 */
export const openInbox = (folder: string, onWord: (word: Word) => void): Inbox => {
  const seen = new Set<string>();
  let waiting: Word[] = [];
  let interrupt = (): void => {};
  const put = (word: Word): void => {
    waiting.push(word);
    onWord(word);
    if (word.urgent) interrupt();
  };
  const look = (): void => {
    for (const name of namesIn(folder).filter((one) => !seen.has(one))) {
      seen.add(name);
      const word = readWord(folder, name);
      removeRead(join(folder, name));
      if (word !== null) put(word);
    }
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    take: () => {
      look();
      const taken = waiting;
      waiting = [];
      return taken;
    },
    add: (word) => put({ id: randomHex(4), ...word }),
    onUrgent: (then) => (interrupt = then),
    stop: () => clearInterval(timer),
  };
};
