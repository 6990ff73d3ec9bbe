import { join } from 'node:path';
import { ok, type Result } from '#failure';
import { readIfThere, writeForgettably } from '#host';
import { isRecord, programAt } from './board-cache.ts';
import type { TasksSeen } from './filed-tasks.ts';
import { targetsOf } from './lost-landings.ts';

/** What is said to a question about all tasks: for people, and for programs. */
export type Answer = { readonly text: string; readonly json: Readonly<Record<string, unknown>> };

/** This file is built into one with all that makes an answer of tasks; see `programAt`. */
const PROGRAM = programAt(import.meta.url);

const lettersOf = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString('latin1');

/**
 * All that an answer is made of, in one line: the question, the program, the settings, what the ledger knows, and each
 * task file as the system says that it stands. Null where that is not known: a file was changed just now.
 *
 * Not a digest of it, which would be shorter: to load what makes digests takes longer than to compare all of it.
 */
const keyOf = ({ repository, own, files, rows }: TasksSeen, question: string): string | null => {
  const stamps = files.map(({ path, stamp }) => (stamp === null ? null : `${path} ${stamp}`));
  if (PROGRAM === null || stamps.includes(null)) return null;
  const { root, branch, head } = repository;
  const targets = targetsOf(repository, rows);
  if (targets.some(([, stands]) => stands === null)) return null;
  const settings = [lettersOf(own.person.bytes), lettersOf(own.repository.bytes), head];
  return JSON.stringify([question, PROGRAM, root, branch, settings, rows, stamps, targets]);
};

/** Where it is kept. Should another question or repository come to the same name, it is answered anew each time. */
const pathFor = ({ folders, repository }: TasksSeen, question: string): string =>
  join(folders.cache, 'answers', `${question} ${repository.root}`.replaceAll(/[^\w.-]/gu, '-').slice(-120));

const LIMIT_BYTES = 8 * 1024 * 1024;

/** An answer as it was kept under a key; null where it is another one's, or not whole. */
const readAnswer = (path: string, key: string): Answer | null => {
  const bytes = readIfThere(path, LIMIT_BYTES);
  if (!bytes.ok || bytes.value === null) return null;
  const text = new TextDecoder().decode(bytes.value);
  if (!text.startsWith(`${key}\n`) || !text.endsWith('\n')) return null;
  try {
    const value: unknown = JSON.parse(text.slice(key.length));
    if (!isRecord(value) || typeof value['text'] !== 'string' || !isRecord(value['json'])) return null;
    return { text: value['text'], json: value['json'] };
  } catch {
    return null;
  }
};

/**
 * Answers a question about all tasks, with what was said before if nothing has changed of all that it was made of. It
 * lies in the cache of the person, who may lose it at any time; nothing relies on it but eyes.
 *
 * @param make answers it of the tasks that were seen; a refusal is not kept
 */
export const keptAnswer = async (
  seen: TasksSeen,
  question: string,
  make: (seen: TasksSeen) => Promise<Result<Answer>>,
): Promise<Result<Answer>> => {
  const key = keyOf(seen, question);
  const path = pathFor(seen, question);
  const kept = key === null ? null : readAnswer(path, key);
  if (kept !== null) return ok(kept);
  const made = await make(seen);
  if (made.ok && key !== null) {
    const body = JSON.stringify({ text: made.value.text, json: made.value.json });
    writeForgettably(path, `${key}\n${body}\n`);
  }
  return made;
};
