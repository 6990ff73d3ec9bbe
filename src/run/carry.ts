import { canonicalJson, scopeOf, sha256, type Contract } from '#contract';
import { CARRIED_FILE, checkFiles, type ChangedPath, type Changes, type SealedFiles, type SecretScan } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { now, type HarnessStore, type Repository, type Settings } from '#host';
import { CARRIED_PAYLOAD_TYPE, signByHarness, type CarriedStatement } from '#signoff';
import { openPackages } from './dependencies/packages.ts';
import { examine, type Examined } from './examine.ts';
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
  /** Which folders of the checkout the checks may read, and what they find installed. */
  readonly settings: Pick<Settings, 'provide' | 'packages'>;
  /** Whether the run had to measure what its checks ran through. */
  readonly coverage: boolean;
  /** The backend of the run, so that its keys are looked for in what the checks put out; null where it is gone. */
  readonly backend: KeyHolder | null;
  readonly tell: (sentence: string) => void;
};

/** What was found on the new tree. */
export type CarriedOver = Carrying & Examined & { readonly startedAt: string; readonly endedAt: string };

// A key that this process cannot read either is none that a check could have been given by it.
const NO_KEYS: KeyHolder = { env: {}, passes: [], logins: [], endpoint: null };

/** Looks at the new tree as at the result of a run. */
export const checkCarried = async (carrying: Carrying, means: CarryMeans): Promise<Result<CarriedOver>> => {
  const { repository, store, settings, coverage, backend, tell } = means;
  const { contract, onto, tree, paths } = carrying;
  const startedAt = now();
  const wanted = settings.provide ?? USUALLY_PROVIDED;
  const provided = await providedFolders(repository, onto, wanted);
  if (!provided.ok) return provided;
  const scope = scopeOf(contract.paths);
  const packages = openPackages({
    ...{ repository, store, settings, tell, base: onto, wanted, provided: provided.value },
    mayChange: (path) => scope(path) === 'allowed',
  });
  const secrets = watchSecrets(backend ?? NO_KEYS);
  const place = { repository, store, provided: provided.value, packages, order: { contract }, secrets, tell };
  // On another base the tests have to prove the change anew.
  const examined = await examine(place, { base: onto, tree, paths, coverage });
  // What a run may not rest on, a carrying may not either, and here no gate would see it.
  const contradicted = packages.used().find((one) => one.contradicted === true);
  if (contradicted !== undefined)
    return fail(
      'supply.integrity',
      `what is fetched into ${contradicted.folder} is not what the lockfile says: ${contradicted.because ?? ''}`,
    );
  const unrecorded =
    contract.strictness === 'strict' ? packages.used().find(({ from }) => from !== 'cache') : undefined;
  if (unrecorded !== undefined)
    return fail(
      'supply.unrecorded',
      `the checks did not use a ${unrecorded.folder} that the harness installed: ${unrecorded.because ?? ''}`,
    );
  return examined.ok ? ok({ ...carrying, startedAt, endedAt: now(), ...examined.value }) : examined;
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
