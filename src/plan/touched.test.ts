import { expect, it, test } from 'vitest';
import { graphOf, planTask } from './graph.fixture.ts';
import { overlapsIn } from './side-by-side.ts';
import { requirementOf, touchedPaths } from './touched.ts';

const touching = (allow: readonly string[], ...cites: readonly string[]) =>
  touchedPaths({ paths: { allow, deny: [] }, cites, done: [] });

type Side = readonly [allow: string, ...cites: readonly string[]];
const delta = (change: string, capability = 'auth'): string => `openspec/changes/${change}/specs/${capability}/spec.md`;

it.each<[string, Side, Side, string | null]>([
  ['deltas of one requirement in two changes', [delta('a'), 'openspec:auth#Log in'], [delta('b'), 'openspec:auth#log in@0123456789ab'], 'auth/log-in'], // prettier-ignore
  ['deltas of two requirements', [delta('a'), 'openspec:auth#Log in'], [delta('b'), 'openspec:auth#Log out'], null],
  ['one that does not say which', [delta('a'), 'openspec:auth#Log in'], [delta('b')], 'auth/log-in'],
  ['a delta and the spec itself', [delta('a')], ['openspec/specs/auth/spec.md'], 'auth/'],
  ['other capabilities', [delta('a')], [delta('b', 'mail')], null],
  ['a capability in a folder', [delta('a', 'x/auth')], [delta('b', 'x/auth')], 'x/auth/'],
  ['a whole change', ['openspec/changes/a/**'], [delta('b')], 'auth/'],
  ['a change by wildcard', ['openspec/changes/*/specs/auth/spec.md'], [delta('b', 'mail')], null],
  ['proposals and tasks of two changes', ['openspec/changes/a/tasks.md'], ['openspec/changes/b/tasks.md'], null],
  ['code for one requirement', ['src/a.ts', 'openspec:auth#Log in'], ['src/b.ts', 'openspec:auth#Log in'], null],
])('%s', (_, [one, ...ofOne], [other, ...ofOther], requirement) => {
  const graph = graphOf([
    planTask('a', [], { paths: touching([one], ...ofOne) }),
    planTask('b', [], { paths: touching([other], ...ofOther) }),
  ]);
  const [overlap] = overlapsIn(graph, 10).pairs;
  const found = overlap === undefined ? null : requirementOf(overlap.contact.path);
  expect(found?.slice(0, requirement?.length ?? 0) ?? null).toBe(requirement);
});

test('a contract about no spec keeps its paths', () => {
  const paths = { allow: ['src/**'], deny: [] };
  expect(touchedPaths({ paths, cites: ['openspec:auth#Log in'], done: [] })).toBe(paths);
  expect(requirementOf('src/a.ts')).toBe(null);
});
