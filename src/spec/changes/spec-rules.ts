import type { Issue } from './issue.ts';
import { headingNamed, headingsOf, readMarkdown } from './markdown.ts';
import { placeholderIn, SHORTEST_PURPOSE } from './purpose.ts';
import { cutSpec } from './requirements.ts';
import { bodyOf, isBinding } from './scenarios.ts';
import { structureFaults } from './structure.ts';

const LONGEST_REQUIREMENT = 500;

type Said = Omit<Issue, 'file'>;

/** Requirements as the tree of headings has them: whatever stands below `## Requirements` is one. */
const readTree = (content: string) => {
  const headings = headingsOf(readMarkdown(content));
  const section = headingNamed(headings, 'requirements');
  return {
    purpose: headingNamed(headings, 'purpose')?.content ?? '',
    requirements: section?.children.map(({ title, content: under, children }) => ({
      title,
      text: bodyOf(under.split('\n')) || title.trim(),
      scenarios: children.filter((one) => one.content.trim() !== '').length,
    })),
  };
};
type Tree = ReturnType<typeof readTree>;

const purposeIssues = (purpose: string, content: string): readonly Said[] => {
  const placeholder = placeholderIn(purpose, content);
  const line = placeholder?.line ?? lineOf(content, /^##\s+Purpose/iu);
  if (placeholder !== null)
    return [{ level: 'warning', rule: 'spec.placeholder', line, says: 'nobody has written the purpose yet: say what this capability is for' }];
  if (purpose.length >= SHORTEST_PURPOSE) return [];
  return [{ level: 'warning', rule: 'spec.brief', line, says: `the purpose is shorter than ${SHORTEST_PURPOSE} characters` }];
}; // prettier-ignore

const lineOf = (content: string, pattern: RegExp): number =>
  Math.max(
    content.split(/\r\n?|\n/u).findIndex((line) => pattern.test(line)),
    0,
  ) + 1;

const lineOfHeading = (content: string, title: string): number =>
  Math.max(
    content.split(/\r\n?|\n/u).findIndex((line) => line.startsWith('#') && line.replace(/^#+/u, '').trim() === title),
    0,
  ) + 1;

const treeIssues = (content: string, requirements: NonNullable<Tree['requirements']>): readonly Said[] => {
  const section = lineOf(content, /^##\s+Requirements/iu);
  if (requirements.length === 0)
    return [{ level: 'error', rule: 'spec.no-requirements', line: section, says: 'a spec needs a requirement at least' }];
  return requirements.flatMap(({ title, text, scenarios }): Said[] => {
    const line = lineOfHeading(content, title);
    const name = title.replace(/^Requirement:\s*/iu, '');
    return [
      ...(scenarios > 0 ? [] : [{ level: 'error', rule: 'spec.no-scenario', line, says: `“${name}” has no scenario that says something: #### Scenario: NAME, and its steps under it` } as const]),
      ...(text.length <= LONGEST_REQUIREMENT ? [] : [{ level: 'info', rule: 'spec.long', line, says: `“${name}” is longer than ${LONGEST_REQUIREMENT} characters; it may be more than one` } as const]),
    ];
  });
}; // prettier-ignore

const bodyIssues = (content: string): readonly Said[] =>
  cutSpec(content).requirements.flatMap(({ name, raw, line }): Said[] => {
    const body = bodyOf(raw.split('\n').slice(1));
    if (body === '') return [{ level: 'error', rule: 'spec.no-text', line, says: `“${name}” says nothing under its heading` }];
    if (isBinding(body)) return [];
    return [{ level: 'warning', rule: 'spec.not-binding', line, says: `“${name}” has neither SHALL nor MUST under its heading` }];
  }); // prettier-ignore

/** What is wrong with a spec of openspec/specs, by the rules of `openspec validate`. */
export const specIssues = (file: string, content: string): readonly Issue[] => {
  const { purpose, requirements } = readTree(content);
  const told = (issues: readonly Said[]): readonly Issue[] => issues.map((one) => ({ ...one, file }));
  if (purpose === '') return told([{ level: 'error', rule: 'spec.no-purpose', line: 1, says: 'there is nothing under ## Purpose' }]);
  if (requirements === undefined)
    return told([{ level: 'error', rule: 'spec.no-section', line: 1, says: 'there is no section ## Requirements' }]);
  const structure = structureFaults(content).map((one) => ({ ...one, level: 'error' as const }));
  return told([...treeIssues(content, requirements), ...structure, ...purposeIssues(purpose, content), ...bodyIssues(content)]);
}; // prettier-ignore
