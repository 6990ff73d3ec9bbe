import type { RunEvidence } from '#evidence';
import { HONEST_TESTS, nodeTestOutput, type RawCheck } from './checks.fixture.ts';
import { honest, ordered, withChanges, without, type Passing, type Refused } from './evidence.fixture.ts';
import { withMoreProof, withoutProofRuns, withProofRecord, withProofRun } from './proof-change.fixture.ts';
import { UNIT, UNIT_FAILS } from './proof.fixture.ts';

const GREEN: RawCheck = { stdout: nodeTestOutput(HONEST_TESTS), stderr: new Uint8Array() };
const BROKEN: RawCheck = {
  stdout: nodeTestOutput(
    HONEST_TESTS.map((test) => (test.skipped === true ? test : { ...test, failed: true, cause: 'reference' })),
  ),
  stderr: new Uint8Array(),
};
const OTHER = { ...UNIT, id: 'u2', from: 9, to: 9, name: 'dead' };
const standard = { ...ordered({ contract: { strictness: 'standard' } }) };
const { units } = honest.proof.record;

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
  'in standard an unneeded part is told': {
    ...withProofRun('p4', GREEN, 0),
    contract: standard.contract,
    approval: standard.approval,
    use: standard.use,
    proof: {
      ...withProofRun('p4', GREEN, 0).proof,
      record: { ...honest.proof.record, depth: 'units', budgetMs: 300_000 },
    },
  },
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
  'no part was looked at': ['proof.unexamined', withProofRecord({ units: [] })],
  'it goes less far than was agreed': ['proof.unexamined', withProofRecord({ depth: 'units' })],
}; // prettier-ignore

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'nobody knows what changed': without('changes'),
  'the checks were not recorded': without('checks'),
  'nothing was tried out': without('proof'),
};
