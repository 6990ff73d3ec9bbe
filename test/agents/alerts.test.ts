/** An agent in trouble is told first, and ended where that does not help; what it did is kept. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ChainEvent } from '../../src/evidence/index.ts';
import { scratch, valueOf } from '../../src/host/scratch.fixture.ts';
import { attemptIn, contractFor, projectIn, takenBy } from '../../src/run/attempt.fixture.ts';
import { capture } from '../../src/run/capture.ts';
import { endedWell, execute } from '../../src/run/execute.ts';
import { resolveBackend } from '../../src/run/index.ts';
import type { AcpStep } from '../rig/acp-agent.ts';

const ROOT = join(import.meta.dirname, '../..');
const root = scratch();

it('all of whose calls fail', { timeout: 300_000 }, async () => {
  const steps: AcpStep[] = [{ shell: 'echo half > src/a' }];
  // Between two calls there is time for a word to reach it, however busy the machine is.
  for (let count = 0; count < 40; count += 1) steps.push({ shell: 'exit 1' }, { sleep: 500 });
  const project = await projectIn(root, { 'src/a': 'base\n' });
  const program = join(ROOT, 'test/rig/acp-agent.ts');
  const run: [string, string, string] = ['node', program, JSON.stringify({ steps })];
  const mine = { preset: 'acp' as const, run, mounts: [program, join(ROOT, 'node_modules')] };
  const place = { cwd: root, root: '/repository', settings: { backends: { mine } } };
  const limits = { ...contractFor().limits, timeMs: 100_000, memoryBytes: 4e9 };
  const backend = valueOf(await resolveBackend('mine', place));
  const told: string[] = [];
  const attempt = await attemptIn(project, [], { backend, contract: contractFor({ limits }) });
  const workspace = await takenBy(attempt);
  const executed = valueOf(await execute({ ...attempt, tell: (sentence) => told.push(sentence) }, workspace));
  const events = attempt.events.lines().map((line): ChainEvent => JSON.parse(line));
  const alerts = events
    .filter(({ type }) => type === 'session.alert')
    .map(({ rule, does }) => `${String(rule)} ${String(does)}`);
  expect(alerts).toEqual(['errors tell', 'failing message', 'failing abort']);
  expect(events.find(({ type }) => type === 'word.said')).toMatchObject({ by: 'writ', urgent: true });
  expect(events.some(({ type }) => type === 'word.given')).toBe(true);
  expect(executed.record.end?.aborted).toMatchObject({ by: 'writ', because: expect.stringContaining('in a row') });
  expect([endedWell(executed), executed.survivors]).toEqual([false, 0]);
  expect(told.filter((sentence) => sentence.startsWith('mine: '))).toHaveLength(3);
  expect(valueOf(await capture(attempt, workspace)).changes.paths.map(({ path }) => path)).toEqual(['src/a']);
});
