import type { DoneItem } from '#contract';
import type { RunEvidence } from '#evidence';
import { HONEST_TESTS, junitOutput, nodeTestOutput, type Told } from './checks.fixture.ts';
import { honest, ordered, withCheck, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';
import { withProofRun } from './proof-change.fixture.ts';

const { done } = honest.contract.value;
const [, ...others] = HONEST_TESTS;
const telling = (...tests: readonly Told[]): Complete =>
  withCheck('unit', {}, () => ({ stdout: nodeTestOutput([...tests, ...others]) }));
const proving = (proof: DoneItem['proof']): Complete =>
  ordered({ contract: { done: done.with(0, { says: 'a date without a zone is local', cites: [], proof }) } });

const topmost = { name: 'reads local time' };

export const pass: Passing<RunEvidence> = {
  'every item is proven, or waits for the person': honest,
  'a test is named by the whole path of names': proving({
    ...{ kind: 'test', check: 'unit', test: 'date > reads local time' },
  }),
  'the test stands at the top': withProofRun(
    'p1',
    { stdout: nodeTestOutput([{ ...topmost, failed: true, cause: 'assertion' }, ...others]), stderr: new Uint8Array() },
    1,
    telling(topmost),
  ),
};

export const fail: Refused<RunEvidence> = {
  'the test was skipped': ['done.unproven', telling({ name: 'date > reads local time', skipped: true })],
  'the test is still to do': ['done.unproven', telling({ name: 'date > reads local time', todo: true })],
  'the test was not run': ['done.unproven', telling()],
  'the test has another name that ends like it': ['done.unproven', telling({ name: 'date > never reads local time' })],
  'the test has another name that begins like it': ['done.unproven', telling({ name: 'date > reads local time fast' })],
  'a group of tests has the name, and no test': [
    'done.unproven',
    telling({ name: 'date > reads local time > nothing of the kind' }),
  ],
  'two tests have the name': [
    'done.unproven',
    telling({ name: 'date > reads local time' }, { name: 'elsewhere > reads local time' }),
  ],
  'one of two tests of the name was skipped': [
    'done.unproven',
    telling({ name: 'date > reads local time' }, { name: 'elsewhere > reads local time', skipped: true }),
  ],
  'the test passed in another check only': [
    'done.unproven',
    proving({ kind: 'test', check: 'suite', test: 'reads local time' }),
  ],
  'the test of a suite was skipped': [
    'done.unproven',
    withCheck('suite', {}, () => ({ stdout: junitOutput({ 'parses zones': '<skipped/>', 'prints zones': '' }) })),
  ],
  'the test failed': [
    'done.unproven',
    withCheck('unit', { exitCode: 1 }, () => ({
      stdout: nodeTestOutput([{ name: 'date > reads local time', failed: true }, ...others]),
    })),
    ['checks.passed'],
  ],
  'the check as a whole did not pass': [
    'done.unproven',
    withCheck('unit', { exitCode: 1 }, () => ({
      stdout: nodeTestOutput([...HONEST_TESTS, { name: 'date > reads years', failed: true }]),
    })),
    ['checks.passed'],
  ],
  'the check that should prove it is not in the contract': [
    'done.unproven',
    proving({ kind: 'test', check: 'choir', test: null }),
    ['contract.complete'],
  ],
};

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'the checks were not recorded': without('checks'),
  'nothing says when the task is done': ordered({ contract: { done: [] } }),
};
