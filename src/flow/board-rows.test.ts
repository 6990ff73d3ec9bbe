import { expect, test } from 'vitest';
import type { FiledTask } from '#plan';
import { filesOf, rowOf, type KnownFile } from './board-rows.ts';

const file = (filed: KnownFile['filed'], stamp: string | null = '1 2 3'): KnownFile => ({ stamp, digest: 'd', filed });
const draft = (estimate: FiledTask['estimate']): KnownFile => {
  const said = { task: 'WP-6', version: 1, name: 'Mails', tier: 'HIGH', dependsOn: [], phase: null } as const;
  return file({ kind: 'task', ...said, paths: { allow: [], deny: [] }, estimate, draft: true });
};
const FILES: readonly (readonly [string, KnownFile])[] = [
  [
    '/r/tasks/WP-1.md',
    file({
      ...{ kind: 'task', task: 'WP-1', version: 2, name: 'Zoë logs in', tier: 'HIGH', dependsOn: ['WP-0'], phase: 3 },
      ...{ paths: { allow: ['src/**'], deny: [] } },
      estimate: { scope: 'narrow', risk: 'high', impact: 'phase', level: 'review' },
    }),
  ],
  [
    '/r/tasks/WP-2.md',
    file(
      {
        ...{ kind: 'task', task: 'WP-2', version: 1, name: '', tier: 'LOW', dependsOn: [], phase: null },
        ...{ paths: { allow: [], deny: ['a'] }, estimate: null },
      },
      null,
    ),
  ],
  ['/r/tasks/WP-6.md', draft(null)],
  ['/r/tasks/WP-7.md', draft({ scope: 'narrow', risk: 'low', impact: 'component', level: 'implementation' })],
  ['/r/tasks/3.md', file({ kind: 'foreign', id: 'T-3' })],
  ['/r/tasks/4.md', file({ kind: 'unreadable', foreign: true })],
  ['/r/tasks/5.md', file({ kind: 'unreadable', foreign: false })],
];

test('what is kept of files is read back as it was', () => {
  expect([...(filesOf(JSON.parse(JSON.stringify(FILES.map(rowOf)))) ?? [])]).toEqual(FILES);
  expect(filesOf([])).toEqual(new Map());
});

test('a row in which any one value is another kind of value, or none, is no row of ours', () => {
  const row = JSON.stringify(FILES.slice(0, 1).map(rowOf)[0]);
  const values: readonly unknown[] = JSON.parse(row);
  for (let at = 0; at < values.length; at++)
    for (const other of [{}, true, undefined, [1]]) {
      if (at === 1 && other === undefined) continue;
      expect(filesOf([values.map((value, index) => (index === at ? other : value))]), `${at}`).toBeNull();
    }
  // One value after the three of the file is what another tool's file comes to; without an estimate a task is whole.
  const cutOff = Array.from(values, (_, length) => values.slice(0, length)).filter(
    ({ length }) => ![4, 11].includes(length),
  );
  for (const one of cutOff) expect(filesOf([one]), `${one.length}`).toBeNull();
  expect(filesOf([values.with(6, 'highest')])).toBeNull();
  expect(filesOf([[...values, 'review']])).toBeNull();
  expect(filesOf({})).toBeNull();
  expect(filesOf([null])).toBeNull();
});
