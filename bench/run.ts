/** `writ run` of an approved task in a large repository, with a backend that is done at once: what governing costs. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './rig/figure.ts';

const FILES = 10_000;
const FILES_IN_A_FOLDER = 100;
const ROUNDS = 10;

const path = (file: number): string => `src/part-${Math.floor(file / FILES_IN_A_FOLDER)}/file-${file}.js`;
const text = (file: number): string => `export const value = ${file};\n// ${'x'.repeat(file % 400)}\n`;
const EDIT = `printf 'export const value = -1;\\n' > ${path(0)}`;

const taskFile = (id: string): string => `---
id: ${id}
name: Make the first value negative
type: feature
paths: { allow: [${path(0)}] }
checks: [{ id: check, run: [grep, -q, "value = -1", ${path(0)}], reports: exit-code }]
done:
  - says: the first value is negative
    proof: { check: check }
rollback: revert the landing commit
---
## What
Make the first value negative.
`;

export const bench: Bench = async ({ folder, env, prepare, command, writ }) => {
  const work = join(folder, 'work');
  for (let file = 0; file < FILES; file += FILES_IN_A_FOLDER)
    mkdirSync(join(work, path(file), '..'), { recursive: true });
  for (let file = 0; file < FILES; file++) writeFileSync(join(work, path(file)), text(file));
  const git = (...words: readonly string[]) => prepare({ argv: ['git', ...words], cwd: work });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'gc.auto', '0');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'base');
  git('gc', '--quiet');
  prepare({ argv: [writ, 'init', '--name', 'ada', '--new-key', '--yes'], cwd: work });
  const config = join(env['XDG_CONFIG_HOME'] ?? '', 'writ/config.yaml');
  writeFileSync(config, `backends:\n  instant: { run: [sh, -c, ${JSON.stringify(EDIT)}] }\n`, { flag: 'a' });
  mkdirSync(join(work, 'tasks'));
  // Each round, and the one that warms up, runs a task of its own.
  const tasks = Array.from({ length: ROUNDS + 1 }, (_, round) => `WP-${round + 1}`);
  for (const task of tasks) {
    writeFileSync(join(work, 'tasks', `${task}.md`), taskFile(task));
    prepare({ argv: [writ, 'approve', task, '--backend', 'instant', '--yes'], cwd: work });
  }
  const clone = join(folder, 'clone');
  const run = (task: string) =>
    command(`writ run TASK`, {
      argv: [writ, 'run', task, '--backend', 'instant', '--json'],
      cwd: work,
      expect: (stdout) => stdout.includes('"PASS"'),
    });
  const plainGit = `git clone --quiet --shared --no-checkout ${work} ${clone} && cd ${clone} && git checkout --quiet && ${EDIT} && git add -A && git write-tree`;
  return [
    {
      name: 'run',
      measured: { says: `writ run, ${FILES} files`, run: () => run(tasks.pop() ?? 'none').run() },
      baseline: {
        ...command('git clone --shared, checkout, add -A, write-tree', { argv: ['sh', '-c', plainGit] }),
        before: () => rmSync(clone, { recursive: true, force: true }),
      },
      allowed: { ratio: 2 },
      rounds: ROUNDS,
    },
  ];
};
