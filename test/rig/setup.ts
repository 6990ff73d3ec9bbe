import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Before any test: the jail must work on this machine, or every test that shows a refusal might show the wrong one.
 * While the host room does not load there is nothing to probe, and the tests that need it fail by themselves.
 */
export default function setup(): void {
  const program = join(import.meta.dirname, 'ensure-jail.ts');
  const { status, stderr } = spawnSync(process.execPath, ['--conditions=source', program], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (status === 0) return;
  if (status === 3) throw new Error(stderr);
  process.stderr.write(
    `the jail was not probed: ${stderr.split('\n').find((line) => line.includes('Error')) ?? 'no reason given'}\n`,
  );
}
