import type { RunEvidence } from '#evidence';
import {
  honest,
  ordered,
  utf8,
  withCheck,
  withEnd,
  without,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { HONEST_TESTS, junitOutput, nodeTestOutput, type Told } from './checks.fixture.ts';

const [first, ...others] = honest.checks;
const telling = (tests: readonly Told[], exitCode: number): Complete =>
  withCheck('unit', { exitCode }, () => ({ stdout: nodeTestOutput(tests) }));
const canary = (fared: 'passed' | 'absent'): Complete =>
  withCheck('unit', {}, () => ({ stdout: nodeTestOutput(HONEST_TESTS, fared) }));
const cases = (inside: string, exitCode: number): Complete =>
  withCheck('suite', { exitCode }, () => ({ stdout: junitOutput({ 'parses zones': '', 'prints zones': inside }) }));
const allBut = (change: Partial<Told>): readonly Told[] => HONEST_TESTS.map((test) => ({ ...test, ...change }));

export const pass: Passing<RunEvidence> = {
  'every check ran once and passed': honest,
  'a test was skipped, which is told': honest,
  'the checks are recorded in another order': { ...honest, checks: honest.checks.toReversed() },
  'a test that is still to do failed, which is told': telling(
    [...HONEST_TESTS, { name: 'date > reads years', failed: true, todo: true }],
    0,
  ),
};

export const fail: Refused<RunEvidence> = {
  'no check ran': ['check.missing', { ...honest, checks: [] }, ['done.proven']],
  'one check did not run': ['check.missing', { ...honest, checks: others }, ['done.proven']],
  'one check ran twice': [
    'check.missing',
    { ...honest, checks: [...honest.checks, ...(first ? [first] : [])] },
    ['done.proven'],
  ],
  'a check ran that the contract does not know': [
    'check.forged',
    { ...honest, checks: honest.checks.concat(first ? { ...first, record: { ...first.record, id: 'more' } } : []) },
    ['secrets.absent', 'keys.absent'],
  ],
  'a check ran another command': ['check.forged', withCheck('lint', { argv: ['make', 'nothing'] })],
  'a check ran the command with one word more': [
    'check.forged',
    withCheck('unit', { argv: ['node', '--test', 'test/date.test.ts', '--test-only'] }),
  ],
  'a check’s command is one word that reads the same': ['check.forged', withCheck('lint', { argv: ['make lint'] })],
  'a check was read as if only its exit code counted': [
    'check.forged',
    withCheck('unit', { reports: 'exit-code' }),
    ['done.proven'],
  ],
  'a check ran on another tree': ['evidence.stale', withCheck('lint', { tree: 'f'.repeat(40) }), ['evidence.fresh']],
  'a check ran out of time, and gave exit code 0': ['check.timeout', withCheck('lint', { timedOut: true })],
  'a check ran out of time, and reported success': ['check.timeout', withCheck('unit', { timedOut: true })],
  'a service of a check did not become ready': [
    'check.service',
    withCheck('lint', { exitCode: 1, service: { id: 'redis', says: 'was not ready within 30000 ms' } }),
    ['done.proven'],
  ],
  'a service of a check did not become ready, and the check gave exit code 0': [
    'check.service',
    withCheck('lint', { service: { id: 'redis', says: 'ended' } }),
  ],
  'a check has exchanges that nobody asked for': [
    'check.forged',
    withCheck('lint', {
      exchanges: {
        ...{ file: 'x.jsonl', base: 'b'.repeat(40), digest: null, count: 0 },
        ...{ faults: [], operations: [], mismatches: [] },
      },
    }),
  ],
  'a check went over a limit': ['check.failed', withCheck('unit', { limit: 'memory' })],
  'a check was ended by a signal, and gave exit code 0': ['check.failed', withCheck('lint', { signal: 'SIGTERM' })],
  'a check was ended by a signal': [
    'check.failed',
    withCheck('lint', { exitCode: null, signal: 'SIGTERM' }),
    ['done.proven'],
  ],
  'a check ended with another exit code': ['check.failed', withCheck('lint', { exitCode: 2 }), ['done.proven']],
  'a check ended in no way at all': ['check.failed', withCheck('lint', { exitCode: null }), ['done.proven']],
  'a test failed': [
    'check.failed',
    telling([...HONEST_TESTS, { name: 'date > reads years', failed: true }], 1),
    ['done.proven'],
  ],
  'a test failed, and the runner gave exit code 0': [
    'check.forged',
    telling([...HONEST_TESTS, { name: 'date > reads years', failed: true }], 0),
    ['done.proven'],
  ],
  'no test failed, and the runner gave exit code 1': ['check.forged', telling(HONEST_TESTS, 1), ['done.proven']],
  'no test ran': ['check.empty', telling([], 0), ['done.proven']],
  'every test was skipped': ['check.empty', telling(allBut({ skipped: true }), 0), ['done.proven']],
  'every test is still to do': ['check.empty', telling(allBut({ skipped: false, todo: true }), 0), ['done.proven']],
  'the output is empty': ['check.forged', withCheck('unit', {}, () => ({ stdout: utf8('') })), ['done.proven']],
  'a line stands in the report that the reporter did not write': [
    'check.forged',
    withCheck('unit', {}, ({ stdout }) => ({ stdout: Buffer.concat([utf8('ok 1 - date\n'), stdout]) })),
    ['done.proven'],
  ],
  'the canary passed, so tests cannot fail': ['check.forged', canary('passed'), ['done.proven']],
  'the canary is not there': ['check.forged', canary('absent'), ['done.proven']],
  'the check ran without a canary': ['check.forged', withCheck('unit', { canary: null }), ['done.proven']],
  'the report is that of another run, with another canary': [
    'check.forged',
    withCheck('unit', { canary: '6'.repeat(32) }),
    ['done.proven'],
  ],
  'the report has no canary although nothing else is wrong with it': [
    'check.forged',
    {
      ...honest,
      checks: honest.checks.map(({ record, report }) => ({ record, report: { ...report, canaries: [] } })),
    },
  ],
  'the canary passed although nothing else is wrong with the report': [
    'check.forged',
    {
      ...honest,
      checks: honest.checks.map(({ record, report }) => ({ record, report: { ...report, canaries: ['passed'] } })),
    },
  ],
  'a case of a suite failed, on which no item hangs': ['check.failed', cases('<failure/>', 1)],
  'a case of a suite failed, and it gave exit code 0': ['check.forged', cases('<failure/>', 0), ['done.proven']],
  'no case of a suite failed, and it gave exit code 1': ['check.forged', cases('', 1), ['done.proven']],
  'a suite has no case': ['check.empty', withCheck('suite', {}, () => ({ stdout: junitOutput({}) })), ['done.proven']],
};

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'the checks were not recorded': without('checks'),
  'the sealed tree is not known': without('changes'),
  'no check is ordered, without a reason, and none ran': { ...ordered({ contract: { checks: [] } }), checks: [] },
  'the backend had failed, so nothing was checked': { ...without('checks'), backend: withEnd({ exitCode: 1 }).backend },
};
