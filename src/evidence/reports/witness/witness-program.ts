/**
 * The witness: a small program of the harness that starts a test runner inside the jail, hears what it reports and
 * tells it on stdout. It is a process of its own, so that what begins its lines never is where code under test runs:
 * the secret comes in on its stdin, and stands in no file, argv or environment. Whatever the runner and its tests print
 * goes to stderr. The runner reports on descriptor 3 (in Rust on stdout), each line with a key that this one process was given for it.
 *
 * The text below is the part that all runners share; `pytest.ts` and its like add theirs.
 */
export const WITNESS_CORE = String.raw`
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';

// What stands after the first line was put out by the command before this one.
const [ordered, ...given] = readFileSync(0, 'utf8').split('\n');
const order = JSON.parse(ordered);
let lines = 0;
let failed = false;
const write = (text) => {
  for (let bytes = Buffer.from(text); bytes.length > 0; ) {
    try { bytes = bytes.subarray(writeSync(1, bytes)); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
  }
};
const say = (line) => {
  lines += 1;
  if (line.kind === 'test' && line.outcome === 'failed') failed = true;
  write(order.prefix + JSON.stringify(line) + '\n');
};
const problem = (says) => say({ kind: 'problem', says: String(says).slice(0, 2000) });
const finish = () => {
  write(order.prefix + JSON.stringify({ kind: 'end', lines }) + '\n');
  process.exit(failed ? 1 : 0);
};

/** Starts a program, hears descriptor 3, and gives how it ended and what it said there under its key, in order. */
const run = ([program, ...args], { input = '', env = {}, cwd, hear = () => {}, hears = '', capture = false, key = '' } = {}) =>
  new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', capture || hears === 'stdout' ? 'pipe' : 2, 2, 'pipe'] });
    let rest = '';
    let output = '';
    let grace;
    const take = (text) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop();
      for (const part of parts) {
        if (key !== '' && part.startsWith(key + ' ')) hear(part.slice(key.length + 1));
        else if (hears === 'stdout' && part !== '') process.stderr.write(part + '\n');
      }
    };
    (hears === 'stdout' ? child.stdout : child.stdio[3]).setEncoding('utf8').on('data', take).on('error', () => {});
    if (capture) child.stdout.setEncoding('utf8').on('data', (text) => { output += text; });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', (error) => resolve({ exit: null, signal: error.code ?? 'unknown', output }));
    let ended;
    const done = () => { clearTimeout(grace); resolve({ ...ended, output }); };
    // Something a test left behind may hold its pipes open for ever.
    child.on('exit', (exit, signal) => { ended = { exit, signal }; grace = setTimeout(done, 500); });
    child.on('close', done);
  });
let keys = 0;
const newKey = () => createHash('sha256').update('key ' + (keys += 1) + order.prefix).digest('hex');
`;
