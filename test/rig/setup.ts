import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILDS } from './switch-off.ts';

const ROOT = join(import.meta.dirname, '../..');

const must = (program: string, args: readonly string[]): void => {
  const { status, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8', timeout: 300_000 });
  if (status !== 0) throw new Error(stderr);
};

/** Whether the launcher would start the source, which takes it a second at every command of a story. */
const isStale = (): boolean => {
  const built = join(ROOT, 'dist', 'main.mjs');
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).map((path) =>
    join('src', path),
  );
  return [...sources, 'package.json'].some((path) => statSync(join(ROOT, path)).mtimeMs > mtimeMs);
};

const AN_HOUR_MS = 3_600_000;

/** Builds without a mechanism are some megabytes each, and of no use once the source has changed. */
const removeOldBuilds = (): void => {
  if (!existsSync(BUILDS)) return;
  for (const name of readdirSync(BUILDS)) {
    const folder = join(BUILDS, name);
    if (statSync(folder).mtimeMs < Date.now() - AN_HOUR_MS) rmSync(folder, { recursive: true, force: true });
  }
};

/** Before any test: the jail must work on this machine, or every test that shows a refusal might show the wrong one. */
export default function setup(): void {
  must(process.execPath, ['--conditions=source', join(import.meta.dirname, 'ensure-jail.ts')]);
  removeOldBuilds();
  if (isStale()) must('npm', ['run', '--silent', 'build']);
}
