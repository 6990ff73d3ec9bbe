import type { ChangeEvidence, CitesOfChange } from '#gates';
import { TREE, type honest } from './evidence.fixture.ts';

/** What a change of so many commits says it is for: by default the one binding place there is. */
export const saying = (commits: number, more: Partial<CitesOfChange> = {}): CitesOfChange => ({
  tree: TREE,
  read: Array.from({ length: commits }, (_, index) => `commit ${index}`),
  cites: [citing()],
  anchors: 1,
  phases: 0,
  ...more,
});

/** A citation that finds one binding place, or something else. */
export const citing = (
  found: Partial<{ kind: 'found' | 'changed'; anchor: string; binding: boolean; note: string }> = {},
  isDemanded = false,
): CitesOfChange['cites'][number] => ({
  cite: found.anchor ?? 'spec:A1',
  isDemanded,
  found: {
    ...{ kind: 'found', anchor: 'spec:A1', file: 'Master_Spec_v1.md', line: 1, digest: '0'.repeat(64) },
    ...{ binding: true, note: '', ...found },
  },
});

/** What only a run has is not there: a change has to do without it. */
export const asChange = (of: typeof honest, more: Partial<ChangeEvidence> = {}): ChangeEvidence => {
  const { at, trust, contract, changes, patch, checks, secrets, proof, rules, dependencies, specs } = of;
  const seen = { at, trust, contract, changes, patch, checks, secrets, proof, rules, dependencies, specs };
  const said = saying(more.commits ?? 1, { tree: changes.tree });
  return { ...seen, coverage: {}, said, signed: [], claimed: [], unapproved: [], commits: 1, ...more };
};
