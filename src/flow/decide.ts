import { DAY_MS, sha256, type Contract } from '#contract';
import { fail, ok, type Result } from '#failure';
import { failuresOf } from '#gates';
import { keepRunRef, workspacePath, writeAfter } from '#run';
import { now, removeFolder, resolveRef } from '#host';
import { recordDecision } from '#ledger';
import { renderStatement, type Decision, type ManualAnswer } from '#signoff';
import type { Project } from './project.ts';
import { review, type Review } from './review.ts';
import { signerOf, signStatement, statementHead, type Consent } from './sign.ts';
import type { RunRow } from '#ledger';

/** What a person decides. `confirmed` holds the numbers (from 1) of the manual done-items that were seen to be true. */
export type DecideOrder = {
  readonly outcome: 'accept' | 'reject';
  readonly because: string;
  readonly confirmed: readonly number[];
};

const DECISION_DAYS = 7;

const answersFor = ({ done }: Contract, confirmed: readonly number[]): readonly ManualAnswer[] =>
  done.flatMap(({ says, proof }, index) =>
    proof.kind === 'manual' ? [{ item: index + 1, says, confirmed: confirmed.includes(index + 1) }] : [],
  );

/** Only a PASS, recorded and judged again, with every manual item seen, can be accepted. Anything can be rejected. */
const refuseAcceptance = (
  { recorded, again, manifest, evidence }: Review,
  manual: readonly ManualAnswer[],
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
  if (recorded.verdict.manifest !== manifest)
    return fail('verdict.different', 'the verdict is about another bundle than the one on the disk');
  if (target !== evidence.freshness?.base)
    return fail(
      'target.moved',
      `${evidence.freshness?.targetRef ?? 'the target'} has moved since the run, so this could not land`,
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

/** A signer accepts or rejects exactly one verdict and its notices. A run is decided once. */
export const decide = async (
  project: Project,
  row: RunRow,
  order: DecideOrder,
  consent: Consent,
): Promise<Result<Decision>> => {
  const { repository, ledger } = project;
  if (row.state === 'accepted' || row.state === 'rejected' || row.state === 'landed')
    return fail('decision.taken', `run ${row.run} was ${row.state} already`);
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const reviewed = await review(project, row, now());
  if (!reviewed.ok) return reviewed;
  const { recorded, evidence, manifest, summary, paths } = reviewed.value;
  const { contract, freshness } = evidence;
  if (contract === undefined || freshness === undefined)
    return fail('evidence.incomplete', 'the bundle does not say what it is about');
  const manual = answersFor(contract.value, order.confirmed);
  const target = await resolveRef(repository, freshness.targetRef);
  if (!target.ok) return target;
  const refused = order.outcome === 'accept' ? refuseAcceptance(reviewed.value, manual, target.value) : ok(null);
  if (!refused.ok) return refused;
  const { verdict, digest } = recorded;
  const statement: Decision = {
    ...statementHead(signer.value.name, DECISION_DAYS * DAY_MS),
    ...{
      kind: 'decision',
      outcome: order.outcome,
      because: order.because,
      run: row.run,
      contract: contract.digest,
      manifest,
      verdict: digest,
    },
    ...(verdict.noChange && { noChange: verdict.noChange }),
    ...{ result: verdict.result, notices: verdict.notices, manual, tree: verdict.tree, base: freshness.base },
    ...{ targetRef: freshness.targetRef, targetOld: target.value ?? '0'.repeat(40), summary: sha256(summary) },
  };
  const agreed = await consent(`${summary}\n${renderStatement(statement)}`);
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement);
  if (!envelope.ok) return envelope;
  const { nonce, at } = statement;
  const closes = order.outcome === 'accept' && verdict.noChange;
  const taken = await recordDecision(
    ledger,
    {
      ...{ task: row.task, run: row.run, outcome: order.outcome, because: order.because },
      ...{ signer: statement.signer, nonce, ...(closes && { noChange: closes }) },
    },
    envelope.value,
    at,
  );
  if (!taken.ok) return taken;
  const written = writeAfter(paths, 'decision', new TextDecoder().decode(envelope.value));
  if (!written.ok) return written;
  const kept = await keepRunRef(repository, row.run, { tree: verdict.tree, base: freshness.base, at });
  if (!kept.ok) return kept;
  // Nothing will land, so nothing else removes it.
  if (closes) removeFolder(workspacePath(repository, row.task));
  return ok(statement);
};
