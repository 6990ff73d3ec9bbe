import { z } from 'zod';
import { landingPolicySchema, parseDigest, TIERS, visibleLine } from '#contract';
import { harnessSpki } from './harness.ts';
import { momentMs } from './moment.ts';
import type { StatementKind, StatementOf } from './statement.ts';
import { readableToken, SIGNER_NAME } from './token.ts';

/** A SHA-256 in hexadecimal. */
export const digestSchema = z.string().transform((text, context) => {
  const digest = parseDigest(text);
  if (digest.ok) return digest.value;
  context.addIssue('is not a SHA-256 in hexadecimal');
  return z.NEVER;
});

/** A moment in the one spelling that `momentMs` reads. */
export const momentSchema = z
  .string()
  .refine((text) => momentMs(text) !== null, 'is not a moment in UTC with milliseconds');

/** The id of a git object. */
export const gitIdSchema = z.string().regex(/^[0-9a-f]{40}$/, 'is not the id of a git object');

/** A branch with its full name: nothing else can be a target. */
export const branchRefSchema = z.string().regex(/^refs\/heads\/[^\s\p{Cc}]+$/u, 'is not the full name of a branch');

/** A text that says something. */
export const wordsSchema = z.string().regex(/\S/, 'is empty');

/** A reason a person can read: one line, no character that hides, and something said in it. */
export const reasonSchema = z
  .string()
  .max(500, 'is longer than 500 characters')
  .refine((text) => visibleLine(text) === text, 'holds a character that cannot be seen, or a second line')
  .refine((text) => /[\p{L}\p{N}]/u.test(text), 'says nothing');

const signedFields = {
  writ: z.literal(1),
  signer: z.string().regex(SIGNER_NAME, 'is not a name a signer can have'),
  at: momentSchema,
  until: momentSchema,
  nonce: z.string().regex(/^[0-9a-f]{32}$/, 'is not 128 bits in hexadecimal'),
  token: z.string(),
};

type SignedFields = { readonly signer: string; readonly at: string; readonly until: string; readonly token: string };

/** What the shared fields must be to each other. */
const consistent = <S extends z.ZodType<SignedFields>>(schema: S): S =>
  schema
    .refine(({ token, signer, at }) => token === readableToken(signer, at), {
      path: ['token'],
      error: 'does not say who signed and when',
    })
    .refine(({ at, until }) => at < until, { path: ['until'], error: 'is not after the moment of signing' });

const repositorySchema = z.strictObject({
  roots: z
    .array(gitIdSchema)
    .min(1)
    .refine(
      (roots) => roots.every((root, index) => index === 0 || (roots[index - 1] ?? root) < root),
      'are not sorted, or one is there twice',
    ),
  origin: wordsSchema.nullable(),
});

const admission = consistent(
  z.strictObject({
    ...signedFields,
    kind: z.literal('admit'),
    repository: repositorySchema,
    branch: wordsSchema,
    owned: z.literal(true),
    critical: z.literal(false),
    riskClass: z.enum(TIERS),
    withoutJail: z.literal('LOW').exactOptional(),
  }),
);

const changeApproval = consistent(
  z.strictObject({
    ...signedFields,
    kind: z.literal('change'),
    repository: repositorySchema,
    change: wordsSchema,
    documents: digestSchema,
    review: digestSchema.nullable(),
    after: digestSchema.nullable(),
  }),
);

const pin = z.strictObject({ cite: wordsSchema, digest: digestSchema.nullable() });

const contractApproval = consistent(
  z.strictObject({
    ...signedFields,
    kind: z.literal('contract'),
    contract: digestSchema,
    task: wordsSchema,
    version: z.int().min(1),
    repository: repositorySchema,
    base: gitIdSchema,
    targetRef: branchRefSchema,
    // One order only, and never the run without the contract it is a run of.
    grants: z.union([z.tuple([z.literal('contract')]), z.tuple([z.literal('contract'), z.literal('run')])]),
    attempts: z.int().min(1),
    backend: wordsSchema.nullable(),
    harness: z.string().refine((key) => harnessSpki(key) !== null, 'is not an Ed25519 public key'),
    // Absent and never null, so that what was signed before there were these fields still has its one spelling.
    cites: z.tuple([pin], pin).exactOptional(),
    supersedes: z.strictObject({ contract: digestSchema, because: z.string() }).exactOptional(),
    ifMoved: z.literal(true).exactOptional(),
    after: digestSchema.exactOptional(),
  }),
).refine(({ version, supersedes }) => supersedes === undefined || version > 1, {
  path: ['supersedes'],
  error: 'is there though this is the first version',
});

const runApproval = consistent(
  z.strictObject({
    ...signedFields,
    kind: z.literal('run'),
    contract: digestSchema,
    approval: digestSchema,
    backend: wordsSchema,
  }),
);

const waiver = consistent(
  z.strictObject({
    ...signedFields,
    kind: z.literal('waive'),
    gate: z.string().regex(/^[a-z]+(\.[a-z]+)+$/, 'is not the name of a gate'),
    because: reasonSchema,
    task: wordsSchema,
    version: z.int().min(1),
    contract: digestSchema,
    repository: repositorySchema,
    over: z.strictObject({ run: wordsSchema, manifest: digestSchema, verdict: digestSchema }).nullable(),
  }),
);

const decision = consistent(
  z.strictObject({
    ...signedFields,
    kind: z.literal('decision'),
    outcome: z.enum(['accept', 'reject']),
    because: z.string(),
    run: wordsSchema,
    contract: digestSchema,
    manifest: digestSchema,
    verdict: digestSchema,
    result: z.enum(['PASS', 'FAIL']),
    noChange: z.literal(true).exactOptional(),
    notices: z.array(z.string()),
    manual: z.array(z.strictObject({ item: z.int().min(0), says: z.string(), confirmed: z.boolean() })),
    tree: gitIdSchema,
    base: gitIdSchema,
    targetRef: branchRefSchema,
    targetOld: gitIdSchema,
    ifMoved: z.strictObject({ until: momentSchema }).exactOptional(),
    summary: digestSchema,
    policy: landingPolicySchema.exactOptional(),
    after: digestSchema.exactOptional(),
  }),
)
  .refine(({ ifMoved, at, until }) => ifMoved === undefined || (at < ifMoved.until && ifMoved.until <= until), {
    path: ['ifMoved', 'until'],
    error: 'is not between the moment of signing and the end of the decision',
  })
  .refine(({ ifMoved, outcome, noChange }) => ifMoved === undefined || (outcome === 'accept' && noChange !== true), {
    path: ['ifMoved'],
    error: 'is there though nothing is to land',
  });

const promoteApproval = consistent(
  z.strictObject({
    ...signedFields,
    kind: z.literal('promote'),
    repository: repositorySchema,
    ref: branchRefSchema,
    old: gitIdSchema,
    commit: gitIdSchema,
    tree: gitIdSchema,
    from: branchRefSchema,
    policy: landingPolicySchema,
    vouched: z.array(gitIdSchema),
    harness: z.string().refine((key) => harnessSpki(key) !== null, 'is not an Ed25519 public key'),
    after: digestSchema.nullable(),
  }),
);

const knownViolations = consistent(
  z.strictObject({
    ...signedFields,
    kind: z.literal('known'),
    repository: repositorySchema,
    violations: digestSchema,
    count: z.int().min(0),
  }),
);

const backendSwitch = consistent(
  z.strictObject({
    ...signedFields,
    kind: z.literal('backend'),
    repository: repositorySchema,
    backend: wordsSchema,
    active: z.boolean(),
    program: z
      .strictObject({
        path: wordsSchema,
        digest: digestSchema,
        version: wordsSchema,
        reaches: wordsSchema.nullable(),
        logins: z.array(wordsSchema).min(1).exactOptional(),
      })
      .exactOptional(),
  }),
).refine(({ active, program }) => active === (program !== undefined), {
  path: ['program'],
  error: 'has to be there where a backend is activated, and only there',
});

/** The shape of each kind of statement: no field more, none less. */
export const STATEMENT_SCHEMAS: { readonly [K in StatementKind]: z.ZodType<StatementOf<K>> } = {
  admit: admission,
  change: changeApproval,
  contract: contractApproval,
  run: runApproval,
  waive: waiver,
  decision,
  promote: promoteApproval,
  known: knownViolations,
  backend: backendSwitch,
};
