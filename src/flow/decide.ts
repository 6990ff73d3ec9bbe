import { DAY_MS, parseUntil, sha256, type Contract, type LandingPolicy } from '#contract';
import type { Freshness, RunEvidence } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { failuresOf, saidOtherwise } from '#gates';
import { keepRunRef, removeHomes, workspacePath, writeDecisions } from '#run';
import { now, removeFolder, resolveRef } from '#host';
import { readRuns, recordDecision, type RunRow } from '#ledger';
import { decisionRefusal } from '#plan';
import { parseEnvelope, renderStatement, type Decision, type ManualAnswer, type VerdictStatement } from '#signoff';
import { decisionsAbout, type RecordedDecision } from './decisions.ts';
import { policyOf } from './landing-policy.ts';
import type { Project } from './project.ts';
import { refuseSuperseded, review, type Review } from './review.ts';
import { signerOf, signStatement, statementHead, type Consent } from './sign.ts';

/** What a person decides. `confirmed` holds the numbers (from 1) of the manual done-items that were seen to be true. */
export type DecideOrder = {
  readonly outcome: 'accept' | 'reject';
  readonly because: string;
  readonly confirmed: readonly number[];
  /** Only for acceptance: it may land on a moved target as well, until then (`12h`, `3d` or a day), or for a day. */
  readonly ifMoved: { readonly until: string | undefined } | null;
};

const DECISION_DAYS = 7;
/** How long a moved target is allowed for where nobody says. */
const MOVED_MS = DAY_MS;

const answersFor = ({ done }: Contract, confirmed: readonly number[]): readonly ManualAnswer[] =>
  done.flatMap(({ says, proof }, index) =>
    proof.kind === 'manual' ? [{ item: index + 1, says, confirmed: confirmed.includes(index + 1) }] : [],
  );

/** Only a PASS, recorded and judged again, with every manual item seen, can be accepted. Anything can be rejected. */
const refuseAcceptance = (
  { recorded, again, manifest, evidence }: Review,
  { manual, ifMoved }: Decision,
  target: string | null,
): Result<null> => {
  if (recorded.verdict.result !== 'PASS')
    return fail('verdict.fail', 'the verdict of this run is FAIL', { remedy: `writ review ${recorded.verdict.run}` });
  if (again.result !== 'PASS') {
    const [first, ...rest] = failuresOf(again);
    return first === undefined
      ? fail('verdict.different', 'judged again, the verdict is FAIL')
      : { ok: false, failures: [first, ...rest] };
  }
  const [otherwise] = saidOtherwise(recorded.verdict, again);
  if (otherwise !== undefined) return { ok: false, failures: [otherwise] };
  if (recorded.verdict.manifest !== manifest)
    return fail('verdict.different', 'the verdict is about another bundle than the one on the disk');
  if (target !== evidence.freshness?.base && (ifMoved === undefined || target === null))
    return fail(
      'target.moved',
      `${evidence.freshness?.targetRef ?? 'the target'} has moved since the run, so this could not land`,
      target === null
        ? {}
        : {
            remedy: `writ accept ${recorded.verdict.run} --if-moved, or: writ approve TASK, then: writ run TASK --backend ID`,
          },
    );
  const open = manual.filter(({ confirmed }) => !confirmed);
  if (open.length === 0) return ok(null);
  return fail(
    'decision.manual',
    `items only you can see: ${open.map(({ item, says }) => `${item}. ${says}`).join('; ')}`,
    {
      remedy: `writ accept ${recorded.verdict.run} ${open.map(({ item }) => `--confirm ${item}`).join(' ')}`,
    },
  );
};

/** A waiver that the settings here have come to forbid is not accepted, whoever signed it. */
const refuseForbiddenWaiver = ({ settings }: Project, { recorded, row }: Review): Result<null> => {
  const forbidden = recorded.verdict.gates.find(
    ({ gate, waiver }) => waiver !== null && settings.never_waive.includes(gate),
  );
  return forbidden === undefined
    ? ok(null)
    : fail('waiver.never', `the settings here say that ${forbidden.gate} is never waived`, {
        remedy: `writ run ${row.task} --backend ${row.backend}`,
      });
};

/** Until when an acceptance holds: not longer than the waivers its verdict rests on, which are all that made it PASS. */
const acceptedUntil = (until: string, { gates }: VerdictStatement): string =>
  gates.reduce((end, { waiver }) => (waiver !== null && waiver.until < end ? waiver.until : end), until);

/** What a decision is made from, gathered before anybody is asked. */
type Wanted = {
  readonly signer: string;
  readonly policy: LandingPolicy;
  readonly before: readonly RecordedDecision[];
};

/** Whether this signer may decide now, under the policy of the target branch. */
const mayDecide = async (
  project: Project,
  { run }: RunRow,
  { outcome }: DecideOrder,
  { targetRef, base }: Freshness,
): Promise<Result<Wanted>> => {
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const { name } = signer.value;
  const policy = await policyOf(project, { targetRef, at: base });
  if (!policy.ok) return policy;
  const before = await decisionsAbout(project, run);
  if (!before.ok) return before;
  // Asked after them: a decision that was taken meanwhile is then seen as one, and never as a key that was used before.
  const rows = await readRuns(project.ledger, { run });
  if (!rows.ok) return rows;
  const state = rows.value[0]?.state;
  if (state === undefined) return fail('usage.unknown', `there is no run ${run}`);
  const accepted = before.value.filter((one) => one.outcome === 'accept').map((one) => one.signer);
  const refusal = decisionRefusal({ run, state, signer: name, outcome, accepted, policy: policy.value });
  return refusal === null
    ? ok({ signer: name, policy: policy.value, before: before.value })
    : { ok: false, failures: [refusal] };
};

type About = Required<Pick<RunEvidence, 'contract' | 'freshness'>> & {
  /** Where the target branch stands; null where it is not there. */
  readonly target: string | null;
};

/** Until when a moved target is allowed, which is never longer than the decision holds; or null where it is not. */
const movedUntil = ({ ifMoved }: DecideOrder, { at, until }: Pick<Decision, 'at' | 'until'>): Result<string | null> => {
  if (ifMoved === null) return ok(null);
  const [from, end] = [Date.parse(at), Date.parse(until)];
  if (ifMoved.until === undefined) return ok(new Date(Math.min(from + MOVED_MS, end)).toISOString());
  const wanted = parseUntil(ifMoved.until, from);
  const bad = (message: string, remedy = 'write --until 12h, --until 3d or --until 2026-12-01'): Result<never> =>
    fail('usage.argument', message, { remedy });
  if (wanted === null) return bad(`“${ifMoved.until}” is no moment a moved target could be allowed until`);
  if (wanted <= from) return bad(`${ifMoved.until} is over already`);
  return wanted <= end
    ? ok(new Date(wanted).toISOString())
    : bad(
        `the decision itself holds until ${until} only`,
        'write an earlier --until, or leave it out: then it is a day',
      );
};

const statementFor = (
  { recorded, manifest, summary }: Review,
  { contract, freshness, target }: About,
  { signer, policy, before }: Wanted,
  order: DecideOrder,
): Result<Decision> => {
  const { verdict, digest } = recorded;
  const last = before.at(-1);
  const head = statementHead(signer, DECISION_DAYS * DAY_MS);
  const until = order.outcome === 'accept' ? acceptedUntil(head.until, verdict) : head.until;
  const moved = movedUntil(order, { at: head.at, until });
  if (!moved.ok) return moved;
  return ok({
    ...{ ...head, until },
    ...{ kind: 'decision', outcome: order.outcome, because: order.because, run: verdict.run },
    ...{ contract: contract.digest, manifest, verdict: digest, result: verdict.result, notices: verdict.notices },
    ...(verdict.noChange && { noChange: verdict.noChange }),
    manual: answersFor(contract.value, order.confirmed),
    ...{ tree: verdict.tree, base: freshness.base, targetRef: freshness.targetRef },
    // Where a moved target is allowed, where it stands by now decides nothing.
    targetOld: moved.value === null ? (target ?? '0'.repeat(40)) : freshness.base,
    ...(moved.value === null || verdict.noChange ? {} : { ifMoved: { until: moved.value } }),
    ...{ summary: sha256(summary), policy },
    ...(last === undefined ? {} : { after: last.digest }),
  });
};

/** Whoever decides after others has a key of their own: else it would stand as accepted, and never land. */
const refuseSameKey = (envelope: Uint8Array, { signer, before }: Wanted): Result<null> => {
  const keyOf = (bytes: Uint8Array): string | null => {
    const parsed = parseEnvelope(bytes, 'the decision');
    return parsed.ok ? parsed.value.keyid : null;
  };
  const same = before.find((one) => keyOf(one.envelope) === keyOf(envelope));
  return same === undefined
    ? ok(null)
    : fail('policy.unmet', `${signer} would decide with the key that ${same.signer} decided with`, {
        remedy: 'writ init --name NAME --new-key, by whoever is named',
      });
};

/** A decision that was taken, and who has to decide as well before the run is accepted. */
export type Decided = { readonly statement: Decision; readonly awaits: readonly string[] };

/**
 * A signer accepts or rejects exactly one verdict and its notices, once. Where the policy of the target branch asks for
 * several, each of them decides in turn, and one rejection ends it.
 */
export const decide = async (
  project: Project,
  row: RunRow,
  order: DecideOrder,
  consent: Consent,
): Promise<Result<Decided>> => {
  const { repository, ledger } = project;
  const reviewed = await review(project, row, now());
  if (!reviewed.ok) return reviewed;
  const current = order.outcome === 'accept' ? refuseSuperseded(row) : ok(null);
  if (!current.ok) return current;
  const { evidence, summary, paths } = reviewed.value;
  const { contract, freshness } = evidence;
  if (contract === undefined || freshness === undefined)
    return fail('evidence.incomplete', 'the bundle does not say what it is about');
  const wanted = await mayDecide(project, row, order, freshness);
  if (!wanted.ok) return wanted;
  const target = await resolveRef(repository, freshness.targetRef);
  if (!target.ok) return target;
  const made = statementFor(reviewed.value, { contract, freshness, target: target.value }, wanted.value, order);
  if (!made.ok) return made;
  const { value: statement } = made;
  const refused = order.outcome === 'accept' ? refuseAcceptance(reviewed.value, statement, target.value) : ok(null);
  if (!refused.ok) return refused;
  const allowed = order.outcome === 'accept' ? refuseForbiddenWaiver(project, reviewed.value) : ok(null);
  if (!allowed.ok) return allowed;
  const agreed = await consent(`${summary}\n${renderStatement(statement)}`);
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement);
  if (!envelope.ok) return envelope;
  const own = order.outcome === 'accept' ? refuseSameKey(envelope.value, wanted.value) : ok(null);
  if (!own.ok) return own;
  const { outcome, because } = order;
  const { nonce, at, signer, noChange } = statement;
  const { policy, before } = wanted.value;
  const closes = outcome === 'accept' && noChange;
  const taken = await recordDecision(
    ledger,
    { ...{ task: row.task, run: row.run, outcome, because, signer, nonce }, ...(closes && { noChange: closes }) },
    { envelope: envelope.value, at, policy, after: before.at(-1)?.digest ?? null },
  );
  if (!taken.ok) return taken;
  const written = writeDecisions(paths, [...before.map((one) => one.envelope), envelope.value]);
  if (!written.ok) return written;
  const kept = await keepRunRef(repository, row.run, { tree: statement.tree, base: freshness.base, at });
  if (!kept.ok) return kept;
  const { awaits } = taken.value;
  // Nothing will land, so nothing else removes it.
  if (closes && awaits.length === 0) {
    removeFolder(workspacePath(repository, row.task));
    await removeHomes(repository, row.task);
  }
  return ok({ statement, awaits });
};
