// The scripted backend's actor. It runs inside the jail like any agent would, and does what a script says, step by
// step: a remote-controlled stand-in for the demo and the tests. Usage: actor.mjs SCRIPT. Every step is told on stdout.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

// Speaks to its session as any agent does: over an MCP server on stdio, of which there is one for the whole script.
let session;
const openSession = async () => {
  const server = spawn(process.execPath, ['/writ/mcp.mjs', '/writ/tools.sock'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map();
  const send = (message) => server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (method, params) =>
    new Promise((resolve, reject) => {
      const id = waiting.size + 1;
      waiting.set(id, { resolve, reject });
      send({ id, method, params });
    });
  let rest = '';
  server.stdout.setEncoding('utf8').on('data', (text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop();
    for (const { id, result, error } of lines.map((line) => JSON.parse(line))) {
      if (error) waiting.get(id)?.reject(new Error(error.message));
      else waiting.get(id)?.resolve(result);
    }
  });
  server.on('close', () => waiting.forEach(({ reject }) => reject(new Error('the session has ended'))));
  const clientInfo = { name: 'actor', version: '1' };
  await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  send({ method: 'notifications/initialized' });
  return { request, end: () => server.stdin.end() };
};

const actions = {
  say: (text) => tell({ type: 'message', text }),
  write: ({ path, text }) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    tell({ type: 'write', path });
  },
  append: ({ path, text }) => {
    appendFileSync(path, text);
    tell({ type: 'write', path });
  },
  replace: ({ path, from, to }) => {
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${path} does not hold “${from}”`);
    writeFileSync(path, text.replace(from, to));
    tell({ type: 'write', path });
  },
  remove: (path) => {
    rmSync(path, { recursive: true });
    tell({ type: 'remove', path });
  },
  shell: (command) => {
    const end = spawnSync('/bin/sh', ['-c', command], { stdio: ['ignore', 'inherit', 'inherit'] });
    tell({ type: 'command', command, exitCode: end.status });
  },
  call: async ({ tool, arguments: args = {} }) => {
    session ??= await openSession();
    const { content } = await session.request('tools/call', { name: tool, arguments: args });
    tell({ type: 'message', text: `${tool}: ${content.map(({ text }) => text).join('')}` });
  },
  sleep: (ms) => sleep(ms),
  fail: (message) => tell({ type: 'failed', message }),
  exit: (code) => process.exit(code),
};

for (const step of JSON.parse(readFileSync(process.argv[2], 'utf8')).steps) {
  for (const [action, argument] of Object.entries(step)) await actions[action](argument);
}
session?.end();
