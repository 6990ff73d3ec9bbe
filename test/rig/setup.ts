import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Before any test: the jail must work on this machine, or every test that shows a refusal might show the wrong one. */
export default function setup(): void {
  const program = join(import.meta.dirname, 'ensure-jail.ts');
  const argv = ['--conditions=source', program];
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', timeout: 300_000 });
  if (status !== 0) throw new Error(stderr);
}
