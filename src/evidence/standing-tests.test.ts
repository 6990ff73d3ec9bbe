import { expect, test } from 'vitest';
import type { ReportKind } from '#contract';
import type { ChangedPath } from './run-evidence.ts';
import { actingFiles, sharesProcess, standingTests } from './standing-tests.ts';

test.each<[kind: ReportKind, test: string | null, path: string, shares: boolean]>([
  ['go-test', 'a/x_test.go', 'a/y_test.go', true],
  ['go-test', 'a/x_test.go', 'a/b/y_test.go', false],
  ['go-test', 'x_test.go', 'y_test.go', true],
  ['go-test', null, 'a/y_test.go', true],
  ['go-test', 'a/x_test.go', 'a/y_test.py', false],
  ['pytest', 'tests/a/test_x.py', 'tests/b/test_y.py', true],
  ['pytest', 'tests/test_x.py', 'tests/data.json', false],
  ['mocha', 'test/x.js', 'test/y.cjs', true],
  ['mocha', 'test/x.js', 'test/y.test.tsx', true],
  ['cargo-test', 'src/lib.rs', 'src/deep/tests.rs', true],
  ['cargo-test', 'src/lib.rs', 'tests/whole.rs', false],
  ['cargo-test', 'one/src/lib.rs', 'two/src/tests.rs', false],
  ['node-test', 'test/x.js', 'test/y.js', false],
  ['vitest', 'test/x.ts', 'test/y.ts', false],
  ['jest', 'test/x.ts', 'test/y.ts', false],
])('%s: %s and %s: %s', (kind, of, path, shares) => expect(sharesProcess(kind, of, path)).toBe(shares));

const changed = (path: string, status: ChangedPath['status']): ChangedPath => ({
  ...{ path, status, oldMode: '100644', newMode: '100644' },
  ...{ oldBlob: 'a'.repeat(40), newBlob: 'b'.repeat(40) },
});

test('what is added acts, and of what was there that which the contract names; what configures tests does not', () => {
  const paths = [
    changed('tests/test_new.py', 'added'),
    changed('tests/test_named.py', 'modified'),
    changed('tests/test_gone.py', 'deleted'),
    changed('tests/test_other.py', 'modified'),
    changed('tests/conftest.py', 'added'),
    changed('src/month.py', 'added'),
  ];
  const allow = ['tests/test_named.py', 'tests/test_gone.py', 'tests/conftest.py'];
  expect(actingFiles(paths, allow, (path) => path.startsWith('tests/'))).toEqual({
    added: ['tests/test_new.py'],
    changed: ['tests/test_named.py', 'tests/test_gone.py'],
  });
});

test('the tests that stand are those that passed, of files that are neither new nor named; Rust names the root of a crate', () => {
  const tests = ['a.py', 'new.py', 'named.py', null].map((file) => ({ name: 'x', file, outcome: 'passed' as const }));
  const report = { tests: [...tests, { name: 'y', file: 'a.py', outcome: 'failed' as const }], canaries: [], problems: [] };
  const where = { paths: [changed('new.py', 'added'), changed('a.py', 'modified')], allow: ['named.py'] };
  expect(standingTests({ reports: 'pytest' }, { report }, where, ['new.py']).map(({ file }) => file)).toEqual(['a.py', null]);
  const rust = { report: { ...report, tests: [{ name: 'x', file: 'src/lib.rs', outcome: 'passed' as const }] } };
  expect(standingTests({ reports: 'cargo-test' }, rust, { paths: [], allow: ['src/lib.rs'] }, ['src/a.rs'])).toHaveLength(1);
}); // prettier-ignore
