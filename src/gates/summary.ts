import { few, POLICY, shareText, visibleLine } from '#contract';
import type { RunEvidence, Showing } from '#evidence';
import type { Failure } from '#failure';
import { measuredShares } from './coverage-met.ts';
import { itemProofs, type ItemProof } from './item-proof.ts';
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

const line = (label: string, text: string): string => `       ${label.padEnd(8)} ${text}`;
const without = (showing: Showing | null): readonly string[] =>
  showing === null ? [] : [line('without', SAYS[showing])];

/** A whole check is shown by one of its tests, and that says nothing of the others: how many of them were. */
const toldOfCheck = ({ item: { proof }, tests, without: all }: ItemProof): readonly string[] => {
  if (proof.kind === 'manual' || proof.test !== null || tests.length === 1) return [];
  if (tests.length === 0) return [line('check', proof.check), ...without(all)];
  const failing = tests.filter((test) => test.without === 'proven').length;
  const says = `without the change ${failing} of its ${tests.length} tests fail as they should`;
  return [line('check', all === null ? proof.check : `${proof.check}: ${says}`)];
};

/** Each test with what it said itself; those first that show something. */
const toldOfTests = ({ tests }: ItemProof): readonly string[] => {
  const [shown, others] = [true, false].map((wanted) => tests.filter((test) => (test.without === 'proven') === wanted));
  const all = [...(shown ?? []), ...(others ?? [])];
  const more = all.length - SHOWN_TESTS;
  return [
    ...all
      .slice(0, SHOWN_TESTS)
      .flatMap(({ name, place, without: showing }) => [
        line('test', `${place === '' ? '' : `${place}: `}${name}`),
        ...without(showing),
      ]),
    ...(more > 0 ? [line('test', andMore(more))] : []),
  ];
};

/** Which lines it is about, and which of them were seen to be needed: what nobody tried is called so. */
const toldOfParts = ({ without: all, lines, needs }: ItemProof): readonly string[] => [
  ...few(lines, SHOWN_PARTS, andMore).map((place) => line('changed', place)),
  ...few(needs ?? [], SHOWN_PARTS, andMore).map((place) => line('needs', place)),
  ...(needs?.length === 0 ? [line('needs', 'not seen in what was taken away')] : []),
  ...(needs === null && all !== null ? [line('needs', 'not tried part by part')] : []),
];

const told = (proof: ItemProof, index: number): readonly string[] => {
  const { item, gap } = proof;
  const head = `  ${index + 1}. ${item.says}${item.cites.length === 0 ? '' : ` [${item.cites.join(', ')}]`}`;
  if (item.proof.kind === 'manual') return [head, `       to be seen by you: ${item.proof.how}`];
  if (gap !== null) return [head, `       not proven: ${gap}`];
  return [head, ...toldOfCheck(proof), ...toldOfTests(proof), ...toldOfParts(proof)];
};

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
