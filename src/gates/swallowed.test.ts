import { expect, test } from 'vitest';
import type { CaughtClaim, ChangedPath, CheckRecord, ReadCheck, TestOutcome } from '#evidence';
import { caughtUnseen, swallowedIn, swallowedNotices } from './swallowed.ts';

const [oldMode, newMode, oldBlob, newBlob] = ['100644', '100644', '1'.repeat(40), '2'.repeat(40)];
const changed = (path: string): ChangedPath => ({ path, status: 'modified', oldMode, newMode, oldBlob, newBlob });
const PATHS = ['src/sum.ts', 'test/wait.ts'].map(changed);
const GROUND = { paths: PATHS, isTest: (path: string): boolean => path.startsWith('test/') };
const CLAIM: CaughtClaim = { at: 'test/sum.test.ts', through: ['src/sum.ts'], expected: false };
const testOf = (name: string, ...caught: readonly CaughtClaim[]): TestOutcome => ({ name, file: 'test/sum.test.ts', outcome: 'passed', caught }); // prettier-ignore

test.each<[sentence: string, claim: Partial<CaughtClaim>, isSwallowed: boolean]>([
  ['behind a changed file', {}, true],
  ['behind a changed file and others', { through: ['src/bus.ts', 'test/wait.ts', 'src/sum.ts'] }, true],
  ['behind a file that was not changed', { through: ['src/bus.ts'] }, false],
  ['behind a changed helper of tests', { through: ['test/wait.ts'] }, false],
  ['behind nothing that can be named', { through: [] }, false],
  ['where something waits for an error', { expected: true }, false],
  ['in the change itself', { at: 'src/sum.ts', through: ['src/sum.ts'] }, false],
])('an assertion that failed %s', (_, claim, isSwallowed) => {
  const says = swallowedIn(testOf('adds', { ...CLAIM, ...claim }), GROUND);
  expect(says === null ? '' : says).toMatch(
    isSwallowed ? /“adds” asserts in test\/sum\.test\.ts .*src\/sum\.ts/u : /^$/u,
  );
});

test('one of several is enough, and a test in which nothing failed is none', () => {
  expect(swallowedIn(testOf('adds', { ...CLAIM, expected: true }, CLAIM), GROUND)).not.toBeNull();
  expect(swallowedIn({ name: 'adds', file: null, outcome: 'passed' }, GROUND)).toBeNull();
});

test.each<[sentence: string, claim: Partial<CaughtClaim>, says: RegExp]>([
  ['with no code around it', { through: [] }, /nothing tells who caught it$/u],
  ['behind code that was not changed', { through: ['src/bus.ts'] }, /src\/bus\.ts stands between/u],
  ['behind the change, which refuses', {}, /^$/u],
  ['behind tests alone', { through: ['test/wait.ts', 'lib/bus.test.ts'] }, /^$/u],
  ['where something waits for an error', { through: ['src/bus.ts'], expected: true }, /^$/u],
])('what failed %s', (_, claim, says) => {
  expect(caughtUnseen(testOf('adds', { ...CLAIM, ...claim }), GROUND).join('')).toMatch(says);
});

const RECORD: CheckRecord = {
  ...{ writ: 1, id: 'unit', argv: ['node'], program: 'node', reports: 'node-test', tree: 'c'.repeat(40), canary: null },
  ...{ startedAt: '', endedAt: '', exitCode: 0, signal: null, timedOut: false, limit: null },
};
const checkOf = (...tests: readonly TestOutcome[]): ReadCheck => ({
  record: RECORD,
  report: { tests, canaries: [], problems: [] },
});

test('of a check, tests are told in which something failed behind the change, three by name', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => testOf(name, { ...CLAIM, expected: true }));
  const told = swallowedNotices(checkOf(...many, testOf('f', { ...CLAIM, through: ['src/bus.ts'] })), PATHS);
  expect(told).toHaveLength(4);
  expect(told[0]).toBe('unit: “a” passed although an assertion in it failed: src/sum.ts stands between, and may have caught it'); // prettier-ignore
  expect(told[3]).toBe('unit: an assertion failed in 2 more that passed');
});

test('what the change asserts by itself is not told', () => {
  expect(swallowedNotices(checkOf(testOf('a', { ...CLAIM, at: 'src/parse.ts' })), PATHS)).toEqual([]);
});
