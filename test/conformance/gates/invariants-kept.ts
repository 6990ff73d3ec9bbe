import type { RunEvidence } from '#evidence';
import { honest, withRules, type Passing, type Refused } from './evidence.fixture.ts';
import { broken } from './rules-kept.ts';

export { missing } from './rules-kept.ts';

const errors = [{ rule: 'APP-1', says: 'it does not find what is bad' }];

export const pass: Passing<RunEvidence> = {
  'nothing is broken': honest,
  'what was broken was so at the base': withRules({ known: 12 }),
};

export const fail: Refused<RunEvidence> = {
  'a rule is broken from which nobody may except': ['rule.broken', broken({ rule: 'CX-101', waiver: 'never' })],
  'a message breaks one': ['rule.broken', broken({ rule: 'APP-2', waiver: 'never', about: 'commits' })],
  'a rule could not run': ['rule.error', withRules({ errors })],
  'the rulebook cannot be read, so there is no rule': ['rule.error', withRules({ errors, rules: [] })],
  'one is, and another from which a signer may': ['rule.broken', broken({ waiver: 'never' }, {}), ['rules.kept']],
};
