import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isBelowProduct, isSurelyTest, mayBeTest } from './test-paths.ts';

test.each([
  'src/a.test.ts',
  'src/spec/a.spec.ts',
  'src/a-test.js',
  'pkg/a/a_test.go',
  'src/conftest.py',
  'src/test_a.py',
  'lib/mypackage/tests/data.py',
  'mypackage/tests/__init__.py',
  'app/tests.py',
  'src/tests.rs',
  'src/parse/tests/numbers.rs',
  'src/test/java/org/example/ATest.java',
  'core/src/test/kotlin/A.kt',
  'src/test/resources/golden.json',
  'test/helpers.mjs',
  'tests/it.rs',
  'tests/src/a.c',
  'test/lib/a.js',
  'packages/a/test/setup.ts',
  'libs/a/tests/setup.ts',
  'spec/models/user_spec.rb',
  'spec/support/login.js',
  'spec/parserSpec.js',
  'src/__tests__/setup.ts',
  'src/__snapshots__/a.snap',
  'internal/a/testdata/golden.txt',
])('%s is surely a test', (path) => {
  expect([isSurelyTest(path), mayBeTest(path)]).toEqual([true, true]);
});

test.each([
  'src/spec/parse.mjs',
  'src/spec/door.mjs',
  'src/test/door.mjs',
  'src/tests/door.mjs',
  'src/deep/Spec/door.ts',
  'lib/test/door.rb',
  'lib/spec/door.rb',
  'app/spec/door.rb',
  'pkg/test/door.go',
  'internal/tests/door.go',
  'packages/a/src/test/door.ts',
  'src/test/door.rs',
  'src/test/door.java',
  'src/test/java/door.mjs',
  'spec/parse.mjs',
  'spec/api.yaml',
  'src/test_door.mjs',
  'src/api-spec.yaml',
  'src/load_spec.py',
  'golden/months.txt',
  'src/expected/a.json',
  'fixtures/deep/a.csv',
  'fixtures/months.mjs',
  'api/list.golden',
  'api/list.approved.txt',
  'src/a.snap',
])('%s may be a test, and may be part of the product', (path) => {
  expect([isSurelyTest(path), mayBeTest(path)]).toEqual([false, true]);
});

test.each([
  'src/golden/month.js',
  'lib/expected/expected.hpp',
  'src/fixtures/door.ts',
  'docs/goldens.md',
  'src/latest.ts',
  'src/contest/a.ts',
  'src/specs.ts',
  'src/testing.go',
  'src/tests',
  'spec.md',
  'test',
])('%s is none', (path) => {
  expect([isSurelyTest(path), mayBeTest(path)]).toEqual([false, false]);
});

test('whatever surely is a test may be one', () => {
  const words = ['src', 'lib', 'test', 'tests', 'spec', '__tests__', 'java', 'support', 'a', 'testdata'];
  const names = [
    'a.ts',
    'a.py',
    'a.rs',
    'a_test.go',
    'a-spec.ts',
    'aSpec.js',
    'test_a.c',
    'tests.rs',
    'a.rb',
    'A.java',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 4 }), fc.constantFrom(...names), (folders, name) => {
      const path = [...folders, name].join('/');
      expect(isSurelyTest(path) && !mayBeTest(path), path).toBe(false);
    }),
  );
});

test.each([
  ['src/a.ts', true],
  ['packages/a/src/b/c.ts', true],
  ['test/src/a.ts', false],
  ['packages/a/b.ts', false],
  ['src', false],
] as const)('%s lies below a folder of the product: %s', (path, is) => {
  expect(isBelowProduct(path)).toBe(is);
});
