import { sha256, type Digest } from '#contract';
import { okUnless, type Failure, type Result } from '#failure';
import { CARRIED_PAYLOAD_TYPE, parseCarried, verifyHarness, type CarriedStatement } from '#signoff';
import type { SealedFiles } from './bundle.ts';
import { ChangesSchema, SecretsSchema } from './evidence-schema.ts';
import { checksIn, partAt, proofIn } from './read-evidence.ts';
import type { Changes, RunEvidence, SecretScan } from './run-evidence.ts';

/** What signs for the files of a carrying, and the verdict over them; both are not among those it signs for. */
export const CARRIED_FILE = 'carried.json';
export const CARRIED_VERDICT_FILE = 'verdict.json';

/** An accepted patch that was put on a moved target and checked there. Everything in it was signed for by the harness. */
export type Carried = {
  readonly statement: CarriedStatement;
  /** Digest of the file that signs for the others: what the verdict over them names. */
  readonly digest: Digest;
  /** What differs between the commit it was carried to and the tree that came of it. */
  readonly changes: Changes;
  readonly checks: NonNullable<RunEvidence['checks']>;
  /** The search of what those checks put out. */
  readonly secrets: SecretScan;
  /** What the tests say there without the change; undefined where nobody tried. */
  readonly proof: RunEvidence['proof'];
};

const wrong = (message: string): Failure => ({ code: 'evidence.incomplete', message });

/** Exactly the files that were signed for, each as it was. */
const wrongFiles = (files: SealedFiles, { files: listed }: CarriedStatement): readonly Failure[] => {
  const there = [...files].filter(([name]) => name !== CARRIED_FILE && name !== CARRIED_VERDICT_FILE);
  return [
    ...there.flatMap(([name, bytes]) => {
      const one = listed.find((file) => file.name === name);
      if (one === undefined) return [wrong(`carried/${name} is in the bundle, and nobody signed for it`)];
      return one.digest === sha256(bytes) ? [] : [wrong(`carried/${name} is not what was signed for`)];
    }),
    ...listed.flatMap(({ name }) => (files.has(name) ? [] : [wrong(`carried/${name} is missing from the bundle`)])),
  ];
};

/**
 * Reads what was carried over, once the harness's signature and every digest hold.
 *
 * @param files the files below `after/carried/`
 * @param publicKey the harness's key (SPKI, DER, base64), from an approval that was verified
 */
export const readCarried = (files: SealedFiles, publicKey: string): Result<Carried> => {
  const bytes = files.get(CARRIED_FILE) ?? new Uint8Array();
  const about = { name: 'what was carried over', payloadType: CARRIED_PAYLOAD_TYPE, publicKey };
  const payload = verifyHarness({ bytes, ...about });
  if (!payload.ok) return payload;
  const statement = parseCarried(payload.value);
  if (!statement.ok) return statement;
  const listed = okUnless(wrongFiles(files, statement.value), () => null);
  if (!listed.ok) return listed;
  const changes = partAt(files, 'changes.json', ChangesSchema);
  if (!changes.ok) return changes;
  const secrets = partAt(files, 'secrets.json', SecretsSchema);
  if (!secrets.ok) return secrets;
  const checks = checksIn(files);
  if (!checks.ok) return checks;
  const hasProof = [...files.keys()].some((path) => path.startsWith('proof/'));
  const proof = hasProof ? proofIn(files) : null;
  if (proof?.ok === false) return proof;
  const read = { changes: changes.value, secrets: secrets.value, checks: checks.value, proof: proof?.value };
  return { ok: true, value: { statement: statement.value, digest: sha256(bytes), ...read } };
};

const isOfCheck = (place: string): boolean => /^(checks|proof)\//.test(place);

/**
 * The evidence of a run as it is after carrying: all that was sealed, with the new tree, and with the checks on it in
 * place of the first ones. Scope is still measured from the approved base: that the patch is the same one is for the
 * gate that lets it land.
 *
 * @param at the moment to judge for
 */
export const asCarried = (origin: RunEvidence, carried: Carried, at: string): RunEvidence => {
  const { statement, changes, checks, secrets, proof } = carried;
  const { tree, endedAt } = statement;
  const { proof: _, ...sealed } = origin;
  return {
    ...sealed,
    at,
    checks,
    ...(proof && origin.changes && { proof: { ...proof, record: { ...proof.record, base: origin.changes.base } } }),
    ...(origin.changes && { changes: { ...changes, base: origin.changes.base } }),
    ...(origin.freshness && { freshness: { ...origin.freshness, tree, endedAt } }),
    // The same bytes were looked at beside the same: that the patch is the same one is for the gate that lets it land.
    ...(origin.review && { review: { ...origin.review, record: { ...origin.review.record, tree } } }),
    ...(origin.rules && { rules: { ...origin.rules, tree } }),
    ...(origin.specs?.result && { specs: { ...origin.specs, result: { ...origin.specs.result, tree } } }),
    ...(origin.dependencies && { dependencies: { ...origin.dependencies, tree } }),
    ...(origin.secrets && {
      secrets: {
        ...origin.secrets,
        tree: secrets.tree,
        outputs: [...origin.secrets.outputs.filter((file) => !isOfCheck(file)), ...secrets.outputs],
        findings: [
          ...origin.secrets.findings.filter(({ at: found, place }) => found !== 'output' || !isOfCheck(place)),
          ...secrets.findings,
        ],
      },
    }),
  };
};
