import type { Service } from '#contract';
import { HARNESS_FOLDER, type HarnessCommand } from '../runner-order.ts';

/**
 * Starts the services of a check, waits for each to be ready, then runs the check's command as if it had been started
 * in its place, and ends as that ended. A service has no descriptor that the check reports through: what it prints goes
 * to stderr, line by line, behind its id.
 */
const SERVICES_PROGRAM = String.raw`
import { spawn } from 'node:child_process';
import { readFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const [ordered, ...rest] = readFileSync(0, 'utf8').split('\n');
const { services, argv, stdin, prefix } = JSON.parse(ordered);
const PAUSE_MS = 50;
const now = () => Number(process.hrtime.bigint() / 1000000n);

const log = (id, stream) => {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) process.stderr.write('[' + id + '] ' + line + '\n');
  }).on('error', () => {});
};
const start = ({ id, run: [program, ...args] }) => {
  const state = { ended: null };
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.on('error', (error) => { state.ended ??= 'could not be started: ' + error.code; });
  child.on('exit', (code, signal) => { state.ended ??= 'ended ' + (signal === null ? 'with exit code ' + code : 'by ' + signal); });
  for (const stream of [child.stdout, child.stderr]) log(id, stream);
  return state;
};
const answers = (port) => new Promise((resolve) => {
  const socket = connect({ host: '127.0.0.1', port });
  const end = (says) => { socket.destroy(); resolve(says); };
  socket.on('connect', () => end(true)).on('error', () => end(false));
});
const succeeds = ([program, ...args], state, until) => new Promise((resolve) => {
  const child = spawn(program, args, { stdio: ['ignore', 2, 2] });
  const timer = setTimeout(() => child.kill('SIGKILL'), Math.max(1, until - now()));
  child.on('error', () => resolve(false));
  child.on('exit', (code) => { clearTimeout(timer); resolve(code === 0); });
});
const refuse = (id, says) => {
  writeSync(1, prefix + JSON.stringify({ id, says }) + '\n');
  process.exit(1);
};
for (const service of services) {
  const state = start(service);
  const { id, ready, timeoutMs } = service;
  const until = now() + timeoutMs;
  for (;;) {
    const isReady = ready.kind === 'tcp' ? await answers(ready.port) : await succeeds(ready.run, state, until);
    if (state.ended !== null) refuse(id, state.ended + ' before it was ready');
    if (isReady) break;
    if (now() >= until) refuse(id, 'was not ready within ' + timeoutMs + ' ms');
    await sleep(PAUSE_MS);
  }
}
const [program, ...args] = argv;
const child = spawn(program, args, { stdio: ['pipe', 1, 2] });
child.stdin.on('error', () => {});
child.stdin.end([stdin, ...rest].join('\n'));
child.on('error', (error) => { process.stderr.write(String(error) + '\n'); process.exit(127); });
child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]));
`;

/** What begins the one line that is put out where a service did not become ready, and nothing else is. */
const prefixOf = (secret: string): string => `writ-service:${secret} `;

/** The command that starts these services first. `secret` is fresh, and no code under test learns it. */
export const withServices = (
  command: HarnessCommand,
  services: readonly Service[],
  { node, secret }: { readonly node: string; readonly secret: string },
): HarnessCommand => {
  const program = `${HARNESS_FOLDER}/services.mjs`;
  const order = { services, argv: command.argv, stdin: command.stdin ?? '', prefix: prefixOf(secret) };
  return {
    ...command,
    argv: [node, program],
    files: new Map([...command.files, [program, SERVICES_PROGRAM]]),
    stdin: JSON.stringify(order),
  };
};

/** A service of a check that did not become ready, and what became of it. */
export type ServiceFault = { readonly id: string; readonly says: string };

/** What was put out in place of a report where a service did not become ready; null where the check itself ran. */
export const readServiceFault = (stdout: Uint8Array, secret: string): ServiceFault | null => {
  const prefix = prefixOf(secret);
  const text = new TextDecoder().decode(stdout);
  if (!text.startsWith(prefix)) return null;
  const [id, says] = /^\{"id":"([\w-]+)","says":"([^"\\]*)"\}\n$/u.exec(text.slice(prefix.length))?.slice(1) ?? [];
  return { id: id ?? 'a service', says: says ?? 'did not become ready' };
};
