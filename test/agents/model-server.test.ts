import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startModelServer, type Script } from './model-server.ts';

const SCRIPT: Script = { steps: ['first', 'second', { status: 503, message: 'over' }], closing: 'Bye.' };
const user = { type: 'message', role: 'user' };
const result = { type: 'function_call_output' };

const ask = async (url: string, body: unknown): Promise<{ readonly status: number; readonly text: string }> => {
  const response = await fetch(`${url}/responses`, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
};

test.each([
  ['nothing yet', [user], 200, 'first'],
  ['one tool result', [user, result], 200, 'second'],
  ['the same history again, so a retry is answered alike', [user, result], 200, 'second'],
  ['a new word of the person', [user, result, result, user], 200, 'first'],
  ['a step that is a refusal', [user, result, result], 503, 'over'],
  ['a finished script', [user, result, result, result], 200, 'Bye.'],
])('the next step follows from the conversation alone: %s', async (_, input, status, text) => {
  const server = await startModelServer(SCRIPT);
  onTestFinished(server.close);
  const answer = await ask(server.url, { input, tools: [{ name: 'exec_command' }] });
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(text);
});

test('a request without tools gets the closing text, and every request is logged, of its header values only who says to have sent it', async () => {
  const server = await startModelServer(SCRIPT);
  onTestFinished(server.close);
  const response = await fetch(`${server.url}/responses`, {
    method: 'POST',
    headers: { authorization: 'Bearer made-up', 'x-key': 'hidden' },
    body: JSON.stringify({ input: [user] }),
  });
  expect(await response.text()).toContain('Bye.');
  expect(server.requests).toMatchObject([{ method: 'POST', path: '/v1/responses', body: { input: [user] } }]);
  expect(server.requests[0]).toMatchObject({ authorization: 'Bearer made-up' });
  expect(server.requests[0]?.headers).toEqual(expect.arrayContaining(['authorization', 'x-key']));
  expect(JSON.stringify(server.requests)).not.toContain('hidden');
});

test.each([
  ['another path', '/v1/models', '{}', 404],
  ['no JSON', '/v1/responses', 'nonsense', 400],
  ['no input', '/v1/responses', '{}', 400],
])('%s is refused', async (_, path, body, status) => {
  const server = await startModelServer(SCRIPT);
  onTestFinished(server.close);
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', body });
  expect(response.status).toBe(status);
});

test('as a program it says its port in a file, and ends when its stdin closes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-model-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [script, portFile, log] = ['script.json', 'port', 'log'].map((name) => join(folder, name));
  writeFileSync(`${script}`, JSON.stringify(SCRIPT));
  const program = join(import.meta.dirname, 'model-server.ts');
  const args = [
    '--conditions=source',
    program,
    '--script',
    `${script}`,
    '--port-file',
    `${portFile}`,
    '--log',
    `${log}`,
  ];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'inherit', 'inherit'], timeout: 300_000 });
  const port = await vi.waitFor(() => readFileSync(`${portFile}`, 'utf8').trim(), { timeout: 300_000 });
  expect((await ask(`http://127.0.0.1:${port}/v1`, { input: [user] })).text).toContain('Bye.');
  const ended = once(child, 'exit');
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
  expect(readFileSync(`${log}`, 'utf8').trim().split('\n')).toHaveLength(1);
});
