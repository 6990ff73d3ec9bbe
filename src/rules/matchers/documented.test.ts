/** What the documentation of an export has to say, in each language, and what is told where it does not. */
import { expect, test } from 'vitest';
import type { Language } from '../languages.ts';
import { loadSyntax } from '../syntax.ts';
import { undocumentedIn } from './documented.ts';

const read = await loadSyntax();
const told = (language: Language, text: string): readonly string[] =>
  undocumentedIn(read(language, text).root(), language).map(({ says }) => says.replace('the documentation of ', ''));

const doc = (...lines: readonly string[]): string =>
  `/**\n * It is.\n${lines.map((line) => ` * ${line}\n`).join('')} */\n`;

test.each<[text: string, says: readonly string[]]>([
  ['export function f(a: string): void {}', ['f has no documentation']],
  ['// f\nexport function f(a: string): void {}', ['f has no documentation']],
  [`${doc('@param a x')}export function f(a: string): void {}`, []],
  [`${doc()}export function f(a: string): void {}`, ['f has no @param a']],
  [
    `${doc('@param b x')}export function f(a: string): void {}`,
    ['f has no @param a', 'f names @param b, which is no parameter'],
  ],
  [
    `${doc('@param a x', '@param b x')}export function f(a: string): void {}`,
    ['f names @param b, which is no parameter'],
  ],
  [`${doc('@param a x')}export function f(this: X, a?: string, ...rest: X[]): void {}`, ['f has no @param rest']],
  [`${doc('@param options x', '@param options.a y')}export function f({ a }: O): void {}`, []],
  [`${doc()}export function f({ a }: O): void {}`, ['f has no @param for what is taken apart']],
  [`${doc()}export const f = (): string => 'a';`, ['f has no @returns']],
  [`${doc('@returns x')}export const f = (): string => 'a';`, []],
  [`${doc()}export const f = async (): Promise<void> => {};`, []],
  [`${doc()}export function f() {\n  return;\n}`, []],
  [`${doc()}export function f() {\n  return () => 1;\n}`, ['f has no @returns']],
  [`${doc()}export function f(): void {\n  const g = () => { return 1; };\n}`, []],
  [`${doc()}export function f(): void {\n  throw new Gone('a');\n}`, ['f has no @throws Gone']],
  [`${doc('@throws {Gone} x')}export function f(): void {\n  throw new Gone('a');\n}`, []],
  [`${doc('@throws Goner')}export function f(): void {\n  throw new Gone('a');\n}`, ['f has no @throws Gone']],
  [`${doc()}export function f(): void {\n  try { throw new Gone('a'); } catch { g(); }\n}`, []],
  [`${doc()}export function f(): void {\n  try { g(); } catch { throw new Gone('a'); }\n}`, ['f has no @throws Gone']],
  [
    `${doc()}export function f(): void {\n  try { throw new Gone('a'); } finally { g(); }\n}`,
    ['f has no @throws Gone'],
  ],
  [`${doc()}export const a = 1;\nexport { b } from './b.ts';\nfunction c(d) {}`, []],
  [
    `${doc()}export class C {\n  m(): void {}\n  private p() {}\n  #q() {}\n  get r() { return 1; }\n}`,
    ['C.m has no documentation'],
  ],
  [
    `${doc()}export class C {\n  /** M. */\n  m(a: string): number { return 1; }\n}`,
    ['C.m has no @param a', 'C.m has no @returns'],
  ],
  [`${doc()}export class C {\n  /** M. */\n  constructor(readonly a: string) {}\n}`, ['C.constructor has no @param a']],
  [`${doc()}export class C {\n  constructor() {}\n  /** {@inheritDoc} */\n  m(a: string): number { return 1; }\n}`, []],
  ['export class C {}', ['C has no documentation']],
  [`${doc()}export interface I {\n  m(a: string): void;\n}`, ['I.m has no documentation']],
  [`${doc('@param a x')}export function f(a: string): void;\nexport function f(a: unknown): void {}`, []],
])('TypeScript %j', (text, says) => expect(told('typescript', text)).toEqual(says));

test.each<[text: string, says: readonly string[]]>([
  [
    `${doc('@param {string} a x', '@param {number} [b=1] x', '@returns {string} x')}export function f(a, b = 1) {\n  return a;\n}`,
    [],
  ],
  [
    `${doc('@param {string} a x')}export function f(a, b = 1, ...c) {\n  return a;\n}`,
    ['f has no @param b', 'f has no @param c', 'f has no @returns'],
  ],
  [`${doc()}export default function (a) {}`, ['the default has no @param a']],
  [`${doc()}export const f = a => a;`, ['f has no @param a', 'f has no @returns']],
  ['function f(a) {}\nfunction g(b) {}\nexport { f as h };', ['f has no documentation']],
  ['function f(a) {}\nexport default f;', ['f has no documentation']],
  ["export { f } from './f.js';\nfunction f(a) {}", []],
  ['exports.f = function (a) {};', ['f has no documentation']],
  [`${doc('@param a x')}exports.f = function (a) {};`, []],
  ['module.exports = (a) => {};', ['the default has no documentation']],
  [
    'function f() {}\nmodule.exports = { f, g(a) {}, h: () => 1, i: 2 };',
    ['f has no documentation', 'g has no documentation', 'h has no documentation'],
  ],
  [`module.exports = {\n${doc('@param a x')}g(a) {},\n};`, []],
  ['class C {\n  m(a) {}\n}\nmodule.exports.C = C;', ['C has no documentation', 'C.m has no documentation']],
  ['exporting.f = function (a) {};\nconst g = (a) => a;', []],
])('JavaScript %j', (text, says) => expect(told('javascript', text)).toEqual(says));

const google =
  'def f(a, *b):\n    """It is.\n\n    Args:\n        a: x\n            more: of it\n        *b (int): y\n\n    Returns:\n        z\n    """\n    return a\n';
const numpy =
  'def f(a, b):\n    """It is.\n\n    Parameters\n    ----------\n    a : int\n        x\n    b\n\n    Returns\n    -------\n    int\n    """\n    return a\n';
const sphinx =
  'def f(a, b):\n    """It is.\n\n    :param int a: x\n    :param b: y\n    :returns: z\n    :raises Gone: if\n    """\n    raise Gone("a")\n    return a\n';
test.each<[text: string, says: readonly string[]]>([
  [google, []],
  [numpy, []],
  [sphinx, []],
  [google.replace('a: x', 'c: x'), ['f does not name the parameter a', 'f names c, which is no parameter']],
  [numpy.replace('def f(a, b)', 'def f(a, **kw)'), ['f does not name the parameter kw']],
  [numpy.replace('    b\n', ''), ['f does not name the parameter b']],
  [numpy.replace('def f(a, b)', 'def f(a)'), ['f names b, which is no parameter']],
  [sphinx.replace(':raises Gone', ':raises Goner'), ['f does not say that it raises Gone']],
  [sphinx.replace(':returns: z', ''), ['f does not say what it returns']],
  ['def f(a):\n    return 1\n', ['f has no documentation']],
  ['def _f(a):\n    return 1\n', []],
  [
    'def f() -> None:\n    """It is."""\n    try:\n        raise Gone\n    except Gone:\n        raise Lost from None\n',
    ['f does not say that it raises Lost'],
  ],
  [
    'class C:\n    """It is."""\n    def m(self, a):\n        """M."""\n    @staticmethod\n    def s(b):\n        """S."""\n    def _p(self, q): pass\n    @property\n    def r(self): return 1\n',
    ['C.m does not name the parameter a', 'C.s does not name the parameter b'],
  ],
  ['class C:\n    """It is."""\n    def m(self): pass\n', ['C.m has no documentation']],
])('Python %j', (text, says) => expect(told('python', text)).toEqual(says));

test.each<[text: string, says: readonly string[]]>([
  ['// F does it.\nfunc F(a int) {}', []],
  ['// Does it.\nfunc F(a int) {}', ['F does not begin with F']],
  ['// Fx does it.\nfunc F(a int) {}', ['F does not begin with F']],
  ['// F does it.\n\nfunc F(a int) {}', ['F has no documentation']],
  ['func f() {}\n\nfunc (s *small) M() {}', []],
  ['//go:noinline\nfunc F() {}', ['F has no documentation']],
  ['// A T is.\ntype T struct{}\n\nfunc (t *T) M() {}', ['M has no documentation']],
  ['type T struct{}', ['T has no documentation']],
])('Go %j', (text, says) => expect(told('go', `package a\n\n${text}\n`)).toEqual(says));

test.each<[text: string, says: readonly string[]]>([
  ['/// Does it.\npub fn f() {}', []],
  ['pub fn f() {}', ['f has no documentation']],
  ['// Does it.\npub fn f() {}', ['f has no documentation']],
  ['/// Does it.\n#[inline]\npub fn f() -> Result<u8, E> {\n    g()\n}', ['f has no section # Errors']],
  ['/// Does it.\n///\n/// # Errors\n/// When.\npub fn f() -> io::Result<u8> {\n    g()\n}', []],
  ['/// Does it.\npub fn f() {\n    panic!("a")\n}', ['f has no section # Panics']],
  [
    'impl S {\n    pub fn m(&self) {}\n    fn p(&self) {}\n}\nimpl T for S {\n    pub fn n(&self) {}\n}',
    ['S::m has no documentation'],
  ],
  ['pub(crate) fn f() {}\nfn g() {}', []],
  ['#[cfg(test)]\npub mod tests {\n    pub fn f() {}\n}', []],
])('Rust %j', (text, says) => expect(told('rust', `${text}\n`)).toEqual(says));
