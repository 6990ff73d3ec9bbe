import { z } from 'zod';
import { canonicalJson, parseCanonicalJson, sha256, type Digest } from '#contract';
import { fail, invariant, ok, type Result } from '#failure';

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

/** The raw lines without their newlines, or undefined where the text does not end with one or holds an empty line. */
const rawLines = (bytes: Uint8Array): readonly Uint8Array[] | undefined => {
  const lines: Uint8Array[] = [];
  let from = 0;
  while (from < bytes.length) {
    const to = bytes.indexOf(NEWLINE, from);
    if (to <= from) return undefined;
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return lines.length === 0 ? undefined : lines;
};

/**
 * Length and head of a chain's file, as the manifest states them.
 * @returns `evidence.malformed` where the bytes are not lines, each ended by one newline.
 */
export const chainHead = (bytes: Uint8Array, name = 'the chain'): Result<ChainHead> => {
  const lines = rawLines(bytes);
  const last = lines?.at(-1);
  if (lines === undefined || last === undefined)
    return fail('evidence.malformed', `${name} is not a list of lines, each ended by one newline`);
  return ok({ lines: lines.length, head: sha256(last) });
};

const Line = z.looseObject({ seq: z.int(), prev: z.string(), type: z.string() });
const Genesis = z.strictObject({
  seq: z.literal(0),
  prev: z.literal(NO_PREVIOUS),
  type: z.literal(GENESIS),
  contract: z.string(),
  run: z.string(),
});

/**
 * Verifies a chain against what the manifest signs about it (facts: a plain chain shows neither a cut tail nor a
 * rewritten one, so length and head come from outside).
 *
 * @returns the events after the opening line, as written (with `seq` and `prev`); `evidence.malformed` where a line is
 * not what Writ writes, `evidence.incomplete` where lines are missing, added, reordered or altered.
 */
export const verifyChain = (
  bytes: Uint8Array,
  expected: ChainFacts & ChainHead,
  name = 'the chain',
): Result<readonly unknown[]> => {
  const lines = rawLines(bytes);
  const last = lines?.at(-1);
  if (lines === undefined || last === undefined)
    return fail('evidence.malformed', `${name} is not a list of lines, each ended by one newline`);
  if (lines.length !== expected.lines)
    return fail('evidence.incomplete', `${name} has ${lines.length} lines, and the manifest says ${expected.lines}`);
  if (sha256(last) !== expected.head)
    return fail('evidence.incomplete', `${name} ends in another line than the manifest says`);
  const events: unknown[] = [];
  let prev: string = NO_PREVIOUS;
  for (const [seq, raw] of lines.entries()) {
    const value = parseCanonicalJson(withNewline(raw), `line ${seq + 1} of ${name}`);
    if (!value.ok) return value;
    const line = Line.safeParse(value.value);
    if (!line.success)
      return fail('evidence.malformed', `line ${seq + 1} of ${name} has no number, predecessor or type`);
    if (line.data.seq !== seq)
      return fail('evidence.incomplete', `line ${seq + 1} of ${name} carries the number ${line.data.seq}`);
    if (line.data.prev !== prev)
      return fail('evidence.incomplete', `line ${seq + 1} of ${name} does not follow the line before it`);
    if ((line.data.type === GENESIS) !== (seq === 0))
      return fail('evidence.malformed', `${name} does not have one beginning, at its first line`);
    if (seq > 0) events.push(value.value);
    else if (!beginsFor(value.value, expected))
      return fail('evidence.incomplete', `${name} belongs to another run or contract`);
    prev = sha256(raw);
  }
  return ok(events);
};

const beginsFor = (value: unknown, facts: ChainFacts): boolean => {
  const genesis = Genesis.safeParse(value);
  return genesis.success && genesis.data.contract === facts.contract && genesis.data.run === facts.run;
};

const withNewline = (raw: Uint8Array): Uint8Array => {
  const line = new Uint8Array(raw.length + 1);
  line.set(raw);
  line[raw.length] = NEWLINE;
  return line;
};
