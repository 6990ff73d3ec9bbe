/** A session that says very much: nothing is lost, and whoever looks on sees it as it comes. */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ChainEvent } from '../../src/evidence/index.ts';
import { scratch, valueOf } from '../../src/host/scratch.fixture.ts';
import { attemptIn, contractFor, projectIn, takenBy } from '../../src/run/attempt.fixture.ts';
import { endedWell, execute } from '../../src/run/execute.ts';
import { resolveBackend } from '../../src/run/index.ts';
import { livePlace, MOST_UNSHOWN, showLive } from '../../src/run/live.ts';
import { followSessionLog } from '../../src/run/session-log.ts';

const ROOT = join(import.meta.dirname, '../..');
const COUNT = 100_000;

/** Counts the whole lines of a file that grows. What was counted is not read again: it is to hold nobody up. */
const countingLines = (path: string): (() => number) => {
  let [at, lines] = [0, 0];
  const piece = Buffer.alloc(1024 * 1024);
  return () => {
    const file = openSync(path, 'r');
    for (let read = readSync(file, piece, 0, piece.length, at); read > 0;) {
      for (let end = piece.indexOf(0x0a); end !== -1 && end < read; end = piece.indexOf(0x0a, end + 1)) lines += 1;
      at += read;
      read = readSync(file, piece, 0, piece.length, at);
    }
    closeSync(file);
    return lines;
  };
};

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
    const live = livePlace(project.repository, attempt.order.run);
    const events = showLive(attempt.events, live);
    const linesShown = countingLines(live.events);
    const workspace = await takenBy(attempt);
    let isOver = false;
    const seen: string[] = [];
    let [behindMs, total, shownBefore, mostUnshown] = [0, 0, 0, 0];
    const look = async (): Promise<void> => {
      const titled = ({ type }: ChainEvent): boolean => type === 'agent.tool.update';
      for await (const came of followSessionLog(project.repository, attempt.order.run, () => !isOver)) {
        total += came.length;
        // All that was shown when it looked last is seen now: it can fall behind by what came since, and by no more.
        expect(total).toBeGreaterThanOrEqual(shownBefore);
        const shown = linesShown();
        mostUnshown = Math.max(mostUnshown, attempt.events.lines().length - shown);
        shownBefore = Math.max(shownBefore, shown);
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
    expect(mostUnshown).toBeLessThanOrEqual(MOST_UNSHOWN);
    // How far it may be behind is for people to judge: time decides no test.
    process.stdout.write(
      `${COUNT} updates, seen at most ${behindMs} ms after they were written down; never more than ${mostUnshown} of them not shown yet\n`,
    );
  },
);
