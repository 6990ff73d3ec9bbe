import { expect, test } from 'vitest';
import type { Anchor } from '../anchor.ts';
import { documentIndexAdvice, referenceAdvice, registersIn } from './reference-advice.ts';

const anchor = (kind: 'adr' | 'oq', id: string, note: string, file: string): Anchor => ({
  ...{ kind, cite: `${kind}:${id}`, file, line: 1, lastLine: 9, title: 'So', digest: '', binding: true, note },
});
const QUESTIONS = 'docs/architecture/open-questions.md';
const ANCHORS = [
  anchor('adr', '1', 'accepted', 'docs/architecture/decisions/001-a.md'),
  anchor('adr', '2', 'superseded', 'docs/architecture/decisions/002-b.md'),
  anchor('oq', 'OQ-01', 'open', QUESTIONS),
  anchor('oq', 'OQ-02', 'resolved', QUESTIONS),
];
const LINES = new Map([['oq:OQ-01', ['### OQ-01: Which tax?', '- **Origin**: [tax](tax.md)']]]);
const registers = registersIn(ANCHORS, ({ cite }) => LINES.get(cite) ?? []);
const NONE = registersIn([], () => []);

test.each<readonly [says: string, file: string, text: string, advice: readonly string[]]>([
  ['what is named is there', 'a.md', 'See ADR-001, ADR-2, OQ-01 and OQ-2.', []],
  ['a decision is not there', 'a.md', '# A\n\nSee ADR-3 and ADR-003.', ['3 there is no ADR-3']],
  ['a question is not there', 'a.md', 'See OQ-09.', ['1 there is no OQ-9']],
  ['what is in code names nothing', 'a.md', '`ADR-9`\n\n```\nOQ-99\n```\n', []],
  ['a register names what is not there', QUESTIONS, '### OQ-02: x\n- **Cross-references**: OQ-07, ADR-001\n', ['2 there is no OQ-7']],
  ['a question has the status it is said to have', 'a.md', '- **OQ-01**: which tax? (open)\n- **OQ-02**: which? (resolved)\n', []],
  ['an item gives a question another one', 'a.md', '- **OQ-01**: which tax? (resolved)', ['1 oq:OQ-01 is open, and not resolved']],
  ['a row gives a question another one', 'a.md', '| OQ-02 | which? | open |', ['1 oq:OQ-02 is resolved, and not open']],
  ['a rendered row does', 'a.md', '| [OQ-02](open-questions.md) | which? | open |', ['1 oq:OQ-02 is resolved, and not open']],
  ['it is a draft, and asks', 'a.md', 'Status: draft\n\n- **OQ-01**: which tax? (open)', []],
  ['it is reviewed, and asks nothing any more', 'a.md', '**Status**: Reviewed\n\n- **OQ-02**: which? (resolved)', []],
  ['it is reviewed, and asks', 'a.md', '# A\n\n**Status**: Reviewed\n\n- **OQ-01**: which tax? (open)', ['3 it is reviewed, and oq:OQ-01 is open']],
  ['it is stable in its front matter, and asks', 'a.md', '---\nstatus: stable\n---\n# A\n\nAs OQ-01 asks.', ['2 it is reviewed, and oq:OQ-01 is open']],
  ['it does not say what it asks', 'docs/architecture/tax.md', '## Status\n\nReviewed\n', ['3 it is reviewed, and oq:OQ-01 is open']],
  ['a decision says by which it is superseded', 'docs/architecture/decisions/002-b.md', '# ADR-002: b\n\n## Status\n\nSuperseded by ADR-001\n', []],
  ['a decision links what it is superseded by', 'docs/architecture/decisions/002-b.md', '# b\n\n## Status\n\nSuperseded, see [that](001-a.md)\n', []],
  ['a decision names itself alone', 'docs/architecture/decisions/002-b.md', '# ADR-002: b\n\n## Status\n\nSuperseded\n', ['1 adr:2 is superseded, and does not say by which: write Superseded by ADR-…']],
  ['a priority that is none', QUESTIONS, '### OQ-02: x\n- **Priority**: urgent\n', ['2 its priority is none of high, medium, low']],
  ['a priority in another document', 'a.md', '- **Priority**: urgent\n', []],
])('%s', (_, file, text, advice) =>
  expect(referenceAdvice(file, text, registers).map(({ line, says }) => `${line} ${says}`)).toEqual(advice)); // prettier-ignore

test('where nothing is decided or asked in a register, a number may be that of another project', () =>
  expect(referenceAdvice('a.md', 'Status: reviewed\n\nSee ADR-1 and OQ-1 (open).', NONE)).toEqual([]));

const TEXTS = new Map([['docs/a.md', 'Status: Draft'], ['docs/b.md', '# B\n\n## Status\n\nStable'], ['docs/kept.md', '# c']]); // prettier-ignore
const ROWS = '| Document | Status |\n| --- | --- |\n| [A](a.md) | Draft |\n| [B](./b.md) | reviewed |\n';
test.each<readonly [says: string, file: string, text: string, advice: readonly string[]]>([
  ['in order', 'docs/README.md', ROWS, []],
  ['no index', 'docs/README.md', 'Read [A](a.md).', []],
  ['no README', 'docs/c.md', '| [A](a.md) |', []],
  ['one is missing', 'docs/README.md', '| [A](a.md) |', ['1 docs/b.md is missing in this index']],
  ['one is not there', 'docs/README.md', `${ROWS}| [C](c.md) | Draft |\n`, ['5 there is no docs/c.md']],
  ['one that need not be listed', 'docs/README.md', `${ROWS}| [C](kept.md) | |\n`, []],
  ['another status', 'docs/README.md', ROWS.replace('reviewed', 'Draft'), ['4 docs/b.md is reviewed, and not draft']],
])('an index of documents: %s', (_, file, text, advice) =>
  expect(documentIndexAdvice(file, text, ['docs/a.md', 'docs/b.md'], (path) => TEXTS.get(path) ?? '').map(({ line, says }) => `${line} ${says}`)).toEqual(advice)); // prettier-ignore
