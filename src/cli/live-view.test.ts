import { expect, test } from 'vitest';
import { afterRuns, type Position } from '#plan';
import { viewLines } from './live-view.ts';

const position = (task: string, state: Position['state'], underWay: boolean): Position => ({
  ...{ task, state, waitsFor: [], stopped: null, paths: { allow: [], deny: [] }, chain: 1 },
  ...{ targetRef: 'refs/heads/main', target: null, approval: null, used: 0, after: afterRuns([], null, 0) },
  run: {
    ...{ run: `R-${task}`, state: 'running', backend: 'codex', base: '', underWay, cutOff: false, noChange: false },
    ...{ awaits: [], branch: null, movable: false, stuck: null },
  },
  refused: null,
});

test('a view shows each session with its time and what it does, and how much there is of everything', () => {
  const positions = [position('a', 'in_progress', true), position('b', 'landed', false)];
  const waiting = [{ task: 'c', run: null, kind: 'approve', says: 'not signed', command: null } as const];
  expect(
    viewLines(
      positions,
      { orders: [], waiting, underWay: 1 },
      () => 65_000,
      (run) => `says ${run} is read`,
    ),
  ).toEqual(['  a  R-a  codex  1:05  says R-a is read', '1 under way · 1 of 2 landed · 1 waiting for you']);
});

test('of very many it shows the first, and what a task is called cannot move the cursor', () => {
  const asked: string[] = [];
  const positions = Array.from({ length: 20 }, (_, n) => position(`\u001b[2J${n}`, 'in_progress', true));
  const lines = viewLines(
    positions,
    { orders: [], waiting: [], underWay: 20 },
    () => 0,
    (run) => (asked.push(run), ''),
  );
  expect(asked).toHaveLength(12);
  expect(lines).toHaveLength(14);
  expect(lines.join('')).not.toContain('\u001b');
  expect(lines[12]).toBe('  and 8 more: writ session list');
});
