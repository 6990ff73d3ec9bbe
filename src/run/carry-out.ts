import { setImmediate } from 'node:timers/promises';
import type { Step } from '#events';
import { canonicalJson, scopeOf, weakJail, type Contract, type Digest, type WeakJail } from '#contract';
import { isPassed, openChain, type Changes, type CheckRecord } from '#evidence';
import { fail, ok, type Failure, type Result } from '#failure';
import { sidestepsIn } from '#gates';
import { giveBackOver, now, refusedBySystem, type Repository, type Settings } from '#host';
import { beginStep, endStep, record, type Ledger } from '#ledger';
import type { Ahead } from './ahead.ts';
import type { ApprovedContract } from './approved-contract.ts';
import type { Attempt, Reviewer } from './attempt.ts';
import type { Backend } from './backends/resolve.ts';
import { capture, type Captured } from './capture.ts';
import type { SearchedCheck } from './checks.ts';
import { removeLeftChecks } from './check-folders.ts';
import type { Earlier } from './earlier-session.ts';
import { endedWell, execute, type Executed } from './execute.ts';
import { openPackages } from './dependencies/packages.ts';
import { judgeSealed, type Judged, type SealedRun } from './judge-sealed.ts';
import { prove, type Proved } from './proof/prove.ts';
import { readChecks } from './proof/read-checks.ts';
import { isCoverageAsked, runChecks } from './run-checks.ts';
import { removeHomes } from './homes.ts';
import { reviewResult } from './review-result.ts';
import { jailOf } from './jail-kind.ts';
import { livePlace, removeLive, showLive } from './live.ts';
import { lookAtEnd } from './settled-checkout.ts';
import { sealRun, type Found } from './seal-run.ts';
import { spanIds } from './span-ids.ts';
import { watchSecrets } from './secrets/watch.ts';
import { providedFolders, USUALLY_PROVIDED, workspacePath } from './workspace.ts';

/** What one attempt came to. */
export type RunEnd = Judged & {
  readonly run: string;
  readonly attempt: number;
  readonly contract: Contract;
  readonly tree: string;
  readonly changes: Changes;
  /** Who had its backend ended, or null: a person, `writ` itself, whoever runs many sessions. */
  readonly abortedBy: string | null;
};

/** What `carryOut` is given beside the order. Whoever began something ahead drops what no run takes. */
export type Means = Omit<Ahead, 'identity' | 'drop'> & {
  readonly repository: Repository;
  readonly ledger: Ledger;
  readonly settings: Settings;
  readonly backend: Backend;
  readonly reviewer: Reviewer | null;
  readonly earlier: Earlier | null;
  readonly harnessKey: string;
  readonly tell: (sentence: string) => void;
};

const NARRATION: Record<Step, string> = {
  workspace: 'making a workspace at the approved base',
  backend: 'the backend works in the jail',
  capture: 'capturing what it left behind',
  checks: 'running the checks on a clean checkout',
  proof: 'trying out whether the tests prove the change',
  seal: 'sealing the evidence',
  judge: 'judging',
};

const WEAKLY_HELD: Record<WeakJail, string> = {
  none: 'NOT ISOLATED: no jail can be made here, so the backend works with all your rights, as the admission allows',
  'sandbox-runtime':
    'UNTESTED JAIL: the backend works in a jail by sandbox-runtime, which nobody has tested, as the admission allows',
};

const narrationOf = (attempt: Attempt, name: Step): string => {
  const weak = weakJail(jailOf(attempt));
  return name === 'backend' && weak !== null ? WEAKLY_HELD[weak] : NARRATION[name];
};

/** After an error of the disk nothing more is written: whichever command meets the run next sees what is there. */
const isStoppedByDisk = (failures: readonly Failure[]): boolean =>
  failures.some(({ code }) => code === 'machine.storage');

/** So much may lie about that an earlier step has dropped. */
const DROPPED_BYTES = 8 * 1024 * 1024;

/** Runs one step between its two entries in the step log, and as a span of the trace. */
const step = async <T>(attempt: Attempt, name: Step, work: () => Promise<Result<T>>): Promise<Result<T>> => {
  const { ledger, order, trace, tell } = attempt;
  const of = { task: order.contract.id, run: order.run };
  giveBackOver(DROPPED_BYTES);
  const startedAt = now();
  const begun = await beginStep(ledger, { ...of, step: name }, startedAt);
  if (!begun.ok) return begun;
  tell(narrationOf(attempt, name));
  const done = await work();
  if (!done.ok && isStoppedByDisk(done.failures)) return done;
  const outcome = done.ok ? 'done' : 'failed';
  if (name !== 'seal' && name !== 'judge')
    trace.append({
      type: 'span',
      name,
      ...spanIds(of.run, name),
      startedAt,
      endedAt: now(),
      status: done.ok ? 'OK' : 'ERROR',
      attributes: { 'writ.task': of.task, 'writ.run': of.run },
    });
  const detail = done.ok ? '' : attempt.secrets.withoutKeys(done.failures.map(({ message }) => message).join('; '));
  const ended = await endStep(ledger, { ...of, step: name, outcome, detail }, now());
  return done.ok && !ended.ok ? ended : done;
};

const toolVersions = async ({ backend, versions }: Attempt): Promise<Result<Record<string, string>>> => {
  const here = await versions;
  return here.ok ? ok({ ...here.value, harness: `node ${process.version}`, [backend.id]: backend.version }) : here;
};

const toldBy =
  ({ events }: Attempt) =>
  ({ id, endedAt, exitCode, timedOut }: CheckRecord): void => {
    events.append({ type: 'check.ended', provenance: 'witnessed', at: endedAt, check: id, exitCode, timedOut });
  };

const sealedRun = ({ run, contract, digest, base }: ApprovedContract, manifest: Digest): SealedRun => ({
  ...{ run, task: contract.id, contract: digest, base, manifest, isFresh: true },
});

/**
 * Tries out whether the checks prove the change. Where one failed nothing can be proven, and where nothing was changed
 * nothing has to be.
 */
const proofOf = async (
  attempt: Attempt,
  { changes: { tree, paths } }: Captured,
  checks: readonly SearchedCheck[],
): Promise<Result<Proved | null>> => {
  const { order } = attempt;
  const isWorth =
    paths.length > 0 && checks.length === order.contract.checks.length && readChecks(checks).every(isPassed);
  if (!isWorth) return ok(null);
  return step(attempt, 'proof', () => prove(attempt, { base: order.base, tree, paths, checks }));
};

/** So much of a patch is looked at before it is judged. */
const LOOKED_AT_BYTES = 2048;

/** What the backend left is captured and checked, and the checkout looked at again. */
const findOut = async (
  attempt: Attempt,
  workspace: string,
  executed: Executed,
): Promise<Result<Omit<Found, 'tools'>>> => {
  const { order, folders } = attempt;
  // A backend that failed has nothing to check; the missing results refuse by themselves.
  const isChecked = endedWell(executed) && order.contract.checks.length > 0;
  const captured = await step(attempt, 'capture', () => capture(attempt, workspace));
  if (!captured.ok) return captured;
  const { tree } = captured.value.changes;
  const checks = await step(attempt, 'checks', async () =>
    isChecked
      ? runChecks(
          attempt,
          folders,
          { tree, base: order.base, coverage: isCoverageAsked(order.start.freshness) },
          toldBy(attempt),
        )
      : ok([]),
  );
  if (!checks.ok) return checks;
  const review = endedWell(executed) ? await reviewResult(attempt, captured.value, checks.value) : ok(null);
  if (!review.ok) return review;
  const proof = await proofOf(attempt, captured.value, checks.value);
  if (!proof.ok) return proof;
  const before = await attempt.seen;
  const look = { before: before.ok ? before.value : null, start: order.start.freshness.start };
  const looking = lookAtEnd(attempt, order.targetRef, look);
  // V8 compiles an expression at its first use, and gates look at a patch by many: git has enough to do meanwhile.
  sidestepsIn(captured.value.patch.subarray(0, LOOKED_AT_BYTES));
  const ended = await looking;
  // Not before: that look takes several times as long beside it.
  folders.letGo();
  const found = { executed, captured: captured.value, checks: checks.value, review: review.value, proof: proof.value };
  return ended.ok ? ok({ ...found, ended: ended.value }) : ended;
};

/** The backend works, and what it left is found out; the folder for the checks is made meanwhile. */
const executeAndFindOut = async (attempt: Attempt, workspace: string): Promise<Result<Omit<Found, 'tools'>>> => {
  const { order, folders } = attempt;
  if (order.contract.checks.length === 0) folders.letGo();
  // The backend works in processes of its own: what the capture compares with is read meanwhile.
  const readMeanwhile = async (): Promise<void> => {
    await setImmediate();
    attempt.workspace.watch();
  };
  const [executed] = await Promise.all([step(attempt, 'backend', () => execute(attempt, workspace)), readMeanwhile()]);
  if (weakJail(jailOf(attempt)) === null) folders.trust();
  else folders.look();
  return executed.ok ? findOut(attempt, workspace, executed.value) : executed;
};

const work = async (attempt: Attempt): Promise<Result<RunEnd>> => {
  const { order } = attempt;
  const workspace = await step(attempt, 'workspace', () =>
    attempt.workspace.take({
      ...order,
      place: workspacePath(attempt.repository, order.contract.id),
      tree: order.start.freshness.startTree,
    }),
  );
  const tools = await toolVersions(attempt);
  if (!tools.ok) return tools;
  if (!workspace.ok) return workspace;
  const found = await executeAndFindOut(attempt, workspace.value);
  if (!found.ok) return found;
  const sealed = await step(attempt, 'seal', () => sealRun(attempt, { ...found.value, tools: tools.value }));
  if (!sealed.ok) return sealed;
  // From here on it is this run that the next attempt goes on from.
  await removeHomes(attempt.repository, order.contract.id, order.run);
  const judged = await step(attempt, 'judge', () =>
    judgeSealed({ ...attempt, trust: order.start.trust }, sealedRun(order, sealed.value)),
  );
  const { captured, executed } = found.value;
  const { changes } = captured;
  return judged.ok
    ? ok({
        ...judged.value,
        run: order.run,
        attempt: order.attempt,
        contract: order.contract,
        tree: changes.tree,
        changes,
        abortedBy: executed.record.end?.aborted?.by ?? null,
      })
    : judged;
};

const close = async ({ ledger, order, secrets }: Attempt, failures: readonly Failure[]): Promise<void> => {
  const because = secrets.withoutKeys(failures.map(({ message }) => message).join('; '));
  await record(
    ledger,
    { kind: 'run.closed', task: order.contract.id, run: order.run, because: because.slice(0, 1000) },
    now(),
  );
};

/**
 * Carries out an approved contract once: workspace → backend → capture → checks → seal → verdict. A backend that
 * fails, cheats or runs out of time ends in a verdict like any other; only a machine that fails ends in a failure,
 * and then the run is closed without evidence.
 */
export const carryOut = async (order: ApprovedContract, means: Means): Promise<Result<RunEnd>> => {
  const wanted = means.settings.provide ?? USUALLY_PROVIDED;
  const provided = await providedFolders(means.repository, order.base, wanted);
  if (!provided.ok) return provided;
  const scope = scopeOf(order.contract.paths);
  const packages = openPackages({
    ...{ ...means, base: order.base, wanted, provided: provided.value },
    mayChange: (path) => scope(path) === 'allowed',
  });
  removeLeftChecks(means.repository);
  const chain = { contract: order.digest, run: order.run };
  const live = livePlace(means.repository, order.run);
  const events = showLive(openChain(chain), live);
  const attempt: Attempt = {
    ...means,
    order,
    provided: provided.value,
    packages,
    secrets: watchSecrets(means.backend),
    events,
    trace: openChain(chain),
  };
  attempt.events.append({
    type: 'run.started',
    provenance: 'witnessed',
    at: order.start.freshness.startedAt,
    attempt: order.attempt,
    backend: means.backend.id,
  });
  if (order.findings.length > 0)
    attempt.events.append({
      type: 'findings.told',
      provenance: 'witnessed',
      findings: canonicalJson(order.findings).trim(),
    });
  if (provided.value.length > 0)
    attempt.events.append({
      type: 'folders.provided',
      provenance: 'witnessed',
      folders: canonicalJson(provided.value).trim(),
    });
  if (order.contract.checks.length > 0) packages.begin();
  // What is removed meanwhile is gone before the run has ended.
  const worked = work(attempt).finally(means.folders.close);
  // Our own bug must not leave a run that looks alive; it is told upwards all the same.
  const ended = await worked.catch((error: unknown): Result<RunEnd> => {
    const refused = refusedBySystem(error);
    if (refused !== null) return { ok: false, failures: [refused] };
    return fail('bug', error instanceof Error ? (error.stack ?? error.message) : String(error));
  });
  events.close();
  // What is sealed can be read there; of a run without evidence this is all there is.
  if (ended.ok) removeLive(live);
  if (!ended.ok && !isStoppedByDisk(ended.failures)) await close(attempt, ended.failures);
  return ended;
};
