import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Check } from '#contract';
import { openStore } from '#host';
import { commitAll, gitIn, opened, repositoryIn, scratch, valueOf, write } from '../../host/scratch.fixture.ts';
import { mayBeReached, reachOf } from './reach.ts';

const root = scratch();
type Files = Readonly<Record<string, string>>;
const json = (value: unknown): string => JSON.stringify(value, null, 2);

/** What the checks are seen to come to of what a change makes otherwise: `path` or `path: part`, with what names it. */
const reached = async (before: Files, change: Files, ...commands: readonly string[]): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(root, 'repository-'));
  const from = repositoryIn(folder, before);
  write(folder, change);
  commitAll(folder);
  const store = valueOf(await openStore(await opened(folder)));
  const mode = { status: 'modified', oldMode: '100644', newMode: '100644', oldBlob: '' } as const;
  const paths = Object.keys(change).map((path) => ({ ...mode, path, newBlob: gitIn(folder, 'rev-parse', `HEAD:${path}`) }));
  const checks = commands.map((command, index): Check => {
    const [program = '', ...words] = command.split(' ');
    return { id: `check${String(index)}`, run: [program, ...words], reports: 'exit-code', timeoutMs: 1 };
  });
  const found = valueOf(await reachOf(store, { from, paths }, checks));
  return found.map(({ path, part, by }) => `${path}${part === null ? '' : ` ${part}`} by ${by}`).toSorted();
}; // prettier-ignore

test('scripts are followed through scripts, also before, after, by globs and in other packages', async () => {
  const scripts = { test: 'run-s build:* unit', unit: 'npm --prefix packages/a run deep', other: 'vite' };
  const before = { 'package.json': json({ scripts }), 'packages/a/package.json': json({ scripts: { deep: 'x' } }) };
  const changed = { ...scripts, unit: '', preunit: 'x', 'build:late': 'x', start: 'x' };
  const change = { 'package.json': json({ scripts: changed }), 'packages/a/package.json': json({ scripts: { deep: 'y' } }) };
  expect(await reached(before, change, 'npm test')).toEqual([
    'package.json scripts.build:late by package.json: scripts.test',
    'package.json scripts.preunit by package.json: scripts.test',
    'package.json scripts.test by the check check0',
    'package.json scripts.unit by package.json: scripts.test',
    'packages/a/package.json scripts.deep by package.json: scripts.unit',
  ]);
  // What no check runs through a package.json it is not looked for there.
  expect(await reached(before, change, 'make test')).toEqual([]);
}); // prettier-ignore

test('files are followed through scripts, recipes, shells and tools, in any of which they are named', async () => {
  const before = {
    'package.json': json({ scripts: { test: 'make -s all && node scripts/run.mjs' } }),
    Makefile: 'all:\n\tsh ci/all.sh\n',
    'ci/all.sh': '. "$(dirname $0)/lib.sh"\nruntests\npython -m tools.check\nfor one in ci/parts/*.sh; do sh $one; done\n',
    'ci/lib.sh': '',
    runtests: '',
    'tools/check.py': '',
    'scripts/run.mjs': "import './helper.js';\nimport '../index.mjs';\nimport '../src/a.mjs';\n",
    'scripts/helper.ts': '',
    'scripts/alone.mjs': '',
    'index.mjs': '',
    'src/a.mjs': '',
    'README.md': '',
  };
  const paths = [...Object.keys(before).filter((path) => path !== 'package.json'), 'ci/parts/new.sh', 'test/a.test.mjs'];
  const change = Object.fromEntries(paths.map((path) => [path, 'other\n']));
  expect(await reached(before, change, 'npm test')).toEqual([
    'Makefile by make',
    'ci/all.sh by Makefile',
    'ci/lib.sh by ci/all.sh',
    'ci/parts/new.sh by ci/all.sh',
    'runtests by ci/all.sh',
    'scripts/helper.ts by scripts/run.mjs',
    'scripts/run.mjs by package.json: scripts.test',
    'tools/check.py by ci/all.sh',
  ]);
}); // prettier-ignore

test('what the settings of runners have loaded is followed into the product, and what they only name is not', async () => {
  const before = {
    'vitest.config.ts': "import { defineConfig } from 'vitest/config';\nexport default defineConfig({\n  build: { lib: { entry: './src/index.ts' } },\n  test: { setupFiles: [\n    './src/setup-all.ts',\n    'src/polyfill.ts',\n  ] },\n});\n",
    'package.json': json({ main: 'index.mjs', exports: { import: './index.mjs' }, jest: { globalSetup: '<rootDir>/jest/go.js' } }),
    'pyproject.toml': '[project]\ndependencies = ["requests", "hooks"]\n[tool.pytest.ini_options]\naddopts = "-p src.plug"\n',
    'conftest.py': "from app import make\npytest_plugins = ['plugins.all']\n",
    'tsconfig.json': '{ "include": ["src/index.ts"], "extends": "./setup.json" }',
  };
  const reachedOnes = ['src/setup-all.ts', 'src/polyfill.ts', 'jest/go.js', 'src/plug.py', 'plugins/all.py'];
  const others = ['src/index.ts', 'index.mjs', 'requests.py', 'hooks.py', 'app.py', 'setup.json', 'test/src/plug.py'];
  const change = Object.fromEntries([...reachedOnes, ...others].map((path) => [path, 'other\n']));
  const found = await reached({ ...change, ...before }, Object.fromEntries(Object.keys(change).map((path) => [path, 'more\n'])), 'node --test');
  expect(found.map((one) => one.split(' ')[0])).toEqual(reachedOnes.toSorted());
}); // prettier-ignore

test('where nothing can be read nothing is followed, and nothing breaks', async () => {
  const before = { 'package.json': '{', 'a/package.json': '[]', 'b/package.json': json({ scripts: ['x'] }) };
  const change = { 'package.json': json({ scripts: { test: 'x' } }), 'a/package.json': 'null', 'scripts/a.sh': '' };
  expect(await reached(before, change, 'npm test')).toEqual(['package.json scripts.test by the check check0']);
});

test('a step is followed however long its text is, as that of a program in one file', async () => {
  const filler = `${'// one more line of a program that somebody has bundled\n'.repeat(25_000)}`;
  const before = { 'tools/all.mjs': `${filler}import './last.mjs';\n`, 'tools/last.mjs': 'run();\n' };
  const change = { 'tools/last.mjs': '' };
  expect(await reached(before, change, 'node tools/all.mjs')).toEqual(['tools/last.mjs by tools/all.mjs']);
});

test('a recipe is reached that no word names, by whatever starts its program', async () => {
  const before = { 'ci/run.sh': 'ctest --test-dir build\n', 'CMakeLists.txt': 'add_test()\n', 'mix.exs': '' };
  const change = { 'CMakeLists.txt': '\n', 'mix.exs': 'other' };
  expect(await reached(before, change, 'sh ci/run.sh')).toEqual(['CMakeLists.txt by ctest']);
  expect(Object.keys(change).map(mayBeReached)).toEqual([true, true]);
  expect(mayBeReached('src/CMake.txt')).toBe(false);
});
