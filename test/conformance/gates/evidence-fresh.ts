import type { CheckRecord, RunEvidence } from '#evidence';
import {
  AT,
  honest,
  shifted,
  withChanges,
  withCheck,
  withFreshness,
  without,
  withUse,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { withProof } from './proof-change.fixture.ts';

const DAY_MS = 24 * 3_600_000;
const provenAt = (times: Partial<CheckRecord>): RunEvidence =>
  withProof({ runs: honest.proof.runs.map((run) => ({ ...run, record: { ...run.record, ...times } })) });
const judgedAt = (at: string): RunEvidence => ({ ...honest, at });

export const pass: Passing<RunEvidence> = {
  'it was judged a minute after the run': honest,
  'it was judged in the millisecond the run ended': judgedAt(AT.ended),
  'it was judged exactly a day after the run': judgedAt(shifted(AT.ended, DAY_MS)),
};

export const fail: Refused<RunEvidence> = {
  'it is older than a day, by one millisecond': ['evidence.stale', judgedAt(shifted(AT.ended, DAY_MS + 1))],
  'it was judged one millisecond before the run ended': ['evidence.stale', judgedAt(shifted(AT.ended, -1))],
  'it was judged before the run began': ['evidence.stale', judgedAt(AT.admitted)],
  'it was judged at no moment': ['evidence.stale', judgedAt('')],
  'it was judged at what is no moment': ['evidence.stale', judgedAt('tomorrow')],
  'the run ended before it began': ['evidence.stale', withFreshness({ endedAt: shifted(AT.started, -1) })],
  'the difference was measured from another base': [
    'evidence.stale',
    withChanges({ base: 'f'.repeat(40) }),
    [
      'scope.paths',
      'tests.kept',
      'proof.f2p',
      'proof.elsewhere',
      'proof.removal',
      'invariants.kept',
      'git.hygiene',
      'rules.kept',
      'commit.format',
      'spec.regression',
      'change.valid',
      'supply.chain',
    ],
  ],
  'the difference is of another tree, on which the checks ran, too': [
    'evidence.stale',
    {
      ...withChanges({ tree: 'f'.repeat(40) }),
      checks: honest.checks.map(({ record, report }) => ({ record: { ...record, tree: 'f'.repeat(40) }, report })),
    },
    [
      'contract.anchors',
      'spec.regression',
      'change.valid',
      'secrets.absent',
      'keys.absent',
      'tests.kept',
      'proof.f2p',
      'proof.elsewhere',
      'proof.removal',
      'invariants.kept',
      'git.hygiene',
      'rules.kept',
      'commit.format',
      'supply.chain',
    ],
  ],
  'the difference is of another tree than the checks': [
    'evidence.stale',
    withChanges({ tree: 'f'.repeat(40) }),
    [
      'contract.anchors',
      'spec.regression',
      'change.valid',
      'checks.passed',
      'secrets.absent',
      'keys.absent',
      'invariants.kept',
      'git.hygiene',
      'rules.kept',
      'commit.format',
      'supply.chain',
    ],
  ],
  'the sealed tree is another one': ['evidence.stale', withFreshness({ tree: 'f'.repeat(40) })],
  'the evidence is of another task': ['evidence.stale', withFreshness({ task: 'WP-2' })],
  'the approval was used by another run': ['evidence.stale', withUse({ run: 'run-2' }), ['approval.unused']],
  'no use was recorded': ['evidence.stale', without('use'), ['approval.unused']],
  'a check ran on another tree': ['evidence.stale', withCheck('lint', { tree: 'f'.repeat(40) }), ['checks.passed']],
  'a check ran before the run': ['evidence.stale', withCheck('lint', { startedAt: shifted(AT.started, -1) })],
  'a check ended after the run': ['evidence.stale', withCheck('lint', { endedAt: shifted(AT.ended, 1) })],
  'a check ended before it began': ['evidence.stale', withCheck('lint', { endedAt: AT.started })],
  'a run of the proof was before the run': ['evidence.stale', provenAt({ startedAt: shifted(AT.started, -1) })],
  'a run of the proof ended after the run': ['evidence.stale', provenAt({ endedAt: shifted(AT.ended, 1) })],
  'no version of any tool was recorded': ['evidence.stale', withFreshness({ tools: {} })],
};

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'there is no freshness proof': without('freshness'),
  'no difference was measured': without('changes'),
  'the checks were not recorded': without('checks'),
};
