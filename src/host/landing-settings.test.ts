import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { landingRulesOf } from './landing-settings.ts';
import { codesOf, messagesOf, scratch, valueOf, write } from './scratch.fixture.ts';
import { parseCommittedPolicy, readSettings } from './settings.ts';

const root = scratch();
const read = (landing: string) => {
  const folder = mkdtempSync(join(root, 's-'));
  write(folder, { 'config.yaml': `check: make\nlanding:\n${landing}\n` });
  return readSettings(join(folder, 'config.yaml'));
};
const rulesOf = (landing: string) => landingRulesOf(valueOf(read(landing)).landing);

it('reads rules about target branches, in the order of the file', () => {
  expect(
    rulesOf(
      '  main: { decide: { each: [ada, bo] }, protected: true, health: [make, test] }\n  "release/*": { decide: [ada], how: commit, branches: { docs: doc/ } }',
    ),
  ).toEqual([
    { pattern: 'main', each: ['ada', 'bo'], protected: true, health: ['make', 'test'] },
    { pattern: 'release/*', any: ['ada'], how: 'commit', branches: { docs: 'doc/' } },
  ]);
  expect(rulesOf('  develop: { branches: long }')[0]?.branches).toMatchObject({ feature: 'feature/', debug: 'fix/' });
  expect(landingRulesOf()).toEqual([]);
});

it('reads the same from what a repository commits', () => {
  expect(valueOf(parseCommittedPolicy('landing: { main: { protected: true } }')).landing).toEqual([
    { pattern: 'main', protected: true },
  ]);
});

it.each([
  ['an empty list of deciders', '  main: { decide: [] }', /landing\.main\.decide.*/u, 3],
  ['a decider twice', '  main: { decide: { each: [ada, ada] } }', /landing\.main\.decide/u, 3],
  ['a decider who can be no signer', '  main:\n    decide: [Ada L.]', /landing\.main\.decide/u, 4],
  ['both kinds of deciders at once', '  main: { decide: { any: [ada], each: [bo] } }', /landing\.main\.decide/u, 3],
  ['another way to land', '  main:\n    how: squash', /landing\.main\.how/u, 4],
  ['a protection that is no yes or no', '  main: { protected: maybe }', /landing\.main\.protected/u, 3],
  ['a health check without a program', '  main: { health: [] }', /landing\.main\.health/u, 3],
  ['a field it does not know', '  main: { deciders: [ada] }', /landing\.main: .*deciders/u, 3],
  ['a full name of a branch', '  refs/heads/main: { protected: true }', /landing\.refs\/heads\/main/u, 3],
  ['a pattern with alternatives', '  "{main,next}": { protected: true }', /landing\.\{main,next\}: .*alternatives/u, 3],
  ['a prefix that ends nowhere', '  main: { branches: { docs: doc } }', /landing\.main\.branches/u, 3],
  ['a prefix that leaves', '  main: { branches: { docs: ../ } }', /landing\.main\.branches/u, 3],
  ['a type of task there is not', '  main: { branches: { epic: epic/ } }', /landing\.main\.branches/u, 3],
])('names the place of %s', (_, landing, says, line) => {
  const result = read(landing);
  expect(codesOf(result)).toEqual(['config.invalid']);
  expect(messagesOf(result)).toMatch(says);
  expect(result.ok ? 0 : result.failures[0].where?.line).toBe(line);
});
