import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '#host';
import { commitAll, opened, repositoryIn, scratch, valueOf, write } from '../../host/scratch.fixture.ts';
import { loadedByProduct } from './loaded.ts';

const root = scratch();
type Files = Readonly<Record<string, string>>;

/** What the product is seen to load of what a change makes otherwise. */
const loaded = async (before: Files, change: Files): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(root, 'repository-'));
  const from = repositoryIn(folder, before);
  write(folder, change);
  const to = commitAll(folder);
  const store = valueOf(await openStore(await opened(folder)));
  const mode = { status: 'modified', oldMode: '100644', newMode: '100644', oldBlob: '', newBlob: '' } as const;
  return valueOf(await loadedByProduct(store, { from, to, paths: Object.keys(change).map((path) => ({ ...mode, path })) }));
}; // prettier-ignore

test('what the product names among the tests is seen, in whatever way it does', async () => {
  const before = {
    'src/a.ts': "import { a } from '../test/one.js';\nexport * from '#test/two';\n",
    'src/b.cjs': 'require("../test/three"); const at = new URL(`../testdata/four.json`, base);\n',
    'index.js': "import('./test');\n",
    'app/main.py': 'from .tests import six\nfrom tests.seven import x\nimport tests.eight as y, os\n',
    'cmd/a.go': 'package a\n\n//go:embed testdata/nine.txt\nvar text string\n\nimport "example.com/m/internal/testdata/ten"\n',
    'src/lib.rs': 'const TEXT: &str = include_str!("../tests/eleven.txt");\n',
  };
  const change = {
    ...{ 'test/one.ts': '', 'test/two/index.ts': '', 'test/three.cjs': '', 'testdata/four.json': '', 'test/index.js': '' },
    ...{ 'app/tests/six.py': '', 'tests/seven.py': '', 'tests/eight.py': '', 'cmd/testdata/nine.txt': '' },
    ...{ 'internal/testdata/ten/t.go': '', 'tests/eleven.txt': '' },
  };
  expect(await loaded(before, change)).toEqual(Object.keys(change));
}); // prettier-ignore

test('what it loads by way of others among the tests is seen, and what it loads at one side alone', async () => {
  const LOADING = "import '../test/one.mjs';\n";
  const change = { 'test/one.mjs': "import './two.mjs';\n", 'test/two.mjs': "import './one.mjs';\n" };
  const both = Object.keys(change);
  expect(await loaded({ 'src/a.mjs': LOADING, 'test/one.mjs': '', 'test/two.mjs': '' }, change)).toEqual(both);
  expect(await loaded({ 'src/a.mjs': '', ...change }, { 'src/a.mjs': LOADING, 'test/two.mjs': '' })).toEqual(['test/two.mjs']);
  expect(await loaded({ 'src/a.mjs': LOADING, ...change }, { 'src/a.mjs': '', 'test/two.mjs': '' })).toEqual(['test/two.mjs']);
}); // prettier-ignore

test('what tests and what runs them name is not the product’s, and neither is what is only called alike', async () => {
  const before = {
    'test/one.test.mjs': "import './help.mjs';\n",
    'scripts/run-tests.mjs': "import '../test/help.mjs';\n",
    'vitest.config.ts': "export default { test: { setupFiles: './test/help.mjs' } };\n",
    'src/help.mjs':
      "import './test.mjs';\nimport help from 'help';\nexport const say = 'test';\nimport '../lib/help.mjs';\n",
    'README.md': 'see "test/help.mjs"\n',
  };
  expect(await loaded(before, { 'test/help.mjs': '', 'test/one.test.mjs': '', 'test/index.mjs': '' })).toEqual([]);
});
