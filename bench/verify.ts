/** `writ verify` of a run that left many events: every line of its chain read, hashed and compared with its canonical form. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './rig/figure.ts';
import { makeRepository } from './rig/repository.ts';

const EVENTS = 100_000;

export const bench: Bench = async (stage) => {
  const { command, folder, nodeAlone, prepare, writ } = stage;
  const work = makeRepository(stage);
  prepare({ argv: [writ, 'admit', '--yes'], cwd: work });
  const script = join(folder, 'script.json');
  const said = Array.from({ length: EVENTS }, (_, line) => ({
    say: `line ${line}: read src/date.js, and mended it — “so”`,
  }));
  writeFileSync(script, JSON.stringify({ steps: [...said, { write: { path: 'a.txt', text: 'done\n' } }] }));
  const order = ['--allow', 'a.txt', '--check', 'grep -q done a.txt', '--backend', `scripted:${script}`, '--yes'];
  prepare({ argv: [writ, 'run', 'talk a lot', ...order], cwd: work });
  const runs = join(work, '.git/writ/runs');
  const bundle = join(runs, readdirSync(runs)[0] ?? '');
  const lines = readFileSync(join(bundle, 'sealed/events.normalized.jsonl'), 'utf8').split('\n').length - 1;
  if (lines < EVENTS) throw new Error(`the bundle holds ${lines} events, fewer than ${EVENTS}`);
  const says = (name: string) => `writ verify ${name}, ${EVENTS} events`;
  const verifies = (name: string, word: string) =>
    command(says(name), {
      argv: [writ, 'verify', word],
      cwd: work,
      expect: (stdout) => stdout.startsWith('Verified R-'),
    });
  return [
    { name: 'verify.folder', measured: verifies('FOLDER', bundle), baseline: nodeAlone, allowed: { ms: 1000 } },
    {
      name: 'verify.run',
      measured: verifies('RUN', readdirSync(runs)[0] ?? ''),
      baseline: nodeAlone,
      allowed: { ms: 1000 },
    },
  ];
};
