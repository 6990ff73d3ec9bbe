import type { Report, RunEvidence } from '#evidence';
import { itemOutcome, itemProofs, judgeRun, proofText } from '#gates';
import type { LineCounts } from '#host';

type Complete = Required<Pick<RunEvidence, 'contract' | 'freshness' | 'changes' | 'checks'>> & RunEvidence;

/** Gates that look at the sealed bundle, or at the moment of judging, have nothing to say before sealing. */
const AFTER_SEAL = new Set(['evidence.complete', 'evidence.fresh']);

/** The report of a run: what was found, before sealing. The verdict comes after, over the sealed bundle. */
export const reportOf = (evidence: Complete, counts: LineCounts): Report => {
  const { contract, freshness, changes, checks } = evidence;
  const { value } = contract;
  const verdict = judgeRun(evidence);
  const countOf = (path: string) => counts.find((count) => count.path === path);
  return {
    ...{
      writ: 1,
      run: freshness.run,
      task: value.id,
      name: value.name,
      contract: contract.digest,
      cites: value.cites,
      base: freshness.base,
      tree: changes.tree,
    },
    changed: changes.paths.map(({ path }) => ({
      path,
      added: countOf(path)?.added ?? null,
      deleted: countOf(path)?.deleted ?? null,
    })),
    done: itemProofs(evidence).map(({ item, gap, tests, without, needs }) => ({
      ...{ says: item.says, cites: item.cites, proof: proofText(item), without, needs: needs ?? [] },
      tests: tests.map(({ name, place }) => ({ name, place })),
      outcome: itemOutcome({ item, gap }),
    })),
    checks: checks.map(({ record, report }) => {
      const count = (...outcomes: readonly string[]) =>
        report.tests.filter(({ outcome }) => outcomes.includes(outcome)).length;
      const clean =
        report.problems.length === 0 &&
        count('failed') === 0 &&
        (record.reports === 'exit-code' ? record.exitCode === 0 : count('passed') > 0);
      return {
        ...{ id: record.id, argv: record.argv, outcome: clean ? 'passed' : 'failed' },
        ...{
          passed: count('passed'),
          failed: count('failed'),
          skipped: count('skipped', 'todo'),
          problems: report.problems,
        },
      };
    }),
    gates: verdict.gates
      .filter(({ gate }) => !AFTER_SEAL.has(gate))
      .map(({ gate, outcome, findings }) => ({ gate, outcome, findings: findings.map(({ message }) => message) })),
    notices: verdict.notices,
    risks: [
      `risk tier ${value.riskTier.tier}${value.riskTier.because === '' ? '' : `: ${value.riskTier.because}`}`,
      `undo: ${value.rollback}`,
    ],
    waivers: verdict.gates.flatMap(({ gate, waiver }) =>
      waiver === null ? [] : [`${gate}, by ${waiver.signer} until ${waiver.until}: ${waiver.because}`],
    ),
  };
};
