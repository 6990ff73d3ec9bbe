import { describe, expect, test } from 'vitest';
import type { StubValue } from '#evidence';
import { edited } from './hunks.ts';
import { changedFile, read } from './source.fixture.ts';
import { emptied, stubOf } from './stubs.ts';
import { outerFunctions } from './units.ts';

/** Without what is put at the end of a file, and without double white space. */
const plain = (text: string | null): string | null =>
  text === null ? null : text.replace(/\nfunction __writStub\(\)[\s\S]*$/, '').replaceAll(/\s+/g, ' ').trim(); // prettier-ignore

const emptiedText = (path: string, text: string, value: StubValue): string | null => {
  const source = read(path, text);
  if (source === null) return null;
  return plain(edited(text, emptied(source, outerFunctions(source, source.root), value)));
};

describe('a function is emptied', () => {
  test.each<[path: string, text: string, value: StubValue, emptied: string]>([
    ['a.ts', 'function f(): number { return 1; }', 'nothing', 'function f(): number { return undefined; return 1; }'],
    ['a.ts', 'function f(): number { return 1; }', 'anything', 'function f(): number { return __writStub(); return 1; }'],
    ['a.js', 'const f = (x) => x + 1;', 'record', 'const f = (x) => (({}));'],
    ['a.js', 'class A { constructor() { b(); } m() { c(); } }', 'nothing', 'class A { constructor() { b(); } m() { return undefined; c(); } }'],
    ['a.js', 'const f = () => { g(() => 1); };', 'nothing', 'const f = () => { return undefined; g(() => 1); };'],
    ['a.ts', 'abstract class A { abstract m(): void; }', 'nothing', 'abstract class A { abstract m(): void; }'],
    ['a.py', 'def f():\n    return 1\n', 'nothing', 'def f(): return None return 1'],
    ['a.py', 'def f(): return 1\n', 'record', 'def f(): return {}; return 1'],
    ['a.py', 'class A:\n    def __init__(self):\n        self.a = 1\n', 'record', 'class A: def __init__(self): return None self.a = 1'],
    ['a.go', 'package a\n\nfunc F() (int, error) {\n\treturn 1, nil\n}\n', 'anything', 'package a func F() (int, error) { return *new(int), *new(error); return 1, nil }'],
    ['a.go', 'package a\n\nfunc F() (n int, err error) {\n\treturn 1, nil\n}\n', 'anything', 'package a func F() (n int, err error) { return; return 1, nil }'],
    ['a.go', 'package a\n\nfunc F() func(int) (string, func()) {\n\treturn nil\n}\n', 'anything', 'package a func F() func(int) (string, func()) { return func(int) (string, func()) { return *new(string), func() { return; }; }; return nil }'],
    ['a.go', 'package a\n\nfunc F() map[string]int {\n\treturn nil\n}\n', 'anything', 'package a func F() map[string]int { return *new(map[string]int); return nil }'],
    ['a.go', 'package a\n\nfunc F() int {\n\treturn 1\n}\n', 'nothing', 'package a func F() int { return 1 }'],
    ['a.rs', 'fn f() -> i32 { 1 }', 'anything', 'fn f() -> i32 { return Default::default(); 1 }'],
    ['a.rs', 'fn f() -> Result<i32, E> { Ok(1) }', 'anything', 'fn f() -> Result<i32, E> { return Ok(Default::default()); Ok(1) }'],
    ['a.rs', 'fn f() { g(); }', 'anything', 'fn f() { return; g(); }'],
  ])('%s: %s, to give %s', (path, text, value, says) => expect(emptiedText(path, text, value)).toBe(says)); // prettier-ignore
});

describe('a stub of a changed file', () => {
  test.each<[says: string, path: string, before: string | null, after: string, stub: string | null]>([
    ['leaves what was changed as it was', 'a.ts', 'export const f = () => 1;\n', 'export const f = () => 2;\n', 'export const f = () => 1;'],
    ['declares what is new', 'a.ts', 'f();\n', 'f();\nexport function g() { return 1; }\n', 'f(); export function g() { return __writStub(); return 1; }'],
    ['has none of the new statements', 'a.ts', 'f();\n', 'f();\ng();\n', 'f();'],
    ['has what is gone', 'a.ts', 'f();\ng();\n', 'f();\n', 'f(); g();'],
    ['declares data that is new', 'a.ts', 'f();\n', 'f();\nexport const a = 1;\n', 'f(); export const a = __writStub();'],
    ['leaves data that names something', 'a.ts', 'f();\n', 'f();\nexport const a = f;\n', 'f(); export const a = f;'],
    ['brings in what is brought in', 'a.ts', 'f();\n', 'import { b } from "./b.ts";\nf();\nexport function g() { return b; }\n', 'import { b } from "./b.ts"; f(); export function g() { return __writStub(); return b; }'],
    ['of a new file declares all of it', 'a.ts', null, 'export class A { m() { return 1; } }\n', 'export class A { m() { return __writStub(); return 1; } }'],
    ['declares a new method', 'a.py', 'class A:\n    x = 1\n', 'class A:\n    x = 1\n    def m(self):\n        return 2\n', 'class A: x = 1 def m(self): return __import__("unittest.mock", fromlist=["mock"]).MagicMock() return 2'],
    ['declares what is new', 'a.go', 'package a\n', 'package a\n\nfunc G() int {\n\treturn 1\n}\n', 'package a func G() int { return *new(int); return 1 }'],
    ['declares what is new, with its attributes', 'a.rs', 'fn f() {}\n', 'fn f() {}\n#[inline]\nfn g() -> i32 {\n    1\n}\n', 'fn f() {} #[inline] fn g() -> i32 { return Default::default(); 1 }'],
    ['is none of what is not read', 'a.txt', 'one\n', 'two\n', null],
  ])('%s (%s)', (_, path, before, ...[after, stub]) => {
    const file = changedFile(path, before, after);
    expect(plain(stubOf(file, file.old, 'anything'))).toBe(stub);
  }); // prettier-ignore
});

test('what answers to everything can be called, made, looped over and awaited, and is none of what it should be', async () => {
  const source = read('a.mjs', 'export const f = () => 1;\n');
  const text = source === null ? '' : edited(source.text, emptied(source, outerFunctions(source, source.root), 'anything'));
  const { f } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  const stub = f();
  expect([...stub.a.b(1)]).toEqual([]);
  expect(new stub.A().m()).toBe(stub);
  expect(`${stub}`).toBe('stub');
  expect(await stub).toBe(stub);
  expect(stub === 1).toBe(false);
}); // prettier-ignore
