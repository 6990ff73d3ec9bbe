import type { Contract } from '#contract';
import { COMPLETE } from '../../../src/contract/complete-contract.fixture.ts';

/** A complete contract of the strictest kind: every kind of check, every kind of proof. */
export const HONEST_CONTRACT: Contract = {
  ...COMPLETE,
  strictness: 'strict',
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
};
