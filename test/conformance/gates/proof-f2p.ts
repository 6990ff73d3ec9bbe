import type { CaughtClaim, RunEvidence } from '#evidence';
import { UNIT_FAILS } from './proof.fixture.ts';
import { HONEST_TESTS, junitOutput, nodeTestOutput, type RawCheck, type Told } from './checks.fixture.ts';
import { HONEST_CONTRACT } from './contract.fixture.ts';
import {
  honest,
  ordered,
  TREE,
  utf8,
  withChanges,
  withCheck,
  without,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import {
  withMoreProof,
  withoutProofRuns,
  withProof,
  withProofRecord,
  withProofRun,
  withRun,
} from './proof-change.fixture.ts';

const [, ...others] = HONEST_TESTS;
const quiet = (stdout: Uint8Array): RawCheck => ({ stdout, stderr: new Uint8Array() });
const telling = (...tests: readonly Told[]): RawCheck => quiet(nodeTestOutput([...tests, ...others]));
/** Without the change, this became of the test that is to prove the first item. */
const alone = (test: Partial<Told>, exitCode = 1): Complete =>
  withProofRun('p1', telling({ name: 'date > reads local time', ...test }), exitCode);
const failing = { name: 'date > reads local time', failed: true, cause: 'assertion' } as const;
/** What failed in the test that is to prove the first item, on the result, where it passed. */
const caught = (claim: Partial<CaughtClaim>): Complete =>
  withCheck('unit', {}, () =>
    telling({
      name: 'date > reads local time',
      caught: [{ at: 'test/date.test.ts', through: ['src/date.ts'], expected: false, ...claim }],
    }),
  );
const typed = (type: 'refactor' | 'feature'): Complete => ordered({ contract: { type } });
const { done } = HONEST_CONTRACT;
/** Every changed file holds tests, and nothing else of it was changed. */
const HELD = honest.changes.paths.map(({ path }) => ({ path, back: 'nothing', only: true }) as const);
const OTHERS = ['tests.kept', 'proof.elsewhere', 'proof.removal'] as const;
/** A standard contract of which only the linter proves anything, and how it ended without the change. */
const onlyLint = (exitCode: number): Complete =>
  withProofRun(
    'p3',
    quiet(utf8('')),
    exitCode,
    ordered({
      contract: {
        strictness: 'standard',
        done: done.filter(({ proof }) => proof.kind === 'test' && proof.check === 'lint'),
      },
    }),
  );

export const pass: Passing<RunEvidence> = {
  'every named test fails without the change, and a whole check that passes there is no more than that': honest,
  'the test cannot be loaded without the change, and fails on empty stubs': withMoreProof(
    { id: 'p5', check: 'unit', purpose: 'stubs', value: 'anything' },
    telling(failing),
    1,
    alone({ failed: true, cause: 'load' }),
  ),
  'nothing but a whole check proves anything, and it fails without the change': onlyLint(1),
  'behaviour is to stay as it is': typed('refactor'),
  'an assertion of it failed on the result, and held when it was tried again': caught({ expected: true }),
  'an assertion of it failed on the result, and another file than the change stood between': caught({
    through: ['src/zone.ts'],
  }),
  'an assertion of it failed on the result, and nothing tells who caught it': caught({ through: [] }),
  'an assertion of the change itself failed on the result': caught({ at: 'src/date.ts' }),
  'nothing was changed': withChanges({ paths: [] }),
  'a test within the named one fails on an assertion': withProofRun(
    'p1',
    telling({ ...failing, cause: 'error' }, { ...failing, name: 'date > reads local time > at noon' }),
    1,
  ),
  'the test breaks down without the change, and fails on an assertion where the functions of the change are empty':
    withMoreProof(
      { id: 'p5', check: 'unit', purpose: 'emptied', value: 'anything' },
      telling(failing),
      1,
      alone({ failed: true, cause: 'reference' }),
    ),
};

export const fail: Refused<RunEvidence> = {
  'an assertion of it failed on the result too, and the change caught that': ['proof.vacuous', caught({})],
  'nothing but tests was changed, in a file of which nobody would think so': [
    'proof.vacuous',
    withProofRecord({ holding: HELD }),
  ],
  'the test passes without the change': ['proof.vacuous', alone({}, 0)],
  'the test cannot be loaded without the change': ['proof.weak', alone({ failed: true, cause: 'load' })],
  'a name is missing without the change': ['proof.weak', alone({ failed: true, cause: 'reference' })],
  'something is thrown without the change': ['proof.weak', alone({ failed: true, cause: 'error' })],
  'the test is still to do without the change': [
    'proof.weak',
    alone({ todo: true, failed: true, cause: 'assertion' }, 0),
  ],
  'two tests of the name fail without the change': ['proof.weak', withProofRun('p1', telling(failing, failing), 1)],
  'a test of the name fails without the change, in another file': [
    'proof.weak',
    withProofRun(
      'p1',
      quiet(Buffer.from(Buffer.from(telling(failing).stdout).toString().replaceAll('date.test.ts', 'other.test.ts'))),
      1,
    ),
  ],
  'the test fails without the change, and the check ran out of time': [
    'proof.weak',
    withRun('p1', {}, { timedOut: true }),
  ],
  'the test fails without the change, and the check went over a limit': [
    'proof.weak',
    withRun('p1', {}, { limit: 'memory' }),
  ],
  'a program that the check is made of is not there without the change': ['proof.weak', onlyLint(127)],
  'the program of a check is ended by a signal without the change': [
    'proof.weak',
    withRun('p3', {}, { signal: 'SIGKILL' }, onlyLint(1)),
  ],
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
  'it passes where the functions of the change are empty': [
    'proof.vacuous',
    withMoreProof(
      { id: 'p5', check: 'unit', purpose: 'emptied', value: 'anything' },
      telling({ name: 'date > reads local time' }),
      0,
      alone({ failed: true, cause: 'reference' }),
    ),
  ],
  'it passes on empty stubs, and fails only where the functions of the change are empty': [
    'proof.vacuous',
    withMoreProof(
      { id: 'p6', check: 'unit', purpose: 'emptied', value: 'anything' },
      telling(failing),
      1,
      withMoreProof(
        { id: 'p5', check: 'unit', purpose: 'stubs', value: 'anything' },
        telling({ name: 'date > reads local time' }),
        0,
        alone({ failed: true, cause: 'load' }),
      ),
    ),
  ],
  'it passes without the change, and fails where the functions of the change are empty': [
    'proof.vacuous',
    withMoreProof(
      { id: 'p5', check: 'unit', purpose: 'emptied', value: 'anything' },
      telling(failing),
      1,
      alone({}, 0),
    ),
  ],
  'tests alone were changed': [
    'proof.vacuous',
    withChanges({
      paths: honest.changes.paths.map((path) => ({ ...path, path: 'test/date.test.ts', status: 'added' })),
    }),
  ],
  'nothing but a whole check proves anything, and it passes without the change': ['proof.vacuous', onlyLint(0)],
  'it is about another base': ['evidence.stale', withProofRecord({ base: '0'.repeat(40) }), OTHERS],
  'what should be without the change is the result': ['evidence.stale', withRun('p1', { tree: TREE }), OTHERS],
  'one check was without another change than the others': [
    'evidence.stale',
    withRun('p1', { tree: '9'.repeat(40) }),
    OTHERS,
  ],
  'it ran on another tree than is said': ['evidence.stale', withRun('p1', {}, { tree: '9'.repeat(40) }), OTHERS],
  'a check ran twice without the change, and once it failed': [
    'evidence.stale',
    withMoreProof({ id: 'p5', check: 'unit', purpose: 'without' }, UNIT_FAILS, 1, alone({}, 0)),
    OTHERS,
  ],
  'it was another check that failed': [
    'check.forged',
    withRun('p2', { check: 'unit' }, {}, withoutProofRuns('p1')),
    OTHERS,
  ],
  'it was another command that failed': ['check.forged', withRun('p3', {}, { argv: ['false'] }), OTHERS],
  'it is told by the exit code alone': ['check.forged', withRun('p1', {}, { reports: 'exit-code' }), OTHERS],
  'it is a check that the contract does not know': [
    'check.forged',
    withRun('p1', { check: 'choir' }, { id: 'choir' }),
    OTHERS,
  ],
  'it is about another result': ['evidence.stale', withProofRecord({ tree: '0'.repeat(40) }), OTHERS],
};

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'nobody knows what changed': without('changes'),
  'the checks were not recorded': without('checks'),
  'nothing was tried out': without('proof'),
  'a check was not run without the change': withoutProofRuns('p2'),
  'no check was run at all': withProof({ runs: [] }),
  'a check was run with another part taken away alone': withRun('p1', { purpose: 'removal', tree: '9'.repeat(40) }),
  'a check was run with the tests as they were alone': withRun('p1', { purpose: 'kept', tree: '9'.repeat(40) }),
  'a check was run on stubs alone': withMoreProof(
    { id: 'p5', check: 'unit', purpose: 'stubs', value: 'anything' },
    telling(failing),
    1,
    withoutProofRuns('p1'),
  ),
};
