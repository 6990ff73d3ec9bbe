import { sha256, type ReviewTerms } from '#contract';
import {
  isPassed,
  readReview,
  REVIEW_FILES,
  reviewInput,
  type Reviewed,
  type ReviewRecord,
  type SecretFinding,
} from '#evidence';
import { fail, ok, type Result } from '#failure';
import { BRIDGE_PORT, bridgeMounts, now, openBridge, runInJail, throughBridge, type Bridge, type JailEnd } from '#host';
import type { Attempt, Reviewer } from './attempt.ts';
import { harnessMounts, JAIL_NODE, type Backend } from './backends/resolve.ts';
import type { Captured } from './capture.ts';
import type { SearchedCheck } from './checks.ts';
import { jailEnvironment } from './backend-jail.ts';
import { jailOf } from './jail-kind.ts';
import { digestOfFile } from './program-digest.ts';
import { readChecks } from './proof/read-checks.ts';
import { watchSecrets } from './secrets/watch.ts';
import { distinctMounts, toolFor } from './tools.ts';
import { JAIL_WORK } from './workspace.ts';

/** A review in the form in which it may be stored. */
export type StoredReview = {
  readonly record: ReviewRecord;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly secrets: readonly SecretFinding[];
};

/** A review as gates look at it. */
export const asReviewed = ({ record, stdout }: StoredReview): Reviewed => ({ record, said: readReview(stdout) });

/** Refuses a reviewer that is the backend itself, and a review that is required and that nobody is named for. */
export const refuseReviewer = (
  { by, demand }: ReviewTerms,
  reviewer: Reviewer | null,
  backend: Backend,
): Result<null> => {
  if (demand === 'required' && reviewer === null)
    return fail('review.missing', 'a review is required here, and the settings name nobody to make it');
  if (reviewer === null) return ok(null);
  if (reviewer.backend.speech.kind === 'acp')
    return fail('config.invalid', `${reviewer.backend.id} cannot review: a reviewer answers on its standard output`);
  if (reviewer.backend.logins.length > 0)
    return fail('config.invalid', `${reviewer.backend.id} cannot review with a login: a reviewer is handed none`);
  const isSame =
    by === backend.id ||
    (reviewer.backend.program === backend.program && reviewer.backend.argv('').join('\0') === backend.argv('').join('\0'));
  return isSame ? fail('review.own', `${reviewer.backend.id} would review its own work`) : ok(null);
}; // prettier-ignore

/** Only what passed is worth a review, and only where something was changed. */
const isWorth = ({ order }: Attempt, { changes }: Captured, checks: readonly SearchedCheck[]): boolean =>
  changes.paths.length > 0 && checks.length === order.contract.checks.length && readChecks(checks).every(isPassed);

const executeReview = (
  attempt: Attempt,
  { backend, timeoutMs }: Reviewer,
  { folder, input, bridge }: { readonly folder: string; readonly input: string; readonly bridge: Bridge | null },
): Promise<Result<JailEnd>> => {
  const tools = ['node', 'git'].flatMap((name) => {
    const tool = toolFor(name, attempt.repository.root);
    return tool.ok ? tool.value.mounts : [];
  });
  const argv = backend.argv('');
  return runInJail({
    argv: bridge === null ? argv : throughBridge(JAIL_NODE, argv),
    cwd: JAIL_WORK,
    env: jailEnvironment({ ...attempt, backend }),
    mounts: distinctMounts([
      ...[...harnessMounts(), ...tools, ...backend.mounts(input)],
      { kind: 'read-only', from: folder, to: JAIL_WORK },
      ...(bridge === null ? [] : bridgeMounts(bridge)),
    ]),
    limits: { ...attempt.order.contract.limits, timeMs: timeoutMs },
    proc: true,
    jail: jailOf(attempt),
    ...(bridge === null ? {} : { port: BRIDGE_PORT }),
    stdin: input,
  });
};

/** Without secrets: neither those of the backend, nor the reviewer's own. */
const withheld = async (attempt: Attempt, backend: Backend, bytes: Uint8Array, place: string) => {
  const own = await watchSecrets(backend).withhold(bytes, place);
  const both = await attempt.secrets.withhold(own.value, place);
  return { value: both.value, findings: [...own.findings, ...both.findings] };
};

/**
 * Has the result reviewed: in a jail of its own, which can read the result and change nothing, by a program that is
 * given contract and patch. How that ended is evidence. Null where nobody is to review, or there is nothing worth it.
 */
export const reviewResult = async (
  attempt: Attempt,
  captured: Captured,
  checks: readonly SearchedCheck[],
): Promise<Result<StoredReview | null>> => {
  const { reviewer, order, folders, tell } = attempt;
  if (reviewer === null || !isWorth(attempt, captured, checks)) return ok(null);
  const { backend } = reviewer;
  const { tree } = captured.changes;
  tell(`${backend.id} reviews the result`);
  const folder = await folders.hold(tree);
  if (!folder.ok) return folder;
  const digest = await digestOfFile(backend.program);
  if (!digest.ok) return digest;
  const opened = backend.endpoint === null ? ok(null) : await openBridge(backend.endpoint);
  if (!opened.ok) return opened;
  const bridge = opened.value;
  const input = reviewInput(order.contract, captured.patch);
  const startedAt = now();
  try {
    const ended = await executeReview(attempt, reviewer, { folder: folder.value, input, bridge });
    if (!ended.ok) return ended;
    const { exitCode, signal, timedOut, limit } = ended.value;
    const stdout = await withheld(attempt, backend, ended.value.stdout, REVIEW_FILES.stdout);
    const stderr = await withheld(attempt, backend, ended.value.stderr, REVIEW_FILES.stderr);
    const origin = backend.endpoint === null ? null : new URL(backend.endpoint.url).origin;
    const record: ReviewRecord = {
      ...{ writ: 1, by: backend.id, argv: [...backend.argv('{brief}')], program: backend.program },
      ...{ programDigest: digest.value, version: backend.version, tree, input: sha256(input) },
      endpoints: origin === null ? [] : [{ origin, requests: bridge?.requests() ?? 0 }],
      ...{ startedAt, endedAt: now(), exitCode, signal, timedOut, limit },
    };
    return ok({
      record,
      stdout: stdout.value,
      stderr: stderr.value,
      secrets: [...stdout.findings, ...stderr.findings],
    });
  } finally {
    bridge?.close();
  }
};
