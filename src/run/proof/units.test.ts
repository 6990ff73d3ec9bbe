import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProofDepth } from '#contract';
import { edited } from './hunks.ts';
import { changedFile, read } from './source.fixture.ts';
import { effectOf, partsOf } from './units.ts';

/** The parts of a change, each as `kind name from-to`. */
const told = (path: string, before: string | null, after: string, depth: ProofDepth = 'units'): readonly string[] =>
  partsOf(changedFile(path, before, after), depth).map(
    ({ unit: { kind, name, from, to } }) => `${kind}${name === null ? '' : ` ${name}`} ${from}-${to}`,
  );

describe('the parts of a change', () => {
  test.each<[says: string, path: string, before: string | null, after: string, parts: readonly string[]]>([
    ['a new function', 'a.ts', 'f();\n', 'f();\nfunction g() {}\n', ['declaration g 2-2']],
    ['two new functions that meet', 'a.ts', 'f();\n', 'f();\nfunction g() {}\nfunction h() {}\n', ['declaration g 2-2', 'declaration h 3-3']],
    ['a new constant', 'a.js', '', 'const a = 1;\n', ['declaration a 1-1']],
    ['an export', 'a.js', 'f();\n', 'f();\nexport const a = 1;\n', ['declaration a 2-2']],
    ['what a module of CommonJS gives out', 'a.js', 'f();\n', 'f();\nexports.a = () => 1;\nmodule.exports.b = 2;\n', ['declaration a 2-2', 'declaration b 3-3']],
    ['a line that became what it gives out', 'a.js', 'exports.a = 1;\n', 'exports.a = 2;\nexports.b = () => 1;\n', ['lines 1-2', 'declaration b 2-2']],
    ['what only looks like that', 'a.js', 'f();\n', 'f();\nexports.a == 1;\nexported.b = 2;\n', ['statement 2-2', 'statement 3-3']],
    ['a new method', 'a.ts', 'class A {\n}\n', 'class A {\n  m() {}\n}\n', ['declaration m 2-2']],
    ['a new statement within a function', 'a.ts', 'function f() {\n}\n', 'function f() {\n  g();\n}\n', ['statement 2-2']],
    ['a line that became another', 'a.ts', 'f(1);\n', 'f(2);\n', ['lines 1-1']],
    ['a line that became a function', 'a.ts', 'f(1);\n', 'function g() {}\n', ['lines 1-1', 'declaration g 1-1']],
    ['a line that is gone', 'a.ts', 'f();\ng();\n', 'f();\n', ['lines 2-1']],
    ['half of a statement', 'a.ts', 'f(\n  1,\n);\n', 'f(\n  1,\n  2,\n);\n', ['lines 3-3']],
    ['a comment', 'a.ts', 'f();\n', '// why\nf();\n', ['lines 1-1']],
    ['a comment before a function', 'a.ts', 'f();\n', 'f();\n// why\nfunction g() {}\n', ['declaration g 3-3']],
    ['a new file that is read', 'a.ts', null, 'f();\nfunction g() {}\n', ['statement 1-1', 'declaration g 2-2']],
    ['a new file that is not', 'a.txt', null, 'one\ntwo\n', ['file 1-2']],
    ['lines of a file that is not', 'a.txt', 'one\ntwo\n', 'one\n2\n', ['lines 2-2']],
    ['nothing but a new mode', 'a.ts', 'f();\n', 'f();\n', ['file 1-1']],
    ['a new function', 'a.py', 'x = 1\n', 'x = 1\n\ndef g():\n    return 2\n', ['declaration g 3-4']],
    ['a new branch', 'a.py', 'def f(x):\n    return 1\n', 'def f(x):\n    if x:\n        return 2\n    return 1\n', ['statement 2-3']],
    ['a new function', 'a.go', 'package a\n', 'package a\n\nfunc G() int {\n\treturn 1\n}\n', ['declaration G 3-5']],
    ['a new function', 'a.rs', 'fn f() {}\n', 'fn f() {}\nfn g() -> i32 {\n    1\n}\n', ['declaration g 2-4']],
    ['a new function, and not the tests beside it', 'a.rs', 'fn f() {}\n', 'fn f() {}\nfn g() {}\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn t() { g() }\n}\n', ['declaration g 2-2']],
  ])('%s: %s', (_, path, before, ...[after, parts]) => expect(told(path, before, after)).toEqual(parts)); // prettier-ignore

  test.each<[path: string, before: string, after: string, parts: readonly string[]]>([
    ['a.ts', '', 'function g() {\n  a();\n  b();\n}\n', ['declaration g 1-4', 'statement 2-2', 'statement 3-3']],
    ['a.py', '', 'def g():\n    a()\n    b()\n', ['declaration g 1-3', 'statement 2-2', 'statement 3-3']],
    ['a.go', 'package a\n', 'package a\n\nfunc G() {\n\ta()\n\tb()\n}\n', ['declaration G 3-6', 'statement 4-4', 'statement 5-5']],
    ['a.rs', '', 'fn g() {\n    a();\n    b();\n}\n', ['declaration g 1-4', 'statement 2-2', 'statement 3-3']],
  ])('of %s go down to statements where that is asked for', (path, before, after, parts) =>
    expect(told(path, before, after, 'statements')).toEqual(parts)); // prettier-ignore

  test('stand where they stand, whatever letters are before them', () => {
    const after = '// 😀é\nf();\nfunction g() { return "ü"; }\nh();\n';
    const [part] = partsOf(changedFile('a.ts', '// 😀é\nf();\nh();\n', after), 'units');
    expect(edited(after, part?.edits ?? [])).toBe('// 😀é\nf();\n\nh();\n');
  });
  test('that are lines leave what else is a part by itself, so that it can still be named', () => {
    const after = 'export const f = () => 2;\nexport const g = () => f() + 1;\n';
    const [lines, declared] = partsOf(changedFile('a.js', 'export const f = () => 1;\n', after), 'units');
    expect(edited(after, lines?.keeping ?? [])).toBe('export const f = () => 1;\nexport const g = () => f() + 1;\n');
    expect(edited(after, lines?.edits ?? [])).toBe('export const f = () => 1;\n');
    expect(declared?.keeping).toBeNull();
  });
  test('that are lines leave nothing where nothing is declared in them', () =>
    expect(partsOf(changedFile('a.js', 'f(1);\n', 'f(2);\n'), 'units')).toMatchObject([{ keeping: null }]));
  test('of a file that is gone, or no text, are the whole of it', () => {
    const gone = { path: 'a.ts', before: 'f();\n', after: null, hunks: [], source: null, old: null };
    expect(partsOf(gone, 'units')).toMatchObject([{ unit: { kind: 'file' }, edits: null }]);
  });
});

describe('the effect of a text', () => {
  const effect = (path: string, text: string): string | null => {
    const source = read(path, text);
    return source === null ? null : effectOf(source);
  };
  test.each<[says: string, path: string, one: string, other: string]>([
    ['comments', 'a.ts', 'f();\n', '// why\nf(); /* so */\n'],
    ['white space', 'a.ts', 'f( 1 );\n', 'f(1)\n;\n'],
    ['types', 'a.ts', 'const f = (x) => x;\n', 'type T = string;\nconst f = (x: T): T => x;\n'],
    ['interfaces', 'a.ts', 'f();\n', 'interface A { b: string }\nf();\n'],
    ['imports', 'a.ts', 'f();\n', 'import { g } from "./g.ts";\nf();\n'],
    ['comments', 'a.js', 'f();\n', '// why\nf();\n'],
    ['comments and imports', 'a.py', 'f()\n', 'import g\n# why\nf()\n'],
    [
      'descriptions',
      'a.py',
      '"Why."\ndef f():\n    "Ends."\n    return 1\n',
      "\"So, or so.\"\ndef f():\n    '''Begins.\n    Ends.'''\n    return 1\n",
    ],
    ['a description', 'a.py', 'def f():\n    return 1\n', 'def f():\n    "why"\n    return 1\n'],
    ['annotations', 'a.py', 'def f(x):\n    return x\n', 'def f(x: int):\n    return x\n'],
    ['comments', 'a.go', 'package a\n\nfunc F() {}\n', 'package a\n\n// F is why.\nfunc F() {}\n'],
    ['comments, imports and tests', 'a.rs', 'fn f() {}\n', 'use a::b;\n/// why\nfn f() {}\n#[test]\nfn t() {}\n'],
  ])('is the same without %s (%s, %#)', (_, path, one, other) => {
    expect(effect(path, one)).not.toBeNull();
    expect(effect(path, other)).toBe(effect(path, one));
  });
  test.each<[says: string, path: string, one: string, other: string]>([
    ['another value', 'a.ts', 'f(1);\n', 'f(2);\n'],
    ['white space in a string', 'a.ts', 'f("a b");\n', 'f("a  b");\n'],
    ['what looks like a comment in a string', 'a.ts', 'f("");\n', 'f("// a");\n'],
    ['a template', 'a.ts', 'f(`a`);\n', 'f(`a `);\n'],
    ['a text that is handed over', 'a.py', 'f("a")\n', 'f("b")\n'],
    ['a text that is kept', 'a.py', 'a = "b"\n', 'a = "c"\n'],
    ['a text with something in it', 'a.py', 'f"{a()}"\n', 'f"{b()}"\n'],
    ['a statement more', 'a.js', 'f();\n', 'f();\nf();\n'],
    ['a statement that moved out of a block', 'a.py', 'if a:\n    f()\n    g()\n', 'if a:\n    f()\ng()\n'],
    ['another operator', 'a.go', 'package a\n\nvar x = 1 + 1\n', 'package a\n\nvar x = 1 - 1\n'],
    ['a semicolon at the end', 'a.rs', 'fn f() -> i32 { 1 }\n', 'fn f() -> i32 { 1; }\n'],
  ])('is not the same with %s (%s)', (_, path, one, other) => expect(effect(path, other)).not.toBe(effect(path, one)));
});

describe('of any change', () => {
  const PIECES = [
    'function one() {\n  return 1;\n}\n',
    'export const two = (x) => {\n  one();\n  return x;\n};\n',
    'class Three {\n  m() {\n    return two(3);\n  }\n}\n',
    'one();\n',
    '// why\n',
    'if (one()) {\n  two(2);\n}\n',
    '\n',
  ];
  const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 7 }).map((pieces) => pieces.join(''));
  const depth = fc.constantFrom<ProofDepth>('suspects', 'units', 'statements');

  test('taking away no part changes nothing, and taking away every part leaves what was there', () =>
    fc.assert(
      fc.property(text, text, depth, (before, after, far) => {
        const file = changedFile('a.js', before, after);
        const parts = partsOf(file, far);
        expect(edited(after, [])).toBe(after);
        if (file.hunks.length === 0) return;
        const left = read('a.js', edited(after, parts.flatMap(({ edits }) => edits ?? []))); // prettier-ignore
        expect(left && effectOf(left)).toBe(file.old && effectOf(file.old));
      }),
      { numRuns: 60 },
    ));
});
