/** A file of tests that the contract names is changed, so that one of them no longer says what the change breaks. */
import type { RedTeamCase } from './case.ts';
import type { Mechanism } from '../rig/switch-off.ts';

const notAsked: readonly Mechanism[] = [
  { file: 'src/gates/tests-kept.ts', replace: '...askedBefore(ground),', by: '' },
];

/**
 * @param name the test, and where it stands
 * @param become what became of it, as the end of a sentence
 */
export const weakened = (
  told: Pick<RedTeamCase, 'id' | 'does' | 'attack'>,
  { name, become = 'was changed so that it passes' }: { readonly name: string; readonly become?: string },
): RedTeamCase => ({
  ...told,
  expected: 'FLAG',
  codes: [],
  heldBy: 'tests that the contract lets change, run on the result as they were',
  mechanism: notAsked,
  wrong: {
    says: 'nobody is told what the test said before',
    seen: (_, said) => !said.includes(`${name}, as it was at the base, fails on the result, and ${become}`),
  },
});
