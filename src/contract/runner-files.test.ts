import { describe, expect, test } from 'vitest';
import { configuringIn, isRunBy, isRunnerFile } from './runner-files.ts';

describe('a file that configures how tests run', () => {
  test.each([
    ...['vitest.config.ts', 'vite.config.mts', 'vitest.workspace.json', 'pkg/a/jest.config.cjs', 'jest.setup.js'],
    ...['.mocharc.yml', '.babelrc', 'babel.config.json', '.nycrc.json', 'tsconfig.json', 'tsconfig.test.json'],
    ...['conftest.py', 'src/a/conftest.py', 'sitecustomize.py', 'pytest.ini', '.pytest.ini', 'tox.ini', '.coveragerc'],
    ...[
      'evil.pth',
      'go.work',
      'build.rs',
      'rust-toolchain',
      'a/rust-toolchain.toml',
      '.config/nextest.toml',
      'VITEST.CONFIG.TS',
      'ｖitest.config.ts',
    ],
  ])('%s', (path) => expect(isRunnerFile(path)).toBe(true));
  test.each([
    ...['src/config.ts', 'src/vitest.ts', 'docs/jest.config.md', 'my-vitest.config.tsx.txt', 'src/conftest.ts'],
    ...['package.json', 'tsconfig/readme.md', 'vitest.config.ts/readme.md', 'src/build.rs.txt', 'pytest.py'],
  ])('is not %s', (path) => expect(isRunnerFile(path)).toBe(false));
});

describe('a file of settings', () => {
  test.each<[path: string, configures: readonly string[], not: readonly string[]]>([
    ['package.json', ['jest', 'type', 'exports', 'scripts.test', 'scripts.pretest', 'scripts.test:unit', 'scripts.lint'], ['name', 'version', 'dependencies', 'scripts.start']],
    ['a/Package.json', ['vitest'], ['description']],
    ['pyproject.toml', ['tool.pytest.ini_options', 'tool.coverage.run', 'build-system', 'project.scripts'], ['project', 'tool.black']],
    ['setup.cfg', ['tool:pytest', 'options.entry_points'], ['metadata', 'flake8']],
    ['Cargo.toml', ['lib', 'profile.test', 'package.build', 'build-dependencies', 'features'], ['dependencies', 'package.version', 'dev-dependencies']],
    ['go.mod', ['replace', 'go', 'toolchain'], ['require', 'module']],
  ])('%s configures tests by some of its parts', (path, configures, not) => {
    const keys = configuringIn(path)?.keys;
    expect(configures.filter((key) => keys?.test(key) !== true)).toEqual([]);
    expect(not.filter((key) => keys?.test(key) !== false)).toEqual([]);
  }); // prettier-ignore
  test.each(['src/package.json.ts', 'settings.toml', 'go.sum', 'Cargo.lock'])('is not %s', (path) =>
    expect(configuringIn(path)).toBeNull());
}); // prettier-ignore

describe('a check runs', () => {
  test.each<[run: string, path: string, runs: boolean]>([
    ['sh scripts/test.sh', 'scripts/test.sh', true],
    ['./scripts/test.sh', 'scripts/test.sh', true],
    ['node --test test/a.test.mjs', 'test/a.test.mjs', true],
    ['run --config=ci/run.json', 'ci/run.json', true],
    ['make lint', 'Makefile', true],
    ['make lint', 'lib/rules.mk', true],
    ['/usr/bin/make lint', 'GNUmakefile', true],
    ['just test', '.justfile', true],
    ['tox', 'tox.ini', true],
    ['./gradlew test', 'app/build.gradle.kts', true],
    ['make lint', 'src/makefile.ts', false],
    ['node --test', 'Makefile', false],
    ['sh scripts/test.sh', 'scripts/test.sh.md', false],
    ['sh scripts/test.sh', 'other/scripts/test.sh', false],
  ])('%s → %s: %s', (run, path, runs) => {
    const [program = '', ...words] = run.split(' ');
    expect(isRunBy({ run: [program, ...words] }, path)).toBe(runs);
  });
});
