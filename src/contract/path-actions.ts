import type { ForbiddenAction } from './contract.ts';
import { mayBeTest } from './test-paths.ts';

/** Files that decide which code of others is run. */
export const DEPENDENCY_FILES: readonly string[] =
  `package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-workspace.yaml bun.lock bun.lockb deno.lock
   requirements.txt pyproject.toml poetry.lock uv.lock pdm.lock pylock.toml Pipfile Pipfile.lock setup.py setup.cfg Cargo.toml Cargo.lock go.mod go.sum go.work
   Gemfile Gemfile.lock composer.json composer.lock pom.xml build.gradle build.gradle.kts gradle.lockfile mix.exs mix.lock`.split(
    /\s+/,
  );

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const CI_PATH = /^(\.github\/workflows\/|\.gitlab-ci\.yml$|\.circleci\/|jenkinsfile$|azure-pipelines\.yml$|\.ci\/)/iu;
const SCHEMA_PATH = /(^|\/)(migrations?|schema)(\/|\.)|\.(sql|prisma|proto)$/iu;

/** Whether a path is a file that decides which code of others is run, by its name. */
export const isDependencyFile = (path: string): boolean => {
  const name = nameOf(path).toLowerCase();
  return DEPENDENCY_FILES.some((file) => file.toLowerCase() === name) || /^requirements.*\.txt$/u.test(name);
};

/** The actions a contract may forbid that a change of this path is. */
export const actionsInPath = (path: string): readonly ForbiddenAction[] => {
  return [
    ...(isDependencyFile(path) ? (['dependency-change'] as const) : []),
    ...(mayBeTest(path) ? (['test-change'] as const) : []),
    ...(CI_PATH.test(path) ? (['ci-change'] as const) : []),
    ...(SCHEMA_PATH.test(path) ? (['schema-change'] as const) : []),
  ];
};
