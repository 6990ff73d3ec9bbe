import { z } from 'zod';
import { canonicalJson, type Contract, type Digest } from '#contract';

/** The files of a review, as they stand in a bundle. */
export const REVIEW_FILES = {
  record: 'review/review.json',
  stdout: 'review/stdout.log',
  stderr: 'review/stderr.log',
} as const;

/** How a review was executed. What it says is read from its raw output, every time it is judged. */
export type ReviewRecord = {
  readonly writ: 1;
  /** The backend of the person's settings that reviewed. */
  readonly by: string;
  readonly argv: readonly string[];
  readonly program: string;
  readonly programDigest: Digest;
  readonly version: string;
  /** The origins the jail let it reach, and how many requests went there. */
  readonly endpoints: readonly { readonly origin: string; readonly requests: number }[];
  /** The tree it could read. */
  readonly tree: string;
  /** Digest of what it was given to read: contract and patch. */
  readonly input: Digest;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly limit: 'processes' | 'disk' | 'output' | 'memory' | null;
};

/** Half a character, which JSON can say, becomes a whole one: what is said stands in a verdict, and that is sealed. */
const Text = z.string().transform((text) => text.toWellFormed());

/** What a reviewer says. */
const Said = z.strictObject({
  result: z.enum(['PASS', 'WARN', 'BLOCK']),
  findings: z.array(
    z.strictObject({
      says: Text.refine((text) => /\S/.test(text)),
      path: Text.exactOptional(),
      line: z.int().min(1).exactOptional(),
    }),
  ),
});
export type ReviewSaid = z.infer<typeof Said>;

/** A review as gates look at it; `said` is null where the output is nothing that a reviewer may say. */
export type Reviewed = { readonly record: ReviewRecord; readonly said: ReviewSaid | null };

/** What a reviewer is given on its standard input: the contract and the patch, as canonical JSON. */
export const reviewInput = (contract: Contract, patch: Uint8Array): string =>
  `${canonicalJson({ writ: 1, contract, patch: new TextDecoder().decode(patch) }).trimEnd()}\n`;

/** A string with what says that it is a key, or where an object or a list begins and ends. */
const PART = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/gu;

/** Whether an object of a JSON document has a key twice. Readers choose either, and the reviewer has said both. */
const saysTwice = (json: string): boolean => {
  const open: Set<unknown>[] = [];
  for (const [part, text = '', colon] of json.matchAll(PART)) {
    if (part === '{' || part === '[') open.push(new Set());
    else if (part === '}' || part === ']') open.pop();
    if (colon === undefined) continue;
    const key: unknown = JSON.parse(text);
    const keys = open.at(-1);
    if (keys?.has(key) === true) return true;
    keys?.add(key);
  }
  return false;
};

/** Reads what a reviewer put out: one JSON document in which nothing is said twice, and nothing else; or null. */
export const readReview = (stdout: Uint8Array): ReviewSaid | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(stdout);
    const said = Said.safeParse(JSON.parse(text));
    return said.success && !saysTwice(text) ? said.data : null;
  } catch {
    return null;
  }
};
