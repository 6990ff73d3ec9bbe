import type { RuleFinding, RuleScan, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { failIf, missing, type GateOutcome } from './gate.ts';

/** What has no text: gone, a link, a commit of another repository. */
const EMPTY: readonly string[] = ['000000', '120000', '160000'];

type Complete = RunEvidence & Required<Pick<RunEvidence, 'changes' | 'contract' | 'rules'>>;
const isComplete = (evidence: RunEvidence): evidence is Complete =>
  [evidence.changes, evidence.contract, evidence.rules].every((part) => part !== undefined);

/** The first thing that the rules should have looked at and did not. */
const unscanned = ({ rules, changes, contract }: Complete): string | undefined => {
  const { base, tree, files, rulebook } = rules;
  if (base !== changes.base || tree !== changes.tree) return 'a look at this result by the rules';
  if (rulebook === null) return contract.value.strictness === 'light' ? undefined : 'the rulebook';
  if (rules.rules.length === 0 && rules.errors.length === 0) return 'a rule that was on';
  if (files < changes.paths.filter(({ newMode }) => !EMPTY.includes(newMode)).length)
    return 'a look at every changed file by the rules';
  return undefined;
};

/** What is wrong at one place. */
export const tellFinding = ({ path, line, column, rule, says }: RuleFinding): string =>
  `${path}:${line}:${column}: ${says} (${rule})`;

/** Decides over a look by the rules that left nothing out. One with a gap says nothing, and that refuses. */
export const judgeRules = (evidence: RunEvidence, decide: (scan: RuleScan) => readonly Failure[]): GateOutcome => {
  if (!evidence.rules) return missing('the look by the rules');
  if (!isComplete(evidence)) return missing(evidence.changes ? 'the contract' : 'the changes');
  const gap = unscanned(evidence);
  return gap === undefined ? failIf(decide(evidence.rules)) : missing(gap);
};
