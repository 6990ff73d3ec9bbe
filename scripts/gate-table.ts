/**
 * `npm run gates`: takes each gate out in turn, or has it let pass what is missing or about another commit, and counts
 * the fixtures that then turn from FAIL to PASS: each of them is a test that fails. A gate without any is not tested.
 */
import { GATE_IDS } from '#contract';
import { HONEST_CONTRACT } from '../test/conformance/gates/contract.fixture.ts';
import { gatesWithCases, type Case, type GateCases } from '../test/conformance/gates/every-gate.fixture.ts';

/** How many of these only this gate refuses. */
const only = ({ id }: GateCases, cases: readonly Case[]): number =>
  cases.filter(({ judged }) => judged().result === 'FAIL' && judged(id).result === 'PASS').length;

const rows = gatesWithCases(GATE_IDS, HONEST_CONTRACT).map((gate) => ({
  gate: gate.id,
  'lets all pass': only(gate, gate.fail),
  'lets pass what is missing': only(gate, gate.missing),
  'missing, with others': gate.missing.length,
  'about another commit or run': gate.fail.filter(({ code }) => code === 'evidence.stale').length,
}));
console.table(rows);
const bare = rows.filter((row) => row['lets all pass'] === 0);
for (const { gate } of bare) console.error(`no fixture is refused by ${gate} alone`);
process.exitCode = rows.length === GATE_IDS.length && bare.length === 0 ? 0 : 1;
