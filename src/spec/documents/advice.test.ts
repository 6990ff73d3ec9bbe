import { expect, test } from 'vitest';
import type { Anchor } from '../anchor.ts';
import { readSpecTexts } from '../specs.ts';
import { adviceOn, indexAdvice, sharedNames } from './advice.ts';

const linesWithAdvice = (text: string): readonly number[] => adviceOn('a.md', text).map(({ line }) => line);

test.each([
  ['The limit is TBD.', [1]],
  ['# A\n\nOPEN QUESTION: which tax?', [3]],
  ['Which one is to be decided.', [1]],
  ['The limit is ???', [1]],
  ['The limit is TBD (OQ-12).', []],
  ['The limit is TBD, which is\nasked in OQ-12.', []],
  ['The word `TBD` is refused.', []],
  ['```\nTBD\n```', []],
  ['<!--\nTBD\n-->', []],
  ['TBD - created by archiving change x. Update Purpose after archive.', []],
  ['What is it? And why?', []],
  ['STBDX', []],
  ['We decided to keep one ledger.', [1]],
  ['- **Decision**: one ledger', [1]],
  ['In the end we chose SQLite.', [1]],
  ['We decided to keep one ledger (ADR-007).', []],
  ['We decided to keep one ledger, see\n[why](decisions/007-ledger.md).', []],
  ['The court decided.', []],
  ['', []],
])('%j has something to say at %j', (text, lines) => expect(linesWithAdvice(text)).toEqual(lines));

test('a document of more than 700 lines is to be split', () => {
  expect(linesWithAdvice('a\n'.repeat(700))).toEqual([]);
  expect(adviceOn('a.md', 'a\n'.repeat(701)).map(({ says }) => says)).toEqual([
    'it has 701 lines: a document of more than 700 is split',
  ]);
});

const decision = (number: number, note: string): Anchor => ({
  ...{ kind: 'adr', cite: `adr:${number}`, file: `docs/decisions/00${number}-so.md`, line: 1, lastLine: 9 },
  ...{ title: 'So', digest: '', binding: true, note },
});
const DECISIONS = [decision(1, 'accepted'), decision(2, 'superseded')];
const GOOD =
  '| ADR | Status |\n| --- | --- |\n| [1](001-so.md) | Accepted |\n| [2](./002-so.md#why) | superseded by 3 |\n';

test.each<readonly [says: string, file: string, text: string, advice: readonly string[]]>([
  ['in order', 'docs/decisions/README.md', GOOD, []],
  ['in order, from the folder above', 'docs/README.md', GOOD.replaceAll(/\((?:\.\/)?/gu, '(decisions/'), []],
  ['no index', 'docs/README.md', 'Nothing of that kind, but [this](other.md).', []],
  ['one is missing', 'docs/decisions/README.md', '[1](001-so.md)', ['adr:2 is missing in this index: docs/decisions/002-so.md']],
  ['one is not there', 'docs/decisions/README.md', `${GOOD}| [3](003-so.md) | Proposed |\n`, ['there is no docs/decisions/003-so.md']],
  ['another status', 'docs/decisions/README.md', GOOD.replace('Accepted', 'Proposed'), ['adr:1 is accepted, and not proposed']],
  ['rows in code', 'docs/decisions/README.md', `[1](001-so.md)\n\n\`\`\`\n${GOOD}\`\`\`\n`, ['adr:2 is missing in this index: docs/decisions/002-so.md']],
])('an index of decisions: %s', (_, file, text, advice) => expect(indexAdvice(file, text, DECISIONS).map(({ says }) => says)).toEqual(advice)); // prettier-ignore

test('of two descriptions of products with one name the later is told, and of two names none', () => {
  const told = (...texts: readonly string[]) => {
    const files = texts.map((text, index) => [`prd/${index}.md`, { path: `prd/${index}.md`, text }] as const);
    return sharedNames(readSpecTexts(new Map(files)).anchors).map(({ file, says }) => `${file} ${says}`);
  };
  const named = (name: string): string => `---\nname: ${name}\n---\n# P\n## FR-1 a\n`;
  expect(told(named('pay'), named('pay'))).toEqual([
    expect.stringMatching(/^prd\/1\.md prd:pay is prd\/0\.md as well/u),
  ]);
  expect(told(named('pay'), named('ship'))).toEqual([]);
  expect(told('# P\n## FR-1 a\n', '# P\n## FR-1 a\n')).toEqual([]);
});
