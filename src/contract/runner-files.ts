import type { Check } from './contract.ts';
import { isAnyRecipe, isRecipe } from './recipes.ts';
import { isBelowProduct } from './test-paths.ts';

/** Files that say how tests run, what they load, or what is put in place of what. Lower case. */
const RUNNER_NAMES: readonly RegExp[] = [
  /^(vitest|vite|jest|ava|karma|playwright|cypress|wdio|nyc|babel|webpack|rollup|rolldown|tsup|tsdown|postcss|esbuild|rspack|swc)(\.[\w-]+)*\.config(\.[\w-]+)*\.([cm]?[jt]sx?|json)$/,
  /^vitest\.(config|workspace|projects)\.([cm]?[jt]s|json)$|^jest[.-](config|preset|setup)\.([cm]?[jt]s|json)$/,
  /^\.(mocharc|babelrc|swcrc|nycrc|c8rc|taprc|jestrc|vitestrc|postcssrc)(\.([cm]?[jt]s|json|jsonc|ya?ml))?$/,
  /^[tj]sconfig(\.[\w-]+)*\.json$/,
  /^(conftest|sitecustomize|usercustomize|noxfile)\.py$|^\.?pytest\.(ini|toml)$|^tox\.ini$|^\.coveragerc$|\.pth$/,
  /^go\.work(\.sum)?$|^build\.rs$|^rust-toolchain(\.toml)?$|^\.?(nextest|tarpaulin)\.toml$/,
];

/** Files of settings that programs look for in a repository, whichever programs those are. Lower case. */
const SETTINGS_NAMES: readonly RegExp[] = [
  /\.config(\.[\w-]+)*\.([cm]?[jt]sx?|jsonc?|ya?ml|toml)$/,
  /\.conf(\.[\w-]+)*\.([cm]?[jt]s|json|ya?ml)$/,
  /^(\.[\w-]+rc|pylintrc)(\.([cm]?[jt]s|jsonc?|ya?ml|toml|ini))?$/,
  /^(nx|turbo|lerna|rush|project|deno|biome|pyrightconfig|xo)\.jsonc?$|^moon\.ya?ml$/,
  /^\.?(ruff|mypy|flake8|clippy|rustfmt|pylint|bandit|hatch|pdm|golangci)(\.(toml|ini|cfg|ya?ml|json))?$/,
];

const nameOf = (path: string): string => path.normalize('NFKC').toLowerCase().split('/').at(-1) ?? '';

/** Whether a file configures how tests run, by its name, at any depth and in any case. */
export const isRunnerFile = (path: string): boolean => RUNNER_NAMES.some((pattern) => pattern.test(nameOf(path)));

/**
 * Whether a file may configure what a check runs: besides those of runners whatever is called like the settings of a
 * program and lies outside of the product, for nobody knows all programs. To be asked where such a file is protected.
 */
export const mayConfigure = (path: string): boolean =>
  isRunnerFile(path) ||
  /(^|\/)vendor\/modules\.txt$/i.test(path) ||
  (!isBelowProduct(path) && SETTINGS_NAMES.some((pattern) => pattern.test(nameOf(path))));

/** What of a file of settings concerns how tests run; the rest of such a file may change like any other. */
export type Configuring = {
  readonly format: 'json' | 'toml' | 'ini' | 'go.mod';
  /** Which of its parts configure: dotted paths of TOML, sections, words of `go.mod`, outer keys of JSON with each script. */
  readonly keys: RegExp;
};

/** What of a package.json says what the package is, and nothing of how it is run. Dependencies have gates of their own. */
const DESCRIBES =
  'name version private description keywords author contributors maintainers license licenses homepage repository bugs funding dependencies devDependencies peerDependencies peerDependenciesMeta optionalDependencies bundleDependencies bundledDependencies files publishConfig types typings man directories sideEffects bin os cpu'
    .split(' ')
    .join('|'); // prettier-ignore

/** Files of settings that concern tests in part: by their names. Where the tools are many, all count that are not known to be harmless. */
const PARTLY: readonly (readonly [name: RegExp, configuring: Configuring])[] = [
  [/^package\.json$/, { format: 'json', keys: new RegExp(`^(?!(${DESCRIBES})$)`) }],
  [
    /^pyproject\.toml$/,
    {
      format: 'toml',
      keys: /^(tool(?!\.poetry\.((dev-)?dependencies|group\.[^.]+\.dependencies|name|version|description|authors|license|readme|keywords|classifiers|urls)(\.|$))|build-system|project\.(scripts|entry-points|gui-scripts))/,
    },
  ],
  [/^setup\.cfg$/, { format: 'ini', keys: /^(tool:pytest|pytest|coverage:|flake8|mypy|options\.entry_points)/ }],
  [/^cargo\.toml$/, { format: 'toml', keys: /^(lib|bin|test|bench|example|profile|patch|replace|features|lints|build-dependencies|target\..*\.build-dependencies|workspace|cargo-features|package(\.(build|auto[a-z]+|default-run|links|workspace|metadata)|$))/ }],
  [/^go\.mod$/, { format: 'go.mod', keys: /^(module|replace|toolchain|go|exclude|godebug|tool|ignore)$/ }],
]; // prettier-ignore

/** What of a file concerns how tests run, or null where nothing of it does. */
export const configuringIn = (path: string): Configuring | null => {
  const name = path.toLowerCase().split('/').at(-1) ?? '';
  return PARTLY.find(([pattern]) => pattern.test(name))?.[1] ?? null;
};

/** Programs that run what a package.json calls a script. */
const RUNS_SCRIPTS: readonly string[] = ['npm', 'pnpm', 'yarn', 'bun', 'npx', 'corepack', 'node'];

/** Whether a command may run scripts of a package.json. `node --run` does. */
export const mayRunScripts = (words: readonly string[]): boolean =>
  words.some((word) => RUNS_SCRIPTS.includes(word.split('/').at(-1) ?? ''));

/** Whether a file is a recipe that one of some programs reads. */
export const isRecipeOf = (programs: Iterable<string>, path: string): boolean => isRecipe(programs, nameOf(path));

/** Whether a file is a recipe of any program, whichever the checks start. */
export const mayBeRecipe = (path: string): boolean => isAnyRecipe(nameOf(path));

/** Whether a check runs a file: its command names it, or is a program that reads it as its recipe. */
export const isRunBy = ({ run }: Pick<Check, 'run'>, path: string): boolean => {
  const named = run.some((word) => word.replace(/^\.\//, '') === path || word.endsWith(`=${path}`));
  return named || isRecipeOf([run[0]], path);
};
