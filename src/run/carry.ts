import { canonicalJson, sha256, type Contract } from '#contract';
import {
  CARRIED_FILE,
  checkFiles,
  isPassed,
  type ChangedPath,
  type Changes,
  type HygieneFinding,
  type SealedFiles,
  type SecretScan,
} from '#evidence';
import { ok, type Result } from '#failure';
import { now, scanWorkTree, type HarnessStore, type Repository } from '#host';
import { CARRIED_PAYLOAD_TYPE, signByHarness, type CarriedStatement } from '#signoff';
import { lookAtObjects, ofThisRun } from './capture.ts';
import { openCheckFolders, removeLeftChecks } from './check-folders.ts';
import type { SearchedCheck } from './checks.ts';
import { runChecks } from './run-checks.ts';
import { prove, type Proved } from './proof/prove.ts';
import { readChecks } from './proof/read-checks.ts';
import { filesOfChecks, filesOfProof, outputsOfProof } from './seal-run.ts';
import { watchSecrets, type KeyHolder } from './secrets/watch.ts';
import { providedFolders, USUALLY_PROVIDED } from './workspace.ts';

/** An accepted patch on a moved target, before anything was checked on it. */
export type Carrying = {
  readonly contract: Contract;
  /** The commit it was put on, the tree that came of it, and how the two differ. */
  readonly onto: string;
  readonly tree: string;
  readonly paths: readonly ChangedPath[];
};

/** What checking it needs beside. */
export type CarryMeans = {
  readonly repository: Repository;
  readonly store: HarnessStore;
  /** Folders of the checkout that the checks may read. */
  readonly provide: readonly string[] | undefined;
  /** Whether the run had to measure what its checks ran through. */
  readonly coverage: boolean;
  /** The backend of the run, so that its keys are looked for in what the checks put out; null where it is gone. */
  readonly backend: KeyHolder | null;
  readonly tell: (sentence: string) => void;
};

/** What was found on the new tree. */
export type CarriedOver = Carrying & {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly hygiene: readonly HygieneFinding[];
  readonly objects: NonNullable<Changes['objects']>;
  readonly checks: readonly SearchedCheck[];
  readonly proof: Proved | null;
};

// A key that this process cannot read either is none that a check could have been given by it.
const NO_KEYS: KeyHolder = { env: {}, passes: [], endpoint: null };

/**
 * Looks at the new tree as at the result of a run: the names and files in it together, and every check of the contract
 * in a jail of its own on a clean checkout.
 */
export const checkCarried = async (carrying: Carrying, means: CarryMeans): Promise<Result<CarriedOver>> => {
  const { repository, store, provide, coverage, backend, tell } = means;
  const { contract, onto, tree, paths } = carrying;
  const startedAt = now();
  const provided = await providedFolders(repository, onto, provide ?? USUALLY_PROVIDED);
  if (!provided.ok) return provided;
  removeLeftChecks(repository);
  const folders = openCheckFolders(repository, store);
  try {
    const looked = await folders.hold(tree);
    if (!looked.ok) return looked;
    const objects = await lookAtObjects(store, { base: onto, tree }, paths);
    if (!objects.ok) return objects;
    const scanned = scanWorkTree(looked.value, []).filter(ofThisRun(paths));
    const secrets = watchSecrets(backend ?? NO_KEYS);
    const place = { repository, store, provided: provided.value, order: { contract }, secrets, tell };
    const checks = await runChecks(place, folders, { tree, coverage }, () => {});
    if (!checks.ok) return checks;
    // On another base the tests have to prove the change anew.
    const isWorth = checks.value.length > 0 && readChecks(checks.value).every(isPassed);
    const proof = isWorth ? await prove(place, { base: onto, tree, paths, checks: checks.value }) : ok(null);
    if (!proof.ok) return proof;
    const hygiene = [...scanned, ...objects.value.hygiene];
    const found = { hygiene, objects: objects.value.objects, checks: checks.value, proof: proof.value };
    return ok({ ...carrying, startedAt, endedAt: now(), ...found });
  } finally {
    await folders.close();
  }
};

/** What a carrying belongs to. */
export type CarriedFor = Pick<CarriedStatement, 'run' | 'manifest' | 'decision' | 'ref'>;

/** The files of a carrying, with the one that signs for all of them. */
export const sealCarried = (
  { onto, tree, paths, hygiene, objects, checks, proof, startedAt, endedAt }: CarriedOver,
  about: CarriedFor,
  privateKeyPem: string,
): SealedFiles => {
  const json = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalJson(value));
  const changes: Changes = { writ: 1, base: onto, tree, paths, hygiene, objects };
  const secrets: SecretScan = {
    ...{ writ: 1, tree, files: 0 },
    outputs: [
      ...checks.flatMap(({ record: { id } }) => [checkFiles(id).stdout, checkFiles(id).stderr]),
      ...outputsOfProof(proof),
    ],
    findings: [...checks.flatMap((check) => check.secrets), ...(proof?.secrets ?? [])],
  };
  const files = new Map([
    ['changes.json', json(changes)],
    ['secrets.json', json(secrets)],
    ...filesOfChecks(checks),
    ...filesOfProof(proof),
  ]);
  const statement: CarriedStatement = {
    ...{ writ: 1, kind: 'carried', ...about, onto, tree, startedAt, endedAt },
    files: [...files.keys()].toSorted().map((name) => ({ name, digest: sha256(files.get(name) ?? new Uint8Array()) })),
  };
  const envelope = signByHarness({ payloadType: CARRIED_PAYLOAD_TYPE, payload: json(statement), privateKeyPem });
  return new Map([...files, [CARRIED_FILE, new TextEncoder().encode(envelope)]]);
};
