import type { RunEvidence } from '#evidence';
import { HONEST_TESTS, nodeTestOutput, type RawCheck, type Told } from './checks.fixture.ts';
import { honest, ordered, TREE, withChanges, without as lacking, type Complete, type Passing, type Refused } from './evidence.fixture.ts'; // prettier-ignore
import { withMoreProof, withoutProofRuns, withProofRun, withRun } from './proof-change.fixture.ts';
import { PLACE } from './proof.fixture.ts';

/** The first of the runs in another place is that of the check whose test proves the first item. */
const UNIT = honest.proof.runs.find(({ purpose, check }) => purpose === 'elsewhere' && check === 'unit')?.id ?? '';
const LINT = honest.proof.runs.find(({ purpose, check }) => purpose === 'elsewhere' && check === 'lint')?.id ?? '';
const [, ...others] = HONEST_TESTS;
const quiet = (stdout: Uint8Array): RawCheck => ({ stdout, stderr: new Uint8Array() });
const telling = (...tests: readonly Told[]): RawCheck => quiet(nodeTestOutput([...tests, ...others]));
const failing: Told = { name: 'date > reads local time', failed: true, cause: 'assertion' };
/** What became there of the test that proves the first item. */
const there = (test: Partial<Told>, exitCode = 1, of: Complete = honest): Complete =>
  withProofRun(UNIT, telling({ name: 'date > reads local time', ...test }), exitCode, of);
/** It was tried there once more. */
const again = (id: string, raw: RawCheck, exitCode: number, of: Complete): Complete =>
  withMoreProof({ id, check: 'unit', purpose: 'elsewhere', tree: TREE }, raw, exitCode, of);
const without = (id: string, of: Complete): Complete => ({
  ...of,
  proof: { ...of.proof, runs: of.proof.runs.filter((run) => run.id !== id) },
});
/** No place is told of the run that should have been in another one. */
const inUsualPlace = (of: Complete): Complete => ({
  ...of,
  proof: {
    ...of.proof,
    runs: of.proof.runs.map((run) => {
      const { place: _, ...record } = run.record;
      return run.id === UNIT ? { ...run, record } : run;
    }),
  },
});
const OTHERS = ['tests.kept', 'proof.f2p', 'proof.removal'] as const;

export const pass: Passing<RunEvidence> = {
  'everything that proves something holds in another place': honest,
  'it failed there once, and passed when it was tried again': again('e8', telling({ name: failing.name }), 0, there(failing)),
  'it was left out there, and all else passed': there({ skipped: true }, 0),
  'nothing was changed': withChanges({ paths: [] }),
  'in light an exit code proves too little to be tried': without(LINT, ordered({ contract: { strictness: 'light' } })),
}; // prettier-ignore

export const fail: Refused<RunEvidence> = {
  'a test fails there on an assertion': ['proof.elsewhere', there(failing)],
  'a test cannot be loaded there': ['proof.elsewhere', there({ failed: true, cause: 'load' })],
  'a test is not run there, and another one fails': [
    'proof.elsewhere',
    withProofRun(UNIT, quiet(nodeTestOutput([{ name: 'date > another', failed: true, cause: 'error' }])), 1),
  ],
  'a test never ends there': ['proof.elsewhere', withRun(UNIT, {}, { timedOut: true })],
  'a test is left out there, as another one fails': [
    'proof.elsewhere',
    withProofRun(UNIT, telling({ name: failing.name, skipped: true }, { ...failing, name: 'date > another' }), 1),
  ],
  'it fails there each time it is tried': ['proof.elsewhere', again('e8', telling(failing), 1, there(failing))],
  'a linter fails there, known by its exit code': ['proof.elsewhere', withProofRun(LINT, quiet(new Uint8Array()), 1)],
  'the behaviour is to stay as it is, and a test fails there': [
    'proof.elsewhere',
    there(failing, 1, ordered({ contract: { type: 'refactor' } })),
  ],
  'it was tried there until it passed': [
    'evidence.stale',
    again('e9', telling({ name: failing.name }), 0, again('e8', telling(failing), 1, there(failing))),
    OTHERS,
  ],
  'what was run there is not the result': ['evidence.stale', withRun(UNIT, { tree: '9'.repeat(40) }), OTHERS],
  'it ran in no other place': ['evidence.stale', inUsualPlace(honest), OTHERS],
  'the other place is the usual one': [
    'evidence.stale',
    withRun(UNIT, {}, { place: { ...PLACE, folder: '/writ/work' } }),
    OTHERS,
  ],
  'what should be without the change ran in another place': ['evidence.stale', withRun('p1', {}, { place: PLACE }), OTHERS],
  'it was another command that passed there': ['check.forged', withRun(UNIT, {}, { argv: ['true'] }), OTHERS],
}; // prettier-ignore

export const missing: Passing<RunEvidence> = {
  'there is no contract': lacking('contract'),
  'nobody knows what changed': lacking('changes'),
  'the checks were not recorded': lacking('checks'),
  'nothing was tried out': lacking('proof'),
  'one check was not run in another place': withoutProofRuns(UNIT),
  'a linter was not run in another place': withoutProofRuns(LINT),
  'a check was run with the tests as they were alone': inUsualPlace(withRun(UNIT, { purpose: 'kept', tree: '9'.repeat(40) })),
}; // prettier-ignore
