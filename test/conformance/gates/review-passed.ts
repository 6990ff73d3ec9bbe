import { sha256, type ReviewDemand } from '#contract';
import { reviewInput, type Reviewed, type ReviewRecord, type ReviewSaid, type RunEvidence } from '#evidence';
import {
  AT,
  honest,
  TREE,
  utf8,
  withChanges,
  withCheck,
  withFreshness,
  withSecrets,
  without,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';

const RECORD: ReviewRecord = {
  ...{ writ: 1, by: 'critic', argv: ['critic', '--strict'], program: '/usr/bin/critic', version: '2.0.0' },
  ...{ programDigest: sha256('critic'), endpoints: [], tree: TREE },
  input: sha256(reviewInput(honest.contract.value, honest.patch)),
  ...{ startedAt: AT.checked, endedAt: AT.ended, exitCode: 0, signal: null, timedOut: false, limit: null },
};
const FINDING = { says: 'the zone is lost', path: 'src/date.ts', line: 3 };
const PASS: ReviewSaid = { result: 'PASS', findings: [] };
const BLOCK: ReviewSaid = { result: 'BLOCK', findings: [FINDING] };

const asked = (demand: ReviewDemand, by: string | null = 'critic'): Complete =>
  withFreshness({ review: { by, demand } });
/** The honest run, reviewed. */
const reviewed = (said: Reviewed['said'], record: Partial<ReviewRecord> = {}, of = asked('required')): Complete => ({
  ...withSecrets({ outputs: [...of.secrets.outputs, 'review/stdout.log', 'review/stderr.log'] }, of),
  review: { record: { ...RECORD, ...record }, said },
});
const { review: _, ...unasked } = honest.freshness;
const { backend } = honest;

export const pass: Passing<RunEvidence> = {
  'nobody asks for a review': honest,
  'a review is required, and lets it pass': reviewed(PASS),
  'a review warns': reviewed({ result: 'WARN', findings: [FINDING, { says: 'a word' }] }),
  'it would be heeded, and nobody made one': asked('heed'),
  'it would be heeded, and cannot be read': reviewed(null, {}, asked('heed')),
  'it would be heeded, and ran out of time': reviewed(BLOCK, { timedOut: true, exitCode: null }, asked('heed')),
  'what it says counts for nothing': reviewed(BLOCK, {}, asked('none')),
  'nothing was changed, so that there is nothing to review': withChanges({ paths: [] }, asked('required')),
};

export const fail: Refused<RunEvidence> = {
  'it blocks': ['review.blocked', reviewed(BLOCK)],
  'it blocks without a reason': ['review.blocked', reviewed({ result: 'BLOCK', findings: [] })],
  'it blocks where it is only heeded': ['review.blocked', reviewed(BLOCK, {}, asked('heed'))],
  'it is required, and nobody made one': ['review.missing', asked('required')],
  'it is required, and nobody is named': ['review.missing', asked('required', null)],
  'it says nothing that can be read': ['review.unreadable', reviewed(null)],
  'it ran out of time': ['review.unreadable', reviewed(PASS, { timedOut: true, exitCode: null })],
  'it ended with an error': ['review.unreadable', reviewed(PASS, { exitCode: 1 })],
  'it was ended by a signal': ['review.unreadable', reviewed(PASS, { exitCode: null, signal: 'SIGKILL' })],
  'it went over a limit': ['review.unreadable', reviewed(PASS, { limit: 'output' })],
  'the backend reviewed itself': ['review.own', reviewed(PASS, { by: backend.id }, asked('required', backend.id))],
  'the backend reviewed itself under another name': [
    'review.own',
    reviewed(PASS, { programDigest: backend.programDigest.before, argv: backend.argv }),
  ],
  'another one reviewed than is named': ['check.forged', reviewed(PASS, { by: 'friend' })],
  'another tree was reviewed': ['evidence.stale', reviewed(PASS, { tree: '0'.repeat(40) })],
  'another patch was reviewed': [
    'evidence.stale',
    reviewed(PASS, { input: sha256(reviewInput(honest.contract.value, utf8('+other\n'))) }),
  ],
  'another contract was agreed to': [
    'evidence.stale',
    reviewed(PASS, { input: sha256(reviewInput({ ...honest.contract.value, version: 2 }, honest.patch)) }),
  ],
  'it blocks, and what was changed is not all that is wrong': [
    'review.blocked',
    { ...withCheck('lint', { exitCode: 1 }), ...reviewed(BLOCK), checks: withCheck('lint', { exitCode: 1 }).checks },
    ['checks.passed', 'done.proven'],
  ],
};

export const missing: Passing<RunEvidence> = {
  'nothing says when it began': without('freshness'),
  'nothing says what was asked for': { ...honest, freshness: unasked },
  'there is no patch': { ...without('patch'), freshness: asked('required').freshness },
  'nobody knows what changed': { ...without('changes'), freshness: asked('required').freshness },
  'nobody knows who did the work': { ...without('backend'), freshness: asked('required').freshness },
  'there is no contract': { ...without('contract'), freshness: asked('required').freshness },
};
