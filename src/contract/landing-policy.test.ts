import { describe, expect, it } from 'vitest';
import { COMPLETE } from './complete-contract.fixture.ts';
import { awaitedBy, impossibleIn, landingPolicyOf, ownBranchOf, unmetBy, type LandingRule } from './landing-policy.ts';

const rule = (pattern: string, more: Partial<LandingRule> = {}): LandingRule => ({ pattern, ...more });
const open = landingPolicyOf('main', []);

describe('the policy of a branch', () => {
  it('asks for one decision of anybody where no rule speaks of it', () => {
    expect(open).toEqual({
      branch: 'main',
      decide: { any: null, each: [] },
      how: 'fast-forward',
      protected: false,
      health: [],
    });
    expect(landingPolicyOf('main', [rule('next', { protected: true }), rule('main/x', { any: ['a'] })])).toEqual(open);
  });
  it.each<[string, readonly LandingRule[], Partial<typeof open>]>([
    ['narrows who may decide', [rule('main', { any: ['a', 'b'] }), rule('*', { any: ['b', 'c'] })], { decide: { any: ['b'], each: [] } }],
    ['adds up who must', [rule('main', { each: ['a', 'b'] }), rule('**', { each: ['b', 'c'] })], { decide: { any: null, each: ['a', 'b', 'c'] } }],
    ['is protected if one rule says so, whatever the next says', [rule('main', { protected: true }), rule('main', { protected: false })], { protected: true }],
    ['lands as the last rule says', [rule('main', { how: 'commit' }), rule('main', { how: 'fast-forward' })], { how: 'fast-forward' }],
    ['asks every health command, each once', [rule('main', { health: ['a'] }), rule('*', { health: ['a'] }), rule('*', { health: ['a', 'b'] })], { health: [['a'], ['a', 'b']] }],
  ])('%s', (_, rules, says) => expect(landingPolicyOf('main', rules)).toEqual({ ...open, ...says })); // prettier-ignore
  it('matches a name within a folder of names only by its pattern', () => {
    const isProtected = (pattern: string) =>
      landingPolicyOf('release/1', [rule(pattern, { protected: true })]).protected;
    expect(['release/*', '**', 'release/1', '*', 'release'].map(isProtected)).toEqual([true, true, true, false, false]);
  });
  it.each<[string, Partial<LandingRule>, RegExp]>([
    ['nobody may decide', { any: [] }, /no signer is on every list/],
    ['who must decide may not', { any: ['a'], each: ['b'] }, /b must decide for main, and may not/],
  ])('says that it can never be met where %s', (_, more, says) =>
    expect(impossibleIn(landingPolicyOf('main', [rule('main', more)]))).toMatch(says),
  );
});

describe('who has decided', () => {
  it.each<[string, Partial<LandingRule>, readonly string[], RegExp | null]>([
    ['nobody', {}, [], /waits for the decision of any trusted signer/],
    ['anybody is enough', {}, ['a'], null],
    [
      'nobody of those who may',
      { any: ['b', 'c'] },
      ['a'],
      /waits for the decision of b or c; a may not decide for it/,
    ],
    ['one of those who may', { any: ['b', 'c'] }, ['a', 'c'], null],
    ['the first of two', { each: ['a', 'b'] }, ['a'], /waits for the decision of b$/],
    ['only the second of two', { each: ['a', 'b'] }, ['b'], /waits for the decision of a$/],
    ['both, in turn', { each: ['a', 'b'] }, ['a', 'b'], null],
    ['both, with another one between', { each: ['a', 'b'] }, ['a', 'c', 'b'], null],
    ['both, the other way round', { each: ['a', 'b'] }, ['b', 'a'], /in another order/],
    ['one of them twice', { each: ['a', 'b'] }, ['a', 'a'], /waits for the decision of b$/],
  ])('is not enough unless it is whom the policy asks for: %s', (_, more, accepted, says) => {
    const unmet = unmetBy(landingPolicyOf('main', [rule('main', more)]), accepted);
    expect(unmet ?? 'enough').toMatch(says ?? /^enough$/);
  });
  it('says who is next', () => {
    const policy = landingPolicyOf('main', [rule('main', { each: ['a', 'b'] })]);
    expect([[], ['a'], ['a', 'b']].map((accepted) => awaitedBy(policy, accepted))).toEqual([
      { kind: 'one-of', names: ['a'] },
      { kind: 'one-of', names: ['b'] },
      { kind: 'nobody' },
    ]);
  });
});

it('names the branch of a result by its type, and by what the last rule says of it', () => {
  const contract = { ...COMPLETE, id: 'WP-1-x', baseBranch: 'main' };
  expect(ownBranchOf({ ...contract, type: 'feature' }, [])).toBe('feat/WP-1-x');
  expect(ownBranchOf({ ...contract, type: 'debug' }, [])).toBe('fix/WP-1-x');
  const rules = [rule('**', { branches: { feature: 'feature/' } }), rule('main', { branches: { debug: 'bug-' } })];
  expect(ownBranchOf({ ...contract, type: 'feature' }, rules)).toBe('feature/WP-1-x');
  expect(ownBranchOf({ ...contract, type: 'debug' }, rules)).toBe('bug-WP-1-x');
  expect(ownBranchOf({ ...contract, type: 'docs' }, rules)).toBe('docs/WP-1-x');
});
