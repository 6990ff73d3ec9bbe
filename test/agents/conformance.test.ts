/** One list of promises, kept by every backend: scripted ones, any command, and the real agents. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { scopeOf, type Contract } from '../../src/contract/index.ts';
import { attemptIn, contractFor, projectIn, takenBy } from '../../src/run/attempt.fixture.ts';
import { capture } from '../../src/run/capture.ts';
import { endedWell, execute } from '../../src/run/execute.ts';
import { askToAbort, livePlace } from '../../src/run/live.ts';
import { gitIn, scratch, valueOf } from '../../src/host/scratch.fixture.ts';
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

/** Has a scene play once, for all that is asked of it. */
const once = <T>(play: () => Promise<T>): (() => Promise<T>) => {
  let played: Promise<T> | undefined;
  return () => (played ??= play());
};

/** A backend is aborted in the middle of a tool, by a person. */
const abortedIn = async (promised: Promised) => {
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
  return working;
};

/** Every promise of the list by its name. What can be seen in one run is asked of one. */
describe.each(PROMISED)('$name', (promised) => {
  const told = once(() =>
    done(promised, {
      commands: ['echo new > src/a', 'echo x > other', 'echo x > /usr/lib/away'],
      says: CLAIM,
      asks: 'src/a',
    }),
  );
  const idle = once(() => done(promised, { commands: ['true'], says: CLAIM }));
  const aborted = once(() => abortedIn(promised));

  it('start: it begins, ends well, leaves nothing behind, and is answered by its session', async () => {
    const { well, executed } = await told();
    expect([well, executed.survivors]).toEqual([true, 0]);
    const { calls = 0, refused = 0 } = executed.said?.record ?? {};
    expect([calls, refused]).toEqual([promised.asks ? 1 : 0, 0]);
  });

  it('scoped edit: it is seen what it changed inside of the contract, and by what', async () => {
    const { paths, said } = await told();
    expect(paths).toContain('src/a');
    expect(said.includes('echo new > src/a')).toBe(promised.tells);
  });

  it('refused edit outside: of the contract it is seen, of the workspace it is not possible', async () => {
    const { paths } = await told();
    expect(paths.filter((path) => scopeOf(contractFor().paths)(path) !== 'allowed')).toEqual(['other']);
    expect(existsSync('/usr/lib/away')).toBe(false);
  });

  it('silent no-op: nothing is changed', async () => {
    const { paths } = await idle();
    expect(paths).toEqual([]);
  });

  it('false “done”: what it says moves nothing', async () => {
    const { paths, well, tree } = await idle();
    expect([well, paths]).toEqual([true, []]);
    expect(tree).toBe(gitIn(project.repository.root, 'rev-parse', 'HEAD^{tree}'));
  });

  it('wrong directory: what it does elsewhere is not of the result', async () => {
    const commands = ['mkdir -p /tmp/x && cd /tmp/x && mkdir src && echo new > src/a'];
    const { paths, well } = await done(promised, { commands, says: CLAIM });
    expect([well, paths]).toEqual([true, []]);
  });

  it('cancel in the middle of a tool: nothing of it is left, and what it did is kept', async () => {
    const { end, executed, paths, well } = await aborted();
    expect(end).toMatchObject({ aborted: { by: 'ada', because: 'wrong way' }, timedOut: false });
    expect([executed.survivors, paths, well]).toEqual([0, ['src/a'], false]);
  });

  it('resume: the next attempt goes on from what the last one left', async () => {
    const { tree } = await aborted();
    const next = await done(promised, { commands: ['cat src/a > src/b'], says: CLAIM }, { startTree: tree });
    expect([next.well, next.paths]).toEqual([true, ['src/a', 'src/b']]);
  });

  it('model error: that is no good end', async () => {
    expect((await done(promised, { fails: true })).well).toBe(false);
  });

  it('kill: from within, that is no good end', async () => {
    const { well, executed } = await done(
      promised,
      { commands: ['kill -9 $PPID; sleep 1'], says: CLAIM },
      { limits: { timeMs: 4 * promised.startsMs + 12_000 } },
    );
    // Whoever runs commands by a program of its own loses only that one; nobody is believed for it.
    const ownProgram = ['command', 'codex-acp'].includes(promised.name);
    expect([well && !ownProgram, executed.survivors]).toEqual([false, 0]);
  });

  it('huge output: it is ended, or keeps it to itself', async () => {
    const commands = ["head -c 4000000 /dev/zero | tr '\\0' x"];
    const { executed, end } = await done(promised, { commands, says: CLAIM }, { limits: { outputBytes: 1_000_000 } });
    expect(executed.stdout.length).toBeLessThanOrEqual(1_000_000);
    expect([null, 'output']).toContain(end?.limit);
  });

  it('hang: it runs out of time, and nothing of it is left', async () => {
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
