import type { RunEvidence } from '#evidence';
import { honest, type Passing, type Refused } from './evidence.fixture.ts';
import { found, missing as unsearched } from './secrets-absent.ts';

const key = { source: 'key', rule: 'the key of TOKEN' } as const;

export const pass: Passing<RunEvidence> = {
  'nothing was found': honest,
  'what was found only looks like a secret, and is old': found({ standing: 'base' }),
};

export const fail: Refused<RunEvidence> = {
  'a key of the backend is in the result': ['secret.key', found(key)],
  'a key of the backend is in the name of a file': ['secret.key', found({ ...key, at: 'name' })],
  'a key of the backend was put out': ['secret.key', found({ ...key, at: 'output', place: 'test.log' })],
  'a key of the backend is in the result, as it was at the base': ['secret.key', found({ ...key, standing: 'base' })],
};

/** What the other gate misses, this one misses too. */
export const missing: Passing<RunEvidence> = unsearched;
