import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

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

/** Before any test: the jail must work on this machine, or every test that shows a refusal might show the wrong one. */
export default function setup(): void {
  must(process.execPath, ['--conditions=source', join(import.meta.dirname, 'ensure-jail.ts')]);
  if (isStale()) must('npm', ['run', '--silent', 'build']);
}
