import { expect, test } from 'vitest';
import { ownMs } from '../../../test/rig/own-ms.ts';
import { evidenceRows } from './evidence-table.ts';
import { emptyDesk } from './desk.ts';
import { entriesOf, quotedStart } from './outline.ts';
import { bare } from './reading.ts';
import { readPlan } from './test-plan.ts';
import { writeDraft } from './write-draft.ts';
import { readBlocks } from '../markdown-blocks.ts';

test.each<readonly [text: string, found: readonly [code: string, rest: string] | null]>([
  ['`node --test` (all)', ['node --test', '(all)']],
  ['`` echo `date` `` later', ['echo `date`', 'later']],
  ['``` a`b``c ```', ['a`b``c', '']],
  ['`a', null],
  ['``a`', null],
  ['a `b`', null],
  ['', null],
])('what %s quotes', (text, found) =>
  expect(quotedStart(text)).toEqual(found === null ? null : { code: found[0], rest: found[1] }),
);

const planOf = (text: string) => {
  const { checks, manual } = readPlan(emptyDesk(), [{ text, nested: '', at: 0 }]);
  return [...checks.map(({ line }) => line), ...manual.map(({ says }) => `manual: ${says}`)];
};
test.each([
  ['node --test (all of them)', 'node --test'],
  ['node --test # all of them', 'node --test'],
  ['node --test — all (of them)', 'node --test'],
  ['node --test (all) of them', 'node --test (all) of them'],
  ['node -e f(1)', 'node -e f(1)'],
  ['node -e #', 'node -e #'],
  ['look at it (twice)', 'manual: look at it (twice)'],
])('the command of %s', (text, command) => expect(planOf(text)).toEqual([command]));

test('a command in a block of code is read whole, with its place, though it holds backquotes and stands there twice', () => {
  const text = '```sh\n$ echo `date`\necho `date`\n# no\necho `date`\n```\n';
  const { entries } = entriesOf(text, readBlocks(text).children);
  expect(entries.map((entry) => [quotedStart(entry.text)?.code, text.slice(entry.at, entry.at + 4)])).toEqual([
    ['echo `date`', '$ ec'],
    ['echo `date`', 'echo'],
    ['echo `date`', 'echo'],
  ]);
  expect(new Set(entries.map(({ at }) => at)).size).toBe(3);
});

const MB = 1_000_000;
const DRAFT = { id: 'a', name: 'a', type: null, dependsOn: [], estimate: null, riskTier: null, phase: null, cites: [], allow: [], checks: [], done: [], rollback: '', why: '', outOfScope: '' } as const; // prettier-ignore
test.each<readonly [says: string, work: () => unknown]>([
  ['backquotes without an end', () => quotedStart(`${'`'.repeat(MB)}a`)],
  ['backquotes of every length', () => quotedStart(`\`\`\`${'a`b``'.repeat(MB / 5)}`)],
  ['marks within a word', () => bare(`a${'`'.repeat(MB)}a`)],
  ['marks within a cell', () => evidenceRows(`| done means | test command |\n| a${'"'.repeat(MB)}a | b |`)],
  ['blanks behind a command', () => planOf(`node${' '.repeat(MB)}x`)],
  ['brackets behind a command', () => planOf(`node${' ('.repeat(MB / 2)}x`)],
  ['blanks in a heading', () => writeDraft({ ...DRAFT, what: `a${' '.repeat(MB)}b\n===\n` }, [])],
])('%s, up to a megabyte of them, take no longer than their length', (_, work) =>
  expect(ownMs(work)).toBeLessThan(10_000),
);
