/**
 * `writ board --json` with a thousand task files: the first time, when every file has to be read and understood, and
 * from then on. The person has settings and a signer, as after `writ init`, and the ledger is there.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './rig/figure.ts';
import { makeRepository } from './rig/repository.ts';
import { taskText } from './rig/task-text.ts';

const TASKS = 1000;

const isBoard = (stdout: string): boolean => {
  const board: { readonly tasks: readonly unknown[]; readonly unreadable: number } = JSON.parse(stdout);
  return board.tasks.length === TASKS && board.unreadable === 0;
};

export const bench: Bench = async (stage) => {
  const work = makeRepository(stage);
  mkdirSync(join(work, 'tasks'));
  for (let n = 1; n <= TASKS; n++)
    writeFileSync(join(work, 'tasks', `WP-${n}-log-in.md`), taskText(n, n % 10 === 0 ? [] : [n - 1]));
  const board = stage.command('writ board --json, 1,000 tasks', {
    argv: [stage.writ, 'board', '--json'],
    cwd: work,
    expect: isBoard,
  });
  const forget = (): void => rmSync(join(stage.folder, 'home/.cache'), { recursive: true, force: true });
  return [
    {
      name: 'board.first',
      measured: { ...board, says: `${board.says}, first run`, before: forget },
      baseline: stage.nodeAlone,
      allowed: { ratio: 45, peakBytes: 150e6 },
      rounds: 5,
    },
    {
      name: 'board.second',
      measured: {
        ...board,
        says: `${board.says}, second run`,
        before: () => void stage.prepare({ argv: [stage.writ, 'board'], cwd: work }),
      },
      baseline: stage.nodeAlone,
      allowed: { ratio: 3 },
    },
  ];
};
