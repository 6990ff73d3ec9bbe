import { expect, test } from 'vitest';
import { STRICTNESS, TIERS, type Strictness, type Tier } from './contract.ts';
import { PROOF_DEPTHS, proofTerms } from './proof-terms.ts';

const termsOf = (strictness: Strictness, tier: Tier) =>
  proofTerms({ strictness, riskTier: { tier, because: '', floor: { tier: 'LOW', because: [] } } });
const depthOf = (strictness: Strictness, tier: Tier): number => PROOF_DEPTHS.indexOf(termsOf(strictness, tier).depth);

test.each(STRICTNESS)('a proof of a %s contract goes no less far, and no shorter, at a higher risk', (strictness) => {
  for (const [index, tier] of TIERS.entries()) {
    const lower = TIERS[index - 1] ?? tier;
    expect(depthOf(strictness, tier)).toBeGreaterThanOrEqual(depthOf(strictness, lower));
    expect(termsOf(strictness, tier).budgetMs).toBeGreaterThanOrEqual(termsOf(strictness, lower).budgetMs);
  }
});
test.each(TIERS)('a proof at %s risk goes further with each step of strictness', (tier) => {
  const depths = STRICTNESS.map((strictness) => depthOf(strictness, tier));
  expect(depths).toEqual(depths.toSorted((a, b) => a - b));
  expect(depths.at(-1)).toBeGreaterThan(depths[0] ?? 0);
});
test('every contract has time for its proof', () => {
  for (const strictness of STRICTNESS)
    for (const tier of TIERS) expect(termsOf(strictness, tier).budgetMs).toBeGreaterThanOrEqual(60_000);
});
