import { expect, it } from 'vitest';
import { afterRuns, type Tried } from './again.ts';
import type { RunState } from './task-state.ts';

const runs = (...states: readonly RunState[]): readonly Tried[] => states.map((state) => ({ state, approval: 'a' }));

it.each<[string, readonly RunState[], number, object]>([
  ['nothing was tried', [], 3, { kind: 'again', attempt: 1, attempts: 3 }],
  ['one failed', ['failed'], 3, { kind: 'again', attempt: 2, attempts: 3 }],
  ['one was cut off', ['closed'], 3, { kind: 'again', attempt: 2, attempts: 3 }],
  ['a person rejected one', ['rejected'], 3, { kind: 'again', attempt: 2, attempts: 3 }],
  ['the last passed', ['failed', 'failed', 'failed', 'passed'], 9, { kind: 'enough' }],
  ['it landed', ['landed'], 3, { kind: 'enough' }],
  ['one goes on', ['failed', 'running'], 3, { kind: 'under-way' }],
  ['one is sealed and not judged', ['sealed'], 3, { kind: 'under-way' }],
  ['two failed of two', ['failed', 'failed'], 2, { kind: 'used-up', attempts: 2 }],
  [
    'three failed of three',
    ['failed', 'failed', 'failed'],
    3,
    { kind: 'safe-exit', because: 'it failed verification 3 times' },
  ],
  [
    'three failed, with another between',
    ['failed', 'rejected', 'failed', 'failed'],
    9,
    { kind: 'safe-exit', because: 'it failed verification 3 times' },
  ],
  [
    'five were cut off',
    ['closed', 'closed', 'closed', 'closed', 'closed'],
    9,
    { kind: 'safe-exit', because: '5 attempts came to nothing' },
  ],
  ['four were cut off', ['closed', 'closed', 'closed', 'closed'], 9, { kind: 'again', attempt: 5, attempts: 9 }],
])('%s', (_, states, attempts, next) => {
  expect(afterRuns(runs(...states), 'a', attempts)).toEqual(next);
});

it('counts anew under a fresh approval', () => {
  expect(afterRuns(runs('failed', 'failed', 'failed'), 'b', 3)).toEqual({ kind: 'again', attempt: 1, attempts: 3 });
});
