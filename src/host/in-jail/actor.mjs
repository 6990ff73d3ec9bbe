// The scripted backend's actor. It runs inside the jail like any agent would, and does what a script says, step by
// step: a remote-controlled stand-in for the demo and the tests. Usage: actor.mjs SCRIPT. Every step is told on stdout.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
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
  sleep: (ms) => sleep(ms),
  fail: (message) => tell({ type: 'failed', message }),
  exit: (code) => process.exit(code),
};

for (const step of JSON.parse(readFileSync(process.argv[2], 'utf8')).steps) {
  for (const [action, argument] of Object.entries(step)) await actions[action](argument);
}
