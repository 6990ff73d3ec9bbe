import { z } from 'zod';
import { coverageTermsSchema, JAIL_KINDS, REPORT_KINDS, reviewTermsSchema, TIERS } from '#contract';
import { RULE_SUBJECTS, RULE_WAIVERS } from '#rules';
import { DigestText, ObjectId } from './manifest.ts';
import { Count, Moment } from './moment.ts';
import type { ReviewRecord } from './review-record.ts';
import type {
  ActionRecord,
  ApprovalUse,
  BackendRecord,
  Changes,
  CheckRecord,
  RuleScan,
  SecretScan,
} from './run-evidence.ts';
import type { Freshness } from './freshness.ts';

/** The strict shapes of the sealed JSON files: a field too many is refused like a field too few. */

const Mode = z.string().regex(/^[0-7]{6}$/);
const writ = z.literal(1);
const Limit = z.enum(['processes', 'disk', 'output', 'memory']).nullable();

const Repository = z.strictObject({ roots: z.array(ObjectId), origin: z.string().nullable() });

const Checkout = z.strictObject({
  head: z.string(),
  target: z.string(),
  refs: DigestText,
  index: DigestText,
  dirty: z.array(z.string()),
});

export const ChangesSchema: z.ZodType<Changes> = z.strictObject({
  writ,
  base: ObjectId,
  tree: ObjectId,
  paths: z.array(
    z.strictObject({
      path: z.string().min(1),
      status: z.enum(['added', 'modified', 'deleted', 'type-changed']),
      oldMode: Mode,
      newMode: Mode,
      oldBlob: ObjectId,
      newBlob: ObjectId,
    }),
  ),
  hygiene: z.array(
    z.strictObject({
      path: z.string(),
      kind: z.enum([
        'fifo',
        'socket',
        'device',
        'hard-link',
        'symlink-outside',
        'nested-repository',
        'bare-repository',
        'too-large',
        'gitlink',
        'name',
        'collision',
        'unreadable',
        'harmful-object',
      ]),
      says: z.string(),
    }),
  ),
  objects: z.enum(['sound', 'refused']).exactOptional(),
});

export const SecretsSchema: z.ZodType<SecretScan> = z.strictObject({
  writ,
  tree: ObjectId,
  files: Count,
  outputs: z.array(z.string().min(1)),
  findings: z.array(
    z.strictObject({
      at: z.enum(['result', 'name', 'output']),
      place: z.string(),
      line: z.int().min(1),
      rule: z.string().min(1),
      length: z.int().min(1),
      source: z.enum(['pattern', 'key']),
      standing: z.enum(['new', 'base']),
    }),
  ),
});

const Waiver = z.enum(RULE_WAIVERS);
const About = z.enum(RULE_SUBJECTS);

export const RulesSchema: z.ZodType<RuleScan> = z.strictObject({
  writ,
  base: ObjectId,
  tree: ObjectId,
  rulebook: DigestText.nullable(),
  rules: z.array(z.strictObject({ rule: z.string().min(1), waiver: Waiver, about: About, files: Count })),
  messages: z.array(z.string().min(1)).nullable(),
  files: Count,
  skipped: z.array(z.strictObject({ path: z.string().min(1), says: z.string().min(1), source: z.boolean() })),
  findings: z.array(
    z.strictObject({
      rule: z.string().min(1),
      waiver: Waiver,
      about: About,
      path: z.string().min(1),
      line: z.int().min(1),
      column: z.int().min(1),
      says: z.string().min(1),
    }),
  ),
  known: Count,
  errors: z.array(z.strictObject({ rule: z.string().min(1), says: z.string().min(1) })),
});

export const BackendSchema: z.ZodType<BackendRecord> = z.strictObject({
  writ,
  id: z.string().min(1),
  kind: z.enum(['command', 'scripted', 'acp']),
  argv: z.array(z.string()),
  program: z.string(),
  programDigest: z.strictObject({ before: DigestText, after: DigestText.nullable() }),
  version: z.string(),
  endpoints: z.array(z.strictObject({ origin: z.string(), requests: Count })),
  environment: z.array(z.string()),
  logins: z.array(z.string().min(1)).min(1).exactOptional(),
  tiers: z.array(z.enum(TIERS)),
  session: z.enum(['served', 'none']).exactOptional(),
  end: z
    .strictObject({
      exitCode: z.int().nullable(),
      signal: z.string().nullable(),
      timedOut: z.boolean(),
      limit: Limit,
      declaredFailure: z.string().nullable(),
      turn: z.strictObject({ stopReason: z.string().nullable() }).exactOptional(),
      substituted: z.string().exactOptional(),
      aborted: z.strictObject({ by: z.string().min(1), because: z.string() }).exactOptional(),
    })
    .nullable(),
});

export const ActionsSchema: z.ZodType<{ readonly writ: 1; readonly actions: readonly ActionRecord[] }> = z.strictObject(
  {
    writ,
    actions: z.array(
      z.strictObject({ action: z.string().min(1), provenance: z.enum(['witnessed', 'declared']), detail: z.string() }),
    ),
  },
);

export const CheckSchema: z.ZodType<CheckRecord> = z.strictObject({
  writ,
  id: z.string().min(1),
  argv: z.array(z.string()),
  program: z.string(),
  reports: z.enum(REPORT_KINDS),
  tree: ObjectId,
  canary: z.string().nullable(),
  startedAt: Moment,
  endedAt: Moment,
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  timedOut: z.boolean(),
  limit: Limit,
  service: z.strictObject({ id: z.string(), says: z.string() }).exactOptional(),
  place: z
    .strictObject({
      folder: z.string().min(1),
      home: z.string().min(1),
      user: z.string().min(1),
      host: z.string().min(1),
    })
    .exactOptional(),
  exchanges: z
    .strictObject({
      file: z.string().min(1),
      base: ObjectId,
      digest: DigestText.nullable(),
      count: Count,
      faults: z.array(z.string()),
      operations: z.array(
        z.strictObject({
          file: z.string().min(1),
          pointer: z.string(),
          operation: z.string(),
          lacks: z.array(z.string()),
          slow: z.string().nullable(),
        }),
      ),
      mismatches: z.array(z.strictObject({ line: Count, says: z.string() })),
    })
    .exactOptional(),
});

export const ReviewSchema: z.ZodType<ReviewRecord> = z.strictObject({
  writ,
  by: z.string().min(1),
  argv: z.array(z.string()),
  program: z.string(),
  programDigest: DigestText,
  version: z.string(),
  endpoints: z.array(z.strictObject({ origin: z.string(), requests: Count })),
  tree: ObjectId,
  input: DigestText,
  startedAt: Moment,
  endedAt: Moment,
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  timedOut: z.boolean(),
  limit: Limit,
});

export const UseSchema: z.ZodType<ApprovalUse> = z.strictObject({
  writ,
  run: z.string().min(1),
  attempt: z.int().min(1),
  approval: DigestText,
  foreignUses: Count,
});

export const FreshnessSchema: z.ZodType<Freshness> = z.strictObject({
  writ,
  run: z.string().min(1),
  task: z.string().min(1),
  attempt: z.int().min(1),
  startedAt: Moment,
  endedAt: Moment,
  base: ObjectId,
  startTree: ObjectId,
  tree: ObjectId,
  repository: Repository,
  targetRef: z.string().min(1),
  moved: z.strictObject({ approved: ObjectId, held: z.boolean() }).exactOptional(),
  start: Checkout,
  end: Checkout.nullable(),
  landed: z
    .strictObject({
      links: z.array(
        z.strictObject({
          run: z.string().min(1),
          landing: DigestText,
          ref: z.string().min(1),
          old: ObjectId,
          new: ObjectId,
        }),
      ),
      back: z.strictObject({ refs: DigestText, index: DigestText }),
    })
    .exactOptional(),
  residue: z.array(z.string()),
  jail: z.enum(JAIL_KINDS).exactOptional(),
  approvers: z.array(z.string().min(1)),
  neverWaive: z.array(z.string().min(1)).exactOptional(),
  coverage: coverageTermsSchema.exactOptional(),
  review: reviewTermsSchema.exactOptional(),
  tools: z.record(z.string(), z.string()),
  trust: z.strictObject({ allowedSigners: z.string(), revokedKeys: z.string() }),
});
