import type { Contract } from '#contract';
import type { ChangedPath, HeldTests, RunEvidence } from '#evidence';
import { HONEST_TESTS, junitOutput, nodeTestOutput, type RawCheck, type Told } from './checks.fixture.ts';
import { HONEST_CONTRACT } from './contract.fixture.ts';
import {
  honest,
  ordered,
  TREE,
  utf8,
  withChanges,
  withPath,
  without,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { withMoreProof, withProofRecord, withProofRun, withRun } from './proof-change.fixture.ts';
import { UNIT_FAILS } from './proof.fixture.ts';

const GREEN: RawCheck = { stdout: nodeTestOutput(HONEST_TESTS), stderr: new Uint8Array() };
const OLD = 'test/old.test.ts';
const {
  done,
  paths: { allow, deny },
} = HONEST_CONTRACT;
/** Globs are for less than strict; one over everything reaches dependencies and more, which the tier has to say. */
const WIDE: Partial<Contract> = {
  ...{ strictness: 'standard', forbid: [] },
  riskTier: { tier: 'MEDIUM', because: '', floor: { tier: 'MEDIUM', because: ['reaches dependencies'] } },
};

/** The contract with more to allow, over the honest run with one more changed path. */
const allowing = (path: string, more: readonly string[], status: ChangedPath['status'] = 'modified'): Complete =>
  withPath(path, ordered({ contract: { ...WIDE, paths: { allow: [...allow, ...more], deny } } }), status);

type Kept = { readonly raw: RawCheck; readonly exitCode: number };
const of = (stdout: Uint8Array, exitCode = 0): Kept => ({ raw: { stdout, stderr: new Uint8Array() }, exitCode });
const HONEST_KEPT: Readonly<Record<'unit' | 'suite' | 'lint', Kept>> = {
  unit: { raw: GREEN, exitCode: 0 },
  suite: of(junitOutput({ 'parses zones': '', 'prints zones': '' })),
  lint: of(utf8('0 problems\n')),
};

/** An old test was changed, and this became of the tests as they were. */
const keeping = (
  change: Partial<typeof HONEST_KEPT> = {},
  changed: Complete = allowing(OLD, ['test/**']),
): Complete => {
  const kept = { ...HONEST_KEPT, ...change };
  return (['unit', 'suite', 'lint'] as const).reduce(
    (run, check, index) =>
      withMoreProof({ id: `p${index + 5}`, check, purpose: 'kept' }, kept[check].raw, kept[check].exitCode, run),
    changed,
  );
};
const unitTests = (tests: readonly Told[], ...more: readonly 'absent'[]): Partial<typeof HONEST_KEPT> => ({
  unit: of(nodeTestOutput(tests, ...more)),
});
/** An old test was changed that the contract names, and this became of it as it was. */
const before = (id = 'p8', changed: Complete = allowing(OLD, [OLD])): Complete =>
  withMoreProof({ id, check: 'unit', purpose: 'before' }, UNIT_FAILS, 1, changed);
/** The same without the run of one check. */
const lacking = (id: string): Complete => {
  const all = keeping();
  return { ...all, proof: { ...all.proof, runs: all.proof.runs.filter((run) => run.id !== id) } };
};
const EVERY = ['proof.f2p', 'proof.elsewhere', 'proof.removal'] as const;
const signedFor = (items: Contract['done']): Pick<Complete, 'contract' | 'approval' | 'use'> => {
  const { contract, approval, use } = ordered({
    contract: { ...WIDE, paths: { allow: [...allow, 'test/**'], deny }, done: items },
  });
  return { contract, approval, use };
};
const settings = (path: string, keys: readonly string[], more: readonly string[] = ['**']): Complete =>
  withProofRecord({ configured: [{ path, keys }] }, allowing(path, more));

/** A file of the product that holds tests was changed below a glob, and this became of its tests. */
const AMONG = 'src/zones.mjs';
const among = (back: HeldTests['back'], changed: Complete = allowing(AMONG, ['src/**'])): Complete =>
  withProofRecord({ holding: [{ path: AMONG, back, only: false }] }, changed);
/** A runner reports a test of this file: of the result, or without the change. */
const reporting = (file: string, run: Complete, from: 'result' | 'without' = 'result'): Complete => {
  const more = <T extends Complete['checks'][number]>(one: T): T => ({
    ...one,
    report: { ...one.report, tests: [...one.report.tests, { name: 'zones', file, outcome: 'skipped' }] },
  });
  return from === 'result'
    ? { ...run, checks: run.checks.map((one) => (one.record.id === 'unit' ? more(one) : one)) }
    : { ...run, proof: { ...run.proof, runs: run.proof.runs.map((one) => (one.id === 'p1' ? more(one) : one)) } };
};

/** The honest run, with other tests where the change is not. */
const unchanged = (tests: readonly Told[]): Complete =>
  withProofRun('p1', { stdout: nodeTestOutput(tests), stderr: new Uint8Array() }, 1);
const [, ...OTHERS] = HONEST_TESTS;
const FAILS: Told = { name: 'date > reads local time', failed: true, cause: 'assertion' };

export const pass: Passing<RunEvidence> = {
  'a test that passed without the change is gone with it, which is told': unchanged([
    FAILS,
    ...OTHERS,
    { name: 'more' },
  ]),
  'no test was touched': honest,
  'a test was added': allowing('test/new.test.ts', ['test/**'], 'added'),
  'an old test was changed, and says of the result what it said': keeping(),
  'an old test was changed that the contract names': allowing(OLD, [OLD]),
  'an old test was changed that the contract names, and fails as it was, which is told': before(),
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
  'tests among the product are as they were': among('nothing'),
  'tests among the product were put back, and hold': among('tests', keeping({}, allowing(AMONG, ['src/**']))),
  'tests in a file of another name were put back, and hold': among('file', keeping({}, allowing(AMONG, ['src/**']))),
  'a runner reports tests of a changed file that the contract names': reporting(AMONG, allowing(AMONG, [AMONG])),
  'a runner reports tests of a file that was added': reporting(AMONG, allowing(AMONG, ['src/**'], 'added')),
  'a runner names the root of a crate for every test in it': reporting(
    'src/lib.rs',
    allowing('src/lib.rs', ['src/**']),
  ),
};

export const fail: Refused<RunEvidence> = {
  'a test runs without the change, and is skipped with it': ['tests.kept', unchanged([FAILS, ...OTHERS.map(({ name }) => ({ name }))])],
  'a test as it was fails on the result': ['tests.kept', keeping({ unit: { raw: UNIT_FAILS, exitCode: 1 } })],
  'a test that was there is gone': [
    'tests.kept',
    keeping(unitTests([...HONEST_TESTS, { name: 'date > reads weeks' }]), allowing(OLD, ['test/**'], 'deleted')),
  ],
  'a test that was there is skipped now': ['tests.kept', keeping(unitTests(HONEST_TESTS.map(({ name }) => ({ name }))))],
  'the tests as they were cannot be run': ['tests.kept', keeping(unitTests(HONEST_TESTS, 'absent'))],
  'no test as it was was run': ['tests.kept', keeping(unitTests([]))],
  'no test of a suite as it was was run': ['tests.kept', keeping({ suite: of(junitOutput({})) })],
  'a suite as it was fails, and the runner says it did not': [
    'tests.kept',
    keeping({ suite: of(junitOutput({ 'parses zones': '<failure/>', 'prints zones': '' })) }),
  ],
  'a check of no tests fails with them as they were': ['tests.kept', keeping({ lint: of(utf8('1 problem\n'), 1) })],
  'the tests as they were ran out of time, and gave exit code 0': [
    'tests.kept',
    withRun('p7', {}, { timedOut: true }, keeping()),
  ],
  'the tests as they were are those of the result': ['evidence.stale', withRun('p5', { tree: TREE }, {}, keeping()), EVERY],
  'the tests as they were ran on two trees': ['evidence.stale', withRun('p5', { tree: '9'.repeat(40) }, {}, keeping()), EVERY],
  'the tests as they were ran on another tree than is said': [
    'evidence.stale',
    withRun('p5', {}, { tree: '9'.repeat(40) }, keeping()),
    EVERY,
  ],
  'the tests as they were ran twice, and once they passed': [
    'evidence.stale',
    withMoreProof({ id: 'p8', check: 'unit', purpose: 'kept' }, UNIT_FAILS, 1, keeping()),
    EVERY,
  ],
  'the tests as they were ran twice for one question, and once they passed': ['evidence.stale', before('p9', before()), EVERY],
  'tests that the contract names ran as they were, on the result as it is': [
    'evidence.stale',
    withRun('p8', { tree: TREE }, {}, before()),
    EVERY,
  ],
  'the tests as they were ran by another command': [
    'check.forged',
    withRun('p5', {}, { argv: ['node', '--test', '--test-only'] }, keeping()),
    EVERY,
  ],
  'the tests as they were are told by the exit code alone': [
    'check.forged',
    withRun('p5', {}, { reports: 'exit-code' }, keeping()),
    EVERY,
  ],
  'the tests as they were are those of another check': ['check.forged', withRun('p7', { check: 'unit' }, {}, lacking('p5')), EVERY],
  ...Object.fromEntries(
    ['vitest.config.ts', 'sub/jest.config.js', 'conftest.py', 'sitecustomize.py', 'pytest.ini', '.mocharc.yml', 'tsconfig.json', 'build.rs'].flatMap((path) =>
      (['added', 'modified', 'deleted'] as const).map((status) => [
        `${path} was ${status}`,
        // This one is a test, too.
        ['tests.protected', path === 'conftest.py' ? keeping({}, allowing(path, ['**'], status)) : allowing(path, ['**'], status)],
      ] as const),
    ),
  ),
  'the recipe of a check was changed': ['tests.protected', allowing('Makefile', ['**'])],
  'a file of settings was changed where it concerns tests': ['tests.protected', settings('setup.cfg', ['tool:pytest'])],
  'tests cannot be told from the product around them': ['tests.kept', among(null)],
  'tests among the product fail as they were': [
    'tests.kept',
    among('tests', keeping({ unit: { raw: UNIT_FAILS, exitCode: 1 } }, allowing(AMONG, ['src/**']))),
  ],
  'a runner reports tests of a changed file that nobody looked into': ['tests.kept', reporting(AMONG, allowing(AMONG, ['src/**']))],
  'a runner reports them without the change alone': ['tests.kept', reporting(AMONG, allowing(AMONG, ['src/**']), 'without')],
  'a file of which a runner reports tests is gone': ['tests.kept', reporting(AMONG, allowing(AMONG, ['src/**'], 'deleted'), 'without')],
  'nobody looked at a file of settings': ['tests.protected', withProofRecord({ configured: [] }, allowing('setup.cfg', ['**']))],
}; // prettier-ignore

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'nobody knows what changed': without('changes'),
  'the checks were not recorded': without('checks'),
  'nothing was tried out': without('proof'),
  'nobody knows what the patch says': without('patch'),
  'an old test was changed, and nobody ran it as it was': allowing(OLD, ['test/**']),
  'tests among the product were put back, and nobody ran them': among('tests'),
  'tests in a file of another name were put back, and nobody ran them': among('file'),
  'what may be a test was changed, and nobody ran it as it was': allowing('src/spec/old.ts', ['src/**']),
  'an old test was changed, and the check of it did not run with it as it was': lacking('p5'),
  'an old test was changed, and a check that no item names did not run with it as it was': {
    ...lacking('p6'),
    ...signedFor(done.filter(({ proof }) => proof.kind !== 'test' || proof.check !== 'suite')),
  },
  'an old test was changed, and a check ran for another purpose': withRun('p5', { purpose: 'stubs' }, {}, keeping()),
};
