import type { Contract } from './contract.ts';

/** A complete contract of strictness standard, for tests to break one thing of. */
export const COMPLETE: Contract = {
  writ: 1,
  id: 'WP-1-dates',
  version: 1,
  name: 'Dates are read in local time',
  strictness: 'standard',
  type: 'debug',
  baseBranch: 'main',
  cites: ['spec:A3.2.1'],
  paths: { allow: ['src/date.ts', 'test/date.test.ts'], deny: ['src/db/**'] },
  forbid: ['push', 'merge', 'deploy', 'publish', 'credentials', 'infrastructure', 'dependency-change'],
  checks: [
    { id: 'dates', run: ['node', '--test', 'test/date.test.ts'], reports: 'node-test', timeoutMs: 120_000 },
    { id: 'lint', run: ['make', 'lint'], reports: 'exit-code', timeoutMs: 60_000 },
  ],
  done: [
    {
      says: 'a date without a zone is local',
      cites: ['spec:A3.2.1'],
      proof: { kind: 'test', check: 'dates', test: 'reads local time' },
    },
    { says: 'the linter is content', cites: [], proof: { kind: 'test', check: 'lint', test: null } },
    { says: 'the help text is right', cites: [], proof: { kind: 'manual', how: 'read it' } },
  ],
  noTests: null,
  riskTier: { tier: 'MEDIUM', because: 'dates are everywhere', floor: { tier: 'LOW', because: ['nothing raises it'] } },
  attempts: 3,
  limits: { timeMs: 1_800_000, processes: 512, diskBytes: 2e9, outputBytes: 64e6, memoryBytes: 6e9 },
  rollback: 'revert the landing commit',
  what: 'Read dates in local time.',
  why: 'Users see yesterday.',
  outOfScope: 'Calendars.',
};
