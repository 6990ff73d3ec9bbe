import type { Contract } from '#contract';

/** A complete contract of the strictest kind: every kind of check, every kind of proof. */
export const HONEST_CONTRACT: Contract = {
  writ: 1,
  id: 'WP-1-dates',
  version: 1,
  name: 'Dates are read in local time',
  strictness: 'strict',
  type: 'debug',
  baseBranch: 'main',
  cites: ['spec:A3.2.1'],
  paths: {
    allow: ['src/date.ts', 'src/zone.ts', 'src/clock.ts', 'test/date.test.ts', 'docs/dates.md'],
    deny: ['src/db/**'],
  },
  forbid: ['dependency-change'],
  checks: [
    { id: 'unit', run: ['node', '--test', 'test/date.test.ts'], reports: 'node-test', timeoutMs: 120_000 },
    { id: 'suite', run: ['run-suite', '--junit'], reports: 'junit', timeoutMs: 120_000 },
    { id: 'lint', run: ['make', 'lint'], reports: 'exit-code', timeoutMs: 60_000 },
  ],
  done: [
    {
      says: 'a date without a zone is local',
      cites: ['spec:A3.2.1'],
      proof: { kind: 'test', check: 'unit', test: 'reads local time' },
    },
    { says: 'nothing else broke', cites: [], proof: { kind: 'test', check: 'unit', test: null } },
    { says: 'zones are parsed', cites: [], proof: { kind: 'test', check: 'suite', test: 'parses zones' } },
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
