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
