import { visibleLine } from '#contract';
import type { RunEvidence } from '#evidence';
import type { Verdict } from './verdict.ts';

const LETTER = { added: 'A', modified: 'M', deleted: 'D', 'type-changed': 'T' } as const;

/**
 * What a person is shown before deciding: the verdict with its reasons, what changed, what proves it, the notices.
 * It is made from the evidence alone, never from what the agent wrote about itself; its digest is signed.
 */
export const renderSummary = (evidence: RunEvidence, verdict: Verdict): string => {
  const { contract, freshness, changes, checks, backend } = evidence;
  const tests = (checks ?? []).map(({ record, report }) => {
    const passed = report.tests.filter(({ outcome }) => outcome === 'passed').length;
    return `  ${record.id}: ${record.argv.join(' ')} → exit code ${String(record.exitCode)}${record.reports === 'exit-code' ? '' : `, ${passed} of ${report.tests.length} tests passed`}`;
  });
  // What passed is a number: a person reads what did not.
  const open = verdict.gates.filter(({ outcome }) => outcome !== 'pass');
  const gates = open.flatMap(({ gate, outcome, findings, waiver }) => [
    `  ${waiver === null ? outcome : 'waived'} ${gate}`,
    ...findings.map(({ message }) => `       ${message}`),
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
    '',
    'checks',
    ...(tests.length === 0 ? ['  none was run'] : tests),
    '',
    'gates',
    `  ${verdict.gates.length - open.length} of ${verdict.gates.length} passed`,
    ...gates,
    ...(verdict.notices.length === 0 ? [] : ['', 'notices', ...verdict.notices.map((notice) => `  ${notice}`)]),
  ];
  // Line by line, so that nothing from outside can begin a line of its own.
  return `${lines.map(visibleLine).join('\n')}\n`;
};
