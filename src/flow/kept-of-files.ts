import { join } from 'node:path';
import { canonicalJson, sha256 } from '#contract';
import { FAILURES, ok, type Failure, type Result } from '#failure';
import { readIfThere, standingsOf, traceOf, writeForgettably, type PersonFolders } from '#host';
import { isRecord } from './board-cache.ts';

/** A question about files of a checkout, and all that its answer is made of beside them. */
export type FileQuestion = {
  readonly root: string;
  readonly folders: PersonFolders;
  /** As it was asked. Of each question one answer is kept. */
  readonly asks: string;
  /** The program that answers (`programAt`); null: nothing says which it is, and nothing is kept. */
  readonly program: string | null;
  /** What else the answer depends on; null where that is changing just now. */
  readonly also: unknown;
};

/** What was answered, or why there is no answer; and every place of the checkout that was looked at for it. */
export type Answered<T> = { readonly answer: Result<T>; readonly lookedAt: readonly string[] };
type Is<T> = (value: unknown) => value is T;

/** The clock of some file systems has no finer tick than this, and what was changed in one tick may change again. */
const TICK_MS = 2_000;
const LIMIT_BYTES = 64 * 1024 * 1024;
const DIGEST_LENGTH = 64;

export const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const isPlace = (value: unknown): boolean =>
  value === undefined ||
  (isRecord(value) &&
    typeof value['file'] === 'string' &&
    typeof value['line'] === 'number' &&
    typeof value['column'] === 'number');

const isFailure = (value: unknown): value is Failure =>
  isRecord(value) &&
  typeof value['code'] === 'string' &&
  Object.hasOwn(FAILURES, value['code']) &&
  typeof value['message'] === 'string' &&
  isPlace(value['where']);

const answerOf = <T>(value: unknown, is: Is<T>): Result<T> | null => {
  if (!isRecord(value)) return null;
  if (value['ok'] === true) return is(value['value']) ? ok(value['value']) : null;
  const failures: unknown = value['failures'];
  if (value['ok'] !== false || !Array.isArray(failures) || !failures.every(isFailure)) return null;
  const [first, ...rest] = failures;
  return first === undefined ? null : { ok: false, failures: [first, ...rest] };
};

const keyOf = ({ root, asks, program, also }: FileQuestion): string | null =>
  program === null || also === null ? null : sha256(canonicalJson([program, root, asks, also]));

const pathFor = ({ root, folders, asks }: FileQuestion): string =>
  join(folders.cache, 'answers', sha256(`${root}\n${asks}`).slice(0, 32));

/** The answer that was kept, if it is as it was written, and each place it was made of still stands as it did. */
const readKept = <T>(question: FileQuestion, key: string, is: Is<T>): Result<T> | null => {
  const bytes = readIfThere(pathFor(question), LIMIT_BYTES);
  if (!bytes.ok || bytes.value === null) return null;
  const body = bytes.value.subarray(DIGEST_LENGTH);
  if (new TextDecoder().decode(bytes.value.subarray(0, DIGEST_LENGTH)) !== sha256(body)) return null;
  try {
    const kept: unknown = JSON.parse(new TextDecoder().decode(body));
    if (!isRecord(kept) || kept['key'] !== key) return null;
    const { places, onTheWay } = kept;
    if (!isTexts(places) || !isTexts(onTheWay) || places.length === 0) return null;
    const stands = sha256(standingsOf(question.root, { places, onTheWay }).text);
    return kept['stands'] === stands ? answerOf(kept['answer'], is) : null;
  } catch {
    return null;
  }
};

/** Keeps an answer, unless something it was made of was changed since shortly before it was asked. */
const keep = <T>(question: FileQuestion, key: string, began: number, { answer, lookedAt }: Answered<T>): void => {
  try {
    const [trace, { text, newestMs }] = traceOf(question.root, lookedAt);
    if (trace.places.length === 0 || newestMs >= began - TICK_MS) return;
    const body = JSON.stringify({ key, stands: sha256(text), ...trace, answer });
    writeForgettably(pathFor(question), sha256(body) + body);
  } catch {
    // What cannot be looked at is not vouched for; the answer itself is there.
  }
};

/**
 * Answers a question about files, refusals included, with what was said before if nothing has changed of all that it
 * was made of. That lies in the cache of the person, who may lose it at any time. No gate, no approval and no run asks
 * it: those read.
 *
 * @param is whether a kept value is what it is taken for
 * @param make answers it, and says which places of the checkout it looked at, those where nothing is as well
 */
export const keptOfFiles = async <T>(
  question: FileQuestion,
  is: Is<T>,
  make: () => Promise<Answered<T>>,
): Promise<Result<T>> => {
  const began = Date.now();
  const key = keyOf(question);
  const kept = key === null ? null : readKept(question, key, is);
  if (kept !== null) return kept;
  const made = await make();
  if (key !== null) keep(question, key, began, made);
  return made.answer;
};
