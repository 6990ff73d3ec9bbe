import { describe, expect, test } from 'vitest';
import type { DoneItem, ReportKind } from '#contract';
import type { CheckRecord, TestOutcome } from './run-evidence.ts';
import {
  isPassed,
  requiredTests,
  showingOfItem,
  showingOfRemoval,
  showingOfRuns,
  showingOfTest,
  showingOfTree,
  showingWithout,
  type ReadCheck,
  type Showing,
} from './showing.ts';

/** A test as a word: `+` passed, `!` failed on an assertion, `?` failed otherwise, `-` skipped. */
const outcome = (word: string): TestOutcome => {
  const one = { name: word.slice(1), file: 'a.test.ts' };
  if (word.startsWith('+')) return { ...one, outcome: 'passed' };
  if (word.startsWith('-')) return { ...one, outcome: 'skipped' };
  return { ...one, outcome: 'failed', cause: word.startsWith('!') ? 'assertion' : 'reference' };
};

type How = Partial<CheckRecord> & { readonly problems?: readonly string[] };
const check = (words: string, { problems = [], ...record }: How = {}): ReadCheck => ({
  record: {
    ...{ writ: 1, id: 'unit', argv: ['t'], program: 't', reports: 'junit', tree: 'a'.repeat(40), canary: null },
    ...{ startedAt: '', endedAt: '', exitCode: 0, signal: null, timedOut: false, limit: null },
    ...record,
  },
  report: { tests: words.split(' ').filter((word) => word !== '').map(outcome), canaries: [], problems },
}); // prettier-ignore
const byCode = (exitCode: number | null, how: How = {}): ReadCheck => check('', { reports: 'exit-code', exitCode, ...how }); // prettier-ignore
const item = (one: string | null): DoneItem => ({ says: 'it does', cites: [], proof: { kind: 'test', check: 'unit', test: one } }); // prettier-ignore

describe('what a run without the change shows of a test', () => {
  test.each<[without: string, showing: Showing, how?: How]>([
    ['!a', 'proven'],
    ['+a', 'vacuous'],
    ['?a', 'weak'],
    ['-a', 'weak'],
    ['', 'weak'],
    ['!b', 'weak'],
    ['!a !a', 'weak'],
    ['?a !a>inner', 'weak'],
    ['!a', 'weak', { problems: ['it is forged'] }],
    ['+a', 'weak', { problems: ['it is forged'] }],
  ])('%j: %s', (without, showing, how) =>
    expect(showingOfTest(outcome('+a'), check(without, how).report)).toBe(showing),
  );
  test('a test that holds others fails where one of them does', () => {
    const { report } = check('?a', {});
    const inner: TestOutcome = { name: 'a > inner', file: 'a.test.ts', outcome: 'failed', cause: 'assertion' };
    expect(showingOfTest(outcome('+a'), { ...report, tests: [...report.tests, inner] })).toBe('proven');
    const elsewhere = { ...inner, file: 'b.test.ts' };
    expect(showingOfTest(outcome('+a'), { ...report, tests: [...report.tests, elsewhere] })).toBe('weak');
  });
  test('a test of the same name in another file is another test', () =>
    expect(showingOfTest({ ...outcome('+a'), file: 'b.test.ts' }, check('!a').report)).toBe('weak'));
});

describe('what a run without the change shows of a done-item', () => {
  test.each<[test: string | null, result: string, without: string, showing: Showing, how?: How]>([
    ['a', '+a +b', '!a +b', 'proven'],
    ['a', '+a +b', '+a !b', 'vacuous'],
    ['a', '+a', '', 'weak'],
    [null, '+a +b', '+a !b', 'proven'],
    [null, '+a +b', '+a +b', 'vacuous'],
    [null, '+a +b', '+a ?b', 'weak'],
    [null, '+a -b', '+a !b', 'vacuous'],
    [null, '', '', 'weak'],
    ['a', '+a', '!a', 'weak', { timedOut: true }],
    ['a', '+a', '+a', 'weak', { limit: 'memory' }],
    ['a', '+a', '!a', 'weak', { signal: 'SIGKILL' }],
  ])('%s of %j, where it is %j: %s (%#)', (name, result, without, ...[showing, how]) =>
    expect(showingOfItem(item(name), check(result), check(without, how))).toBe(showing),
  );
  test.each<[exitCode: number | null, showing: Showing, how?: How]>([
    [0, 'vacuous'],
    [1, 'proven'],
    [125, 'proven'],
    [126, 'weak'],
    [127, 'weak'],
    [139, 'weak'],
    [null, 'weak'],
    [1, 'weak', { timedOut: true }],
    [0, 'weak', { timedOut: true }],
  ])('by its exit code %s: %s (%#)', (exitCode, showing, how) =>
    expect(showingOfItem(item(null), byCode(0), byCode(exitCode, how))).toBe(showing),
  );
  test('a test that somebody has to see needs none', () =>
    expect(requiredTests({ says: '', cites: [], proof: { kind: 'manual', how: 'look' } }, check('+a'))).toEqual([]));
});

describe('what all runs without the change show', () => {
  type Runs = Partial<Record<'without' | 'stubs' | 'emptied', string>>;
  const shown = (name: string | null, result: string, runs: Runs, how: How = {}): Showing | null =>
    showingWithout(
      item(name),
      check(result),
      (['without', 'stubs', 'emptied'] as const).flatMap((purpose) => {
        const words = runs[purpose];
        return words === undefined ? [] : [{ ...check(words, purpose === 'without' ? how : {}), purpose }];
      }),
    );

  test.each<[sentence: string, result: string, runs: Runs, showing: Showing | null, how?: How]>([
    ['no run at the base', '+a', { stubs: '!a', emptied: '!a' }, null],
    ['a test that fails there', '+a +b', { without: '+a !b' }, 'proven'],
    ['one that cannot be loaded there, and fails on stubs', '+a +b', { without: '+a ?b', stubs: '+a !b' }, 'proven'],
    ['one that cannot be loaded there, and passes on stubs', '+a +b', { without: '+a ?b', stubs: '+a +b' }, 'vacuous'],
    ['a crash at the base', '+a +b', { without: '+a ?b', stubs: '+a ?b', emptied: '!a !b' }, 'proven'],
    ['old tests alone notice what is emptied', '+a +b', { without: '+a ?b', stubs: '+a ?b', emptied: '!a ?b' }, 'weak'],
    ['two tests of one name that pass there', '+a +b +b', { without: '+a +b +b', emptied: '!a !b !b' }, 'vacuous'],
    ['all pass there, and the report is wrong', '+a', { without: '+a', emptied: '!a' }, 'vacuous', { problems: ['cut'] }],
    ['all pass there, and it never ends', '+a', { without: '+a', emptied: '!a' }, 'vacuous', { timedOut: true }],
  ])('%s: %s', (...[, result, runs, showing, how]) => expect(shown(null, result, runs, how)).toBe(showing)); // prettier-ignore

  test('a test that is named passes there, whatever others do', () =>
    expect(shown('a', '+a +b', { without: '+a !b', emptied: '!a !b' })).toBe('vacuous'));
});

describe('what the result without a part shows', () => {
  test.each<[result: string, without: string, showing: Showing, how?: How]>([
    ['+a +b', '+a !b', 'proven'],
    ['+a +b', '+a +b', 'vacuous'],
    ['+a +b', '+a ?b', 'weak'],
    ['+a +b', '+a', 'weak'],
    ['+a -b', '+a !b', 'vacuous'],
    ['+a', '+a', 'weak', { timedOut: true }],
    ['+a', '+a', 'weak', { problems: ['it is forged'] }],
    ['', '', 'weak'],
  ])('%j → %j: %s (%#)', (result, without, showing, how) =>
    expect(showingOfRemoval(check(result), check(without, how))).toBe(showing),
  );
  test.each<[exitCode: number | null, showing: Showing]>([[0, 'vacuous'], [1, 'weak'], [null, 'weak']])(
    'by its exit code %s: %s', // No exit code says that it was an assertion.
    (exitCode, showing) => expect(showingOfRemoval(byCode(0), byCode(exitCode))).toBe(showing),
  ); // prettier-ignore
});

describe('together', () => {
  test.each<[showings: readonly Showing[], runs: Showing, tree: Showing]>([
    [[], 'weak', 'weak'],
    [['proven', 'vacuous', 'weak'], 'proven', 'proven'],
    [['vacuous', 'weak'], 'vacuous', 'weak'],
    [['vacuous', 'vacuous'], 'vacuous', 'vacuous'],
    [['weak'], 'weak', 'weak'],
  ])('%j: %s of several ways, %s of several checks on one tree', (showings, runs, tree) => {
    expect(showingOfRuns(showings)).toBe(runs);
    expect(showingOfTree(showings)).toBe(tree);
  });
});

test.each<[words: string, reports: ReportKind, exitCode: number, passed: boolean, how?: How]>([
  ['+a -b', 'junit', 0, true],
  ['-b', 'junit', 0, false],
  ['', 'junit', 0, false],
  ['+a !b', 'junit', 1, false],
  ['+a', 'junit', 0, false, { problems: ['it is forged'] }],
  ['', 'exit-code', 0, true],
  ['', 'exit-code', 1, false],
])('a check passed: %j by %s with %i: %s', (words, reports, exitCode, ...[passed, how]) =>
  expect(isPassed(check(words, { reports, exitCode, ...how }))).toBe(passed),
);
