import type { Check } from './contract.ts';

/** Files that say how tests run, what they load, or what is put in place of what. Lower case. */
const RUNNER_NAMES: readonly RegExp[] = [
  /^(vitest|vite|jest|ava|karma|playwright|cypress|wdio|nyc|babel|webpack|rollup|tsup)(\.[\w-]+)*\.config\.([cm]?[jt]sx?|json)$/,
  /^vitest\.(config|workspace|projects)\.([cm]?[jt]s|json)$|^jest\.(config|preset|setup)\.([cm]?[jt]s|json)$/,
  /^\.(mocharc|babelrc|swcrc|nycrc|c8rc|taprc|jestrc|vitestrc)(\.([cm]?js|json|jsonc|ya?ml))?$/,
  /^[tj]sconfig(\.[\w-]+)*\.json$/,
  /^(conftest|sitecustomize|usercustomize|noxfile)\.py$|^\.?pytest\.(ini|toml)$|^tox\.ini$|^\.coveragerc$|\.pth$/,
  /^go\.work(\.sum)?$|^build\.rs$|^rust-toolchain(\.toml)?$|^\.?(nextest|tarpaulin)\.toml$/,
];

/** Whether a file configures how tests run, by its name, at any depth and in any case. */
export const isRunnerFile = (path: string): boolean => {
  const name = path.normalize('NFKC').toLowerCase().split('/').at(-1) ?? '';
  return RUNNER_NAMES.some((pattern) => pattern.test(name));
};

/** What of a file of settings concerns how tests run; the rest of such a file may change like any other. */
export type Configuring = {
  readonly format: 'json' | 'toml' | 'ini';
  /** Keys, or sections, that configure; a key below `scripts` is looked at by itself. */
  readonly keys: RegExp;
};

/** Files of settings that concern tests in part: by their names. */
const PARTLY: readonly (readonly [name: RegExp, configuring: Configuring])[] = [
  [
    /^package\.json$/,
    {
      format: 'json',
      keys: /^(jest|vitest|mocha|ava|nyc|c8|tap|babel|swc|type|imports|exports|main|module|workspaces|overrides|resolutions|pnpm|packageManager)$|^scripts\.(pre|post)|^scripts\..*(test|check|verify|lint|ci)/,
    },
  ],
  [/^pyproject\.toml$/, { format: 'toml', keys: /^(tool\.(pytest|coverage|tox|hatch|pdm|uv)|build-system|project\.(scripts|entry-points|gui-scripts))/ }],
  [/^setup\.cfg$/, { format: 'ini', keys: /^(tool:pytest|pytest|coverage:|options\.entry_points)/ }],
  [/^cargo\.toml$/, { format: 'toml', keys: /^(lib|bin|test|bench|example|profile|patch|replace|features|build-dependencies|workspace|package\.(build|autotests|default-run))/ }],
  [/^go\.mod$/, { format: 'ini', keys: /^(replace|toolchain|go|exclude)/ }],
]; // prettier-ignore

/** What of a file concerns how tests run, or null where nothing of it does. */
export const configuringIn = (path: string): Configuring | null => {
  const name = path.toLowerCase().split('/').at(-1) ?? '';
  return PARTLY.find(([pattern]) => pattern.test(name))?.[1] ?? null;
};

/** Recipes that a program reads without being told: whoever changes one changes what the check runs. */
const RECIPES: Readonly<Record<string, RegExp>> = {
  make: /^(gnu)?makefile$|\.mk$/,
  just: /^\.?justfile$/,
  task: /^taskfile(\.dist)?\.ya?ml$/,
  rake: /^rakefile(\.rb)?$/,
  gradle: /\.gradle(\.kts)?$/,
  gradlew: /\.gradle(\.kts)?$/,
  mvn: /^pom\.xml$/,
  ant: /^build\.xml$/,
  tox: /^tox\.ini$/,
  nox: /^noxfile\.py$/,
};

/** Whether a check runs a file: its command names it, or is a program that reads it as its recipe. */
export const isRunBy = ({ run }: Pick<Check, 'run'>, path: string): boolean => {
  const named = run.some((word) => word.replace(/^\.\//, '') === path || word.endsWith(`=${path}`));
  const program = run[0].split('/').at(-1) ?? '';
  const name = path.toLowerCase().split('/').at(-1) ?? '';
  return named || (RECIPES[program]?.test(name) ?? false);
};
