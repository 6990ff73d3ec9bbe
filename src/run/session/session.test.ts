import { describe, expect, it } from 'vitest';
import type { Contract } from '#contract';
import type { GivenWaiver } from '#evidence';
import { scratch, textOf, valueOf } from '../../host/scratch.fixture.ts';
import { attemptIn, carried, contractFor, projectIn, type Step, takenBy } from '../attempt.fixture.ts';
import { execute } from '../execute.ts';
import { openSessionTools } from './open.ts';
import { connectTo } from '../../mcp/client.fixture.ts';

const root = scratch();
const FILES = { 'src/a': 'base\n', other: 'o\n' };
const call = (tool: string, args: Record<string, unknown>): Step => ({ call: { tool, arguments: args } });

/** What a scripted agent in the jail was answered, call by call. */
const answersTo = (stdout: Uint8Array): readonly string[] =>
  textOf(stdout)
    .split('\n')
    .filter((line) => line.includes('"type":"message"'))
    .map((line) => String(Object(JSON.parse(line)).text));

const ADEQUATE = { all_files_allowed: true, boundaries_clear: true, no_surprises: true, realistic: true };
const BOOTSTRAP = {
  ...{ plan: 'write b', files: ['src/a'], searches: [], commands: ['cat src/a'], because: 'small' },
  ...{ risks: [{ fails: 'it is empty', where: 'src' }], scope_adequate: ADEQUATE, done: [{ item: 1, how: 'by cat' }] },
};

describe('in the jail, an agent', () => {
  it('is told where it is, what it has changed and what it may, and asks the person', async () => {
    const project = await projectIn(root, FILES);
    const told: string[] = [];
    const attempt = await attemptIn(
      project,
      [
        call('worktree', { action: 'current' }),
        call('bootstrap', BOOTSTRAP),
        { shell: 'git update-index --assume-unchanged other; git config core.fsmonitor "touch src/pwned"' },
        { write: { path: 'src/b', text: 'x' } },
        { write: { path: 'other', text: 'x' } },
        call('worktree', { action: 'status' }),
        call('bootstrap', { ...BOOTSTRAP, plan: 'another' }),
        call('scope', { path: '/writ/work/src/q', action: 'create' }),
        call('scope', { path: 'src/.github/x' }),
        call('scope', { path: '../etc/passwd' }),
        call('amendment', { because: 'other is wrong', allow: ['other'] }),
        call('amendment', { because: 'all of it', allow: ['../**'] }),
        call('progress', { done: [1], message: 'half \u001b[31mway' }),
        call('progress', { done: [1, 7], message: 'more than there is' }),
        call('completed', { summary: `token ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}` }),
        call('completed', { summary: 'done' }),
      ],
      { session: true },
    );
    const executed = valueOf(
      await execute({ ...attempt, tell: (sentence) => told.push(sentence) }, await takenBy(attempt)),
    );
    const [current, first, status, again, inside, guarded, out, asked, wild, , foreign, secret] = answersTo(
      executed.stdout,
    );
    expect(current).toContain(`"run":"${attempt.order.run}"`);
    expect(first).toBe('bootstrap: {"adequate":true,"lacks":[]}');
    expect(status).toContain('"path":"other","status":"modified","scope":"outside"');
    expect(status).toContain('"path":"src/b","status":"added","scope":"allowed"');
    expect(status).not.toContain('pwned');
    expect(again).toMatch(/before the first change, and that one stands/u);
    expect(inside).toMatch(/"allowed":true.*the contract allows src\/\*\*/u);
    expect(guarded).toMatch(/"allowed":false.*letter by letter/u);
    expect(out).toMatch(/"allowed":false,"scope":"outside"/u);
    expect(asked).toContain('"granted":false');
    expect(wild).toContain('../**');
    expect(foreign).toContain('there is no done-item 7; the contract has 1');
    expect(secret).toContain('looks like a secret');
    expect(executed.said?.record).toMatchObject({
      ...{ calls: 13, refused: 4, blocked: null, completed: { summary: 'done' } },
      bootstrap: { changed: 0, said: BOOTSTRAP },
      amendments: [{ said: { because: 'other is wrong', allow: ['other'] } }],
    });
    const events = attempt.events.lines().join('');
    expect(events.match(/"type":"session.called"/gu)).toHaveLength(13);
    expect(events).toContain('"type":"session.closed"');
    expect(`${events}${JSON.stringify(executed.said)}${told.join('')}`).not.toContain('ghp_a1');
    expect(executed.secrets.map(({ place }) => place)).toContain('events.normalized.jsonl');
    expect(told.join('\n')).toMatch(/done 1: half \\u\{1b\}\[31mway\n.*says that it is done: done/u);
  });

  it('that says it is blocked ends in FAIL, however well it did', async () => {
    const project = await projectIn(root, FILES);
    const steps = [
      { write: { path: 'src/a', text: 'new\n' } },
      call('worktree', { action: 'notify', args: { message: 'the zone file is old', level: 'warning' } }),
      call('blocked', { reason: 'no database' }),
      call('completed', { summary: 'all done' }),
    ];
    const { end } = await carried(project, await attemptIn(project, steps, { session: true }));
    const { verdict } = valueOf(end);
    const open = verdict.gates.filter(({ outcome }) => outcome !== 'pass');
    expect([verdict.result, open.map(({ gate }) => gate)]).toEqual(['FAIL', ['backend.finished']]);
    expect(open[0]?.findings[0]).toMatchObject({ code: 'backend.blocked' });
    expect(open[0]?.findings[0]?.message).toContain('no database');
    // What it said to the person is not lost with its work.
    expect(verdict.notices.filter((notice) => notice.includes('warns: the zone file is old'))).toHaveLength(1);
  });

  it('that nobody serves a session has none to reach', async () => {
    const attempt = await attemptIn(await projectIn(root, FILES), [{ shell: 'ls /writ' }]);
    const executed = valueOf(await execute(attempt, await takenBy(attempt)));
    expect(textOf(executed.stdout)).not.toMatch(/mcp\.mjs|tools\.sock/u);
    expect([executed.said, executed.record.session]).toEqual([null, 'none']);
  });
});

it('sees that a bootstrap comes late, whatever is said in it', async () => {
  const steps = [{ write: { path: 'src/b', text: '' } }, call('bootstrap', BOOTSTRAP), { remove: 'src/b' }];
  const attempt = await attemptIn(await projectIn(root, FILES), steps, { session: true });
  const executed = valueOf(await execute(attempt, await takenBy(attempt)));
  expect(answersTo(executed.stdout)).toEqual([expect.stringContaining('1 files were changed already')]);
  expect(executed.said?.record.bootstrap?.changed).toBe(1);
});

it('is prepared where no bootstrap is asked for, and else once it has given one that is adequate', async () => {
  const project = await projectIn(root, FILES);
  const opened = async (contract: Contract, gate?: string) => {
    const attempt = await attemptIn(project, [], { contract });
    const waivers: readonly GivenWaiver[] =
      gate === undefined ? [] : [{ name: gate, over: null, envelope: new Uint8Array() }];
    const start = { ...attempt.order.start, ...(waivers.length > 0 && { waivers }) };
    const tools = valueOf(
      await openSessionTools({ ...attempt, order: { ...attempt.order, start } }, await takenBy(attempt)),
    );
    const socket = tools.mounts.flatMap((mount) => (mount.kind === 'read-only' ? [mount.from] : []))[0] ?? '';
    return { tools, client: await connectTo(socket) };
  };
  const standard = contractFor({ strictness: 'standard' });
  const [light, asked, waived, other] = [
    await opened(contractFor()),
    await opened(standard),
    await opened(standard, 'bootstrap.adequate'),
    await opened(standard, 'rules.kept'),
  ];
  const prepared = [light, asked, waived, other].map(({ tools }) => tools.isPrepared());
  expect(prepared).toEqual([true, false, true, false]);
  const inadequate = { ...ADEQUATE, all_files_allowed: false };
  await asked.client.call('bootstrap', { ...BOOTSTRAP, scope_adequate: inadequate });
  expect(asked.tools.isPrepared()).toBe(false);
  await asked.client.call('bootstrap', BOOTSTRAP);
  expect(asked.tools.isPrepared()).toBe(true);
  for (const one of [light, asked, waived, other]) await one.tools.end();
});

it('has a socket of its own, which is gone with it, and nothing of the one before', async () => {
  const project = await projectIn(root, FILES);
  const open = async () => {
    const attempt = await attemptIn(project, []);
    const tools = valueOf(await openSessionTools(attempt, await takenBy(attempt)));
    const socket = tools.mounts.flatMap((mount) => (mount.kind === 'read-only' ? [mount.from] : []))[0] ?? '';
    return { attempt, tools, socket };
  };
  const [one, other] = [await open(), await open()];
  expect(one.socket).not.toBe(other.socket);
  const client = await connectTo(other.socket);
  expect((await client.call('worktree', { action: 'current' })).text).toContain(other.attempt.order.run);
  expect((await one.tools.end()).record.calls).toBe(0);
  await expect(connectTo(one.socket)).rejects.toThrow('the session has ended');
  expect((await other.tools.end()).record.calls).toBe(1);
  expect(await other.tools.end()).toBe(await other.tools.end());
  expect(await client.ended).toBe(0);
});

it('executes the tools that the contract names, in a jail, and no other', async () => {
  const lint = {
    id: 'lint',
    run: ['sh', '-c', 'echo "got $*"; cat src/b; echo fixed >> src/b; ls /writ; exit 3', 'sh'],
    timeoutMs: 20_000,
    outputBytes: 1000,
  } as const;
  const loud = { id: 'loud', run: ['yes'], timeoutMs: 20_000, outputBytes: 1000 } as const;
  const contract = contractFor({ tools: [lint, loud] });
  const steps = [
    { write: { path: 'src/b', text: 'broken\n' } },
    call('execute', { tool: 'lint', args: ['a b', '; echo $HOME'] }),
    call('execute', { tool: 'loud' }),
    call('execute', { tool: 'cat', args: ['/etc/passwd'] }),
    { shell: 'cat src/b' },
  ];
  const attempt = await attemptIn(await projectIn(root, FILES), steps, { session: true, contract });
  const told: string[] = [];
  const telling = { ...attempt, tell: (sentence: string) => void told.push(sentence) };
  const executed = valueOf(await execute(telling, await takenBy(attempt)));
  const [linted, flooded, foreign] = answersTo(executed.stdout);
  expect(linted).toContain('"exitCode":3');
  expect(linted).toContain('got a b ; echo $HOME\\nbroken\\nwork\\n');
  expect(flooded).toContain('"limit":"output"');
  expect(told.join('\n')).toMatch(/executed → 3\n.*has yes executed → ended, over the limit of output/u);
  expect(foreign).toContain('names no tool “cat”; it names lint, loud');
  expect(textOf(executed.stdout)).toContain('broken\nfixed\n');
  expect(executed.said?.record.executed.map(({ tool, argv, exitCode }) => [tool, argv.at(-1), exitCode])).toEqual([
    ['lint', '; echo $HOME', 3],
    ['loud', 'yes', null],
  ]);
  expect(executed.said?.outputs.map(({ path, bytes }) => [path, bytes.length > 0])).toEqual([
    ...[
      ['session/1-stdout.log', true],
      ['session/1-stderr.log', false],
      ['session/2-stdout.log', true],
      ['session/2-stderr.log', false],
    ],
  ]);
  expect(
    attempt.events
      .lines()
      .join('')
      .match(/"type":"session.executed"/gu),
  ).toHaveLength(2);
});

it('ends a tool that still runs when the session is over', async () => {
  const contract = contractFor({ tools: [{ id: 'wait', run: ['sleep', '60'], timeoutMs: 60_000, outputBytes: 1000 }] });
  const attempt = await attemptIn(await projectIn(root, FILES), [], { contract });
  const tools = valueOf(await openSessionTools(attempt, await takenBy(attempt)));
  const client = await connectTo(
    tools.mounts.flatMap((mount) => (mount.kind === 'read-only' ? [mount.from] : []))[0] ?? '',
  );
  const began = Date.now();
  const waiting = client.call('execute', { tool: 'wait' }).catch(() => null);
  setTimeout(() => void tools.end(), 1500);
  await waiting;
  await tools.end();
  expect(Date.now() - began).toBeLessThan(30_000);
});
