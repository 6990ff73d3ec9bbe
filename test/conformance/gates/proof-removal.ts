import type { RunEvidence } from '#evidence';
import { HONEST_TESTS, nodeTestOutput, type RawCheck } from './checks.fixture.ts';
import { HONEST_CONTRACT } from './contract.fixture.ts';
import {
  honest,
  ordered,
  TREE,
  utf8,
  withChanges,
  without,
  withPath,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { withMoreProof, withoutProofRuns, withProofRecord, withProofRun, withRun } from './proof-change.fixture.ts';
import { UNIT, UNIT_FAILS } from './proof.fixture.ts';

const GREEN: RawCheck = { stdout: nodeTestOutput(HONEST_TESTS), stderr: new Uint8Array() };
const BROKEN: RawCheck = {
  stdout: nodeTestOutput(
    HONEST_TESTS.map((test) => (test.skipped === true ? test : { ...test, failed: true, cause: 'reference' })),
  ),
  stderr: new Uint8Array(),
};
const OTHER = { ...UNIT, id: 'u2', from: 9, to: 9, name: 'dead' };
const QUIET: RawCheck = { stdout: utf8('0 problems\n'), stderr: new Uint8Array() };
const { units } = honest.proof.record;
const { allow, deny } = HONEST_CONTRACT.paths;
const OTHERS = ['tests.kept', 'proof.f2p', 'proof.elsewhere'] as const;
/** The one part was taken away on the tree of its run, and one more check looked at it there. */
const lintedToo = (exitCode: number, of: Complete): Complete =>
  withRun(
    'p5',
    { tree: of.proof.runs.find(({ id }) => id === 'p4')?.tree ?? '' },
    {},
    withMoreProof({ id: 'p5', check: 'lint', purpose: 'removal', units: ['u1'] }, QUIET, exitCode, of),
  );

export const pass: Passing<RunEvidence> = {
  'a test noticed that the one part was taken away': honest,
  'only an error noticed it': withProofRun('p4', BROKEN, 1),
  'a part was not examined, and it is said why': withProofRecord({
    units: [...units, OTHER],
    unexamined: [{ unit: 'u2', because: 'it only says something' }],
  }),
  'a part that was taken away unnoticed was emptied, and that was noticed': withMoreProof(
    { id: 'p5', check: 'unit', purpose: 'removal', units: ['u1'], value: 'nothing' },
    UNIT_FAILS,
    1,
    withProofRun('p4', GREEN, 0),
  ),
  'nothing was changed': withChanges({ paths: [] }),
  'in standard an unneeded part is told': withProofRun(
    'p4',
    GREEN,
    0,
    ordered({ contract: { strictness: 'standard' } }),
  ),
  'one check ends in an error without a part, and another passes': lintedToo(0, withProofRun('p4', BROKEN, 1)),
  'one check notices, and another passes': lintedToo(0, honest),
  'a check never ends without a part': withRun('p4', {}, { timedOut: true }),
  'it goes further than was agreed, and takes longer': withProofRecord(
    { depth: 'statements', budgetMs: 86_400_000 },
    ordered({ contract: { strictness: 'standard' } }),
  ),
  'behaviour is to stay as it is': withProofRun('p4', GREEN, 0, ordered({ contract: { type: 'refactor' } })),
};

export const fail: Refused<RunEvidence> = {
  'every test passes without a part': ['proof.unproven', withProofRun('p4', GREEN, 0)],
  'two parts were taken away together, and every test passes': [
    'proof.unproven',
    withMoreProof(
      { id: 'p5', check: 'unit', purpose: 'removal', units: ['u2', 'u3'] },
      GREEN,
      0,
      withProofRecord({ units: [...units, OTHER, { ...OTHER, id: 'u3' }] }),
    ),
  ],
  'a part was not taken away': ['proof.unexamined', withoutProofRuns('p4')],
  'it was taken away together with others only': [
    'proof.unexamined',
    withMoreProof(
      { id: 'p5', check: 'unit', purpose: 'removal', units: ['u1', 'u2'] },
      UNIT_FAILS,
      1,
      { ...withProofRecord({ units: [...units, OTHER] }) },
    ),
  ],
  'it was taken away together with others only, and one of two checks passed': [
    'proof.unexamined',
    withRun(
      'p5',
      { units: ['u1', 'u2'] },
      {},
      lintedToo(0, withRun('p4', { units: ['u1', 'u2'] }, {}, withProofRecord({ units: [...units, OTHER] }))),
    ),
  ],
  'an error without a part is followed by a pass where it was emptied': [
    'proof.unproven',
    withMoreProof(
      { id: 'p5', check: 'unit', purpose: 'removal', units: ['u1'], value: 'anything' },
      GREEN,
      0,
      withProofRun('p4', BROKEN, 1),
    ),
  ],
  'every check passes without a part': ['proof.unproven', lintedToo(0, withProofRun('p4', GREEN, 0))],
  'no part was looked at': ['proof.unexamined', withProofRecord({ units: [] })],
  'nobody looked at one of two files': [
    'proof.unexamined',
    withProofRecord({ units, unexamined: [] }, withPath('src/zone.ts')),
  ],
  'nobody looked at a file in a folder of the product that is called like one of tests': [
    'proof.unexamined',
    withProofRecord({ units, unexamined: [] }, withPath('src/spec/zone.ts', ordered({ contract: { paths: { allow: [...allow, 'src/spec/zone.ts'], deny } } }), 'added')),
  ],
  'nobody looked at a file that is gone': [
    'proof.unexamined',
    withProofRecord({ units, unexamined: [] }, withPath('src/zone.ts', honest, 'deleted')),
  ],
  'a part was only run for another purpose': ['proof.unexamined', withRun('p4', { purpose: 'stubs' })],
  'what should be without a part is the result': ['evidence.stale', withRun('p4', { tree: TREE }), OTHERS],
  'a part is said to have been taken away elsewhere': ['evidence.stale', withRun('p4', {}, { tree: '9'.repeat(40) }), OTHERS],
  'another command noticed': ['check.forged', withRun('p4', {}, { argv: ['false'] }), OTHERS],
  'it was given less time than was agreed': ['proof.unexamined', withProofRecord({ budgetMs: honest.proof.record.budgetMs - 1 })],
  'it goes less far than was agreed': ['proof.unexamined', withProofRecord({ depth: 'units' })],
}; // prettier-ignore

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'nobody knows what changed': without('changes'),
  'the checks were not recorded': without('checks'),
  'nothing was tried out': without('proof'),
};
