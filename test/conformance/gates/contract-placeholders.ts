import type { RunEvidence } from '#evidence';
import { honest, ordered, without, type Passing, type Refused } from './evidence.fixture.ts';

export const pass: Passing<RunEvidence> = {
  'everything was filled in': honest,
  'a slot is only quoted as code': ordered({ contract: { why: 'The page shows `<what is to be done>`.' } }),
};

export const fail: Refused<RunEvidence> = {
  'a slot of the template is left in the rollback': [
    'task.placeholder',
    ordered({ contract: { rollback: '<how to undo it>' } }),
  ],
  'it is still to be decided why': ['task.placeholder', ordered({ contract: { why: 'TBD' } })],
  'a slot stands in the middle of a sentence': [
    'task.placeholder',
    ordered({ contract: { what: 'Read dates; <what is to be done>.' } }),
  ],
  'what is out of scope is nothing but braces': ['task.placeholder', ordered({ contract: { outOfScope: '{later}' } })],
};

export const missing: Passing<RunEvidence> = { 'there is no contract': without('contract') };
