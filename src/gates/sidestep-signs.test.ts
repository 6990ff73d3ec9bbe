import { expect, test } from 'vitest';
import { sidestepsIn } from './sidesteps.ts';

const said = (path: string, added: string): readonly string[] =>
  sidestepsIn(
    new TextEncoder().encode(
      `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -5,0 +5 @@\n+${added}\n`,
    ),
  );

test.each<[path: string, added: string, says: RegExp]>([
  ['src/a.py', `Count = type("Count", (int,), {"__eq__": lambda *two: True})`, /says itself what it is equal to/u],
  ['src/a.mjs', `import { executionAsyncResource } from 'node:async_hooks';`, /reaches for the process/u],
  ['src/a.mjs', `process.stdout.write = turned;`, /reaches for the process/u],
  ['src/a.mjs', `Object.prototype.__defineSetter__('fn', held);`, /changes what everything else is made of/u],
  ['macros/src/lib.rs', `use proc_macro::TokenStream;`, /writes code while it is built, that of tests too/u],
  ['calc/main_test.go', `func TestMain(m *testing.M) {`, /runs before every test of its package/u],
  ['calc/main_test.go', `func init() { offset = 1 }`, /runs before every test of its package/u],
])('%s: %s is told', (path, added, says) => expect(said(path, added).join('\n')).toMatch(says));

test.each<[path: string, added: string]>([
  ['src/a.mjs', `process.stdout.write(text);`],
  ['src/a.rs', `let quote = unquoted!(text);`],
  ['calc/month.go', `func init() { offset = 1 }`],
  ['calc/month_test.go', `func TestMainLine(t *testing.T) {`],
])('%s: %s is nothing to tell', (path, added) => expect(said(path, added)).toEqual([]));

test('lines within a macro of Rust are known by what stands around them', () => {
  const patch = (around: string): Uint8Array =>
    new TextEncoder().encode(
      `diff --git a/says/src/lib.rs b/says/src/lib.rs\n--- a/says/src/lib.rs\n+++ b/says/src/lib.rs\n@@ -5,2 +5,2 @@\n ${around}\n-    item\n+    item.to_string().replace("1", "0").parse().unwrap()\n`,
    );
  expect(sidestepsIn(patch('pub fn named(_: TokenStream, item: TokenStream) -> TokenStream {'))).toEqual([
    'says/src/lib.rs:6 stands within what writes code while it is built, that of tests too',
  ]);
  expect(sidestepsIn(patch('pub fn named(item: &str) -> String {'))).toEqual([]);
});

test.each(['numpy/__init__.py', 'hypothesis.py', 'tests/freezegun.py'])(
  '%s is found before what is installed',
  (path) => {
    const patch = (old: string): Uint8Array =>
      new TextEncoder().encode(`diff --git a/${path} b/${path}\n--- ${old}\n+++ b/${path}\n@@ -0,0 +1 @@\n+x = 1\n`);
    expect(sidestepsIn(patch('/dev/null'))).toEqual([
      expect.stringMatching(/takes the place of a package that is installed elsewhere/u),
    ]);
    expect(sidestepsIn(patch(`a/${path}`))).toEqual([]);
  },
);
