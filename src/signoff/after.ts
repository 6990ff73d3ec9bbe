import { z } from 'zod';
import { landingPolicySchema, LANDING_WAYS, parseCanonicalJson, type Digest, type LandingPolicy } from '#contract';
import { fail, ok, type Result } from '#failure';
import { firstIssue } from './first-issue.ts';
import {
  branchRefSchema,
  digestSchema,
  gitIdSchema,
  momentSchema,
  reasonSchema,
  wordsSchema,
} from './statement-schema.ts';

/** The payload types of what the harness signs after the seal. */
export const VERDICT_PAYLOAD_TYPE = 'application/vnd.writ.verdict.v1+json';
export const BRANCH_PAYLOAD_TYPE = 'application/vnd.writ.branch.v1+json';
export const LANDING_PAYLOAD_TYPE = 'application/vnd.writ.landing.v1+json';

/** The waiver by which a failing gate does not refuse: the digest of its envelope, and what it says. */
export type CountedWaiver = {
  readonly envelope: Digest;
  readonly signer: string;
  readonly until: string;
  readonly because: string;
};

/** What one gate decided, in plain data: which gates there are is not known here. */
export type GateLine = {
  readonly gate: string;
  readonly outcome: 'pass' | 'fail' | 'missing';
  readonly notices: readonly string[];
  readonly findings: readonly { readonly code: string; readonly message: string }[];
  /** Only where it fails. The findings stay: a waiver hides nothing. */
  readonly waiver: CountedWaiver | null;
};

/** The payload of `1-verdict.json`: PASS or FAIL over a sealed run, with the reasons. */
export type VerdictStatement = {
  readonly writ: 1;
  readonly kind: 'verdict';
  readonly run: string;
  readonly at: string;
  /** SHA-256 of the manifest file's bytes. */
  readonly manifest: Digest;
  readonly contract: Digest;
  readonly tree: string;
  /** Which program judged: words are compared with those it would say again. Absent from before it was written down. */
  readonly judge?: string;
  readonly result: 'PASS' | 'FAIL';
  /** There where a PASS is NO-CHANGE: the result is the base itself, and everything it must prove is proven on that. */
  readonly noChange?: true;
  readonly gates: readonly GateLine[];
  readonly notices: readonly string[];
};

/** The payload of `3-branch.json`: an accepted commit was put on a branch of its own, for a target that was not moved. */
export type BranchStatement = {
  readonly writ: 1;
  readonly kind: 'branch';
  readonly run: string;
  readonly at: string;
  /** SHA-256 of the last decision's envelope. */
  readonly decision: Digest;
  readonly commit: string;
  readonly tree: string;
  readonly parent: string;
  /** The branch of its own. */
  readonly ref: string;
  /** The branch the decision is about. */
  readonly target: string;
  readonly policy: LandingPolicy;
};

/** `merged`: somebody else moved the target to a history that holds the result, from its own branch. */
const LANDED_WAYS = [...LANDING_WAYS, 'merged'] as const;

/** The payload of `3-landing.json`: which branch was moved from where to where, on which decision. */
export type LandingStatement = {
  readonly writ: 1;
  readonly kind: 'landing';
  readonly run: string;
  readonly at: string;
  /** SHA-256 of the last decision's envelope. */
  readonly decision: Digest;
  readonly how: (typeof LANDED_WAYS)[number];
  readonly commit: string;
  readonly tree: string;
  readonly parent: string;
  readonly ref: string;
  readonly old: string;
  /** Where the branch stands since: at the commit, at one that merges it, or at one whose history holds it. */
  readonly new: string;
  readonly policy: LandingPolicy;
  /** There where the target had moved: SHA-256 of the envelope of the verdict over the patch carried over to it. */
  readonly carried?: Digest;
};

const gateSchema = z
  .strictObject({
    gate: wordsSchema,
    outcome: z.enum(['pass', 'fail', 'missing']),
    notices: z.array(z.string()),
    findings: z.array(z.strictObject({ code: wordsSchema, message: z.string() })),
    waiver: z
      .strictObject({ envelope: digestSchema, signer: wordsSchema, until: momentSchema, because: reasonSchema })
      .nullable(),
  })
  .refine(({ outcome, findings }) => outcome !== 'pass' || findings.length === 0, 'passes with findings')
  .refine(({ outcome, waiver }) => waiver === null || outcome === 'fail', 'is waived and did not fail');

const verdictSchema = z
  .strictObject({
    writ: z.literal(1),
    kind: z.literal('verdict'),
    run: wordsSchema,
    at: momentSchema,
    manifest: digestSchema,
    contract: digestSchema,
    tree: gitIdSchema,
    judge: z
      .string()
      .regex(/^[\w.+-]{1,80}$/u, 'is no version')
      .exactOptional(),
    result: z.enum(['PASS', 'FAIL']),
    noChange: z.literal(true).exactOptional(),
    gates: z
      .array(gateSchema)
      .refine((gates) => new Set(gates.map(({ gate }) => gate)).size === gates.length, 'name a gate twice'),
    notices: z.array(z.string()),
  })
  // A verdict that contradicts its own gates is no verdict; with no gate at all, nothing passed.
  .refine(
    ({ result, gates }) =>
      (result === 'PASS') ===
      (gates.length > 0 && gates.every(({ outcome, waiver }) => outcome === 'pass' || waiver !== null)),
    {
      path: ['result'],
      error: 'is not what its gates say',
    },
  )
  .refine(({ result, noChange }) => noChange === undefined || result === 'PASS', {
    path: ['noChange'],
    error: 'is there though the verdict is FAIL',
  });

const branchSchema = z.strictObject({
  writ: z.literal(1),
  kind: z.literal('branch'),
  run: wordsSchema,
  at: momentSchema,
  decision: digestSchema,
  commit: gitIdSchema,
  tree: gitIdSchema,
  parent: gitIdSchema,
  ref: branchRefSchema,
  target: branchRefSchema,
  policy: landingPolicySchema,
});

const landingSchema = z.strictObject({
  writ: z.literal(1),
  kind: z.literal('landing'),
  run: wordsSchema,
  at: momentSchema,
  decision: digestSchema,
  how: z.enum(LANDED_WAYS),
  commit: gitIdSchema,
  tree: gitIdSchema,
  parent: gitIdSchema,
  ref: branchRefSchema,
  old: gitIdSchema,
  new: gitIdSchema,
  policy: landingPolicySchema,
  carried: digestSchema.exactOptional(),
});

/** Reads the payload `verifyHarness` gave for a verdict. Refuses with `evidence.malformed`, also where gates and result disagree. */
export const parseVerdict = (payload: Uint8Array): Result<VerdictStatement> =>
  parseAfter(verdictSchema, payload, 'the verdict');

/** Reads the payload `verifyHarness` gave for a landing. Refuses with `evidence.malformed`. */
export const parseLanding = (payload: Uint8Array): Result<LandingStatement> =>
  parseAfter(landingSchema, payload, 'the landing');

/** Reads the payload `verifyHarness` gave for a branch. Refuses with `evidence.malformed`. */
export const parseBranch = (payload: Uint8Array): Result<BranchStatement> =>
  parseAfter(branchSchema, payload, 'the branch');

/** Reads a payload of the harness by its schema; refuses with `evidence.malformed`. */
export const parseAfter = <T>(schema: z.ZodType<T>, payload: Uint8Array, name: string): Result<T> => {
  const json = parseCanonicalJson(payload, name);
  if (!json.ok) return json;
  const read = schema.safeParse(json.value);
  return read.success
    ? ok(read.data)
    : fail('evidence.malformed', `${name} is not what Writ writes: ${firstIssue(read.error)}`);
};
