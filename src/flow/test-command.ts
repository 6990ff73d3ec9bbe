import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { splitWords, usualReport } from '#contract';

const manifest = z.object({
  scripts: z.object({ test: z.string(), pretest: z.unknown().optional(), posttest: z.unknown().optional() }),
});

/**
 * A script that does nothing but start one runner is better called directly: then its report can be read test by test,
 * and the runner does not have to write where jails only read, as vitest does when it loads its configuration.
 */
const calledDirectly = (script: string): string | null => {
  const split = splitWords(script);
  if ('problem' in split) return null;
  const [program] = split.words;
  const kind = usualReport(split.words);
  if (kind === 'node-test') return script;
  // What npm would find in node_modules is not on the PATH of whoever calls it without npm.
  return (kind === 'vitest' || kind === 'jest' || kind === 'mocha') && program === kind ? `npx ${script}` : null;
};

const fromPackageJson = (root: string): string | null => {
  try {
    const parsed = manifest.safeParse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    if (!parsed.success || /no test specified/u.test(parsed.data.scripts.test)) return null;
    const { test, pretest, posttest } = parsed.data.scripts;
    // What npm does before and after the tests, they may need.
    const isAlone = pretest === undefined && posttest === undefined;
    return (isAlone ? calledDirectly(test) : null) ?? 'npm test';
  } catch {
    return null;
  }
};

/** The command that tests a repository, as its files suggest it, or null. */
export const findTestCommand = (root: string): string | null => {
  const found = existsSync(join(root, 'package.json')) ? fromPackageJson(root) : null;
  if (found !== null) return found;
  if (['pyproject.toml', 'pytest.ini', 'setup.cfg'].some((name) => existsSync(join(root, name)))) return 'pytest';
  if (existsSync(join(root, 'Cargo.toml'))) return 'cargo test';
  if (existsSync(join(root, 'go.mod'))) return 'go test ./...';
  return null;
};
