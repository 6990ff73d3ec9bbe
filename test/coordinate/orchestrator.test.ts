/** `writ mcp` as a client of MCP uses it: the client of the SDK, the program as it is built, and agents in their jails. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';
import { eventsAfter, makeRehearsal } from './rehearsal.ts';
import type { Behaviour, RehearsedTask } from './tasks.ts';

const task = (id: string, behaves: Behaviour = 'well', dependsOn: readonly string[] = []): RehearsedTask => ({
  ...{ id, dependsOn, files: [`src/${id}.txt`], behaves, ms: 0 },
});

const clients: Client[] = [];
const scratches: Scratch[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  for (const scratch of scratches.splice(0)) await removeScratch(scratch);
});

const rehearse = async (tasks: readonly RehearsedTask[]): Promise<Scratch> => {
  const { scratch } = await makeRehearsal(tasks, { max: 2, stall: '15m' });
  scratches.push(scratch);
  return scratch;
};

const answer = z.object({ content: z.tuple([z.object({ text: z.string() })]), isError: z.boolean().optional() });

const orchestrator = async ({ work, env }: Scratch, name: string, ...flags: readonly string[]) => {
  const args = ['mcp', '--as', name, '--backend', 'mine', ...flags];
  const transport = new StdioClientTransport({ command: 'writ', args, cwd: work, env, stderr: 'inherit' });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  clients.push(client);
  const call = async (tool: string, args_: Record<string, unknown>) => {
    const { content, isError = false } = answer.parse(await client.callTool({ name: tool, arguments: args_ }));
    return { ...JSON.parse(content[0].text), isError };
  };
  return {
    ...{ client, call },
    worktree: (action: string, args_: Record<string, unknown> = {}) => call('worktree', { action, args: args_ }),
  };
};

/** Asks until what is asked for is so. */
const until = async <T>(ask: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> => {
  for (;;) {
    const value = await ask();
    if (isSo(value)) return value;
    await sleep(100);
  }
};

const well = async (scratch: Scratch, command: string): Promise<string> => {
  const { output, exitCode } = await runCommand(command, scratch);
  expect(`${command}: ${exitCode}\n${exitCode === 0 ? '' : output}`).toBe(`${command}: 0\n`);
  return output;
};

test('a model runs what was signed, and a person alone accepts it', { timeout: 480_000 }, async () => {
  const scratch = await rehearse([task('WP-1-a'), task('WP-2-b', 'well', ['WP-1-a'])]);
  const { client, worktree } = await orchestrator(scratch, 'lead');
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['worktree', 'coord']);
  expect(client.getInstructions()).toContain('never sign');
  expect(await worktree('dashboard')).toMatchObject({ ready: [{ task: 'WP-1-a', backend: 'mine' }], open: 2 });

  const { spawned, refused } = await worktree('spawn', { tasks: ['WP-1-a', 'WP-2-b'] });
  expect(spawned).toMatchObject([{ task: 'WP-1-a', backend: 'mine', attempt: 1 }]);
  expect(refused).toMatchObject([{ task: 'WP-2-b', code: 'EXECUTION_ERROR', message: 'WP-2-b: waits for WP-1-a' }]);
  const [{ sessionId, worktreePath }] = spawned;
  expect(existsSync(worktreePath)).toBe(true);

  const over = await until(
    () => worktree('sessions'),
    ({ sessions }) => sessions[0].status !== 'active',
  );
  expect(over.sessions).toMatchObject([{ sessionId, task: 'WP-1-a', status: 'completed', state: 'passed' }]);
  // What waits for a person stays a person's: there is nothing by which it could be done here.
  const command = `writ accept ${sessionId}`;
  // The verdict is there a moment before the process that gave it is gone.
  const waits = await until(
    () => worktree('dashboard'),
    ({ forPerson }) => forPerson.length > 0,
  );
  expect(waits).toMatchObject({ ready: [], forPerson: [{ task: 'WP-1-a', command }] });
  for (const action of ['accept', 'land', 'approve', 'merge'])
    expect(await worktree(action, { run: sessionId })).toMatchObject({ code: 'OPERATION_NOT_FOUND', isError: true });
  const again = await worktree('spawn', { tasks: ['WP-1-a'] });
  expect(again).toMatchObject({ isError: true, code: 'EXECUTION_ERROR' });
  expect(again.details.refused[0].details.failures[0].next).toBe(command);
  // What is not over is not cleared away.
  expect(await worktree('cleanup', { pathOrBranch: 'WP-1-a' })).toMatchObject({ isError: true });
  expect(existsSync(worktreePath)).toBe(true);

  await well(scratch, `${command} --yes && writ land ${sessionId}`);
  expect(await worktree('dashboard')).toMatchObject({ landed: 1, ready: [{ task: 'WP-2-b' }] });
  expect(await worktree('cleanup', {})).toMatchObject({ removed: [], kept: [] });
  expect((await worktree('spawn', { tasks: ['WP-2-b'] })).spawned).toHaveLength(1);
  const kinds = eventsAfter(scratch, 0).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'session.spawned')).toHaveLength(2);
  expect(kinds.filter((kind) => kind === 'run.started')).toHaveLength(2);
  await until(
    () => worktree('sessions', { status: 'active' }),
    ({ sessions }) => sessions.length === 0,
  );
  expect(await well(scratch, 'writ verify --ledger')).toContain('holds together');
});

test('its sessions are its own, and go on without it', { timeout: 480_000 }, async () => {
  const scratch = await rehearse([task('WP-1-stalls', 'stalls'), task('WP-2-b')]);
  const lead = await orchestrator(scratch, 'lead', '--runs', '1');
  const other = await orchestrator(scratch, 'other', '--look-only');
  const [{ sessionId }] = (await lead.worktree('spawn', { tasks: ['WP-1-stalls'] })).spawned;
  expect(await lead.worktree('spawn', { tasks: ['WP-2-b'] })).toMatchObject({ isError: true, code: 'EXECUTION_ERROR' });
  expect((await other.worktree('sessions')).sessions).toEqual([]);
  expect(await other.worktree('abort', { sessionID: sessionId })).toMatchObject({ code: 'ACCESS_DENIED' });
  const third = await orchestrator(scratch, 'third');
  for (const [action, args] of [
    ['abort', {}],
    ['message', { message: 'stop' }],
  ] as const)
    // prettier-ignore
    expect(await third.worktree(action, { sessionID: sessionId, ...args })).toMatchObject({ code: 'ACCESS_DENIED' });
  const envelope = { requestId: 'q-1', operationId: 'coord.abort', input: { sessionId } };
  expect(await third.call('coord', { ...envelope, identity: { id: 'lead' } })).toMatchObject({ code: 'ACCESS_DENIED' });
  expect(await lead.call('coord', envelope)).toMatchObject({ code: 'ACCESS_DENIED', requestId: 'q-1' });
  // A name is nobody else's while somebody has it.
  const { output, exitCode } = await runCommand('writ mcp --as lead </dev/null', scratch);
  expect([exitCode, output]).toEqual([1, expect.stringContaining('coordinator.busy')]);

  await lead.client.close();
  clients.splice(clients.indexOf(lead.client), 1);
  const back = await orchestrator(scratch, 'lead');
  const found = await until(
    () => back.worktree('sessions', { sessionIDs: [sessionId] }),
    ({ sessions: [one] }) => typeof one.lastHeard === 'string',
  );
  expect(found.sessions).toMatchObject([{ sessionId, status: 'active' }]);
  // One that has not opened its session is not spoken with yet.
  const word = { sessionID: sessionId, message: 'Go on.' };
  await until(
    () => back.worktree('message', word),
    ({ taken }) => taken === true,
  );
  await until(
    () => back.worktree('abort', { sessionID: sessionId, because: 'it stalls' }),
    ({ ended }) => ended === true,
  );
  const over = await until(
    () => back.worktree('sessions'),
    ({ sessions }) => sessions[0].status !== 'active',
  );
  expect(over.sessions).toMatchObject([{ sessionId, status: 'failed', state: 'failed' }]);
  const sealed = join(scratch.work, '.git/writ/runs', sessionId, 'sealed/events.normalized.jsonl');
  expect(readFileSync(sealed, 'utf8')).toContain('"by":"orchestrator lead"');
  expect(await well(scratch, `writ verify ${sessionId}`)).toContain('FAIL');
});

test('it ends with its client, and not with what it had begun', { timeout: 240_000 }, async () => {
  const scratch = await rehearse([task('WP-1-stalls', 'stalls')]);
  const { work: cwd, env } = scratch;
  const served = spawn('writ', ['mcp', '--as', 'lead', '--backend', 'mine'], { cwd, env, stdio: 'pipe' });
  const lines = createInterface({ input: served.stdout })[Symbol.asyncIterator]();
  const ask = async (id: number, method: string, params: unknown): Promise<string> => {
    served.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return String((await lines.next()).value);
  };
  const clientInfo = { name: 'test', version: '1' };
  await ask(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  const spawned = { action: 'spawn', args: { tasks: ['WP-1-stalls'] } };
  expect(await ask(2, 'tools/call', { name: 'worktree', arguments: spawned })).toContain('sessionId');
  const ended = once(served, 'exit');
  served.stdin.end();
  expect(await ended).toEqual([0, null]);
  expect(await well(scratch, 'writ session list')).toMatch(/at work|running/u);
  expect(await well(scratch, 'writ coordinate --waiting')).toContain('1 under way');
});

test('a line that is no good is refused before anything is said', { timeout: 240_000 }, async () => {
  const scratch = await rehearse([task('WP-1-a')]);
  const tried = async (line: string): Promise<readonly [number | string, string]> => {
    const { output, exitCode } = await runCommand(`writ mcp ${line} </dev/null`, scratch);
    return [exitCode, output];
  };
  expect(await tried('')).toEqual([2, expect.stringContaining('writ mcp --as lead')]);
  expect(await tried('--as Lead')).toEqual([2, expect.stringContaining('small letters')]);
  expect(await tried('--as lead --limit codex')).toEqual([2, expect.stringContaining('BACKEND=N')]);
  expect(await tried('--as lead')).toEqual([0, '']);
  const fresh = 'git init --quiet ../fresh && cd ../fresh && git commit --quiet --allow-empty --message "feat: start"';
  const outside = await runCommand(`${fresh} && writ mcp --as lead </dev/null`, scratch);
  expect(outside.exitCode).toBe(2);
  expect(outside.output).toContain('writ init');
});
