import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import { canonicalJson, parseCanonicalJson, sha256, type Digest } from './canonical.ts';
import {
  ALWAYS_FORBIDDEN,
  FORBIDDABLE,
  REPORT_KINDS,
  ROLES,
  STRICTNESS,
  TASK_TYPES,
  TIERS,
  type Contract,
} from './contract.ts';

const count = z.int().positive();
const texts = z.array(z.string()).readonly();

const proof = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('test'), check: z.string(), test: z.string().nullable() }),
  z.strictObject({ kind: z.literal('manual'), how: z.string() }),
]);

const command = z.tuple([z.string()], z.string());
const tool = z.strictObject({ id: z.string(), run: command, timeoutMs: count, outputBytes: count });
const deferral = z.strictObject({ cites: texts, because: z.string() });
const service = z.strictObject({
  id: z.string(),
  run: command,
  ready: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('tcp'), port: count.max(65_535) }),
    z.strictObject({ kind: z.literal('run'), run: command }),
  ]),
  timeoutMs: count,
});

const limit = count.exactOptional();
const exchanges = z.strictObject({ file: z.string(), p50Ms: limit, p90Ms: limit, p95Ms: limit, p99Ms: limit });

const schema: z.ZodType<Contract> = z.strictObject({
  writ: z.literal(1),
  id: z.string(),
  version: count,
  name: z.string(),
  strictness: z.enum(STRICTNESS),
  type: z.enum(TASK_TYPES),
  role: z.enum(ROLES).exactOptional(),
  question: z.strictObject({ asks: z.string(), findings: z.string() }).exactOptional(),
  baseBranch: z.string(),
  cites: texts,
  paths: z.strictObject({ allow: texts, deny: texts }),
  forbid: z.array(z.enum([...ALWAYS_FORBIDDEN, ...FORBIDDABLE])).readonly(),
  checks: z
    .array(
      z.strictObject({
        id: z.string(),
        run: command,
        reports: z.enum(REPORT_KINDS),
        timeoutMs: count,
        services: z.tuple([service], service).exactOptional(),
        exchanges: exchanges.exactOptional(),
      }),
    )
    .readonly(),
  tools: z.tuple([tool], tool).exactOptional(),
  done: z.array(z.strictObject({ says: z.string(), cites: texts, proof })).readonly(),
  defers: z.tuple([deferral], deferral).exactOptional(),
  noTests: z.string().nullable(),
  riskTier: z.strictObject({
    tier: z.enum(TIERS),
    because: z.string(),
    floor: z.strictObject({ tier: z.enum(TIERS), because: texts }),
  }),
  attempts: count,
  limits: z.strictObject({ timeMs: count, processes: count, diskBytes: count, outputBytes: count, memoryBytes: count }),
  rollback: z.string(),
  what: z.string(),
  why: z.string(),
  outOfScope: z.string(),
});

/** The bytes of a contract: its canonical JSON. They are what is hashed, signed and sealed. */
export const contractJson = (contract: Contract): string => canonicalJson(contract);

/** The digest of a contract: the SHA-256 of its canonical JSON. */
export const contractDigest = (contract: Contract): Digest => sha256(contractJson(contract));

/**
 * Reads a contract from its bytes: canonical, every field there and of its kind, and no other field.
 * Whether the contract is complete is another question: `incompleteIn`.
 *
 * @returns the contract, or `evidence.malformed`.
 */
export const parseContract = (bytes: Uint8Array): Result<Contract> => {
  const json = parseCanonicalJson(bytes, 'the contract');
  if (!json.ok) return json;
  const contract = schema.safeParse(json.value);
  if (contract.success) return ok(contract.data);
  const [issue] = contract.error.issues;
  return fail(
    'evidence.malformed',
    `the contract is not of the agreed shape: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
};
