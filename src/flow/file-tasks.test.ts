import { expect, test } from 'vitest';
import { sha256 } from '#contract';
import { filesOf } from './board-rows.ts';
import { fileTask } from './file-task.ts';
import { fileAside, fileNewTasks, type NewFile } from './file-tasks.ts';

const DEFAULTS = { strictness: 'light', baseBranch: 'main' } as const;
const text = (n: number): string =>
  n % 7 === 0
    ? 'This is no task.\n'
    : `---\nid: WP-${n}-task\nname: Make file ${n} good\npaths: { allow: [src/${n}.ts] }\nchecks: [{ id: look, run: "test -f a" }]\n---\n\n## What\n\nMake it good.\n`;
const FILES = Array.from({ length: 120 }, (_, n): NewFile => {
  const bytes = new TextEncoder().encode(text(n));
  return { path: `/r/tasks/${n}.md`, stamp: n % 2 === 0 ? null : `${n}`, digest: sha256(bytes), bytes };
});
const BY_HAND = FILES.map(({ path, stamp, digest, bytes }) => [path, { stamp, digest, filed: fileTask(bytes, { path, defaults: DEFAULTS }) }]); // prettier-ignore

test('each file is made sense of once, whoever does it', async () => {
  expect(new Set(BY_HAND.map(([, file]) => JSON.stringify(file))).size).toBeGreaterThan(100);
  expect([...(await fileNewTasks(FILES, DEFAULTS))]).toEqual(BY_HAND);
});

test('what another thread answers is what would have been made here', () => {
  const given = { files: FILES, defaults: DEFAULTS, taken: new Int32Array(1) };
  expect([...(filesOf(fileAside(given)) ?? [])]).toEqual(BY_HAND);
  expect(fileAside(given), 'all were taken').toEqual([]);
});

test('what others have taken is left to them', () => {
  const taken = new Int32Array([FILES.length - 20]);
  const rows = filesOf(fileAside({ files: FILES, defaults: DEFAULTS, taken }));
  expect([...(rows ?? [])]).toEqual(BY_HAND.slice(-20));
});

test('given nothing of ours, it answers nothing', () => {
  for (const given of [null, 'a word', {}, { files: FILES, defaults: DEFAULTS }]) expect(fileAside(given)).toEqual([]);
});
