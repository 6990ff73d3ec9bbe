/** Documents that were written to keep whoever reads them busy, or to push him off the stack: anybody may propose one. */
import { expect, test } from 'vitest';
import { changeIssues } from '../../src/spec/changes/change-rules.ts';
import { readDelta } from '../../src/spec/changes/delta.ts';
import { scenarioNames } from '../../src/spec/changes/scenarios.ts';
import { specIssues } from '../../src/spec/changes/spec-rules.ts';
import { PLAIN_PROJECT } from '../../src/spec/changes/standing.ts';
import { structureFaults } from '../../src/spec/changes/structure.ts';
import { readSpecTexts } from '../../src/spec/specs.ts';
import { readPage } from '../../src/spec/page.ts';
import { ownMs } from '../rig/own-ms.ts';

const HEADS = ['#', '##', '###', '####', '### Requirement:', '## Purpose', '#### Scenario:', '#### Scenario', '### OQ-1', '### OQ-1:', '### ASM-1', '### ASM-1:', '## Phase 1']; // prettier-ignore
const OTHERS = ['', '-', '- FROM:', 'FROM: `### Requirement:', '- FROM: `### Requirement:', '- TO: `### Requirement:', '- `### Requirement:', '- [', '- [x', '- [x]', 'Status', 'Status:', '- **Status**:', '- ASM-1', '- ASM-1:', '| ASM-1', '**ID**:', '> ']; // prettier-ignore
const TAILS = ['', 'x', 'x `  ` ', '\u2028x\u2028y', '# x', '#\u2028x'];
/** One sign many times between a beginning that somebody reads and an end that is not what he looked for. */
const lines = (length: number): readonly string[] => [
  ...[...HEADS, ...OTHERS].flatMap((head) => TAILS.map((tail) => `${head}${' '.repeat(length)}${tail}`)),
  ...['#', '`', '~', '-'].flatMap((sign) => TAILS.map((tail) => `### Requirement: x ${sign.repeat(length)}${tail}`)),
  ...['#', '`', '~', '-', '=', '*', '- '].flatMap((sign) => TAILS.map((tail) => `${sign.repeat(length)}${tail}`)),
];

const PAGES = ['openspec/specs/a/spec.md', 'openspec/changes/c/specs/a/spec.md', 'docs/adr/0001-a.md', 'open-questions.md', 'assumptions.md', 'roadmap.md', 'PRD.md']; // prettier-ignore
const SECTIONS = ['Requirements', 'ADDED Requirements', 'REMOVED Requirements', 'RENAMED Requirements'];

const readAll = (line: string): void => {
  for (const section of SECTIONS) readDelta(`## ${section}\n${line}\n`);
  const spec = `# a\n\n## Purpose\n${line}\n\n## Requirements\n\n### Requirement: A\n${line}\n#### Scenario: a\n${line}\n`;
  structureFaults(spec);
  specIssues('a', spec);
  scenarioNames(spec);
  const files = new Map([['specs/a/spec.md', `## ADDED Requirements\n${line}\n`], ['tasks.md', line]]); // prettier-ignore
  changeIssues({ name: 'c', folder: 'openspec/changes/c', files }, PLAIN_PROJECT, () => spec);
  for (const path of PAGES) {
    const text = `# A\n\n${line}\n`;
    const [anchor] = readPage({ path, text }, 'own', () => null).anchors;
    if (anchor !== undefined) readSpecTexts(new Map([[path, { path, text }]])).statementsUnder(anchor);
  }
};

/** What of these lines costs this process more than so many milliseconds of its own, however busy the machine is. */
const slow = (length: number, limitMs: number): readonly string[] =>
  lines(length).filter((line) => {
    return ownMs(() => readAll(line)) > limitMs;
  }).map((line) => JSON.stringify(line.replaceAll(/(.)\1{20,}/gu, '$1…'))); // prettier-ignore

test('no line takes longer than its length', () => {
  // Where it is cubic, the longer ones would never end.
  expect(slow(1000, 1000)).toEqual([]);
  expect(slow(20_000, 1000)).toEqual([]);
});
