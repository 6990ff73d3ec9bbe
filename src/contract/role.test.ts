import { expect, it, test } from 'vitest';
import { COMPLETE } from './complete-contract.fixture.ts';
import { incompleteIn } from './completeness.ts';
import { contractDigest } from './contract-json.ts';
import type { Contract } from './contract.ts';
import { renderContract } from './render.ts';

const faultsOf = (role: Contract['role'], ...allow: readonly string[]): readonly string[] =>
  incompleteIn({ ...COMPLETE, ...(role === undefined ? {} : { role }), paths: { allow, deny: [] } }).flatMap(
    ({ code, message }) => (message.includes('the role') ? [code] : []),
  );

it.each<[Contract['role'], string, boolean]>([
  ['orchestrator', 'tasks/WP-1.md', true],
  ['orchestrator', 'tasks/**', true],
  ['orchestrator', 'src/a.ts', false],
  ['orchestrator', 'tasks', false],
  ['orchestrator', '*asks/a.md', false],
  ['orchestrator', '**', false],
  ['orchestrator', 'tasks-of-others/a.md', false],
  ['reviewer', 'docs/reviews/a.md', true],
  ['reviewer', 'docs/a.md', false],
  ['validator', 'test/a.test.ts', false],
  ['architect', 'docs/architecture/a.md', true],
  ['architect', 'src/a.ts', false],
  ['implementer', 'src/**', true],
  [undefined, 'src/**', true],
])('role %s, %s: %s', (role, path, may) => {
  expect(faultsOf(role, path)).toEqual(may ? [] : ['task.path']);
});

test('a role is signed and shown; without one the bytes are what they were', () => {
  const named = { ...COMPLETE, role: 'orchestrator' } as const;
  expect(contractDigest(named)).not.toBe(contractDigest(COMPLETE));
  expect(renderContract(named)).toContain('role          orchestrator, who writes tasks/**');
  expect(renderContract(COMPLETE)).not.toContain('role ');
});
