/** An agent at work in a jail by sandbox-runtime, which here makes that by bubblewrap: see `src/host/sandbox-runtime.test.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { JAILS } from '#contract';
import { scratch, valueOf } from '../host/scratch.fixture.ts';
import { attemptIn, projectIn, takenBy } from './attempt.fixture.ts';
import type { Attempt } from './attempt.ts';
import { resolveBackend } from './backends/resolve.ts';
import { capture } from './capture.ts';
import { endedWell, execute } from './execute.ts';

const root = scratch();
const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'test/rig/acp-agent.ts');
const project = await projectIn(root, { 'src/a': 'base\n' });

const heldBy = (attempt: Attempt): Attempt => {
  const { order } = attempt;
  const freshness = { ...order.start.freshness, jail: 'sandbox-runtime' as const };
  return { ...attempt, order: { ...order, start: { ...order.start, freshness } } };
};

it('an agent works in it, reaches nothing else, and the record says what was tried and what it does not hold', async () => {
  const secret = join(root, 'secret');
  writeFileSync(secret, 'read by nobody else');
  const shell = `cat ${secret} || echo refused; echo "in $PWD"; cat src/a`;
  const steps = [{ edit: '/writ/work/src/a', text: 'new\n' }, { shell }, { say: 'Done.' }];
  const run: [string, string, string] = ['node', PROGRAM, JSON.stringify({ steps })];
  const mine = { preset: 'acp' as const, run, mounts: [PROGRAM, join(ROOT, 'node_modules')] };
  const backend = valueOf(
    await resolveBackend('mine', { cwd: root, root: '/repository', settings: { backends: { mine } } }),
  );
  const attempt = heldBy(await attemptIn(project, [], { backend }));
  const workspace = await takenBy(attempt);
  const executed = valueOf(await execute(attempt, workspace));
  expect(executed.record.end).toMatchObject({ declaredFailure: null, turn: { stopReason: 'end_turn' } });
  expect([endedWell(executed), executed.survivors]).toEqual([true, 0]);
  expect(valueOf(await capture(attempt, workspace)).changes.paths.map(({ path }) => path)).toEqual(['src/a']);
  const events = attempt.events.lines().join('\n');
  expect(events).toContain(String.raw`refused\nin /writ/work\nnew`);
  expect(events).not.toContain('read by nobody else');
  const tried = attempt.events
    .lines()
    .map((line) => JSON.parse(line))
    .find(({ type }) => type === 'jail.tried');
  expect(tried.failed).toMatch(/^reads-outside, writes-outside, .*signals-others, sees-processes, reaches-network$/u);
  expect(tried.notHeld).toBe(JAILS['sandbox-runtime'].notHeld.join('; '));
});
