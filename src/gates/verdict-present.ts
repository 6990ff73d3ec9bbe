import { canonicalJson } from '#contract';
import type { Failure } from '#failure';
import type { VerdictStatement } from '#signoff';
import { failIf, missing, unless, type Gate } from './gate.ts';
import type { LandingEvidence } from './landing-evidence.ts';
import { rejudged } from './rejudged.ts';
import type { Verdict } from './verdict.ts';

/** What a verdict says of the evidence: which gates decided how, what was waived, and what the person had to be told. */
const saidBy = ({ gates, notices, noChange }: Verdict | VerdictStatement): string =>
  canonicalJson({
    gates: gates.map(({ gate, outcome, waiver }) => ({ gate, outcome, waiver })),
    ...{ notices, noChange: noChange === true },
  });

/**
 * What speaks against deciding on a recorded verdict where judging again says something else. Another program that
 * decides the same has said what nobody was told before: then a new run is judged by this one.
 */
export const saidOtherwise = (recorded: VerdictStatement, again: Verdict): readonly Failure[] => {
  if (saidBy(again) === saidBy(recorded)) return [];
  const code = 'verdict.different';
  const { same, told } = rejudged(recorded, again);
  return same
    ? [{ code, message: told.join('; '), remedy: 'writ run TASK' }]
    : [{ code, message: 'judged again, other gates decide, other waivers count, or there are other notices' }];
};

/** A verdict of PASS stands, over this bundle, and judging again gives the same. */
export const verdictPresent: Gate<LandingEvidence> = {
  id: 'verdict.present',
  judge: ({ recorded, again, manifest, contract, tree, failures }) => {
    if (!recorded) return failures.length > 0 ? failIf(failures) : missing('the verdict');
    if (!again || !manifest || !contract || !tree) return missing('the bundle the verdict is about');
    const { verdict } = recorded;
    return failIf([
      ...failures,
      ...unless(verdict.result === 'PASS', { code: 'verdict.fail', message: 'the recorded verdict is FAIL' }),
      ...unless(again.result === 'PASS' || verdict.result === 'FAIL', {
        code: 'verdict.different',
        message: 'judged again, the verdict is FAIL',
      }),
      ...(again.result === verdict.result ? saidOtherwise(verdict, again) : []),
      ...unless(verdict.manifest === manifest && verdict.contract === contract.digest && verdict.tree === tree, {
        code: 'verdict.different',
        message: 'the recorded verdict is about another bundle',
      }),
    ]);
  },
};
