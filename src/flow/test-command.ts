import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({ scripts: z.object({ test: z.string() }) });

const fromPackageJson = (root: string): string | null => {
  try {
    const parsed = manifest.safeParse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    if (!parsed.success || /no test specified/u.test(parsed.data.scripts.test)) return null;
    const { test } = parsed.data.scripts;
    // A script that is plainly node's own runner is better called directly: then its report can be read.
    return /^node\b[^|;&]*\s--test\b[^|;&]*$/u.test(test) ? test : 'npm test';
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
