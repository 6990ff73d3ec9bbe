import type { RunEvidence } from '#evidence';
import {
  admitted,
  AT,
  carol,
  honest,
  ordered,
  REPOSITORY,
  shifted,
  signAs,
  without,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { parseEnvelope, parseStatement } from '#signoff';

/** The honest admission, with carol's name and key on it: she may sign contracts only. */
const byCarol = (): Uint8Array => {
  const envelope = parseEnvelope(honest.admission, 'the admission');
  const statement = envelope.ok ? parseStatement('admit', envelope.value.payload) : envelope;
  if (!statement.ok) throw new Error(statement.failures[0].message);
  return signAs(carol, { ...statement.value, signer: 'carol' });
};

export const pass: Passing<RunEvidence> = {
  'the repository is admitted for exactly this risk': honest,
  'the repository is admitted for more risk': admitted({ riskClass: 'HIGH' }),
  'the admission ran out in the millisecond the run began': admitted({ until: AT.started }),
};

export const fail: Refused<RunEvidence> = {
  'nobody has admitted the repository': ['admission.missing', without('admission')],
  'the admission is empty': ['signature.malformed', { ...honest, admission: new Uint8Array() }],
  'the admission is an approval': ['signature.namespace', { ...honest, admission: honest.approval }],
  'the admission had run out one millisecond before the run began': [
    'admission.lapsed',
    admitted({ until: shifted(AT.started, -1) }),
  ],
  'the admission was signed later': ['signature.future', admitted({ at: AT.landing })],
  'the admission is by one who may only sign contracts': ['signature.untrusted', { ...honest, admission: byCarol() }],
  'another repository is admitted': [
    'admission.foreign',
    admitted({ repository: { ...REPOSITORY, roots: ['f'.repeat(40)] } }),
  ],
  'the repository is admitted as another’s copy': [
    'admission.foreign',
    admitted({ repository: { ...REPOSITORY, origin: 'https://example.org/fork.git' } }),
  ],
  'another branch is admitted': ['admission.foreign', admitted({ branch: 'next' })],
  'a branch is admitted whose name only begins like this one': ['admission.foreign', admitted({ branch: 'main2' })],
  'the contract is riskier than the repository may be': ['admission.risk', admitted({ riskClass: 'LOW' })],
  'the contract has the highest tier': [
    'admission.risk',
    ordered({ contract: { riskTier: { ...honest.contract.value.riskTier, tier: 'HIGH' } } }),
    ['backend.eligible'],
  ],
};

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'it is not known when the run began': without('freshness'),
};
