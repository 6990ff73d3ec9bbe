import { sha256, subjectOf, trailersOf, visibleLine, type DoneItem } from '#contract';
import { plainMarkdown } from '#evidence';
import type { Decision } from '#signoff';
import type { Found } from './landing-order.ts';

/** The text of a pull request, for a person to open one with. */
export type PullRequest = { readonly title: string; readonly body: string };

const list = (items: readonly string[], none: string): readonly string[] =>
  items.length === 0 ? [none] : items.map((item) => `- ${item}`);

const section = (title: string, lines: readonly string[]): readonly string[] => ['', `## ${title}`, '', ...lines];

/** Text of several lines, each shown as it was written and none of them read as Markdown or as a trailer. */
const paragraphs = (text: string): readonly string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : plainMarkdown(line.trim())));

const proofOf = (item: DoneItem, number: number, decisions: readonly Decision[]): string => {
  const says = plainMarkdown(item.says);
  if (item.proof.kind === 'test')
    return `${says}: proven by ${plainMarkdown(`${item.proof.check}${item.proof.test === null ? '' : `, “${item.proof.test}”`}`)}`;
  const seen = decisions.filter(({ manual }) => manual.some((answer) => answer.item === number && answer.confirmed));
  return `${says}: seen by ${seen.map(({ signer }) => plainMarkdown(signer)).join(', ')}`;
};

/**
 * The text of a pull request for an accepted run (S0-R39): what and why, what proves it, what those who decided were
 * told, and how anyone verifies it. All text from outside is shown as text: it can make no link, mention or trailer.
 */
export const pullRequest = (
  { contract, reviewed, commit, targetRef }: Pick<Found, 'contract' | 'reviewed' | 'commit' | 'targetRef'>,
  decisions: readonly Decision[],
): PullRequest => {
  const { recorded, manifest, evidence } = reviewed;
  const { verdict } = recorded;
  const changed = evidence.changes?.paths ?? [];
  const checks = (evidence.checks ?? []).map(({ record, report }) => {
    const passed = report.tests.filter(({ outcome }) => outcome === 'passed').length;
    return `${plainMarkdown(`${record.id}: ${record.argv.join(' ')}`)}: exit code ${String(record.exitCode)}${record.reports === 'exit-code' ? '' : `, ${passed} of ${report.tests.length} tests passed`}`;
  });
  const about = { run: verdict.run, approval: sha256(evidence.approval ?? new Uint8Array()), manifest };
  const body = [
    ...paragraphs(contract.what),
    ...section('Why', contract.why.trim() === '' ? ['Not said.'] : paragraphs(contract.why)),
    ...section('Done', list(contract.done.map((item, index) => proofOf(item, index + 1, decisions)), 'No item.')), // prettier-ignore
    ...section('Changed', list(changed.map(({ path, status }) => `${status}: ${plainMarkdown(path)}`), 'Nothing.')), // prettier-ignore
    ...section('Checks', list(checks, 'None was run.')),
    ...section('Notices', list(verdict.notices.map(plainMarkdown), 'None.')),
    ...section('Verdict', [
      `${verdict.result} by ${verdict.gates.length} gates, at ${verdict.at}.`,
      ...decisions.map(
        ({ signer, at, because }) =>
          `Accepted by ${plainMarkdown(signer)} at ${at}${because === '' ? '' : `: ${plainMarkdown(because)}`}.`,
      ),
      '',
      `- risk ${contract.riskTier.tier}; to undo it: ${plainMarkdown(contract.rollback)}`,
      `- commit ${commit}, tree ${verdict.tree}, for ${plainMarkdown(targetRef)}`,
    ]),
    ...section('Verify', [
      '```',
      `git fetch REMOTE '+refs/writ/runs/${verdict.run}:refs/writ/runs/${verdict.run}'`,
      `writ verify ${verdict.run}`,
      '```',
    ]),
    '',
    ...trailersOf(contract, about),
  ];
  return { title: visibleLine(subjectOf(contract)), body: `${body.join('\n')}\n` };
};
