import { CHANGE_GATES, changeContract, contractDigest, WAIVERS, type Contract, type GateId } from '#contract';
import { checkFiles, type ChangesStood, type RuleScan, type SecretScan, type SpecRecord } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { changesAsked, judgeChange, type ChangeEvidence, type CitesOfChange, type Verdict } from '#gates';
import { differenceBetween, now, personFolders, probeJail } from '#host';
import {
  examine,
  loadedByProduct,
  lookAtDependencies,
  lookAtResult,
  lookAtSpecsOf,
  openPackages,
  outputsOfProof,
  proofEvidence,
  providedFolders,
  readChecks,
  refuseUnable,
  searchResult,
  USUALLY_PROVIDED,
  watchSecrets,
  type Examined,
} from '#run';
import type { Trust } from '#signoff';
import { changesStood } from '../changes/stood.ts';
import { endsOfLogs } from '../check-logs.ts';
import { readTrust } from '../trust.ts';
import { citesOfChange } from './cites.ts';
import { claimsOf, type Claims } from './claims.ts';
import { measure, type Measured, type Range } from './measure.ts';
import { searchHistory } from './search-history.ts';
import { termsFor, type Terms, type Wanted } from './terms.ts';

/** A change that is to be judged. */
export type GateOrder = Range &
  Wanted & {
    /** What the branch of the change is called, where that is known. */
    readonly branch: string | null;
    /** The text it is proposed with; null where nobody has said any. */
    readonly text: string | null;
    /** Who is trusted, where it is not the person's own list that counts. */
    readonly trust: Trust | null;
    /** Gates whose findings are to be told and not to refuse, where a person may except from them at all. */
    readonly except: readonly string[];
    readonly tell: (sentence: string) => void;
  };

/** A change with the verdict over it. */
export type GatedChange = {
  readonly measured: Measured;
  readonly contract: Contract;
  readonly evidence: ChangeEvidence;
  readonly verdict: Verdict;
  /** What the checks that did not pass put out, without the secrets in it. */
  readonly logs: readonly { readonly check: string; readonly text: string }[];
};

const NO_KEYS = { env: {}, passes: [], logins: [], endpoint: null };

/** What has no text: gone, a link, a commit of another repository. */
const NO_TEXT: readonly string[] = ['120000', '160000', '000000'];

/** Holds the change and its messages to the rules of its target. */
const scanRules = async ({ store, base, tree, paths, commits }: Measured, { rules }: Terms): Promise<Result<RuleScan>> => {
  // What comes with Writ about messages is a choice of a repository: one that says nothing has made none.
  const said = commits.map(({ commit, message, parents }) => ({ name: `commit ${commit.slice(0, 12)}`, text: message, parents: parents.length }));
  const looked = await lookAtResult(store, { tree, paths, messages: rules === null ? null : said }, rules);
  if (!looked.ok) return looked;
  const files = paths.filter(({ newMode }) => !NO_TEXT.includes(newMode)).length;
  return ok({ ...looked.value, ...{ writ: 1, base, tree, files } });
}; // prettier-ignore

const secretsOf = (
  tree: string,
  searches: readonly Pick<SecretScan, 'files' | 'findings'>[],
  examined: Examined,
): SecretScan => ({
  ...{ writ: 1, tree, files: searches.reduce((sum, { files }) => sum + files, 0) },
  outputs: [
    ...examined.checks.flatMap(({ record: { id } }) => [checkFiles(id).stdout, checkFiles(id).stderr]),
    ...outputsOfProof(examined.proof),
  ],
  findings: [
    ...searches.flatMap(({ findings }) => findings),
    ...examined.checks.flatMap(({ secrets }) => secrets),
    ...(examined.proof?.secrets ?? []),
  ],
});

const NO_OUTPUT = { stdout: new Uint8Array(), stderr: new Uint8Array() };

const logsOf = ({ checks }: Examined): GatedChange['logs'] =>
  endsOfLogs(readChecks(checks), (id) => checks.find(({ record }) => record.id === id) ?? NO_OUTPUT);

type Found = Pick<ChangeEvidence, 'patch' | 'rules' | 'secrets' | 'dependencies'> & {
  readonly specs: SpecRecord;
  readonly examined: Examined;
};

/** Everything that is found out about the change itself: in its files, by its rules, and by running its checks. */
const findOut = async (
  measured: Measured,
  contract: Contract,
  terms: Terms,
  tell: GateOrder['tell'],
): Promise<Result<Found>> => {
  const { repository, store, base, head, tree, paths } = measured;
  const secrets = watchSecrets(NO_KEYS);
  const { settings } = terms;
  const wanted = settings.provide ?? USUALLY_PROVIDED;
  const provided = await providedFolders(repository, head, wanted);
  if (!provided.ok) return provided;
  const packages = openPackages({
    ...{ repository, store, settings, base, wanted, provided: provided.value, mayChange: () => true, tell },
  });
  const place = { repository, store, provided: provided.value, packages, secrets, tell, order: { contract } };
  const able = await refuseUnable(place, contract.checks);
  if (!able.ok) return able;
  const difference = await differenceBetween(store, base, tree);
  if (!difference.ok) return difference;
  tell(`searching ${paths.length} changed files for secrets, and holding them to the rules`);
  const [searched, history, rules, locks, specs] = await Promise.all([
    searchResult(store, secrets, { changed: paths, mayStay: () => true }),
    searchHistory(measured, secrets),
    scanRules(measured, terms),
    lookAtDependencies(store, { base, tree, paths }, settings.advisories),
    lookAtSpecsOf(store, { base, tree, paths }, { cites: [] }),
  ]);
  if (!searched.ok) return searched;
  if (!history.ok) return history;
  if (!rules.ok) return rules;
  if (!locks.ok) return locks;
  if (!specs.ok) return specs;
  const examined = await examine(place, { base, tree, paths, coverage: Object.keys(terms.coverage).length > 0 });
  if (!examined.ok) return examined;
  return ok({
    ...{ patch: difference.value.patch, rules: rules.value, examined: examined.value },
    secrets: secretsOf(tree, [searched.value, history.value], examined.value),
    dependencies: { ...locks.value, used: packages.used() },
    specs: { writ: 1, base, cites: [], statements: [], result: specs.value },
  });
};

const NO_CHECKS = `write into .writ/policy.yaml of the base: checks: [{ id: tests, run: COMMAND }], or: --check COMMAND`;

/** The gates that whoever has the change judged takes responsibility for; few are a person's to decide. */
const exceptedFrom = (names: readonly string[], never: readonly string[]): Result<readonly GateId[]> => {
  const gates = CHANGE_GATES.filter((id) => names.includes(id));
  const unknown = names.find((name) => !gates.some((id) => id === name));
  if (unknown !== undefined) return fail('usage.argument', `--except ${unknown}: no gate over a change is called so`);
  const fixed = gates.find((id) => WAIVERS[id].waiver === 'never' || never.includes(id));
  if (fixed === undefined) return ok(gates);
  const why = never.includes(fixed) ? 'the settings say so in `never_waive`' : WAIVERS[fixed].why;
  return fail('waiver.never', `--except ${fixed}: nobody may except from it. ${why}`, {
    remedy: `writ explain ${fixed}`,
  });
};

/** Where nothing can be checked, a contract that could not be found may be why. */
const nothingToCheck = ({ base }: GateOrder, { claimed, unapproved }: Claims): Result<never> => ({
  ok: false,
  failures: [
    {
      code: 'check.missing',
      message: `nothing says which checks a change of ${base} has to pass`,
      remedy: NO_CHECKS,
    },
    ...claimed.flatMap(({ failures }) => failures),
    ...unapproved,
  ],
});

/** Who has approved the changes it is for, as it has them itself: an approval may come with the work, the demand may not. */
const approvalsFor = (
  { repository, store, tree, paths }: Measured,
  { settings, changes, approvals }: Terms,
  trust: Trust,
  { cites }: CitesOfChange,
): Promise<Result<ChangesStood>> =>
  changesStood({ repository, trust, approvals, changes, settings }, store, tree, changesAsked(paths.map(({ path }) => path), cites)); // prettier-ignore

/**
 * Judges a change between two commits by the gates over a run's result, without a run: what it goes into says what it
 * is held to, its checks are executed in the jail, and what signers approved for it is verified. Nothing is recorded.
 */
export const gateChange = async (order: GateOrder): Promise<Result<GatedChange>> => {
  const measured = await measure(order);
  if (!measured.ok) return measured;
  const { base, tree, paths, commits } = measured.value;
  if (paths.length === 0)
    return fail('scope.unchanged', 'base and head hold the same files, so there is nothing to judge', {
      remedy: 'name what it goes into: --base BRANCH',
    });
  const terms = await termsFor(measured.value, order);
  if (!terms.ok) return terms;
  const excepted = exceptedFrom(order.except, terms.value.settings.never_waive);
  if (!excepted.ok) return excepted;
  const trust = order.trust === null ? readTrust(personFolders()) : ok(order.trust);
  if (!trust.ok) return trust;
  const claims = await claimsOf(measured.value, order.branch, trust.value);
  if (!claims.ok) return claims;
  const { signed, isAccepted, ...said } = claims.value;
  const loaded = await loadedByProduct(measured.value.store, { from: base, to: tree, paths });
  if (!loaded.ok) return loaded;
  const contract = changeContract(paths.map(({ path }) => path), { ...terms.value, loaded: loaded.value }, { contracts: signed, isAccepted }); // prettier-ignore
  if (contract.checks.length === 0) return nothingToCheck(order, claims.value);
  const cites = await citesOfChange(measured.value, order.text, signed);
  if (!cites.ok) return cites;
  const stood = await approvalsFor(measured.value, terms.value, trust.value, cites.value);
  if (!stood.ok) return stood;
  const jail = await probeJail();
  if (!jail.ok) return jail;
  const found = await findOut(measured.value, contract, terms.value, order.tell);
  if (!found.ok) return found;
  const { examined, specs, ...seen } = found.value;
  const evidence: ChangeEvidence = {
    ...{ at: now(), trust: trust.value, contract: { value: contract, digest: contractDigest(contract) } },
    changes: { writ: 1, base, tree, paths, hygiene: examined.hygiene, objects: examined.objects },
    ...{
      ...seen,
      specs: { ...specs, approvals: stood.value },
      checks: readChecks(examined.checks),
      ...proofEvidence(examined.proof),
    },
    ...{ ...said, said: cites.value, signed, commits: commits.length, coverage: terms.value.coverage },
  };
  const verdict = judgeChange(evidence, excepted.value);
  return ok({ measured: measured.value, contract, evidence, verdict, logs: logsOf(examined) });
};
