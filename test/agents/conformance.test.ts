/** One list of promises, kept by every backend: scripted ones, any command, and the real agents. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Contract } from '../../src/contract/index.ts';
import { attemptIn, contractFor, projectIn, takenBy } from '../../src/run/attempt.fixture.ts';
import { capture } from '../../src/run/capture.ts';
import { endedWell, execute } from '../../src/run/execute.ts';
import { askToAbort, livePlace } from '../../src/run/live.ts';
import { scratch, valueOf } from '../../src/host/scratch.fixture.ts';
import { closeModels, PROMISED, UNTRIED, type Doing, type Promised } from './promised-backends.ts';

const root = scratch();
afterAll(closeModels);
const project = await projectIn(root, { 'src/a': 'base\n', other: 'o\n' });
const limited = (limits: Partial<Contract['limits']>): Contract =>
  contractFor({ limits: { ...contractFor().limits, timeMs: 120_000, memoryBytes: 6e9, processes: 512, ...limits } });

type How = { readonly limits?: Partial<Contract['limits']>; readonly startTree?: string };

const begun = async ({ toDo }: Promised, doing: Doing, { limits = {}, startTree }: How = {}) => {
  const contract = limited(limits);
  const attempt = await attemptIn(project, [], {
    ...{ backend: await toDo(doing), contract },
    ...(startTree !== undefined && { startTree, attempt: 2 }),
  });
  const workspace = await takenBy(attempt);
  const work = async () => {
    const executed = valueOf(await execute(attempt, workspace));
    const { changes } = valueOf(await capture(attempt, workspace));
    const said = attempt.events.lines().join('');
    const paths = changes.paths.map(({ path }) => path);
    return { executed, paths, tree: changes.tree, said, well: endedWell(executed), end: executed.record.end };
  };
  return { attempt, workspace, work };
};
const done = async (promised: Promised, doing: Doing, how?: How) => (await begun(promised, doing, how)).work();

const CLAIM = 'Done, all tests pass.';

// A real agent takes seconds to start, and many of them on a machine that is busy.
vi.setConfig({ testTimeout: 400_000 });

describe.each(PROMISED)('$name', (promised) => {
  it('does what it is told, and it is seen what it changed, inside the contract and outside', async () => {
    const commands = ['echo new > src/a', 'echo x > other', 'echo x > /usr/lib/away'];
    const { executed, paths, well, said } = await done(promised, { commands, says: CLAIM, asks: 'src/a' });
    expect([well, paths, executed.survivors]).toEqual([true, ['other', 'src/a'], 0]);
    // What it asked of its session, over MCP, was answered.
    const { calls = 0, refused = 0 } = executed.said?.record ?? {};
    expect([calls, refused]).toEqual([promised.asks ? 1 : 0, 0]);
    expect(existsSync('/usr/lib/away')).toBe(false);
    expect(said.includes('echo new > src/a')).toBe(promised.tells);
  });

  it('says “done” and has done nothing, or elsewhere: nothing is changed, whatever it says', async () => {
    const { paths, well } = await done(promised, {
      commands: ['mkdir -p /tmp/x && cd /tmp/x && mkdir src && echo new > src/a'],
      says: CLAIM,
    });
    expect([well, paths]).toEqual([true, []]);
  });

  it('is aborted in the middle of a tool: nothing of it is left, what it did is kept, and the next attempt goes on there', async () => {
    const { attempt, workspace, work } = await begun(promised, {
      commands: ['echo half > src/a; sleep 120'],
      says: CLAIM,
    });
    const working = work();
    await vi.waitFor(() => expect(readFileSync(join(workspace, 'src/a'), 'utf8')).toBe('half\n'), {
      timeout: 110_000,
      interval: 100,
    });
    valueOf(askToAbort(livePlace(project.repository, attempt.order.run), { by: 'ada', because: 'wrong way' }));
    const { end, executed, paths, tree, well } = await working;
    expect(end).toMatchObject({ aborted: { by: 'ada', because: 'wrong way' }, timedOut: false });
    expect([executed.survivors, paths, well]).toEqual([0, ['src/a'], false]);
    const next = await done(promised, { commands: ['cat src/a > src/b'], says: CLAIM }, { startTree: tree });
    expect([next.well, next.paths]).toEqual([true, ['src/a', 'src/b']]);
  });

  it('fails with its model', async () => {
    expect((await done(promised, { fails: true })).well).toBe(false);
  });
});

// These rest on the jail and not on the agent: of the one that takes five seconds to start they are not asked again.
describe.each(PROMISED.filter(({ isSlow }) => !isSlow))('$name, whatever it does,', (promised) => {
  it('is killed from within: that is no good end', async () => {
    const { well, executed } = await done(
      promised,
      { commands: ['kill -9 $PPID; sleep 1'], says: CLAIM },
      { limits: { timeMs: 20_000 } },
    );
    // Whoever runs commands by a program of its own loses only that one; nobody is believed for it.
    const ownProgram = ['command', 'codex-acp'].includes(promised.name);
    expect([well && !ownProgram, executed.survivors]).toEqual([false, 0]);
  });

  it('puts out more than may be kept: it is ended, or keeps it to itself', async () => {
    const commands = ["head -c 4000000 /dev/zero | tr '\\0' x"];
    const { executed, end } = await done(promised, { commands, says: CLAIM }, { limits: { outputBytes: 1_000_000 } });
    expect(executed.stdout.length).toBeLessThanOrEqual(1_000_000);
    expect([null, 'output']).toContain(end?.limit);
  });

  it('hangs: it runs out of time, and nothing of it is left', async () => {
    const { end, executed, well } = await done(promised, { hangs: true }, { limits: { timeMs: promised.startsMs } });
    expect([end?.timedOut, executed.survivors, well]).toEqual([true, 0, false]);
  });
});

it('says which agents it knows and has not tried', () => {
  for (const sentence of UNTRIED) process.stdout.write(`${sentence}\n`);
  // Each of them is either tried or told of.
  const tried = PROMISED.map(({ name }) => name).filter((name) => name === 'claude' || name === 'gemini');
  expect([...tried, ...UNTRIED.map((sentence) => sentence.split(':', 1)[0])].toSorted()).toEqual(['claude', 'gemini']);
});
