import type { RunEvidence } from '#evidence';
import { honest, withRules, type Passing, type Refused } from './evidence.fixture.ts';
import { broken } from './rules-kept.ts';

export { missing } from './rules-kept.ts';

export const pass: Passing<RunEvidence> = {
  'nothing is there that does not belong': honest,
  'it was there at the base': withRules({ known: 3 }),
};

const UNFIT = { rule: 'CODE-files', about: 'git' } as const;

export const fail: Refused<RunEvidence> = {
  'something that is built is committed': ['git.unfit', broken(UNFIT)],
  'a merge was never finished': ['git.unfit', broken({ ...UNFIT, rule: 'CODE-conflict', waiver: 'never' })],
  'something that .gitignore leaves out is committed': ['git.unfit', broken({ ...UNFIT, rule: 'CODE-ignored' })],
  'that, and code breaks a rule': ['git.unfit', broken(UNFIT, {}), ['rules.kept']],
};
