import { ESTIMATE_RISKS, type Estimate } from '#contract';
import { assessed, RISK_WEIGHT, SCOPE_COST } from './estimate-numbers.ts';
import type { TaskGraph } from './graph.ts';

/** How many tasks carry which risk. `unassessed` is a line of its own: nobody has looked. */
export type RiskShare = {
  readonly risk: Estimate['risk'] | 'unassessed';
  readonly tasks: readonly number[];
  /** Of all tasks, between 0 and 1. */
  readonly share: number;
};

/** The tasks by their risk, the worst first (S2-R32). */
export const riskDistribution = ({ tasks }: TaskGraph): readonly RiskShare[] =>
  [...ESTIMATE_RISKS.toReversed(), 'unassessed' as const].map((risk) => {
    const carry = tasks.flatMap(({ estimate }, task) => ((estimate?.risk ?? 'unassessed') === risk ? [task] : []));
    return { risk, tasks: carry, share: tasks.length === 0 ? 0 : carry.length / tasks.length };
  });

/** A task that is better cut smaller, and why. */
export type TooBig = { readonly task: number; readonly reasons: readonly string[] };

const RISKY: ReadonlySet<string> = new Set(['high', 'critical']);
const BROAD: ReadonlySet<string> = new Set(['broad', 'system']);

export const isRisky = (estimate: Estimate | null): boolean => RISKY.has(assessed(estimate).risk);

/** The tasks to be cut smaller: those likely to fail, and those that reach too far. */
export const toDecompose = ({ tasks }: TaskGraph): readonly TooBig[] =>
  tasks.flatMap(({ estimate }, task) => {
    const { risk, scope } = assessed(estimate);
    const reasons = [
      ...(RISKY.has(risk) ? [`risk: ${risk} — failure probability ${RISK_WEIGHT[risk].toFixed(2)}`] : []),
      ...(BROAD.has(scope) ? [`scope: ${scope} — cost estimate ${SCOPE_COST[scope].toFixed(1)}`] : []),
    ];
    return reasons.length === 0 ? [] : [{ task, reasons }];
  });
