import { z } from 'zod';
import {
  canonicalJson,
  EVIDENCE_EDITION,
  parseCanonicalJson,
  parseDigest,
  sha256,
  type Digest,
  type EvidenceEdition,
} from '#contract';
import { fail, ok, type Result } from '#failure';
import { parseEnvelope, verifyHarness } from '#signoff';
import type { ChainHead } from './chain.ts';

/** The payload type of an in-toto statement in a DSSE envelope. */
export const MANIFEST_PAYLOAD_TYPE = 'application/vnd.in-toto+json';
/** The type of in-toto statement that the manifest is. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** What our statement says about its subjects. */
export const PREDICATE_TYPE = 'urn:writ:attestation:run:v1';
/** The subject that is the result tree; every other subject is a sealed file. */
export const TREE_SUBJECT = 'tree';

/** What a chained file must look like. */
export type ChainClaim = ChainHead & { readonly file: string };

/** What a run was, as its manifest tells it. `base` is a commit id, `tree` a tree id, both 40 hexadecimal characters. */
export type RunFacts = {
  readonly run: string;
  readonly task: string;
  readonly attempt: number;
  readonly base: string;
  readonly tree: string;
};

/** A manifest whose signature was verified. */
export type Manifest = RunFacts & {
  /** By which rules it was sealed, and is to be judged. */
  readonly edition: EvidenceEdition;
  readonly contract: Digest;
  /** Digest of the contract approval's envelope. */
  readonly approval: Digest;
  readonly chains: readonly ChainClaim[];
  /** Path relative to `sealed/` → digest of the file's bytes. The manifest itself is not among them. */
  readonly files: ReadonlyMap<string, Digest>;
  /** The digest of the manifest's file, by which the ledger, the verdict and the decision name it. */
  readonly digest: Digest;
};

/** Reads a digest of a JSON value inside a schema. */
export const DigestText = z.custom<Digest>(
  (value) => typeof value === 'string' && parseDigest(value).ok,
  'not a SHA-256 in hexadecimal',
);
/** A git object id of a SHA-1 repository. */
export const ObjectId = z.string().regex(/^[0-9a-f]{40}$/);

/**
 * The order of paths in manifests: by code unit, which for the plain ASCII that sealed paths are is by byte,
 * so that `sort` in the C locale gives the same.
 */
export const byPath = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/**
 * The bytes a harness signs: an in-toto Statement v1 whose subjects are the result tree and every sealed file.
 * @param from.files every sealed file but the manifest itself, paths relative to `sealed/`.
 */
export const manifestPayload = (
  from: RunFacts & {
    readonly contract: Digest;
    readonly approval: Digest;
    readonly files: ReadonlyMap<string, Uint8Array>;
    readonly chains: readonly ChainClaim[];
  },
): Uint8Array => {
  const paths = [...from.files].toSorted(([one], [other]) => byPath(one, other));
  const { run, task, attempt, contract, approval, base, chains } = from;
  return new TextEncoder().encode(
    canonicalJson({
      _type: STATEMENT_TYPE,
      subject: [
        { name: TREE_SUBJECT, digest: { gitTree: from.tree } },
        ...paths.map(([name, bytes]) => ({ name, digest: { sha256: sha256(bytes) } })),
      ],
      predicateType: PREDICATE_TYPE,
      predicate: {
        writ: EVIDENCE_EDITION,
        run,
        task,
        attempt,
        contract,
        approval,
        base,
        chains: chains.map(({ file, lines, head }) => ({ file, lines, head })),
      },
    }),
  );
};

const Statement = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.tuple(
    [z.strictObject({ name: z.literal(TREE_SUBJECT), digest: z.strictObject({ gitTree: ObjectId }) })],
    z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: DigestText }) }),
  ),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: z.strictObject({
    writ: z.literal([1, 2, 3, 4, 5, EVIDENCE_EDITION]),
    run: z.string().min(1),
    task: z.string().min(1),
    attempt: z.int().min(1),
    contract: DigestText,
    approval: DigestText,
    base: ObjectId,
    chains: z.array(z.strictObject({ file: z.string(), lines: z.int().min(1), head: DigestText })),
  }),
});

/** What the bytes of a manifest say, once its envelope is off. `evidence.malformed` where that is not ours. */
const readPayload = (payload: Uint8Array, file: Uint8Array): Result<Manifest> => {
  const value = parseCanonicalJson(payload, 'the manifest');
  if (!value.ok) return value;
  const statement = Statement.safeParse(value.value);
  if (!statement.success)
    return fail(
      'evidence.malformed',
      `the manifest is not a statement about a run: ${z.prettifyError(statement.error)}`,
    );
  const [tree, ...subjects] = statement.data.subject;
  const names = subjects.map((subject) => subject.name);
  // Strictly rising: sorted, and no name twice, so that no reader can take the other of two digests.
  const rising = names.every((name, at) => at === 0 || byPath(names[at - 1] ?? '', name) < 0);
  if (!rising) return fail('evidence.malformed', 'the manifest does not list its files in order, each once');
  const { writ: edition, ...facts } = statement.data.predicate;
  return ok({
    ...facts,
    edition,
    tree: tree.digest.gitTree,
    files: new Map(subjects.map((subject) => [subject.name, subject.digest.sha256])),
    digest: sha256(file),
  });
};

/**
 * Reads a manifest's file and verifies its signature; what is read are the verified bytes.
 *
 * @param bytes the file: one DSSE envelope on one line.
 * @param publicKey the harness's key (SPKI, DER, base64) from the approval, never from the bundle's own word.
 * @returns `evidence.unsigned` or what `verifyHarness` says, `evidence.malformed` where the statement is not ours.
 */
export const parseManifest = (bytes: Uint8Array, publicKey: string): Result<Manifest> => {
  const payload = verifyHarness({ bytes, name: 'the manifest', payloadType: MANIFEST_PAYLOAD_TYPE, publicKey });
  return payload.ok ? readPayload(payload.value, bytes) : payload;
};

/** What a manifest's file says, whoever signed it: enough to refuse by, and never to accept by. */
export const claimedManifest = (bytes: Uint8Array): Result<Manifest> => {
  const envelope = parseEnvelope(bytes, 'the manifest');
  return envelope.ok ? readPayload(envelope.value.payload, bytes) : envelope;
};
