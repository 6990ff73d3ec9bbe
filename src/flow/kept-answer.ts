import { join } from 'node:path';
import { canonicalJson, sha256, type Digest } from '#contract';
import { ok, type Result } from '#failure';
import { readIfThere, writeForgettably } from '#host';
import { digestOfSettings, type TasksSeen } from './filed-tasks.ts';
import { isRecord, programAt } from './board-cache.ts';
import { targetsOf } from './lost-landings.ts';

/** What is said to a question about all tasks: for people, and for programs. */
export type Answer = { readonly text: string; readonly json: Readonly<Record<string, unknown>> };

/** This file is built into one with all that makes an answer of tasks; see `programAt`. */
const PROGRAM = programAt(import.meta.url);

/**
 * The digest of all that an answer is made of: the question, the program, the settings, what the ledger knows, and each
 * task file as the system says that it stands. Null where that is not known: a file was changed just now.
 */
const keyOf = ({ repository, own, files, rows }: TasksSeen, question: string): Digest | null => {
  const stamps = files.map(({ path, stamp }) => (stamp === null ? null : `${path}\n${stamp}`));
  if (PROGRAM === null || stamps.includes(null)) return null;
  const { root, branch } = repository;
  const targets = targetsOf(repository, rows);
  if (targets.some(([, stands]) => stands === null)) return null;
  return sha256(
    canonicalJson([question, PROGRAM, root, branch, digestOfSettings(own, repository), rows, stamps, targets]),
  );
};

const pathFor = ({ folders, repository }: TasksSeen, question: string): string =>
  join(folders.cache, 'answers', sha256(`${repository.root}\n${question}`).slice(0, 32));

const LIMIT_BYTES = 8 * 1024 * 1024;
const KEY_LENGTH = 64;

/** An answer as it was kept under a key; null where it is another one's, or not as it was written. */
const readAnswer = (path: string, key: Digest): Answer | null => {
  const bytes = readIfThere(path, LIMIT_BYTES);
  if (!bytes.ok || bytes.value === null) return null;
  const text = new TextDecoder().decode(bytes.value);
  const body = text.slice(2 * KEY_LENGTH);
  if (!text.startsWith(key) || text.slice(KEY_LENGTH, 2 * KEY_LENGTH) !== sha256(body)) return null;
  try {
    const value: unknown = JSON.parse(body);
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
    writeForgettably(path, key + sha256(body) + body);
  }
  return made;
};
