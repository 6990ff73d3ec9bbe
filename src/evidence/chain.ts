import { z } from 'zod';
import { canonicalJson, parseCanonicalText, sha256, strictText, type Digest } from '#contract';
import { fail, invariant, ok, type Failure, type Result } from '#failure';
import { hasField, hasFieldLike, plainLine, readPlainLine, type PlainLine } from './plain-line.ts';

/** What the first line of a chain binds it to, so that one run's log cannot be passed off as another's. */
export type ChainFacts = { readonly contract: Digest; readonly run: string };

/** How long a chain is and the digest of its last line: what the manifest signs, so that cutting or rewriting shows. */
export type ChainHead = { readonly lines: number; readonly head: Digest };

/** One event of a chain; `seq` and `prev` are the chain's own to set. */
export type ChainEvent = Readonly<Record<string, unknown>>;

/** A chain that is still being written. */
export type Chain = {
  /** Adds an event and returns its line, newline included, for whoever writes the file. */
  readonly append: (event: ChainEvent) => string;
  /** Every line so far, each with its newline. */
  readonly lines: () => readonly string[];
};

const GENESIS = 'chain.opened';
const BEGINNING = `"type":"${GENESIS}"`;
const NO_PREVIOUS = '0'.repeat(64);
const NEWLINE = 0x0a;

/**
 * Opens a hash-chained JSONL: each line is canonical JSON that carries its number and the SHA-256 of the line before it
 * (raw bytes without the newline). The first line is written at once and names contract and run.
 */
export const openChain = (facts: ChainFacts): Chain => {
  const lines: string[] = [];
  let prev: string = NO_PREVIOUS;
  const add = (event: ChainEvent): string => {
    const line = canonicalJson({ ...event, seq: lines.length, prev });
    prev = sha256(line.slice(0, -1));
    lines.push(line);
    return line;
  };
  add({ type: GENESIS, contract: facts.contract, run: facts.run });
  return {
    append: (event) => {
      // A second beginning would let a reader believe that the log starts there.
      invariant(event['type'] !== GENESIS, 'a chain is opened once');
      invariant(!('seq' in event) && !('prev' in event), 'only the chain numbers its lines');
      return add(event);
    },
    lines: () => [...lines],
  };
};

/** The whole text of a chain, as it stands in its file. */
export const chainText = (chain: Chain): string => chain.lines().join('');

const notLines = (name: string) =>
  fail('evidence.malformed', `${name} is not a list of lines, each ended by one newline`);

/**
 * Length and head of a chain's file, as the manifest states them.
 * @returns `evidence.malformed` where the bytes are not lines, each ended by one newline.
 */
export const chainHead = (bytes: Uint8Array, name = 'the chain'): Result<ChainHead> => {
  let [lines, from] = [0, 0];
  let last = bytes.subarray(0, 0);
  while (from < bytes.length) {
    const to = bytes.indexOf(NEWLINE, from);
    if (to <= from) return notLines(name);
    last = bytes.subarray(from, to);
    lines += 1;
    from = to + 1;
  }
  return lines === 0 ? notLines(name) : ok({ lines, head: sha256(last) });
};

/** What every line carries beside what it tells. Looked at by hand, and not by a schema: chains have many lines. */
const isLine = (value: unknown): value is { readonly seq: number; readonly prev: string; readonly type: string } =>
  typeof value === 'object' &&
  value !== null &&
  'seq' in value &&
  Number.isSafeInteger(value.seq) &&
  'prev' in value &&
  typeof value.prev === 'string' &&
  'type' in value &&
  typeof value.type === 'string';
const Genesis = z.strictObject({
  seq: z.literal(0),
  prev: z.literal(NO_PREVIOUS),
  type: z.literal(GENESIS),
  contract: z.string(),
  run: z.string(),
});

/** So much is made text at once: many lines in one step, and never a whole file. */
const WINDOW_BYTES = 1024 * 1024;

/** Where the lines that begin within the next window end; null where the last one has no newline. */
const endOfLines = (bytes: Uint8Array, from: number): number | null => {
  const within = bytes.subarray(from, from + WINDOW_BYTES).lastIndexOf(NEWLINE);
  const end = within === -1 ? bytes.indexOf(NEWLINE, from + WINDOW_BYTES) : from + within;
  return end === -1 ? null : end + 1;
};

/** Which of some lines is the first that is not UTF-8, from 0. */
const unreadLine = (bytes: Uint8Array): number => {
  for (let [line, from] = [0, 0]; ; line += 1) {
    const to = bytes.indexOf(NEWLINE, from);
    if (to === -1 || strictText(bytes.subarray(from, to)) === null) return line;
    from = to + 1;
  }
};

/** Where a chain stands while it is verified: how many lines there were, and the digest of the last. */
type Position = { readonly lines: number; readonly head: string };

/** Verifies some lines of a chain, each with its newline, from where it stands to where it stands then. */
const followLines = (
  bytes: Uint8Array,
  before: Position,
  { facts, name }: Pick<Place, 'facts' | 'name'>,
): Result<Position> => {
  let [lines, head] = [before.lines, before.head];
  if (strictText(bytes) === null)
    return fail('evidence.malformed', `line ${lines + unreadLine(bytes) + 1} of ${name} is not UTF-8`);
  const plain = plainLine();
  for (let from = 0; from < bytes.length;) {
    const isPlain = readPlainLine(bytes, from, plain);
    const to = isPlain ? (plain.starts[plain.count] ?? from) : bytes.indexOf(NEWLINE, from);
    if (to <= from) return notLines(name);
    const line = bytes.subarray(from, to);
    if (!isPlain || !surelyFollows(bytes, plain, { seq: lines, prev: head })) {
      const failure = lineFailure(strictText(line) ?? '', { seq: lines, prev: head, facts, name });
      if (failure !== null) return { ok: false, failures: [failure] };
    }
    head = sha256(line);
    lines += 1;
    from = to + 1;
  }
  return ok({ lines, head });
};

/**
 * Verifies a chain against what the manifest signs about it (facts: a plain chain shows neither a cut tail nor a
 * rewritten one, so length and head come from outside).
 *
 * @returns `evidence.malformed` where a line is not what Writ writes, `evidence.incomplete` where lines are missing,
 * added, reordered or altered.
 */
export const verifyChain = (file: Uint8Array, expected: ChainFacts & ChainHead, name = 'the chain'): Result<null> => {
  // As bytes alone, whatever they came as: parts of a `Buffer` cost more, and there may be many lines.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.length);
  let at: Position = { lines: 0, head: NO_PREVIOUS };
  for (let from = 0; from < bytes.length;) {
    const to = endOfLines(bytes, from);
    if (to === null) return notLines(name);
    const next = followLines(bytes.subarray(from, to), at, { facts: expected, name });
    if (!next.ok) return next;
    at = next.value;
    from = to;
  }
  if (at.lines === 0) return notLines(name);
  if (at.lines !== expected.lines)
    return fail('evidence.incomplete', `${name} has ${at.lines} lines, and the manifest says ${expected.lines}`);
  return at.head === expected.head
    ? ok(null)
    : fail('evidence.incomplete', `${name} ends in another line than the manifest says`);
};

type Place = { readonly seq: number; readonly prev: string; readonly facts: ChainFacts; readonly name: string };

/**
 * Whether a plain line that is not the first is right at its place. Read from its bytes, because chains have many lines;
 * where this does not say yes, `lineFailure` reads the line as a document, and says what it is.
 */
const surelyFollows = (bytes: Uint8Array, line: PlainLine, { seq, prev }: Pick<Place, 'seq' | 'prev'>): boolean =>
  seq > 0 &&
  hasField(bytes, line, `"seq":${seq}`) &&
  hasField(bytes, line, `"prev":"${prev}"`) &&
  hasFieldLike(bytes, line, '"type":"') &&
  !hasField(bytes, line, BEGINNING);

/** What is wrong with a line at its place, or null. */
const lineFailure = (text: string, { seq, prev, facts, name }: Place): Failure | null => {
  const place = `line ${seq + 1} of ${name}`;
  const malformed = (what: string): Failure => ({ code: 'evidence.malformed', message: `${place} ${what}` });
  const misplaced = (what: string): Failure => ({ code: 'evidence.incomplete', message: `${place} ${what}` });
  const read = parseCanonicalText(text, place);
  if (!read.ok) return read.failures[0];
  const line = read.value;
  if (!isLine(line)) return malformed('has no number, predecessor or type');
  if (line.seq !== seq) return misplaced(`carries the number ${line.seq}`);
  if (line.prev !== prev) return misplaced('does not follow the line before it');
  if ((line.type === GENESIS) !== (seq === 0)) return malformed('is not the one beginning, which is the first line');
  return seq > 0 || beginsFor(line, facts) ? null : misplaced('belongs to another run or contract');
};

const beginsFor = (value: unknown, facts: ChainFacts): boolean => {
  const genesis = Genesis.safeParse(value);
  return genesis.success && genesis.data.contract === facts.contract && genesis.data.run === facts.run;
};
