import { describe, expect, test } from 'vitest';
import { withoutAssertions } from '../bench/proof/assertions.ts';
import { loadSources } from '../src/run/proof/syntax.ts';

/** What `bench:replay` takes out of tests: nothing that asserts is left, and the rest stands as it stood. */

const sources = await loadSources();
const bare = (path: string, text: string): string | null => {
  const source = sources.ok ? sources.value(path, text) : null;
  return source === null ? 'not read' : withoutAssertions(source);
};

const GO = (line: string): string => `package a\n\nfunc TestA(t *testing.T) {\n\t${line}\n}\n`;

describe('a test without its assertions', () => {
  test.each([
    ['assert.equal(a(), 1);', 'void 0;'],
    ["import { equal as same } from 'node:assert/strict';\nsame(a(), 1);", "import { equal as same } from 'node:assert/strict';\nvoid 0;"], // prettier-ignore
    ["const { strictEqual } = require('assert');\nstrictEqual(a(), 1);", "const { strictEqual } = require('assert');\nvoid 0;"], // prettier-ignore
    ['await expect(a()).rejects.toThrow(/b/);', 'await void 0;'],
    ['chai.expect(a()).to.be.true;', 'void 0;'],
    ['a().should.eventually.equal(1);', 'void 0;'],
    ["it('a', () => expect(a()).to.equal(1));", "it('a', () => void 0);"],
    ['return a().then((b) => { t.deepEqual(b, 1); });', 'return a().then((b) => { void 0; });'],
    ['chai.use(plugin);', null],
    ["test('asserts', () => a());", null],
  ])('JavaScript: %s', (text, expected) => expect(bare('a.test.js', text)).toBe(expected));

  test.each([
    ['assert a() == 1\n', 'pass\n'],
    ['def test(self):\n    self.assertEqual(a(), 1)\n', 'def test(self):\n    pass\n'],
    ['pytest.raises(ValueError, a)\n', 'pass\n'],
    ['with pytest.raises(ValueError, match="b") as e:\n    a()\n    assert False\n', 'with __import__("contextlib").suppress(BaseException) as e:\n    a()\n    pass\n'], // prettier-ignore
    ['with self.assertRaises(ValueError):\n    a()\n', 'with __import__("contextlib").suppress(BaseException):\n    a()\n'], // prettier-ignore
    ['np.testing.assert_allclose(a(), 1)\n', 'pass\n'],
    ['mock.assert_called_once_with(1)\n', 'pass\n'],
    ['raise AssertionError("a")\n', 'pass\n'],
    ['with open("a") as f:\n    a(f)\n', null],
    ['assertions()\n', null],
  ])('Python: %s', (text, expected) => expect(bare('test_a.py', text)).toBe(expected));

  test.each([
    ['if a() != 1 {\n\t\tt.Fatalf("got %d", a())\n\t}', 'if a() != 1 {\n\t\t_ = t.Fatalf; func(...any) {}("got %d", a())\n\t}'], // prettier-ignore
    ['assert.Equal(t, 1, b)', '_ = assert.Equal; func(...any) {}(t, 1, b)'],
    ['c.Assert(b, qt.Equals, 1)', '_ = c.Assert; func(...any) {}(b, qt.Equals, 1)'],
    ['t.Log(a())', null],
    ['t.Run("a", b)', null],
  ])('Go: %s', (line, expected) => expect(bare('a_test.go', GO(line))).toBe(expected === null ? null : GO(expected)));

  test.each([
    ['#[test]\nfn a() { assert_eq!(b(), 1); }\n', '#[test]\nfn a() { (); }\n'],
    ['#[test]\nfn a() { if b() { panic!("c") } }\n', '#[test]\nfn a() { if b() { () } }\n'],
    ['#[test]\n#[should_panic]\nfn a() { b(); }\n', '#[test]\n#[should_panic]\nfn a() { panic!() }\n'],
    ['#[test]\nfn a() { match b() { Some(c) => c, None => panic!() } }\n', null],
  ])('Rust: %s', (text, expected) => expect(bare('tests/a.rs', text)).toBe(expected));
});
