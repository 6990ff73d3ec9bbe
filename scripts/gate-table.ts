/**
 * `npm run gates`: makes each gate worse in turn and counts the fixtures that then are judged otherwise, each of them a
 * test that fails (test/conformance/gates.test.ts, gates-mutation.test.ts). It lets everything pass (counted: what then
 * is PASS, because nothing else refuses it), what is missing, what it breaks down over, or what is about another commit
 * or run. A gate with a 0 anywhere is not tested, and ends this with 1.
 */
import { GATE_IDS, type GateId } from '#contract';
import { judgeRun } from '#gates';
import { HELD_BY, OF_ANOTHER } from '../test/conformance/gates/another-commit.fixture.ts';
import { HONEST_CONTRACT } from '../test/conformance/gates/contract.fixture.ts';
import {
  gatesWithCases,
  type Case,
  type GateCases,
  type Mutant,
} from '../test/conformance/gates/every-gate.fixture.ts';

const outcome = (gate: GateId, { line }: Case, passes?: Mutant['passes']): string | undefined =>
  line(passes && { gate, passes })?.outcome;

/** How many of these a gate refuses, and lets pass once it is worse. */
const turned = (gate: GateId, cases: readonly Case[], passes: Mutant['passes']): number =>
  cases.filter((one) => outcome(gate, one) !== 'pass' && outcome(gate, one, passes) === 'pass').length;

/** How many of these only this gate refuses. */
const only = ({ id, fail }: GateCases): number =>
  fail.filter(({ judged }) => judged().result === 'FAIL' && judged({ gate: id, passes: 'everything' }).result === 'PASS').length; // prettier-ignore

/** Of what names no commit another gate has to see whose it is. */
const ofAnother = ({ id, fail, missing }: GateCases): number => {
  const named = [...fail, ...missing].filter(({ says }) => OF_ANOTHER[id]?.includes(says));
  const bound = HELD_BY[id];
  const line = bound && judgeRun(bound.evidence).gates.find(({ gate }) => gate === bound.by);
  return turned(id, named, 'everything') + (line?.outcome === 'fail' ? 1 : 0);
};

const rows = gatesWithCases(GATE_IDS, HONEST_CONTRACT).map((gate) => ({
  gate: gate.id,
  'lets all pass': only(gate),
  'missing passes': turned(gate.id, gate.missing, 'missing'),
  'an error passes': turned(gate.id, gate.broken, 'errors'),
  'another commit passes': ofAnother(gate),
  'of what names none': HELD_BY[gate.id]?.by ?? '',
}));
console.table(rows);
const bare = rows.flatMap(({ gate, ...counts }) =>
  Object.entries(counts).flatMap(([how, count]) => (count === 0 ? [`nothing fails where ${gate}: ${how}`] : [])),
);
for (const line of bare) console.error(line);
process.exitCode = rows.length === GATE_IDS.length && bare.length === 0 ? 0 : 1;
