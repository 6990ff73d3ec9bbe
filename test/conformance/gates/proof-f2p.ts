import type { RunEvidence } from '#evidence';
import { HONEST_TESTS, junitOutput, nodeTestOutput, type RawCheck, type Told } from './checks.fixture.ts';
import { HONEST_CONTRACT } from './contract.fixture.ts';
import {
  honest,
  ordered,
  withChanges,
  without,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { withMoreProof, withoutProofRuns, withProofRecord, withProofRun } from './proof-change.fixture.ts';

const [, ...others] = HONEST_TESTS;
const quiet = (stdout: Uint8Array): RawCheck => ({ stdout, stderr: new Uint8Array() });
const telling = (...tests: readonly Told[]): RawCheck => quiet(nodeTestOutput([...tests, ...others]));
/** Without the change, this became of the test that is to prove the first item. */
const alone = (test: Partial<Told>, exitCode = 1): Complete =>
  withProofRun('p1', telling({ name: 'date > reads local time', ...test }), exitCode);
const failing = { name: 'date > reads local time', failed: true, cause: 'assertion' } as const;
const typed = (type: 'refactor' | 'feature'): Complete => ordered({ contract: { type } });
const { done } = HONEST_CONTRACT;

export const pass: Passing<RunEvidence> = {
  'every named test fails without the change, and a whole check that passes there is no more than that': honest,
  'the test cannot be loaded without the change, and fails on empty stubs': withMoreProof(
    { id: 'p5', check: 'unit', purpose: 'stubs', value: 'anything' },
    telling(failing),
    1,
    alone({ failed: true, cause: 'load' }),
  ),
  'behaviour is to stay as it is': { ...typed('refactor'), proof: honest.proof },
  'nothing was changed': { ...withChanges({ paths: [] }), proof: honest.proof },
  'a test within the named one fails on an assertion': withProofRun(
    'p1',
    telling({ ...failing, cause: 'error' }, { ...failing, name: 'date > reads local time > at noon' }),
    1,
  ),
};

export const fail: Refused<RunEvidence> = {
  'the test passes without the change': ['proof.vacuous', alone({}, 0)],
  'the test cannot be loaded without the change': ['proof.weak', alone({ failed: true, cause: 'load' })],
  'a name is missing without the change': ['proof.weak', alone({ failed: true, cause: 'reference' })],
  'something is thrown without the change': ['proof.weak', alone({ failed: true, cause: 'error' })],
  'the test never ends without the change': ['proof.weak', alone({ failed: true, cause: 'timeout' })],
  'nobody says why it fails without the change': ['proof.weak', alone({ failed: true })],
  'the test is skipped without the change': ['proof.weak', alone({ skipped: true }, 0)],
  'the test is not run without the change': ['proof.weak', withProofRun('p1', telling(), 0)],
  'another test fails without the change': [
    'proof.weak',
    withProofRun('p1', telling({ ...failing, name: 'date > reads local time at noon' }), 1),
  ],
  'the report without the change cannot be trusted': [
    'proof.weak',
    withProofRun('p1', quiet(nodeTestOutput([failing, ...others], 'absent')), 1),
  ],
  'it passes on empty stubs, where it can be loaded': [
    'proof.vacuous',
    withMoreProof(
      { id: 'p5', check: 'unit', purpose: 'stubs', value: 'anything' },
      telling({ name: 'date > reads local time' }),
      0,
      alone({ failed: true, cause: 'load' }),
    ),
  ],
  'the named test of a suite passes without the change': [
    'proof.vacuous',
    withProofRun('p2', quiet(junitOutput({ 'parses zones': '', 'prints zones': '' })), 0),
  ],
  'tests alone were changed': [
    'proof.vacuous',
    withChanges({
      paths: honest.changes.paths.map((path) => ({ ...path, path: 'test/date.test.ts', status: 'added' })),
    }),
  ],
  'nothing but a whole check proves anything, and it passes without the change': [
    'proof.vacuous',
    {
      ...ordered({ contract: { done: done.filter(({ proof }) => proof.kind === 'test' && proof.check === 'lint') } }),
    },
  ],
  'it is about another result': ['evidence.stale', withProofRecord({ tree: '0'.repeat(40) }), ['evidence.complete']],
};

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'nobody knows what changed': without('changes'),
  'the checks were not recorded': without('checks'),
  'nothing was tried out': without('proof'),
  'a check was not run without the change': withoutProofRuns('p2'),
  'a check was run on stubs alone': withMoreProof(
    { id: 'p5', check: 'unit', purpose: 'stubs', value: 'anything' },
    telling(failing),
    1,
    withoutProofRuns('p1'),
  ),
};
