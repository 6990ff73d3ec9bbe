import { expect, test } from 'vitest';
import { loadSources, type SourceNode } from './syntax.ts';

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

test('what is nested deeper than anybody writes is not taken apart, and a long text is not read at all', async () => {
  const found = await loadSources();
  if (!found.ok) throw new Error('no grammars');
  const deepest = (node: SourceNode): number => 1 + Math.max(0, ...node.children.map(deepest));
  for (const text of [`${'('.repeat(5000)}1${')'.repeat(5000)}`, `a = ${'() => { return '.repeat(2000)}1${'}'.repeat(2000)};`])
    expect([found.value('a.ts', text)].map((source) => source && deepest(source.root))[0]).toBeGreaterThan(300);
  expect(found.value('a.ts', 'a;\n'.repeat(400_000))).toBeNull();
}); // prettier-ignore

test('the body of a function is one of the pieces it is made of', async () => {
  const found = await loadSources();
  const root = found.ok ? found.value('a.ts', 'function one() { return () => { two(); }; }')?.root : undefined;
  const one = root?.children[0];
  expect(one).toMatchObject({ kind: 'function_declaration', name: 'one' });
  expect(one?.children).toContain(one?.body);
});
