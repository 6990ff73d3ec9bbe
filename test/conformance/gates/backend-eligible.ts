import type { RunEvidence } from '#evidence';
import { honest, ordered, withBackend, without, type Passing, type Refused } from './evidence.fixture.ts';

export const pass: Passing<RunEvidence> = {
  'the backend may serve this tier': honest,
  'the backend may serve this tier alone': withBackend({ tiers: ['MEDIUM'] }),
  'the backend is scripted, which is told': withBackend({ kind: 'scripted' }),
};

export const fail: Refused<RunEvidence> = {
  'the backend has no name': [
    'backend.unnamed',
    { ...ordered({ contract: { strictness: 'standard' } }), backend: { ...honest.backend, id: '' } },
  ],
  'the backend may serve no tier': ['backend.ineligible', withBackend({ tiers: [] })],
  'the backend may serve lower tiers only': ['backend.ineligible', withBackend({ tiers: ['LOW'] })],
  'the backend may serve higher tiers only': ['backend.ineligible', withBackend({ tiers: ['HIGH'] })],
};

export const missing: Passing<RunEvidence> = {
  'no backend was recorded': without('backend'),
  'there is no contract': without('contract'),
};
