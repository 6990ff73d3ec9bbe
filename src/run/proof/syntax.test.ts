import { expect, test } from 'vitest';
import { loadSources } from './syntax.ts';

test('without the grammars there is no proof, instead of one that blames nothing', async () => {
  const found = await loadSources(() => Promise.reject(new Error('Cannot find module napi\nRequire stack:')));
  expect(found).toEqual({
    ok: false,
    failures: [{ code: 'machine.grammars', message: 'the grammars cannot be loaded: Cannot find module napi' }],
  });
});

test('a language without a grammar is not read', async () => {
  const found = await loadSources();
  expect(found.ok && found.value('notes.txt', 'nothing')).toBeNull();
  expect(found.ok && found.value('a.ts', 'const a = 1;')?.root.kind).toBe('program');
});
