import { globMatcher, isGlob } from '#contract';
import { parseRulebook, shippedRulebook, type Rule } from '#rules';

/** Whether a rule may be about one of the entries of a contract. A glob may be about anything. */
const mayConcern = ({ scope, exempt }: Rule, entry: string): boolean =>
  isGlob(entry) ||
  ((scope.length === 0 || scope.some((glob) => globMatcher(glob)(entry))) &&
    !exempt.some((glob) => globMatcher(glob)(entry)));

/**
 * The rules that hold for what a contract allows to be changed, each as one line, those first from which nobody may
 * except. None where the rulebook cannot be read: the gates say that later, with the place.
 *
 * @param rulebook the text of the repository's own; null where only the shipped ones hold
 */
export const rulesWithin = (rulebook: string | null, allow: readonly string[]): readonly string[] => {
  const read = rulebook === null ? { ok: true as const, value: shippedRulebook() } : parseRulebook(rulebook);
  if (!read.ok) return [];
  const rules = read.value.rules.filter(
    // No agent's work has messages of commits.
    (rule) => rule.on && rule.about !== 'commits' && allow.some((entry) => mayConcern(rule, entry)),
  );
  return [...rules.filter(({ waiver }) => waiver === 'never'), ...rules.filter(({ waiver }) => waiver !== 'never')].map(
    ({ id, says }) => `${id}: ${says}`,
  );
};
