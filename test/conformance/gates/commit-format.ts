import type { RunEvidence } from '#evidence';
import { honest, ordered, withRules, type Passing, type Refused } from './evidence.fixture.ts';
import { broken, missing as withoutRules, NO_RULES } from './rules-kept.ts';

const SHAPELESS = { rule: 'CX-110', about: 'commits', path: 'the landing commit', line: 1 } as const;

export const pass: Passing<RunEvidence> = {
  'the message is as the rules want it': honest,
  'in light, nobody has asked for rules': withRules(NO_RULES, ordered({ contract: { strictness: 'light' } })),
};

export const fail: Refused<RunEvidence> = {
  'it is not': ['commit.format', broken(SHAPELESS)],
  'it names no task': ['commit.format', broken({ ...SHAPELESS, rule: 'CO-task' })],
  'it breaks a rule without exception, and one with': [
    'commit.format',
    broken({ ...SHAPELESS, waiver: 'never' }, SHAPELESS),
    ['invariants.kept'],
  ],
};

export const missing: Passing<RunEvidence> = {
  ...withoutRules,
  'nobody has read the message': withRules({ messages: null }),
  'nothing was read in its place': withRules({ messages: [] }),
  'another commit was read as well': withRules({ messages: ['the landing commit', 'commit 0123'] }),
};
