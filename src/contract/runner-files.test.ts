import { describe, expect, test } from 'vitest';
import { configuringIn, isRunBy, isRunnerFile, mayConfigure } from './runner-files.ts';

describe('a file that configures how tests run', () => {
  test.each([
    ...['vitest.config.ts', 'vite.config.mts', 'vitest.workspace.json', 'pkg/a/jest.config.cjs', 'jest.setup.js'],
    ...['postcss.config.mjs', '.postcssrc.json', 'vitest.config.unit.ts', 'jest-preset.json'],
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

describe('a file that may configure what a check runs', () => {
  test.each([
    ...[
      'eslint.config.mjs',
      '.eslintrc.cjs',
      '.prettierrc',
      'packages/a/tailwind.config.js',
      'ruff.toml',
      '.golangci.yml',
    ],
    ...[
      'karma.conf.js',
      'stryker.conf.json',
      'nx.json',
      'vendor/modules.txt',
      'src/vendor/modules.txt',
      'src/vitest.config.unit.ts',
      'pylintrc',
      'conftest.py',
    ],
  ])('%s', (path) => expect(mayConfigure(path)).toBe(true));
  test.each([
    ...[
      'src/app/app.config.ts',
      'lib/.hiddenrc',
      'docs/config.md',
      'src.json',
      'setup.py',
      'modules.txt',
      'package.json',
    ],
  ])('is not %s', (path) => expect(mayConfigure(path)).toBe(false));
});

describe('a file of settings', () => {
  test.each<[path: string, configures: readonly string[], not: readonly string[]]>([
    ['package.json', ['jest', 'type', 'exports', 'scripts.test', 'scripts.pretest', 'scripts.unit', 'scripts.start', 'wireit', 'browserslist', 'namely'], ['name', 'version', 'dependencies', 'peerDependenciesMeta']],
    ['a/Package.json', ['vitest'], ['description']],
    ['pyproject.toml', ['tool.pytest.ini_options.addopts', 'tool', 'tool.coverage.run', 'tool.ruff.lint', 'tool.poetry.plugins.pytest11', 'build-system', 'project.scripts.a'], ['project', 'project.version', 'tool.poetry.version', 'tool.poetry.group.dev.dependencies.pytest']],
    ['setup.cfg', ['tool:pytest', 'options.entry_points'], ['metadata', 'options']],
    ['Cargo.toml', ['lib.path', 'profile.test', 'package', 'package.build', 'package.autobenches', 'build-dependencies', 'features'], ['dependencies', 'package.version', 'dev-dependencies']],
    ['go.mod', ['module', 'replace', 'go', 'toolchain'], ['require', 'goose']],
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
    ['mvnw test', 'core/pom.xml', true],
    ['gradle test', 'gradle.properties', true],
    ['ctest --test-dir build', 'CMakeLists.txt', true],
    ['bin/ctest', 'cmake/Tests.cmake', true],
    ['meson test', 'meson.build', true],
    ['bazel test //...', 'src/BUILD.bazel', true],
    ['dotnet test', 'src/App.Tests.csproj', true],
    ['dotnet test', 'Directory.Build.props', true],
    ['vendor/bin/phpunit', 'phpunit.xml.dist', true],
    ['composer test', 'composer.json', true],
    ['bundle exec rspec', '.rspec', true],
    ['mix test', 'mix.exs', true],
    ['sbt test', 'build.sbt', true],
    ['swift test', 'Package.swift', true],
    ['flutter test', 'dart_test.yaml', true],
    ['stack test', 'package.yaml', true],
    ['zig build', 'build.zig', true],
    ['grunt test', 'Gruntfile.js', true],
    ['cmake --version', 'src/lists.txt', false],
    ['dotnet test', 'src/App.cs', false],
    ['mix test', 'lib/mix.ex', false],
    ['make lint', 'src/makefile.ts', false],
    ['node --test', 'Makefile', false],
    ['sh scripts/test.sh', 'scripts/test.sh.md', false],
    ['sh scripts/test.sh', 'other/scripts/test.sh', false],
  ])('%s → %s: %s', (run, path, runs) => {
    const [program = '', ...words] = run.split(' ');
    expect(isRunBy({ run: [program, ...words] }, path)).toBe(runs);
  });
});
