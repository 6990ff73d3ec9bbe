import { expect, test } from 'vitest';
import { actionsInPath } from './path-actions.ts';

test.each<[path: string, actions: readonly string[]]>([
  ['package.json', ['dependency-change']],
  ['pkg/a/Package-Lock.json', ['dependency-change']],
  ['requirements-dev.txt', ['dependency-change']],
  ['setup.py', ['dependency-change']],
  ['test/a.ts', ['test-change']],
  ['src/a.test.ts', ['test-change']],
  ['src/conftest.py', ['test-change']],
  ['pkg/testdata/golden.txt', ['test-change']],
  ['src/__snapshots__/a.snap', ['test-change']],
  ['src/__mocks__/fs.js', ['test-change']],
  ['.github/workflows/ci.yml', ['ci-change']],
  ['db/migrations/001.sql', ['schema-change']],
  ['src/schema.ts', ['schema-change']],
  ['src/latest.ts', []],
  ['src/packages.json', []],
  ['docs/contest/a.md', []],
  ['src/schematic.ts', []],
])('%s', (path, actions) => {
  expect(actionsInPath(path)).toEqual(actions);
});
