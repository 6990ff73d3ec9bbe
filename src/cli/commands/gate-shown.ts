import { few, heldAsProduct, joinWords, POLICY, visibleCode, visibleLine } from '#contract';
import { plainMarkdown } from '#evidence';
import { remedyOf, type Failure } from '#failure';
import type { GatedChange } from '#flow';
import type { Verdict } from '#gates';
import { paint } from '../terminal.ts';

const LETTER = { added: 'A', modified: 'M', deleted: 'D', 'type-changed': 'T' } as const;
const SHOWN_PATHS = 20;
const SHOWN_COMMITS = 20;
const SHOWN_FINDINGS = 20;

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
const under = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines];

/** What was compared, as one line. */
export const aboutChange = ({ measured: { commits, paths, target, base, behind, head } }: GatedChange): string =>
  [
    `${head.slice(0, 12)}: ${counted(commits.length, 'commit')}, ${counted(paths.length, 'file')} since ${base.slice(0, 12)}`,
    ...(behind === 0 ? [] : [`${target.slice(0, 12)} has gone on by ${counted(behind, 'commit')}`]),
  ].join('; ');

/** Why a change of what looks like tests is held as one of behaviour. */
const asProduct = ({ measured: { paths }, evidence: { proof } }: GatedChange): readonly string[] =>
  [
    { because: 'nothing says for sure that it is a test', held: heldAsProduct(paths.map(({ path }) => path)) },
    { because: 'the product loads it', held: proof?.record.loaded ?? [] },
  ].flatMap(({ because, held: [first, ...more] }) => {
    if (first === undefined) return [];
    const others = more.length === 0 ? '' : ` and ${more.length} more`;
    return [`held as part of the product, as ${because}: ${visibleLine(first)}${others}`];
  });

/** What the change was held to, as one line. */
export const heldTo = (gated: GatedChange): string => {
  const { contract, evidence } = gated;
  return [
    `${contract.strictness}, ${contract.riskTier.tier}, as ${contract.type}`,
    evidence.signed.length === 0
      ? 'no approved contract is named'
      : `approved: ${evidence.signed.map(({ id, version }) => `${id} v${version}`).join(', ')}`,
    ...asProduct(gated),
  ].join('; ');
};

/** Each commit, with the run it is the result of. */
export const commitLines = ({ measured, evidence }: GatedChange): readonly string[] =>
  measured.commits.map(({ commit, message }) => {
    const claims = evidence.claimed.filter((one) => one.commit === commit);
    const told = claims.map(({ run, stage, failures }) =>
      failures.length === 0 ? `${run} verified, ${stage ?? ''}` : `${run} NOT verified`,
    );
    const subject = message.split('\n')[0] ?? '';
    return `${commit.slice(0, 12)} ${subject}${told.length === 0 ? '' : ` (${told.join('; ')})`}`;
  });

/** How each check ended. */
export const checkLines = ({ evidence }: GatedChange): readonly string[] =>
  (evidence.checks ?? []).map(({ record, report }) => {
    const passed = report.tests.filter(({ outcome }) => outcome === 'passed').length;
    const tests = record.reports === 'exit-code' ? '' : `, ${passed} of ${report.tests.length} tests passed`;
    return `${record.id}: ${joinWords(record.argv)} → exit code ${String(record.exitCode)}${tests}`;
  });

const refusing = ({ gates }: Verdict) => gates.filter(({ outcome }) => outcome !== 'pass');
const remediesOf = (findings: readonly Failure[]): readonly string[] => [...new Set(findings.map(remedyOf))];

const gateLines = (verdict: Verdict): readonly string[] => [
  `  ${verdict.gates.length - refusing(verdict).length} of ${verdict.gates.length} passed`,
  ...refusing(verdict).flatMap(({ gate, outcome, findings }) => [
    `  ${paint('red', outcome)} ${gate}`,
    `       ${POLICY[gate].says}`,
    ...few(
      findings.map(({ message, code }) => `       - ${visibleLine(message)} ${paint('dim', `[${code}]`)}`),
      SHOWN_FINDINGS,
      (count) => `       - and ${count} more, all with --json`,
    ),
    ...remediesOf(findings).map((says) => `       next: ${visibleLine(says)}`),
  ]),
];

const andMore = (count: number): string => `  and ${count} more`;

/** What judging a change came to, for people: what speaks against it last, where it is seen. */
export const gatedText = (gated: GatedChange): string => {
  const { verdict, measured, logs } = gated;
  const paths = measured.paths.map(({ path, status }) => `  ${LETTER[status]} ${visibleLine(path)}`);
  const lines = (texts: readonly string[]): readonly string[] => texts.map((line) => `  ${visibleLine(line)}`);
  return [
    `change    ${aboutChange(gated)}`,
    `held to   ${heldTo(gated)}`,
    ...under('commits', few(lines(commitLines(gated)), SHOWN_COMMITS, andMore)),
    ...under('changed', few(paths, SHOWN_PATHS, andMore)),
    ...under('checks', lines(checkLines(gated))),
    ...logs.flatMap(({ check, text }) => under(`end of the log of ${check}`, lines(visibleCode(text).split('\n')))),
    ...under('notices', lines(verdict.notices)),
    ...under('gates', gateLines(verdict)),
    '',
    verdict.result === 'PASS' ? paint('green', 'PASS') : paint('red', 'FAIL'),
  ].join('\n');
};

const item = (text: string): string => `- ${plainMarkdown(visibleLine(text))}`;
const part = (title: string, texts: readonly string[]): readonly string[] =>
  texts.length === 0 ? [] : ['', `### ${title}`, '', ...texts.map(item)];

/** The same as Markdown, for the page of a job. All text from outside is shown as text. */
export const gatedMarkdown = (gated: GatedChange): string => {
  const { verdict } = gated;
  const findings = refusing(verdict).flatMap(({ gate, findings: found }) => [
    '',
    `#### ${gate}`,
    '',
    `${POLICY[gate].says}`,
    '',
    ...found.map(({ message }) => item(message)),
    '',
    ...remediesOf(found).map((says) => `Next: ${plainMarkdown(visibleLine(says))}`),
  ]);
  return `${[
    `## Writ: ${verdict.result}`,
    '',
    plainMarkdown(aboutChange(gated)),
    '',
    plainMarkdown(`Held to ${heldTo(gated)}.`),
    ...(findings.length === 0 ? [] : ['', '### What refuses', ...findings]),
    ...part('Notices', verdict.notices),
    ...part('Checks', checkLines(gated)),
    ...part('Commits', commitLines(gated)),
  ].join('\n')}\n`;
};

/** The same where nothing could be judged. */
export const refusedMarkdown = (failures: readonly Failure[]): string =>
  `${[
    '## Writ: nothing was judged',
    '',
    ...failures.map(({ message, code }) => item(`${message} [${code}]`)),
    '',
    ...remediesOf(failures).map((says) => `Next: ${plainMarkdown(visibleLine(says))}`),
  ].join('\n')}\n`;

/** The fields of `--json`. */
export const gatedJson = ({ measured, contract, evidence, verdict, logs }: GatedChange) => ({
  ...{ result: verdict.result, target: measured.target, base: measured.base, head: measured.head, tree: measured.tree },
  behind: measured.behind,
  ...{ strictness: contract.strictness, tier: contract.riskTier.tier, type: contract.type },
  approved: evidence.signed.map(({ id, version }) => ({ task: id, version })),
  commits: measured.commits.map(({ commit, message }) => ({
    ...{ commit, subject: message.split('\n')[0] ?? '' },
    runs: evidence.claimed
      .filter((one) => one.commit === commit)
      .map(({ run, stage, failures }) => ({ run, stage, verified: failures.length === 0 })),
  })),
  changed: measured.paths.map(({ path, status }) => ({ path, status })),
  checks: (evidence.checks ?? []).map(({ record, report }) => ({
    ...{ id: record.id, run: record.argv, exitCode: record.exitCode, reports: record.reports },
    tests: report.tests.length,
    passed: report.tests.filter(({ outcome }) => outcome === 'passed').length,
  })),
  ...{ logs, gates: verdict.gates, notices: verdict.notices },
});
