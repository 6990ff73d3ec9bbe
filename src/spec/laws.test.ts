import { expect, test } from 'vitest';
import type { Anchor } from './anchor.ts';
import { brokenLaws, collidingDecisions } from './laws.ts';
import { lostAnchors } from './lost.ts';

const adr = (note: string | null, title = 'One ledger', cite = 'adr:3', kind: Anchor['kind'] = 'adr'): Anchor => ({
  ...{ kind, cite, file: 'docs/adr/0003.md', line: 1, lastLine: 9, title, digest: '', binding: true, note },
});

test.each<readonly [says: string, before: Anchor, after: readonly Anchor[], fault: RegExp | null]>([
  ['accepted stays accepted', adr('accepted'), [adr('accepted')], null],
  ['accepted is superseded', adr('accepted'), [adr('superseded')], null],
  ['accepted never reverts', adr('accepted'), [adr('proposed')], /never reverts/u],
  ['superseded never reverts', adr('superseded'), [adr('accepted')], /never reverts/u],
  ['proposed may become anything', adr('proposed'), [adr('accepted')], null],
  ['proposed may go', adr('proposed'), [], null],
  ['accepted is never taken away', adr('accepted'), [], /is gone/u],
  ['a number is never used again', adr('proposed'), [adr('proposed', 'Colours')], /never used again/u],
  ['a title may be put better', adr('accepted'), [adr('accepted', 'A single ledger')], null],
  ['a resolved question is not opened again', adr('resolved', 'q', 'oq:OQ-1', 'oq'), [adr('open', 'q', 'oq:OQ-1', 'oq')], /never reverts/u],
  ['an open question is never taken away', adr('open', 'q', 'oq:OQ-1', 'oq'), [], /was open, and is gone; resolve it/u],
  ['an open assumption is never taken away', adr('open', 'a', 'asm:ASM-1', 'asm'), [], /was open, and is gone; mark it as retired/u],
  ['other anchors come and go', adr('accepted', 'x', 'spec:A1', 'spec'), [], null],
])('%s', (_, before, after, fault) => {
  const says = brokenLaws([before], after).map((one) => one.says);
  expect(says.map((one) => (fault === null ? one : fault.test(one)))).toEqual(fault === null ? [] : [true]);
}); // prettier-ignore

const [ledger, colours] = [
  { ...adr('accepted', 'One ledger'), file: 'docs/adr/0003-ledger.md' },
  { ...adr('accepted', 'Colours'), file: 'docs/adr/0003-colours.md' },
];

test('two decisions of one folder with one number are told, with what gives one of them another', () => {
  expect(collidingDecisions([ledger, colours]).map(({ file, next }) => [file, next])).toEqual([
    ['docs/adr/0003-colours.md', 'writ spec renumber docs/adr/0003-colours.md'],
  ]);
  expect(collidingDecisions([ledger, { ...colours, file: 'other/adr/0003-colours.md' }])).toEqual([]);
  expect(collidingDecisions([ledger, { ...colours, cite: 'adr:4' }])).toEqual([]);
  expect(collidingDecisions([adr('open', 'x', 'oq:OQ-1', 'oq'), adr('open', 'y', 'oq:OQ-1', 'oq')])).toEqual([]);
});

test.each<readonly [says: string, after: readonly Anchor[], broken: number]>([
  ['one of them gets another number', [ledger, { ...colours, cite: 'adr:4' }], 0],
  ['the other one does', [{ ...ledger, cite: 'adr:4' }, colours], 0],
  ['nothing is done yet', [ledger, colours], 0],
  ['one of them is taken away', [ledger], 1],
  ['both are', [], 2],
  ['the one that moves reverts', [ledger, { ...colours, cite: 'adr:4', note: 'proposed' }], 1],
])('of two accepted decisions with one number: %s', (_, after, broken) => {
  expect(brokenLaws([ledger, colours], after)).toHaveLength(broken);
  expect(lostAnchors([ledger, colours], after)).toHaveLength(broken);
});

test('a decision that is alone keeps its number', () =>
  expect(brokenLaws([ledger], [{ ...ledger, cite: 'adr:4' }]).map(({ says }) => says)).toEqual([
    'adr:3 was accepted, and is gone; mark it as superseded, and keep it',
  ]));
