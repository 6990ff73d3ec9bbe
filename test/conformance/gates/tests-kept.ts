import type { ChangedPath, RunEvidence } from '#evidence';
import { HONEST_TESTS, nodeTestOutput, type RawCheck } from './checks.fixture.ts';
import { HONEST_CONTRACT } from './contract.fixture.ts';
import {
  honest,
  ordered,
  withChanges,
  withPath,
  without,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { withMoreProof, withProofRecord } from './proof-change.fixture.ts';
import { UNIT_FAILS } from './proof.fixture.ts';

const GREEN: RawCheck = { stdout: nodeTestOutput(HONEST_TESTS), stderr: new Uint8Array() };
const OLD = 'test/old.test.ts';
const { allow, deny } = HONEST_CONTRACT.paths;

/** The contract with more to allow, over the honest run with one more changed path. */
const allowing = (path: string, more: readonly string[], status: ChangedPath['status'] = 'modified'): Complete => {
  const of = ordered({ contract: { paths: { allow: [...allow, ...more], deny } } });
  const changed = withPath(path, of);
  const paths = changed.changes.paths.map((one) => (one.path === path ? { ...one, status } : one));
  return withChanges({ paths }, changed);
};

/** An old test was changed, and this became of the tests as they were. */
const keeping = (raw: RawCheck, exitCode: number, status: ChangedPath['status'] = 'modified'): Complete => {
  const of = allowing(OLD, ['test/**'], status);
  const suite = withMoreProof({ id: 'p6', check: 'suite', purpose: 'kept' }, honestSuite, 0, of);
  const lint = withMoreProof({ id: 'p7', check: 'lint', purpose: 'kept' }, honestLint, 0, suite);
  return withMoreProof({ id: 'p5', check: 'unit', purpose: 'kept' }, raw, exitCode, lint);
};
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const honestSuite: RawCheck = {
  stdout: utf8('<testsuite name="zones"><testcase name="parses zones"/><testcase name="prints zones"/></testsuite>\n'),
  stderr: new Uint8Array(),
};
const honestLint: RawCheck = { stdout: utf8('0 problems\n'), stderr: new Uint8Array() };
const settings = (path: string, keys: readonly string[], more: readonly string[] = ['**']): Complete =>
  withProofRecord({ configured: [{ path, keys }] }, allowing(path, more));

export const pass: Passing<RunEvidence> = {
  'no test was touched': honest,
  'a test was added': allowing('test/new.test.ts', ['test/**'], 'added'),
  'an old test was changed, and says of the result what it said': keeping(GREEN, 0),
  'an old test was changed that the contract names': allowing(OLD, [OLD]),
  'a file that configures tests was changed, and the contract names it': allowing('vitest.config.ts', [
    'vitest.config.ts',
  ]),
  'a file of settings was changed where it concerns no test': settings('pyproject.toml', []),
  'settings of tests were changed, and the contract names the file': settings(
    'setup.cfg',
    ['tool:pytest'],
    ['setup.cfg'],
  ),
  'nothing was changed': withChanges({ paths: [] }),
};

export const fail: Refused<RunEvidence> = {
  'a test as it was fails on the result': ['tests.kept', keeping(UNIT_FAILS, 1)],
  'a test that was there is gone': [
    'tests.kept',
    keeping({ stdout: nodeTestOutput([...HONEST_TESTS, { name: 'date > reads weeks' }]), stderr: new Uint8Array() }, 0, 'deleted'),
  ],
  'a test that was there is skipped now': [
    'tests.kept',
    keeping({ stdout: nodeTestOutput(HONEST_TESTS.map(({ name }) => ({ name }))), stderr: new Uint8Array() }, 0),
  ],
  'the tests as they were cannot be run': [
    'tests.kept',
    keeping({ stdout: nodeTestOutput(HONEST_TESTS, 'absent'), stderr: new Uint8Array() }, 0),
  ],
  ...Object.fromEntries(
    ['vitest.config.ts', 'sub/jest.config.js', 'conftest.py', 'sitecustomize.py', 'pytest.ini', '.mocharc.yml', 'tsconfig.json', 'build.rs'].flatMap((path) =>
      (['added', 'modified', 'deleted'] as const).map((status) => [
        `${path} was ${status}`,
        path === 'conftest.py' && status !== 'added'
          ? ['tests.protected', withKept(allowing(path, ['**'], status))]
          : ['tests.protected', allowing(path, ['**'], status)],
      ] as const),
    ),
  ),
  'the recipe of a check was changed': ['tests.protected', allowing('Makefile', ['**'])],
  'a file of settings was changed where it concerns tests': ['tests.protected', settings('setup.cfg', ['tool:pytest'])],
  'nobody looked at a file of settings': ['tests.protected', allowing('setup.cfg', ['**'])],
}; // prettier-ignore

/** What the tests as they were say, where a file of theirs was changed. */
function withKept(of: Complete): Complete {
  const suite = withMoreProof({ id: 'p6', check: 'suite', purpose: 'kept' }, honestSuite, 0, of);
  const lint = withMoreProof({ id: 'p7', check: 'lint', purpose: 'kept' }, honestLint, 0, suite);
  return withMoreProof({ id: 'p5', check: 'unit', purpose: 'kept' }, GREEN, 0, lint);
}

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'nobody knows what changed': without('changes'),
  'the checks were not recorded': without('checks'),
  'nothing was tried out': without('proof'),
  'an old test was changed, and nobody ran it as it was': allowing(OLD, ['test/**']),
};
