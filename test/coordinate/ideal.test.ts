/** What a rehearsal is held against is right itself. */
import { expect, test } from 'vitest';
import { drawSeed, idealTime, leastPossible, plannedSessions } from './ideal.ts';
import { makeTasks, type RehearsedTask } from './tasks.ts';

const task = (id: string, ms: number, more: Partial<RehearsedTask> = {}): RehearsedTask => ({
  ...{ id, dependsOn: [], files: [id], behaves: 'well', ms, ...more },
});
const ideal = (tasks: readonly RehearsedTask[], max: number): number => idealTime(tasks, plannedSessions(tasks, 10), max); // prettier-ignore

test.each<readonly [string, readonly RehearsedTask[], number, number]>([
  ['what waits for nothing goes side by side', [task('a', 3), task('b', 5)], 2, 5],
  ['one place takes all of it', [task('a', 3), task('b', 5)], 1, 8],
  ['a chain is as long as its sessions', [task('a', 3), task('b', 5, { dependsOn: ['a'] })], 2, 8],
  ['what overlaps is kept apart', [task('a', 3, { files: ['x'] }), task('b', 5, { files: ['x', 'y'] })], 2, 8],
  ['a lie is a session more', [task('a', 3, { behaves: 'lies' })], 1, 6],
  ['a stall is what it takes to see it', [task('a', 3, { behaves: 'stalls' })], 1, 16],
  ['the longest chain begins first', [task('a', 2), task('b', 2), task('c', 1), task('d', 4, { dependsOn: ['c'] })], 2, 5], // prettier-ignore
])('%s', (_, tasks, max, ms) => expect(ideal(tasks, max)).toBe(ms));

test('nothing is quicker than the least possible, and one place at a time is all of the work', () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const tasks = makeTasks(40, seed, 30_000);
    const sessions = plannedSessions(tasks, 10_000);
    const { work, least } = leastPossible(tasks, sessions, 6);
    expect(idealTime(tasks, sessions, 6)).toBeGreaterThanOrEqual(least);
    expect(idealTime(tasks, sessions, 1)).toBe(work);
  }
});

test('a seed that is drawn leaves room for what is measured, and those that do not are named', () => {
  const terms = { count: 40, ms: 30_000, max: 6, stallMs: 10_000 };
  const seeds = [6, 14, 11, 1];
  expect(drawSeed({ ...terms, most: 1.2, draw: () => seeds.shift() ?? 0 })).toEqual({ seed: 11, passedOver: [6, 14] });
  expect(drawSeed({ ...terms, most: Number.POSITIVE_INFINITY, draw: () => 6 })).toEqual({ seed: 6, passedOver: [] });
});
