/** What a crew meets beside a kill: an error of the storage, a bug of ours, work that was done already, silence, and onlookers. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processesAbout } from '../crash/recovery.ts';
import { removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';
import { withoutMechanism } from '../rig/switch-off.ts';
import { atWork, holders, kindsIn, leases, until } from './crew.ts';
import { eventsAfter, makeRehearsal } from './rehearsal.ts';
import type { Behaviour, RehearsedTask } from './tasks.ts';

const TIMEOUT = { timeout: 480_000 };
type Planned = { readonly ms?: number; readonly behaves?: Behaviour; readonly dependsOn?: readonly string[] };
const task = (id: string, { ms = 0, behaves = 'well', dependsOn = [] }: Planned = {}): RehearsedTask => ({
  ...{ id, dependsOn, files: [`src/${id}.txt`], behaves, ms },
});

const rehearsing = async (tasks: readonly RehearsedTask[], use: (scratch: Scratch) => Promise<void>): Promise<void> => {
  const { scratch } = await makeRehearsal(tasks, { max: 8, stall: '15m' });
  try {
    await use(scratch);
    expect(processesAbout(scratch.folder), 'nothing is left running').toEqual([]);
  } finally {
    await removeScratch(scratch);
  }
};

const well = async (scratch: Scratch, command: string): Promise<string> => {
  const { output, exitCode } = await runCommand(command, scratch);
  expect(`${command}: ${exitCode}\n${exitCode === 0 ? '' : output}`).toBe(`${command}: 0\n`);
  return output;
};

const SEALING = 'const sealed = await step(';
/** The first run of WP-1-a that is about to be sealed, in whichever process, meets something else. */
const spoiling = (env: Scratch['env'], by: string): Scratch['env'] => {
  const fs = "process.getBuiltinModule('node:fs')";
  const isFirst = `order.contract.id === 'WP-1-a' && !${fs}.existsSync(process.env.HOME + '/spoilt')`;
  const spoil = `if (${isFirst}) { ${fs}.writeFileSync(process.env.HOME + '/spoilt', ''); ${by} }`;
  return withoutMechanism(env, { file: 'src/run/carry-out.ts', replace: SEALING, by: `${spoil} ${SEALING}` });
};

/** Two side by side, of which the other one is at work for long enough to see what becomes of it. */
const TWO = [task('WP-1-a', { ms: 1000 }), task('WP-2-b', { ms: 15_000 })];
const coordinated = async ({ work: cwd, env }: Scratch): Promise<unknown> => {
  const [code] = await once(spawn('writ', ['coordinate', '--backend', 'mine', '--max', '2', '--json'], { cwd, env, stdio: 'ignore' }), 'exit'); // prettier-ignore
  return code;
};
const logOf = ({ work }: Scratch): string => readFileSync(join(work, '.git/writ/coordinator/runs.log'), 'utf8');

test('one that cannot write begins nothing more, ends its other runs well, and is followed by another', TIMEOUT, () =>
  rehearsing(TWO, async (scratch) => {
    const env = spoiling(scratch.env, "return fail('machine.storage', 'made to fail');");
    // Two decisions wait for a person.
    expect(await coordinated({ ...scratch, env })).toBe(1);
    const events = eventsAfter(scratch, 0);
    const [first, second, third, ...more] = holders(events);
    expect([second, more]).toEqual([first, []]);
    expect(third).not.toBe(first);
    expect(events.findLast(({ kind }) => kind === 'run.started')?.task).toBe('WP-1-a');
    expect(events.filter(({ kind }) => kind === 'run.closed').map((one) => one.task)).toEqual(['WP-1-a']);
    expect(kindsIn(scratch, 'run.judged', '"PASS"')).toBe(2);
    expect(leases(scratch)).toBe(0);
  }),
);

test('one that meets a bug of ours ends at once, says which, and its runs are begun once more', TIMEOUT, () =>
  rehearsing(TWO, async (scratch) => {
    const env = spoiling(scratch.env, "throw new Error('made to fail');");
    expect(await coordinated({ ...scratch, env })).toBe(1);
    const events = eventsAfter(scratch, 0);
    const [first, second, ...later] = holders(events);
    expect(second).toBe(first);
    expect(later).toHaveLength(2);
    expect(later).not.toContain(first);
    const closed = events.filter(({ kind }) => kind === 'run.closed').map((one) => one.task);
    expect(closed.toSorted()).toEqual(['WP-1-a', 'WP-2-b']);
    expect(kindsIn(scratch, 'run.judged', '"PASS"')).toBe(2);
    expect(leases(scratch)).toBe(0);
    expect(logOf(scratch)).toContain('made to fail');
  }),
);

test('each of eight sessions of one process is shown to whoever looks on, and nothing of the others', TIMEOUT, () => {
  const tasks = Array.from({ length: 8 }, (_, n) => task(`WP-${n}-task`, { ms: 600_000 }));
  return rehearsing(tasks, async (scratch) => {
    const { work: cwd, env } = scratch;
    const words = ['coordinate', '--backend', 'mine', '--max', '8', '--json'];
    const coordinator = spawn('writ', words, { cwd, env, stdio: 'ignore' });
    await atWork(scratch, tasks.length);
    const started = eventsAfter(scratch, 0).filter(({ kind }) => kind === 'run.started');
    expect(new Set(holders(started)).size).toBe(1);
    const tails = started.map(({ task: of, run }) => {
      const child = spawn('writ', ['session', 'tail', run ?? ''], { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
      const heard = { of, child, said: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => void (heard.said += text));
      return heard;
    });
    await until(
      () => tails.every(({ of, said }) => said.includes(`Working on ${of ?? 'nothing'}.`)),
      (areHeard) => areHeard,
    );
    for (const { of, said } of tails) expect(new Set(said.match(/WP-\d-task/gu)), `of ${of}`).toEqual(new Set([of]));
    for (const { child } of tails) child.kill('SIGKILL');
    coordinator.kill('SIGTERM');
    await once(coordinator, 'exit');
  });
});

test('an agent that falls silent is ended, its run says why, and another attempt is made', TIMEOUT, () =>
  rehearsing([task('WP-1-a', { behaves: 'stalls' })], async (scratch) => {
    // Long enough for an agent that works to be heard of, however busy the machine is.
    const { exitCode, output } = await runCommand('writ coordinate --backend mine --stall 15s', scratch);
    expect([exitCode, output]).toEqual([1, expect.stringContaining('nothing was heard of it for 15 s; its backend is ended')]); // prettier-ignore
    const first = eventsAfter(scratch, 0).find(({ kind }) => kind === 'run.started');
    const review = await well(scratch, `writ review ${first?.run ?? ''}`);
    expect(review).toMatch(/verdict {3}FAIL/u);
    expect(review).toContain('nothing was heard of it for 15 s');
    expect(kindsIn(scratch, 'run.judged', '"PASS"')).toBe(1);
  }),
);

test('what somebody has done already needs no change, moves nothing, and sets free what waits for it', TIMEOUT, () => {
  const tasks = [task('WP-1-a', { behaves: 'does-nothing' }), task('WP-2-b', { dependsOn: ['WP-1-a'] })];
  return rehearsing(tasks, async (scratch) => {
    writeFileSync(join(scratch.work, 'src/WP-1-a.txt'), 'good by WP-1-a, by hand\n');
    await well(scratch, 'git commit -qam "fix: by hand"');
    const before = await well(scratch, 'git rev-parse main');
    expect((await runCommand('writ coordinate --backend mine', scratch)).output).toContain('passed with NO-CHANGE');
    expect(kindsIn(scratch, 'run.started')).toBe(1);
    const run = eventsAfter(scratch, 0).find(({ kind }) => kind === 'run.started')?.run ?? '';
    await well(scratch, `writ accept ${run} --yes`);
    expect((await runCommand('writ coordinate --backend mine', scratch)).output).toContain('WP-2-b: attempt 1 of 3');
    expect(await well(scratch, 'git rev-parse main')).toBe(before);
    expect(kindsIn(scratch, 'run.landed')).toBe(0);
    expect(kindsIn(scratch, 'run.judged', '"PASS"')).toBe(2);
  });
});

test('what could not be kept while it looked for the last time is told, and it does not end well', TIMEOUT, () =>
  rehearsing([task('WP-1-a')], async (scratch) => {
    const { work: cwd } = scratch;
    const keeping = 'keepLandings(project.value)';
    const by = "Promise.resolve({ ok: false, failures: [{ code: 'machine.storage', message: 'made to fail' }] })";
    const env = withoutMechanism(scratch.env, { file: 'src/coordinate/coordinate.ts', replace: keeping, by });
    // Nothing is to be done by nobody: it looks once, and ends.
    const words = ['coordinate', '--json'];
    const child = spawn('writ', words, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (said += text));
    const [code] = await once(child, 'exit');
    expect(said).toContain('machine.storage');
    expect(code).toBe(3);
    expect(kindsIn(scratch, 'run.started')).toBe(0);
  }),
);

test('what is for the coordinator says so to a person at a terminal', TIMEOUT, () =>
  rehearsing([task('WP-1-a')], async (scratch) => {
    const { output, exitCode } = await runCommand(`script -qec 'writ run --orders' /dev/null </dev/null`, scratch);
    expect([exitCode, output]).toEqual([2, expect.stringContaining('writ coordinate')]);
  }),
);
