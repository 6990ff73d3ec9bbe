import type { RuleFinding, RunEvidence } from '#evidence';
import {
  BASE,
  honest,
  ordered,
  TREE,
  withChanges,
  without,
  withRules,
  withSecrets,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';

const FOUND: RuleFinding = {
  ...{
    rule: 'CX-108',
    waiver: 'signer',
    about: 'code',
    path: 'src/date.ts',
    line: 3,
    column: 1,
    says: 'It stands in for work.',
  },
};
export const broken = (...findings: readonly Partial<RuleFinding>[]): Complete =>
  withRules({ findings: findings.map((finding) => ({ ...FOUND, ...finding })) });

export const NO_RULES = { rulebook: null, messages: null, rules: [], findings: [] };
const skipped = (source: boolean) => [{ path: 'src/date.ts', says: 'too large', source }];

export const pass: Passing<RunEvidence> = {
  'nothing is broken': honest,
  'what was broken was so at the base': withRules({ known: 12 }),
  'a picture was not looked at': withRules({ skipped: skipped(false) }),
  'in light, nobody has asked for rules': withRules(NO_RULES, ordered({ contract: { strictness: 'light' } })),
  'a file that is gone has nothing to look at': withRules(
    { files: 0 },
    withSecrets(
      { files: 0 },
      withChanges({ paths: honest.changes.paths.map((path) => ({ ...path, newMode: '000000', status: 'deleted' })) }),
    ),
  ),
};

export const fail: Refused<RunEvidence> = {
  'a rule is broken': ['rule.broken', broken({})],
  'two are, in one place': ['rule.broken', broken({}, { rule: 'CX-106' })],
  'one is from which nobody may except, and another': [
    'rule.broken',
    broken({ waiver: 'never' }, {}),
    ['invariants.kept'],
  ],
  'source was too large to be looked at': ['rule.broken', withRules({ skipped: skipped(true) })],
};

export const missing: Passing<RunEvidence> = {
  'no rule looked at it': without('rules'),
  'nobody knows what changed': without('changes'),
  'nobody knows what was agreed to': without('contract'),
  'rules looked at another tree': withRules({ tree: TREE.replace(/^./, '0') }),
  'rules looked at another base': withRules({ base: BASE.replace(/^./, '0') }),
  'a changed file was not looked at': withRules({ files: 0 }),
  'no rule was on': withRules({ rules: [] }),
  'no rulebook held, and the contract is not light': withRules(NO_RULES),
};
