import { expect, test } from 'vitest';
import { boardOf, type BoardTask } from './board.ts';

const RUN: NonNullable<BoardTask['run']> = {
  ...{ run: 'R-1', attempt: 3, state: 'failed', noChange: false, awaits: [], branch: null },
};
const next = (run: Partial<typeof RUN>): string | null | undefined =>
  boardOf([
    {
      ...{ task: 'WP-1', version: 1, name: 'one', state: 'in_progress', tier: 'LOW', dependsOn: [] },
      ...{ run: { ...RUN, ...run }, since: null, stopped: null },
    },
  ])[0]?.next;

test.each([
  ['one that failed is looked at first', { attempts: 5 }, 'writ review R-1'],
  ['the same where nobody knows of how many', {}, 'writ review R-1'],
  ['after the last one more have to be signed', { attempts: 3 }, 'writ review R-1, then: writ amend WP-1 --attempts 5'],
  ['one that was rejected is followed by another', { state: 'rejected', attempts: 4 }, 'writ run WP-1 --backend ID'],
  ['unless it was the last', { state: 'rejected', attempts: 3 }, 'writ amend WP-1 --attempts 5'],
  ['so is one that was closed', { state: 'closed', attempts: 3 }, 'writ amend WP-1 --attempts 5'],
  ['one that was cut off is judged, or made anew', { state: 'running', cutOff: true }, 'writ run --resume R-1'],
  ['one under way is left alone', { state: 'running', cutOff: false }, null],
] as const)('%s', (_, run, command) => expect(next(run)).toBe(command));

const task = (id: string, change: Partial<BoardTask>): BoardTask => ({
  ...{ task: id, version: 1, name: 'one', state: 'backlog', tier: 'LOW', dependsOn: [], run: null, since: null },
  ...{ stopped: null },
  ...change,
});
const nextOf = (...tasks: readonly BoardTask[]): string | null | undefined => boardOf(tasks).at(-1)?.next;

test.each<readonly [string, readonly BoardTask[], string | null]>([
  ['what stopped after it failed is looked at before it is signed as it is', [task('WP-1', { state: 'in_progress', stopped: 'enough', run: RUN })], 'writ review R-1, then: writ approve WP-1'], // prettier-ignore
  ['what stopped otherwise is signed afresh', [task('WP-1', { state: 'in_progress', stopped: 'used otherwise', run: { ...RUN, state: 'rejected' } })], 'writ approve WP-1'], // prettier-ignore
  ['what its branch has lost is merged', [task('WP-1', { state: 'accepted', lost: { ref: 'refs/heads/main', commit: 'c'.repeat(40), isGone: false } })], 'git merge cccccccccccc'], // prettier-ignore
  ['where the branch is gone it is made again', [task('WP-1', { state: 'accepted', lost: { ref: 'refs/heads/a/b', commit: 'c'.repeat(40), isGone: true } })], 'git branch a/b cccccccccccc'], // prettier-ignore
  ['a blocker is signed where what it is for is open', [task('WP-1-a', { state: 'in_progress' }), task('WP-unblock-1-a', {})], 'writ approve WP-unblock-1-a'], // prettier-ignore
  ['it is not where that has landed', [task('WP-1-a', { state: 'landed' }), task('WP-unblock-1-a', {})], 'rm tasks/WP-unblock-1-a.md'], // prettier-ignore
  ['nor is the second one', [task('WP-1-a', { state: 'superseded' }), task('WP-unblock-1-a-2', {})], 'rm tasks/WP-unblock-1-a-2.md'], // prettier-ignore
  ['that another one has landed says nothing', [task('WP-1', { state: 'landed' }), task('WP-unblock-1-a', {})], 'writ approve WP-unblock-1-a'], // prettier-ignore
  ['one that is signed goes on', [task('WP-1-a', { state: 'landed' }), task('WP-unblock-1-a', { state: 'ready' })], 'writ run WP-unblock-1-a --backend ID'], // prettier-ignore
])('%s', (_, tasks, command) => expect(nextOf(...tasks)).toBe(command));
