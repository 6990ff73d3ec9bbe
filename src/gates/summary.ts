import { few, POLICY, shareText, visibleLine } from '#contract';
import type { RunEvidence, Showing } from '#evidence';
import type { Failure } from '#failure';
import { measuredShares } from './coverage-met.ts';
import { itemProofs, placeOf, type ItemProof } from './item-proof.ts';
import { nextAttempt, remedyFor } from './remedy.ts';
import type { Verdict } from './verdict.ts';

const LETTER = { added: 'A', modified: 'M', deleted: 'D', 'type-changed': 'T' } as const;

/** The edition of evidence since which a summary tells what proves each item, and how to mend what failed. */
const TOLD_SINCE = 4;

const SAYS: Readonly<Record<Showing, string>> = {
  proven: 'fails without the change, as it should',
  vacuous: 'passes without the change too',
  weak: 'fails without the change, but on no assertion',
};
const SHOWN_TESTS = 3;
const SHOWN_PARTS = 5;

const andMore = (count: number): string => `and ${count} more`;

const told = ({ item, gap, tests, without, noticed }: ItemProof, index: number): readonly string[] => {
  const head = `  ${index + 1}. ${item.says}${item.cites.length === 0 ? '' : ` [${item.cites.join(', ')}]`}`;
  if (item.proof.kind === 'manual') return [head, `       to be seen by you: ${item.proof.how}`];
  if (gap !== null) return [head, `       not proven: ${gap}`];
  const names = few(tests.map(({ name, place }) => `${place === '' ? '' : `${place}: `}${name}`), SHOWN_TESTS, andMore);
  return [
    head,
    ...names.map((name) => `       test     ${name}`),
    ...(without === null ? [] : [`       without  ${SAYS[without]}`]),
    ...few(noticed.map(placeOf), SHOWN_PARTS, andMore).map((place) => `       needs    ${place}`),
  ];
}; // prettier-ignore

/** What ran of the code, where it was measured. */
const covered = (evidence: RunEvidence): readonly string[] => {
  const shares = measuredShares(evidence);
  return shares.length === 0
    ? []
    : ['', 'coverage', ...shares.map(([name, share]) => `  ${name}: ${shareText(share)}`)];
};

/** The one command that mends a refusal, once for all findings of one kind. */
const mending = (findings: readonly Failure[], { contract, freshness, backend }: RunEvidence): readonly string[] => {
  const again =
    contract && freshness && backend ? nextAttempt(contract.value, freshness.attempt, backend.id) : undefined;
  const about = { run: freshness?.run ?? 'RUN', task: contract?.value.id ?? 'TASK', again };
  return [...new Set(findings.map((one) => remedyFor(one, about)))].map((says) => `       next: ${says}`);
};

/**
 * What a person is shown before deciding: the verdict with its reasons, what changed, what proves it, the notices.
 * It is made from the evidence alone, never from what the agent wrote about itself; its digest is signed.
 */
export const renderSummary = (evidence: RunEvidence, verdict: Verdict): string => {
  const { contract, freshness, changes, checks, backend, seal } = evidence;
  // What was decided on was signed for: a summary of earlier evidence stays what it was, letter by letter.
  const isTold = (seal?.edition ?? TOLD_SINCE) >= TOLD_SINCE;
  const tests = (checks ?? []).map(({ record, report }) => {
    const passed = report.tests.filter(({ outcome }) => outcome === 'passed').length;
    return `  ${record.id}: ${record.argv.join(' ')} → exit code ${String(record.exitCode)}${record.reports === 'exit-code' ? '' : `, ${passed} of ${report.tests.length} tests passed`}`;
  });
  // What passed is a number: a person reads what did not.
  const open = verdict.gates.filter(({ outcome }) => outcome !== 'pass');
  const gates = open.flatMap(({ gate, outcome, findings, waiver }) => [
    `  ${waiver === null ? outcome : 'waived'} ${gate}`,
    ...(isTold && waiver === null ? [`       ${POLICY[gate].says}`] : []),
    ...findings.map(({ message }) => `       ${isTold ? '- ' : ''}${message}`),
    ...(isTold && waiver === null ? mending(findings, evidence) : []),
  ]);
  const lines = [
    `verdict   ${verdict.result}${verdict.noChange ? ': NO-CHANGE, nothing had to be done' : ''}`,
    `task      ${contract?.value.id ?? '?'} v${contract?.value.version ?? '?'}: ${contract?.value.name ?? '?'}`,
    `run       ${freshness?.run ?? '?'}, attempt ${freshness?.attempt ?? '?'}, by ${backend?.id ?? '?'} (${backend?.version === 'unknown' ? 'version unknown' : (backend?.version ?? '?')})`,
    `base      ${freshness?.base.slice(0, 12) ?? '?'} of ${freshness?.targetRef ?? '?'}`,
    '',
    'changed',
    ...(changes?.paths.map(({ path, status }) => `  ${LETTER[status]} ${path}`) ?? ['  unknown']),
    ...(changes?.paths.length === 0 ? ['  nothing'] : []),
    ...(isTold ? ['', 'done', ...itemProofs(evidence).flatMap(told)] : []),
    '',
    'checks',
    ...(tests.length === 0 ? ['  none was run'] : tests),
    ...covered(evidence),
    ...(evidence.review === undefined
      ? []
      : [
          '',
          'review',
          `  ${evidence.review.record.by}: ${evidence.review.said?.result ?? 'no review that could be read'}`,
        ]),
    '',
    'gates',
    `  ${verdict.gates.length - open.length} of ${verdict.gates.length} passed`,
    ...gates,
    ...(verdict.notices.length === 0 ? [] : ['', 'notices', ...verdict.notices.map((notice) => `  ${notice}`)]),
  ];
  // Line by line, so that nothing from outside can begin a line of its own.
  return `${lines.map(visibleLine).join('\n')}\n`;
};
