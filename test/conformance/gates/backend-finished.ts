import { sha256 } from '#contract';
import type { BackendEnd, RunEvidence } from '#evidence';
import {
  AT,
  honest,
  withBackend,
  withEnd,
  withFreshness,
  without,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { withSession } from './session.fixture.ts';

/** An agent that spoke while it worked: the harness ends its program, so that only its turn tells. */
const agent = (end: Partial<BackendEnd>): RunEvidence =>
  withBackend({
    kind: 'acp',
    end: {
      ...{ exitCode: null, signal: 'SIGKILL', timedOut: false, limit: null, declaredFailure: null },
      ...{ turn: { stopReason: 'end_turn' }, ...end },
    },
  });

export const pass: Passing<RunEvidence> = {
  'it ended by itself with exit code 0': honest,
  'it came to the end of its turn, and its program was ended then': agent({}),
  'it asked for more': withSession({
    amendments: [{ at: AT.checked, said: { because: 'zones lie there', allow: ['src/zone.ts'] } }],
  }),
  'it warned the person': withSession({ warnings: [{ at: AT.checked, says: 'the zone file is old' }] }),
};

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
  'it came to another end of its turn': ['backend.failed', agent({ turn: { stopReason: 'max_tokens' } })],
  'it did not come to the end of its turn': ['backend.failed', agent({ turn: { stopReason: null } })],
  'it did not come to the end of its turn, and its program ended well': [
    'backend.failed',
    agent({ turn: { stopReason: null }, exitCode: 0, signal: null }),
  ],
  'nothing tells of its turn': ['backend.failed', withBackend({ kind: 'acp' })],
  'it is no agent that speaks, and a turn is told of it': [
    'backend.failed',
    withEnd({ exitCode: 1, turn: { stopReason: 'end_turn' } }),
  ],
  'it says that its session failed, after the end of its turn': ['backend.failed', agent({ declaredFailure: 'no' })],
  'it was aborted': ['backend.failed', agent({ aborted: { by: 'ada', because: '' } })],
  'it was aborted, and ended well all the same': [
    'backend.failed',
    withEnd({ aborted: { by: 'ada', because: 'wrong way' } }),
  ],
  'it was not what was ordered': ['backend.substituted', agent({ substituted: 'another model' })],
  'its program was another one afterwards': [
    'backend.substituted',
    withBackend({ programDigest: { ...programDigest, after: sha256('other') } }),
  ],
  'nobody looked at its program afterwards': [
    'backend.substituted',
    withBackend({ programDigest: { ...programDigest, after: null } }),
  ],
  'it says that it is blocked': [
    'backend.blocked',
    withSession({ blocked: { at: AT.checked, reason: 'no database' } }),
  ],
  'it says that it is blocked, and later that it is done': [
    'backend.blocked',
    withSession({ blocked: { at: AT.started, reason: 'x' }, completed: { at: AT.checked, summary: 'all done' } }),
  ],
  'a process of it outlived the jail': ['backend.survived', withFreshness({ residue: ['1 processes of the jail'] })],
  'something without a name was left behind': ['backend.survived', withFreshness({ residue: [''] })],
};

export const missing: Passing<RunEvidence> = {
  'no backend was recorded': without('backend'),
  'its end was not recorded': withBackend({ end: null }),
  'nobody looked at what was left of its jail': withFreshness({ end: null }),
  'a session was served, and nobody knows what was said': withBackend({ session: 'served' }),
  'a session was served, and the backend is said to have had none': {
    ...withSession({}),
    backend: honest.backend,
  },
  'nobody says when it ran': without('freshness'),
};
