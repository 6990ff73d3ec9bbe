import { sha256 } from '#contract';
import {
  asCarried,
  CARRIED_FILE,
  CARRIED_VERDICT_FILE,
  checkFiles,
  readCarried,
  type Changes,
  type CheckRecord,
  type SecretScan,
} from '#evidence';
import { judgeRun, type LandingEvidence, type Verdict } from '#gates';
import { signedVerdict, verdictStatement } from '#run';
import {
  CARRIED_PAYLOAD_TYPE,
  harnessPublicKey,
  signByHarness,
  type CarriedStatement,
  type Decision,
  type VerdictStatement,
} from '#signoff';
import { carriedEvidence } from '../../../src/flow/carried-evidence.ts';
import { honestChecks } from './checks.fixture.ts';
import { AT, harnessPem, honest, json, RUN, shifted, TARGET_REF, utf8 } from './evidence.fixture.ts';
import { decidedAs, standing } from './landing.fixture.ts';
import { honestProof, proofFiles, proofOutputs } from './proof.fixture.ts';

/** The honest run, accepted for a moved target too, carried over to where that stands; fixtures change one thing of it. */

/** Where the target stands by now, and the tree that came of putting the patch there. */
export const ONTO = '9'.repeat(40);
export const ONTO_TREE = '8'.repeat(40);
export const CARRIED_AT = {
  started: shifted(AT.decided, 10_000),
  checked: shifted(AT.decided, 20_000),
  ended: shifted(AT.decided, 30_000),
  judged: shifted(AT.decided, 40_000),
} as const;

export type CarryChange = {
  readonly decision?: Partial<Decision>;
  readonly statement?: Partial<CarriedStatement>;
  readonly changes?: Partial<Changes>;
  /** Of every check. */
  readonly check?: Partial<CheckRecord>;
  readonly verdict?: Partial<VerdictStatement>;
  /** The verdict as it is judged, before anything of its statement is changed. */
  readonly judged?: (verdict: Verdict) => Verdict;
  /** Files that are put in, or taken out, before they are signed for. */
  readonly files?: (files: Map<string, Uint8Array>) => unknown;
};

/** The decision that allows a moved target. */
export const movedDecision = (change: Partial<Decision> = {}): Uint8Array =>
  decidedAs({ ifMoved: { until: AT.until }, ...change });

const filesOf = ({ changes = {}, check = {}, files: alter = () => {} }: CarryChange): Map<string, Uint8Array> => {
  const checks = honestChecks().map(({ record, stdout, stderr }) => {
    const times = { startedAt: CARRIED_AT.checked, endedAt: CARRIED_AT.checked };
    return { record: { ...record, tree: ONTO_TREE, ...times, ...check }, stdout, stderr };
  });
  const proof = honestProof(ONTO, ONTO_TREE);
  const secrets: SecretScan = {
    ...{ writ: 1, tree: ONTO_TREE, files: 0, findings: [] },
    outputs: [
      ...checks.flatMap(({ record: { id } }) => [checkFiles(id).stdout, checkFiles(id).stderr]),
      ...proofOutputs(proof),
    ],
  };
  const files = new Map([
    ['changes.json', json({ ...honest.changes, base: ONTO, tree: ONTO_TREE, ...changes })],
    ['secrets.json', json(secrets)],
    ...checks.flatMap(({ record, stdout, stderr }) => {
      const paths = checkFiles(record.id);
      return [
        [paths.record, json(record)],
        [paths.stdout, stdout],
        [paths.stderr, stderr],
      ] as const;
    }),
    ...proofFiles(proof, json),
  ]);
  alter(files);
  return files;
};

const NOTHING = new Uint8Array();
const publicKey = harnessPublicKey(harnessPem);

/** The files below `after/carried/`, signed for and judged. */
export const carriedFiles = (change: CarryChange, decision: Uint8Array): ReadonlyMap<string, Uint8Array> => {
  const files = filesOf(change);
  const statement: CarriedStatement = {
    ...{ writ: 1, kind: 'carried', run: RUN, manifest: honest.seal.manifest, decision: sha256(decision) },
    ...{ ref: TARGET_REF, onto: ONTO, tree: ONTO_TREE, startedAt: CARRIED_AT.started, endedAt: CARRIED_AT.ended },
    files: [...files.keys()].toSorted().map((name) => ({ name, digest: sha256(files.get(name) ?? NOTHING) })),
    ...change.statement,
  };
  const payload = json(statement);
  const envelope = utf8(signByHarness({ payloadType: CARRIED_PAYLOAD_TYPE, payload, privateKeyPem: harnessPem }));
  files.set(CARRIED_FILE, envelope);
  const carried = readCarried(files, publicKey);
  const again = carried.ok
    ? judgeRun(asCarried(honest, carried.value, CARRIED_AT.judged))
    : { result: 'FAIL' as const, gates: [], notices: [] };
  const about = { run: RUN, at: CARRIED_AT.judged, contract: honest.contract.digest, tree: ONTO_TREE };
  const judged = verdictStatement((change.judged ?? ((one) => one))(again), { ...about, manifest: sha256(envelope) });
  return files.set(CARRIED_VERDICT_FILE, utf8(signedVerdict({ ...judged, ...change.verdict }, harnessPem)));
};

/** About to land where the target stands by now. */
export const moved = (change: CarryChange = {}, decisions?: readonly Uint8Array[]): LandingEvidence => {
  const all = decisions ?? [movedDecision(change.decision)];
  const files = carriedFiles(change, all.at(-1) ?? NOTHING);
  const carried = carriedEvidence(files, { origin: honest, harness: publicKey });
  if (!carried.ok) throw new Error(carried.failures.map(({ message }) => message).join('; '));
  return { ...standing(ONTO), decisions: all, carried: carried.value };
};
