/** All runs of a coordinator go on in one process, which outlives it where it is killed, and is followed where it is killed itself. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { processesAbout } from '../crash/recovery.ts';
import { removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';
import { atWork, holders, kindsIn, leases, until } from './crew.ts';
import { eventsAfter, makeRehearsal } from './rehearsal.ts';
import type { RehearsedTask } from './tasks.ts';

const task = (id: string, ms: number): RehearsedTask => ({
  ...{ id, dependsOn: [], files: [`src/${id}.txt`], behaves: 'well', ms },
});

/** Long enough that both are still at work once that was seen, however busy the machine is. */
const WORK_MS = 10_000;
const TIMEOUT = { timeout: 480_000 };
/** Of which task a line tells. */
const taskOf = (line: unknown): unknown =>
  typeof line === 'object' && line !== null && 'task' in line ? line.task : undefined;

const coordinateWords = ['coordinate', '--backend', 'mine', '--max', '2', '--json'];

const coordinating = ({ work, env }: Scratch): ChildProcess =>
  spawn('writ', coordinateWords, { cwd: work, env, stdio: 'ignore' });

const rehearsing = async (ms: number, use: (scratch: Scratch) => Promise<void>): Promise<void> => {
  const { scratch } = await makeRehearsal([task('WP-1-a', ms), task('WP-2-b', ms)], { max: 2, stall: '15m' });
  try {
    await use(scratch);
    expect(processesAbout(scratch.folder), 'nothing is left running').toEqual([]);
  } finally {
    await removeScratch(scratch);
  }
};

test('its runs go on where it is killed, and the process goes when they are over', TIMEOUT, () =>
  rehearsing(WORK_MS, async (scratch) => {
    const coordinator = coordinating(scratch);
    await atWork(scratch);
    const [first = 0, second, ...more] = holders(eventsAfter(scratch, 0));
    expect([second, more]).toEqual([first, []]);
    expect(first).not.toBe(coordinator.pid);
    expect(leases(scratch)).toBe(2);
    coordinator.kill('SIGKILL');
    await once(coordinator, 'exit');
    // Nobody is there any more who would begin them once more.
    await until(
      () => existsSync(`/proc/${first}`),
      (isThere) => !isThere,
    );
    expect(kindsIn(scratch, 'run.judged', '"PASS"')).toBe(2);
    expect(leases(scratch)).toBe(0);
    expect((await runCommand('writ coordinate --waiting', scratch)).output).toContain('2 wait for you');
  }),
);

test('its runs are closed and begun once more where their process is killed', TIMEOUT, () =>
  rehearsing(WORK_MS, async (scratch) => {
    const coordinator = coordinating(scratch);
    await atWork(scratch);
    const [first = 0] = holders(eventsAfter(scratch, 0));
    process.kill(first, 'SIGKILL');
    const [code] = await once(coordinator, 'exit');
    // Two decisions wait for a person.
    expect(code).toBe(1);
    expect(kindsIn(scratch, 'run.closed')).toBe(2);
    expect(kindsIn(scratch, 'run.judged', '"PASS"')).toBe(2);
    const later = holders(eventsAfter(scratch, 0)).slice(2);
    expect(later).toHaveLength(2);
    expect(later).not.toContain(first);
    expect(leases(scratch)).toBe(0);
  }),
);

test('both are ended with it where it is told to terminate', TIMEOUT, () =>
  rehearsing(600_000, async (scratch) => {
    const coordinator = coordinating(scratch);
    await atWork(scratch);
    coordinator.kill('SIGTERM');
    await once(coordinator, 'exit');
    expect(kindsIn(scratch, 'run.judged')).toBe(0);
  }),
);

test('what is no order is refused, and a task that cannot be run ends alone', TIMEOUT, () =>
  rehearsing(0, async (scratch) => {
    const garbled = await runCommand('echo nonsense | writ run --orders', scratch);
    expect([garbled.exitCode, garbled.output]).toEqual([2, expect.stringContaining('an order is a line such as')]);
    const orders = ['WP-9-none', 'WP-1-a', 'WP-2-b'].map((id) => JSON.stringify({ task: id, backend: 'mine' }));
    const { output, exitCode } = await runCommand(`printf '%s\\n' ${orders.map((one) => `'${one}'`).join(' ')} | writ run --orders`, scratch); // prettier-ignore
    expect(exitCode).toBe(0);
    const said = output.trim().split('\n').map((line): unknown => JSON.parse(line)); // prettier-ignore
    expect(said).toHaveLength(3);
    const toldOf = (id: string): unknown => said.find((one) => taskOf(one) === id);
    expect(toldOf('WP-9-none')).toEqual({
      ...{ task: 'WP-9-none', spent: false },
      ending: { kind: 'refused', refused: expect.objectContaining({ says: expect.stringContaining('WP-9-none') }) },
    });
    for (const id of ['WP-1-a', 'WP-2-b'])
      expect(toldOf(id)).toEqual({
        ...{ task: id, spent: false },
        ending: { kind: 'ran', says: expect.stringMatching(/^PASS, R-/u) },
      });
    expect(new Set(holders(eventsAfter(scratch, 0))).size).toBe(1);
  }),
);
