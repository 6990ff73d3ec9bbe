/** A session that says very much: nothing is lost, and whoever looks on sees it as it comes. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ChainEvent } from '../../src/evidence/index.ts';
import { scratch, valueOf } from '../../src/host/scratch.fixture.ts';
import { attemptIn, contractFor, projectIn, takenBy } from '../../src/run/attempt.fixture.ts';
import { endedWell, execute } from '../../src/run/execute.ts';
import { resolveBackend } from '../../src/run/index.ts';
import { livePlace, showLive } from '../../src/run/live.ts';
import { followSessionLog } from '../../src/run/session-log.ts';

const ROOT = join(import.meta.dirname, '../..');
const COUNT = 100_000;

it(
  `${COUNT} updates are recorded in order and without loss, and are seen while they come`,
  { timeout: 240_000 },
  async () => {
    const root = scratch();
    const project = await projectIn(root, { 'src/a': 'base\n' });
    const program = join(ROOT, 'test/rig/acp-agent.ts');
    const run: [string, string, string] = ['node', program, JSON.stringify({ steps: [{ updates: COUNT }] })];
    const mine = { preset: 'acp' as const, run, mounts: [program, join(ROOT, 'node_modules')] };
    const place = { cwd: root, root: '/repository', settings: { backends: { mine } } };
    const limits = { ...contractFor().limits, timeMs: 200_000, outputBytes: 64e6, memoryBytes: 4e9 };
    const backend = valueOf(await resolveBackend('mine', place));
    const attempt = await attemptIn(project, [], { backend, contract: contractFor({ limits }) });
    const events = showLive(attempt.events, livePlace(project.repository, attempt.order.run));
    const workspace = await takenBy(attempt);
    let isOver = false;
    const seen: string[] = [];
    let behindMs = 0;
    const look = async (): Promise<void> => {
      const titled = ({ type }: ChainEvent): boolean => type === 'agent.tool.update';
      for await (const came of followSessionLog(project.repository, attempt.order.run, () => !isOver)) {
        seen.push(...came.filter(titled).map(({ title }) => String(title)));
        const last = came.findLast(titled);
        if (last !== undefined) behindMs = Math.max(behindMs, Date.now() - Date.parse(String(last['at'])));
      }
    };
    const looking = look();
    const executed = valueOf(await execute({ ...attempt, events }, workspace));
    events.close();
    isOver = true;
    await looking;
    expect([endedWell(executed), seen.length]).toEqual([true, COUNT]);
    expect(seen.every((title, index) => title === `update ${index + 1}`)).toBe(true);
    expect(attempt.events.lines().filter((line) => line.includes('"agent.tool.update"'))).toHaveLength(COUNT);
    // How far it may be behind is for people to judge: time decides no test.
    process.stdout.write(`${COUNT} updates, seen at most ${behindMs} ms after they were written down\n`);
  },
);
