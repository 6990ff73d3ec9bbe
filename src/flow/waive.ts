import { DAY_MS, GATE_IDS, isWaivable, parseContract, parseUntil, sha256, TERMS, type Contract } from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import { judgeRun, waivableRefusals, type GateFinding, type Verdict } from '#gates';
import { harnessKey, identityOf, now } from '#host';
import {
  newestContract,
  readDocument,
  recordGateWaiver,
  recordRunWaiver,
  type ContractRow,
  type RunRow,
} from '#ledger';
import { keepRunRef, MOST_WAIVERS, signedVerdict, verdictStatement, writeWaived } from '#run';
import { harnessPublicKey, renderStatement, type Waiver } from '#signoff';
import type { Project } from './project.ts';
import { notApproved } from './propose.ts';
import { harnessOf, review, type Review } from './review.ts';
import { afterReading, signerOf, signStatement, statementHead, type Consent } from './sign.ts';
import { withWaivers } from './verdict-chain.ts';

/** Which gate, why, and until when: `12h`, `3d` or a day. */
export type WaiveOrder = { readonly gate: string; readonly because: string; readonly until: string };

/** What is wrong with an order whatever it is about: a gate nobody may waive, no reason, no such moment. */
export const checkWaiveOrder = (
  { settings }: Pick<Project, 'settings'>,
  { gate, because, until }: WaiveOrder,
): Result<unknown> => {
  if (!GATE_IDS.some((id) => id === gate))
    return fail('usage.unknown', `there is no gate “${gate}”`, {
      remedy: `a gate that can be waived: ${GATE_IDS.filter(isWaivable).join(', ')}`,
    });
  if (!isWaivable(gate)) return fail('waiver.never', `${gate} cannot be waived`, { remedy: `writ explain ${gate}` });
  if (settings.never_waive.includes(gate))
    return fail('waiver.never', `the settings here say that ${gate} is never waived`, {
      remedy: 'see never_waive in .writ/policy.yaml and in your settings',
    });
  if (!/[\p{L}\p{N}]/u.test(because))
    return fail('usage.argument', 'a waiver needs a reason', { remedy: 'add --because "…"' });
  if (parseUntil(until, Date.parse(now())) === null)
    return fail('usage.argument', `“${until}” is no moment a waiver could hold until`, {
      remedy: 'write --until 12h, --until 3d or --until 2026-12-01',
    });
  return ok(null);
};

/** How long the waiver is to hold, within what the strictness allows. */
const validFor = (until: string, { strictness }: Contract): Result<number> => {
  const nowMs = Date.parse(now());
  const ms = (parseUntil(until, nowMs) ?? 0) - nowMs;
  const { waiverDays } = TERMS[strictness];
  if (ms <= 0) return fail('usage.argument', `${until} is over already`, { remedy: 'write --until 12h or --until 3d' });
  return ms <= waiverDays * DAY_MS
    ? ok(ms)
    : fail('waiver.too-long', `a waiver of a ${strictness} contract may hold for ${waiverDays} days at most`, {
        remedy: `--until ${waiverDays}d, or less`,
      });
};

type About = Pick<Waiver, 'task' | 'version' | 'contract' | 'repository' | 'over'>;
type Signed = { readonly statement: Waiver; readonly envelope: Uint8Array };

/** Shows the waiver below what it is about, asks, and signs. */
const signWaiver = async (
  project: Project,
  order: WaiveOrder,
  { about, contract, shown }: { readonly about: About; readonly contract: Contract; readonly shown: string },
  consent: Consent,
): Promise<Result<Signed>> => {
  const checked = checkWaiveOrder(project, order);
  if (!checked.ok) return checked;
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const ms = validFor(order.until, contract);
  if (!ms.ok) return ms;
  const { gate, because } = order;
  const statement: Waiver = {
    ...statementHead(signer.value.name, ms.value),
    ...{ kind: 'waive', gate, because: because.trim(), ...about },
  };
  const agreed = await afterReading(
    consent,
    `${shown}${renderStatement(statement)}`,
    TERMS[contract.strictness].readingMs,
  );
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement);
  return envelope.ok ? ok({ statement, envelope: envelope.value }) : envelope;
};

const contractOf = async (project: Project, row: ContractRow): Promise<Result<Contract>> => {
  const bytes = await readDocument(project.ledger, row.contract);
  return bytes.ok ? parseContract(bytes.value ?? new Uint8Array()) : bytes;
};

/** A signer waives a gate for runs of a task's contract that are to begin while the waiver holds. */
export const waiveGate = async (
  project: Project,
  task: string,
  order: WaiveOrder,
  consent: Consent,
): Promise<Result<Waiver>> => {
  const row = await newestContract(project.ledger, task);
  if (!row.ok) return row;
  if (row.value === null) return notApproved(project, task);
  const contract = await contractOf(project, row.value);
  if (!contract.ok) return contract;
  const repository = await identityOf(project.repository, row.value.base ?? project.repository.head);
  if (!repository.ok) return repository;
  const { version, contract: digest } = row.value;
  const about = { task, version, contract: digest, repository: repository.value, over: null };
  const signed = await signWaiver(project, order, { about, contract: contract.value, shown: '' }, consent);
  if (!signed.ok) return signed;
  const { gate, because, until, nonce, signer, at } = signed.value.statement;
  const event = { task, version, contract: digest, gate, because, until, nonce, signer };
  const recorded = await recordGateWaiver(project.ledger, event, signed.value.envelope, at);
  return recorded.ok ? ok(signed.value.statement) : recorded;
};

const needless = (message: string, remedy: string): ReturnType<typeof fail> =>
  fail('waiver.needless', message, { remedy });

/** What speaks against waiving a gate of this verdict: it refuses nothing, or what else refuses cannot be waived. */
const refuseWaiving = ({ row: { run }, again, chain }: Review, gate: string): Result<GateFinding> => {
  const line = again.gates.find((one) => one.gate === gate);
  const remedy = `writ review ${run}`;
  if (line === undefined) return needless(`${gate} did not judge run ${run}`, remedy);
  if (line.waiver !== null) return needless(`${gate} is waived already, until ${line.waiver.until}`, remedy);
  if (line.outcome === 'pass') return needless(`${gate} passed, so there is nothing to waive`, remedy);
  if (waivableRefusals(again.gates) === null) {
    const others = again.gates.filter((one) => waivableRefusals([one]) === null && one.outcome !== 'pass');
    return needless(
      `waiving ${gate} would not help: ${others.map((one) => one.gate).join(', ')} cannot be waived here`,
      remedy,
    );
  }
  return chain.waived.length < MOST_WAIVERS
    ? ok(line)
    : fail('waiver.too-long', `run ${run} has ${MOST_WAIVERS} waivers already`, { remedy: 'writ run TASK' });
};

/** The verdict that comes of a waiver, in the envelope of the harness that was approved. */
const judgeWaived = (
  project: Project,
  { evidence, files, recorded }: Review,
  waiver: Uint8Array,
): Result<{ readonly verdict: Verdict; readonly envelope: Uint8Array; readonly at: string }> => {
  const key = harnessKey(project.folders.state);
  if (!key.ok) return key;
  const approved = harnessOf(files, project.trust, evidence.freshness?.startedAt ?? evidence.at);
  if (!approved.ok) return approved;
  if (approved.value !== harnessPublicKey(key.value))
    return fail(
      'evidence.unsigned',
      'the harness here is not the one that was approved, so its verdict would not count',
      {
        remedy: 'waive it on the machine that ran it',
      },
    );
  const at = now();
  const verdict = judgeRun({
    ...withWaivers(evidence, [{ name: 'new', envelope: waiver, over: recorded.digest }]),
    at,
  });
  const { run, manifest, contract, tree } = recorded.verdict;
  const envelope = signedVerdict(verdictStatement(verdict, { run, at, manifest, contract, tree }), key.value);
  return ok({ verdict, envelope: new TextEncoder().encode(envelope), at });
};

/** What a person is shown before the waiver itself: what the gate found, word by word. */
const findingsOf = ({ gate, findings }: GateFinding): string =>
  [`${gate} refuses, because:`, ...findings.map(({ message }: Failure) => `  ${message}`), '', ''].join('\n');

/** A waived run: the new verdict, and the waiver. */
export type Waived = { readonly statement: Waiver; readonly verdict: Verdict; readonly contract: Contract };

/**
 * A signer waives a gate of a run that was judged. The bundle is judged again with the waiver, by nobody but the gates;
 * the verdict that comes of it stands after the one before, which stays where it is.
 */
export const waiveRun = async (
  project: Project,
  row: RunRow,
  order: WaiveOrder,
  consent: Consent,
): Promise<Result<Waived>> => {
  const checked = checkWaiveOrder(project, order);
  if (!checked.ok) return checked;
  if (row.state === 'accepted' || row.state === 'rejected' || row.state === 'landed')
    return fail('decision.taken', `run ${row.run} was ${row.state} already`);
  const reviewed = await review(project, row, now());
  if (!reviewed.ok) return reviewed;
  const { evidence, recorded, manifest, paths, chain } = reviewed.value;
  const { contract, freshness } = evidence;
  if (contract === undefined || freshness === undefined)
    return fail('evidence.incomplete', 'the bundle does not say what it is about');
  const line = refuseWaiving(reviewed.value, order.gate);
  if (!line.ok) return line;
  const { task, run } = row;
  const { version } = contract.value;
  const about = {
    ...{ task, version, contract: contract.digest, repository: freshness.repository },
    over: { run, manifest, verdict: recorded.digest },
  };
  const signed = await signWaiver(
    project,
    order,
    { about, contract: contract.value, shown: findingsOf(line.value) },
    consent,
  );
  if (!signed.ok) return signed;
  const { statement, envelope: waiver } = signed.value;
  const judged = judgeWaived(project, reviewed.value, waiver);
  if (!judged.ok) return judged;
  const { verdict, envelope, at } = judged.value;
  if (!verdict.gates.some((one) => one.waiver?.envelope === sha256(waiver)))
    return fail('bug', 'a waiver that was just signed does not count');
  const { gate, because, until, nonce, signer } = statement;
  const event = {
    task,
    run,
    gate,
    over: recorded.digest,
    result: verdict.result,
    because,
    until,
    nonce,
    signer,
    ...(verdict.noChange && { noChange: verdict.noChange }),
  };
  const written = await recordRunWaiver(project.ledger, event, { waiver, verdict: envelope }, at);
  if (!written.ok) return written;
  const kept = writeWaived(paths, chain.waived.length + 1, { waiver, verdict: envelope });
  if (!kept.ok) return kept;
  const ref = await keepRunRef(project.repository, run, { tree: recorded.verdict.tree, base: freshness.base, at });
  return ref.ok ? ok({ statement, verdict, contract: contract.value }) : ref;
};
