import type { Contract } from '#contract';
import type { CitedStatement, RunEvidence } from '#evidence';
import { CITED } from './cited.fixture.ts';
import { withSpecs } from './cited-run.fixture.ts';
import { honest, ordered, TREE, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';

const [first] = honest.specs.statements;
const statement = (nth: number, more: Partial<CitedStatement> = {}): CitedStatement => ({
  ...{ of: CITED, among: 2, file: 'Master_Spec_v1.md', line: nth + 3, says: 'It MUST.' },
  ...first,
  cite: `${CITED}#${nth}`,
  ...more,
});
const TWO = [statement(1, { among: 2 }), statement(2, { among: 2 })];

const { done } = honest.contract.value;
const citing = (...cites: readonly string[]): Contract['done'] =>
  done.map((item, index) => ({ ...item, cites: index === 0 ? cites : [] }));
const demanding = (statements: readonly CitedStatement[], contract: Partial<Contract> = {}): Complete =>
  withSpecs({ statements }, ordered({ contract }));
const later = { cites: [`${CITED}#2`], because: 'zones come with the next release' } as const;

export const pass: Passing<RunEvidence> = {
  'the one statement of an anchor that a done-item cites': honest,
  'two statements, each cited by itself': demanding(TWO, { done: citing(`${CITED}#1`, `${CITED}#2`) }),
  'a statement that is deferred with a reason': demanding(TWO, { done: citing(`${CITED}#1`), defers: [later] }),
  'nothing that is demanded': demanding([]),
};

export const fail: Refused<RunEvidence> = {
  'a statement that nobody cites': ['requirement.uncovered', demanding([statement(1, { among: 1 })], { done: citing() })],
  'two statements behind one citation of the whole': ['requirement.uncovered', demanding(TWO)],
  'the second of two': ['requirement.uncovered', demanding(TWO, { done: citing(`${CITED}#1`) })],
  'what an anchor inside the cited one demands': ['requirement.uncovered', demanding([statement(1, { cite: 'spec:A3.2.1.4#1', of: 'spec:A3.2.1.4', among: 1 })])],
  'a deferral of something else': ['requirement.uncovered', demanding(TWO, { done: citing(`${CITED}#1`), defers: [{ ...later, cites: [CITED] }] })],
}; // prettier-ignore

export const missing: Passing<RunEvidence> = {
  'the contract': without('contract'),
  'what the cited texts demand': without('specs'),
  'what they demand at the base: nobody knows where the run began': without('freshness'),
  'what they demand at the base: another commit': withSpecs({ base: TREE }),
  'what they demand: nobody looked': withSpecs({ cites: [] }),
};
