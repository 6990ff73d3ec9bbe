import { sha256 } from '#contract';
import type { RunEvidence } from '#evidence';
import {
  honest,
  withBackend,
  withEnd,
  withFreshness,
  without,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';

export const pass: Passing<RunEvidence> = { 'it ended by itself with exit code 0': honest };

const { programDigest } = honest.backend;

export const fail: Refused<RunEvidence> = {
  'it ended with another exit code': ['backend.failed', withEnd({ exitCode: 1 })],
  'it was ended by a signal': ['backend.failed', withEnd({ exitCode: null, signal: 'SIGKILL' })],
  'it ended in no way at all': ['backend.failed', withEnd({ exitCode: null })],
  'it is said to have ended by a signal and with exit code 0': ['backend.failed', withEnd({ signal: 'SIGKILL' })],
  'it ran out of time': ['backend.timeout', withEnd({ timedOut: true, exitCode: null, signal: 'SIGKILL' })],
  'it ran out of time and still gave exit code 0': ['backend.timeout', withEnd({ timedOut: true })],
  'it started too many processes': ['backend.limit', withEnd({ limit: 'processes' })],
  'it filled the disk': ['backend.limit', withEnd({ limit: 'disk' })],
  'it wrote too much': ['backend.limit', withEnd({ limit: 'output' })],
  'it took too much memory': ['backend.limit', withEnd({ limit: 'memory' })],
  'it says itself that it failed, with exit code 0': ['backend.failed', withEnd({ declaredFailure: 'no credit' })],
  'it says that it failed, but not why': ['backend.failed', withEnd({ declaredFailure: '' })],
  'its program was another one afterwards': [
    'backend.substituted',
    withBackend({ programDigest: { ...programDigest, after: sha256('other') } }),
  ],
  'nobody looked at its program afterwards': [
    'backend.substituted',
    withBackend({ programDigest: { ...programDigest, after: null } }),
  ],
  'a process of it outlived the jail': ['backend.survived', withFreshness({ residue: ['1 processes of the jail'] })],
  'something without a name was left behind': ['backend.survived', withFreshness({ residue: [''] })],
};

export const missing: Passing<RunEvidence> = {
  'no backend was recorded': without('backend'),
  'its end was not recorded': withBackend({ end: null }),
  'nobody looked at what was left of its jail': withFreshness({ end: null }),
  'nobody says when it ran': without('freshness'),
};
