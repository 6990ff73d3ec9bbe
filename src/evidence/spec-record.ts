import { z } from 'zod';
import { CHANGE_DEMANDS, type ChangeDemand } from '#contract';
import { DigestText, ObjectId } from './manifest.ts';

/** The file in which a bundle says what its citations find. */
export const SPECS_FILE = 'specs.json';

/** What a citation finds in a tree. `home`: the file in which it would have to stand, as far as that can be told. */
export type CitedPlace =
  | {
      readonly kind: 'found' | 'changed';
      /** The citation of the very place, without a version or a pin. */
      readonly anchor: string;
      readonly file: string;
      readonly line: number;
      readonly digest: string;
      /** Whether work may be done for it. */
      readonly binding: boolean;
      /** Its status, or what is otherwise than cited. */
      readonly note: string;
    }
  | { readonly kind: 'ambiguous'; readonly files: readonly string[]; readonly note: string }
  | { readonly kind: 'unknown'; readonly home: string | null; readonly note: string };

/** Whether a citation finds a reason to work: one binding place, as cited. A phase says when something is due, and never what. */
export const isReason = (found: CitedPlace): boolean =>
  found.kind === 'found' && (found.binding || found.anchor.startsWith('phase:'));

/** A sentence with MUST, SHALL or SHOULD, or a scenario, under a place that is cited. */
export type CitedStatement = {
  readonly cite: string;
  /** The anchor it stands in, and how many statements that has. */
  readonly of: string;
  readonly among: number;
  readonly file: string;
  readonly line: number;
  readonly says: string;
};

/** What became of the documents in the result. */
export type SpecResult = {
  readonly tree: string;
  /** What the same citations find there, in the same order: a digest, or null; in full, where at the base it was no reason to work. */
  readonly cites: readonly { readonly cite: string; readonly digest: string | null; readonly found?: CitedPlace }[];
  /** The changed files that are documents. */
  readonly touched: readonly string[];
  /** Binding anchors of the base that the result does not have any more. */
  readonly lost: readonly { readonly anchor: string; readonly file: string; readonly line: number }[];
  /** Open changes of OpenSpec that this work touches or cites, and what makes one of them, or a spec it touches, invalid. */
  readonly changes: {
    readonly judged: readonly string[];
    readonly faults: readonly {
      readonly file: string;
      readonly line: number;
      readonly rule: string;
      readonly says: string;
    }[];
    /** What was so at the base, in what this work touches; absent where nothing was. */
    readonly known?: SpecResult['changes']['faults'];
  };
};

/** What can be against work for a change of OpenSpec, by the codes under which it is refused. */
const AGAINST_CHANGES = ['change.unapproved', 'change.unreviewed', 'change.invalid'] as const;

/** How an open change stands with those who have to approve it. */
export type ChangeStood = {
  readonly change: string;
  readonly demand: ChangeDemand;
  /** Nothing where nothing is demanded, or all of it is there. */
  readonly against: readonly { readonly code: (typeof AGAINST_CHANGES)[number]; readonly says: string }[];
};

/** The open changes that work is for, as they stood in a tree or commit. */
export type ChangesStood = { readonly at: string; readonly changes: readonly ChangeStood[] };

/** What a contract cites, and what the documents say of it. Since the fourth edition of evidence. */
export type SpecRecord = {
  readonly writ: 1;
  readonly base: string;
  /** Every citation of the contract, in order. */
  readonly cites: readonly { readonly cite: string; readonly found: CitedPlace }[];
  /** All that is demanded under what is cited at the base. */
  readonly statements: readonly CitedStatement[];
  /** How the changes stood whose deltas are cited; absent where nobody looked. Since the fifth edition of evidence. */
  readonly approvals?: ChangesStood;
  /** Null before the run has ended. */
  readonly result: SpecResult | null;
};

const text = z.string().min(1);
const line = z.int().min(1);

const Place: z.ZodType<CitedPlace> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.enum(['found', 'changed']),
    anchor: text,
    file: text,
    line,
    digest: DigestText,
    binding: z.boolean(),
    note: z.string(),
  }),
  z.strictObject({ kind: z.literal('ambiguous'), files: z.array(text).min(2), note: z.string() }),
  z.strictObject({ kind: z.literal('unknown'), home: text.nullable(), note: z.string() }),
]);

const Fault = z.strictObject({ file: text, line, rule: text, says: z.string() });

export const SpecsSchema: z.ZodType<SpecRecord> = z.strictObject({
  writ: z.literal(1),
  base: ObjectId,
  cites: z.array(z.strictObject({ cite: text, found: Place })),
  statements: z.array(z.strictObject({ cite: text, of: text, among: line, file: text, line, says: z.string() })),
  approvals: z
    .strictObject({
      at: ObjectId,
      changes: z.array(
        z.strictObject({
          change: text,
          demand: z.enum(CHANGE_DEMANDS),
          against: z.array(z.strictObject({ code: z.enum(AGAINST_CHANGES), says: text })),
        }),
      ),
    })
    .exactOptional(),
  result: z
    .strictObject({
      tree: ObjectId,
      cites: z.array(z.strictObject({ cite: text, digest: DigestText.nullable(), found: Place.exactOptional() })),
      touched: z.array(text),
      lost: z.array(z.strictObject({ anchor: text, file: text, line })),
      changes: z.strictObject({
        judged: z.array(text),
        faults: z.array(Fault),
        known: z.array(Fault).exactOptional(),
      }),
    })
    .nullable(),
});
