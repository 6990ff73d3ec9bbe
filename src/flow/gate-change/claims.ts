import { canonicalJson, contractDigest, isTaskId, parseContract, type Contract } from '#contract';
import type { ChangedPath } from '#evidence';
import { fail, ok, type Failure, type Result } from '#failure';
import type { ClaimedCommit } from '#gates';
import { changedPaths, fileAt, refsBelow, resolveRef, type CommitText } from '#host';
import { bundlePaths, readBundle } from '#run';
import type { Trust } from '#signoff';
import { bundleOfRun } from '../bundle-folder.ts';
import { openChecked, type CheckedBundle } from '../verify.ts';
import type { Measured } from './measure.ts';

/** What commits say of where they come from, and what of that is true. */
export type Claims = {
  readonly claimed: readonly ClaimedCommit[];
  /** The contracts that were approved for this work, each once. */
  readonly signed: readonly Contract[];
  /** Whether all of the change, and nothing else, was accepted in these runs. */
  readonly isAccepted: boolean;
  /** The tasks that are named, and of which no approved contract is here. */
  readonly unapproved: readonly Failure[];
};

const RUNS = 'refs/writ/runs/';
const RUN_ID = /^R-[0-9a-f]{10}$/u;
const FETCH_RUNS = `git fetch origin '+${RUNS}*:${RUNS}*'`;

const linesOf = (message: string, name: string): readonly string[] =>
  [...message.matchAll(new RegExp(`^${name}: *(\\S.*)$`, 'gmu'))].map(([, value = '']) => value.trim());

/** The bundle of a run, checked as `writ verify` checks it; null where it is not in this clone. */
const checkedBundle = async (measured: Measured, run: string, trust: Trust): Promise<Result<CheckedBundle | null>> => {
  const found = await bundleOfRun(measured.repository, run);
  if (!found.ok) return found;
  if (found.value === null) return ok(null);
  try {
    const files = readBundle(bundlePaths(found.value.folder));
    const checked = files.ok ? openChecked(files.value, trust) : files;
    if (!checked.ok) return checked;
    const roots = checked.value.evidence.freshness?.repository.roots ?? [];
    return canonicalJson(roots) === canonicalJson(measured.roots)
      ? checked
      : fail('approval.foreign', `${run} is a run of another repository`);
  } finally {
    found.value.dispose();
  }
};

const ACCEPTED: readonly string[] = ['accepted', 'branched', 'landed'];

/** What speaks against a commit being the result of a run whose bundle verifies. */
const wrongResult = async (
  { store }: Measured,
  { commit, parents }: CommitText,
  { check, evidence }: CheckedBundle,
): Promise<readonly Failure[]> => {
  const says = `${commit.slice(0, 12)} says it is the result of ${check.run}`;
  if (check.result !== 'PASS' || !ACCEPTED.includes(check.stage))
    return [{ code: 'decision.missing', message: `${says}, which is ${check.result} and ${check.stage}` }];
  // The patch, and not the tree: whoever merges or rebases puts it on another commit.
  const did = parents[0] === undefined ? null : await changedPaths(store, parents[0], commit);
  if (did?.ok === false) return did.failures;
  return did !== null && canonicalJson(did.value) === canonicalJson(evidence.changes?.paths ?? [])
    ? []
    : [{ code: 'evidence.stale', message: `${says}, and changes something else` }];
};

type Looked = {
  readonly claim: ClaimedCommit;
  readonly contract: Contract | null;
  /** What was accepted. */
  readonly patch: readonly ChangedPath[];
};

const trustRemedy = ({ code }: Failure): Pick<Failure, 'remedy'> =>
  code === 'signature.untrusted' ? { remedy: 'name whom you trust: --signers FILE, an allowed_signers file' } : {};

/** Looks for the run that a commit names. */
const lookAtClaim = async (measured: Measured, one: CommitText, run: string, trust: Trust): Promise<Looked> => {
  const { commit } = one;
  const says = `${commit.slice(0, 12)} says it is the result of ${run}`;
  const refused = (...failures: readonly Failure[]): Looked => ({
    claim: { commit, run, stage: null, failures },
    ...{ contract: null, patch: [] },
  });
  if (!RUN_ID.test(run))
    return refused({ code: 'evidence.incomplete', message: `${says}, which is no run`, remedy: 'git commit --amend' });
  const checked = await checkedBundle(measured, run, trust);
  if (!checked.ok) {
    const told = checked.failures.map((failure) => ({ ...failure, ...trustRemedy(failure) }));
    return refused(...told.map((failure) => ({ ...failure, message: `${says}: ${failure.message}` })));
  }
  if (checked.value === null)
    return refused({ code: 'evidence.incomplete', message: `${says}, whose bundle is not here`, remedy: FETCH_RUNS });
  const { check, evidence } = checked.value;
  if (check.run !== run)
    return refused({ code: 'evidence.stale', message: `${says}, whose bundle is that of ${check.run}` });
  const failures = await wrongResult(measured, one, checked.value);
  const { contract, changes } = evidence;
  const claim = { commit, run, stage: check.stage, failures };
  return { claim, contract: contract?.value ?? null, patch: changes?.paths ?? [] };
};

/** Whether what was accepted makes up the whole change, however it was merged or rebased. */
const isAllAccepted = ({ paths }: Measured, looked: readonly Looked[]): boolean => {
  const inOrder = (all: readonly ChangedPath[]): string =>
    canonicalJson(all.toSorted((one, other) => (one.path < other.path ? -1 : 1)));
  return (
    looked.length > 0 &&
    looked.every(({ claim }) => claim.failures.length === 0) &&
    inOrder(looked.flatMap(({ patch }) => patch)) === inOrder(paths)
  );
};

/** The runs in this clone whose bundle says that it is of a task. Whatever is read here is verified before it counts. */
const runsOf = async ({ repository }: Measured, task: string): Promise<Result<readonly string[]>> => {
  const refs = await refsBelow(repository, RUNS);
  if (!refs.ok) return refs;
  const found: string[] = [];
  for (const ref of refs.value) {
    const commit = await resolveRef(repository, ref);
    if (!commit.ok) return commit;
    if (commit.value === null) continue;
    const text = await fileAt(repository, commit.value, 'sealed/contract.json');
    // Whoever may push such refs could keep everybody's change from being judged by one that holds no bundle.
    if (!text.ok && text.failures[0].code !== 'config.invalid') return text;
    const contract = text.ok && text.value !== null ? parseContract(new TextEncoder().encode(text.value)) : null;
    if (contract?.ok === true && contract.value.id === task) found.push(ref.slice(RUNS.length));
  }
  return ok(found);
};

/** The newest contract of a task that trusted signers approved, as the bundles of its runs hold it; null where none does. */
const approvedFor = async (measured: Measured, task: string, trust: Trust): Promise<Result<Contract | null>> => {
  const runs = await runsOf(measured, task);
  if (!runs.ok) return runs;
  let newest: Contract | null = null;
  for (const run of runs.value) {
    const checked = await checkedBundle(measured, run, trust);
    const contract = checked.ok ? (checked.value?.evidence.contract?.value ?? null) : null;
    if (contract !== null && contract.version > (newest?.version ?? 0)) newest = contract;
  }
  return ok(newest);
};

/** The tasks that are named otherwise than by a run: each commit's own word, and the end of the branch's name. */
const namedTasks = (commits: readonly CommitText[], branch: string | null): Named => {
  const lines = commits
    .filter(({ message }) => linesOf(message, 'Writ-Run').length === 0)
    .flatMap(({ message }) => linesOf(message, 'Writ-Task'));
  const last = branch?.split('/').at(-1) ?? '';
  return { byCommits: [...new Set(lines.map((line) => line.split(' ')[0] ?? ''))], byBranch: isTaskId(last) ? last : null };
}; // prettier-ignore
type Named = { readonly byCommits: readonly string[]; readonly byBranch: string | null };

/** The contract of each named task. What a commit names must be there; a branch may be called whatever it is. */
const contractsOfTasks = async (
  measured: Measured,
  { byCommits, byBranch }: Named,
  trust: Trust,
): Promise<Result<Pick<Claims, 'signed' | 'unapproved'>>> => {
  const signed: Contract[] = [];
  const unapproved: Failure[] = [];
  for (const task of new Set([...byCommits, ...(byBranch === null ? [] : [byBranch])])) {
    const contract = await approvedFor(measured, task, trust);
    if (!contract.ok) return contract;
    if (contract.value !== null) signed.push(contract.value);
    else if (byCommits.includes(task))
      unapproved.push({
        code: 'approval.missing',
        message: `a commit names the task ${task.slice(0, 100)}, and no contract of it that a trusted signer approved is here`,
        remedy: `${FETCH_RUNS}, and name whom you trust: --signers FILE`,
      });
  }
  return ok({ signed, unapproved });
};

const distinct = (contracts: readonly Contract[]): readonly Contract[] => [
  ...new Map(contracts.map((one) => [contractDigest(one), one])).values(),
];

/**
 * Looks for everything that the commits of a change say of where they come from: the run whose result each is, and the
 * tasks they belong to. Nothing that is said counts before its bundle was verified.
 *
 * @param branch what the branch of the change is called, where that is known
 */
export const claimsOf = async (measured: Measured, branch: string | null, trust: Trust): Promise<Result<Claims>> => {
  const looked: Looked[] = [];
  for (const one of measured.commits)
    for (const run of linesOf(one.message, 'Writ-Run')) looked.push(await lookAtClaim(measured, one, run, trust));
  const tasks = await contractsOfTasks(measured, namedTasks(measured.commits, branch), trust);
  if (!tasks.ok) return tasks;
  const { signed, unapproved } = tasks.value;
  const byRuns = looked.flatMap(({ contract }) => contract ?? []);
  return ok({
    ...{ claimed: looked.map(({ claim }) => claim), unapproved, signed: distinct([...byRuns, ...signed]) },
    isAccepted: signed.length === 0 && isAllAccepted(measured, looked),
  });
};
