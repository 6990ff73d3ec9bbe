import type { WeakJail } from '#contract';
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
  withFreshness,
  without,
  type Complete,
  type Orders,
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

const LOW = { tier: 'LOW', because: 'one file', floor: { tier: 'LOW', because: ['nothing raises it'] } } as const;

/** A run that nothing held, of a contract that may go without where its admission says so. */
const unjailed = (
  { contract = {}, admission = { withoutJail: 'LOW' } }: Partial<Orders> = {},
  jail: WeakJail = 'none',
): Complete =>
  withFreshness({ jail }, ordered({ contract: { strictness: 'light', riskTier: LOW, ...contract }, admission }));

export const pass: Passing<RunEvidence> = {
  'the repository is admitted for exactly this risk': honest,
  'the repository is admitted for more risk': admitted({ riskClass: 'HIGH' }),
  'a jail held the work, and it might have gone without': withFreshness(
    { jail: 'bubblewrap' },
    admitted({ withoutJail: 'LOW' }),
  ),
  'light work of risk LOW was admitted without a jail, and there was none': unjailed(),
  'light work of risk LOW was admitted without a jail, and one held it that nobody has tested': unjailed(
    {},
    'sandbox-runtime',
  ),
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
  'there was no jail, and the admission says nothing of that': ['admission.unjailed', unjailed({ admission: {} })],
  'a jail held it that nobody has tested, and the admission says nothing of that': [
    'admission.unjailed',
    unjailed({ admission: {} }, 'sandbox-runtime'),
  ],
  'a jail held it that nobody has tested, and the work is standard': [
    'admission.unjailed',
    unjailed({ contract: { strictness: 'standard' } }, 'sandbox-runtime'),
  ],
  'a jail held it that nobody has tested, and the risk is MEDIUM': [
    'admission.unjailed',
    unjailed({ contract: { riskTier: { ...LOW, tier: 'MEDIUM' } } }, 'sandbox-runtime'),
  ],
  'there was no jail, and the work is standard': [
    'admission.unjailed',
    unjailed({ contract: { strictness: 'standard' } }),
  ],
  'there was no jail, and the risk is MEDIUM': [
    'admission.unjailed',
    unjailed({ contract: { riskTier: { ...LOW, tier: 'MEDIUM' } } }),
  ],
  'there was no jail, and the task says LOW of what its estimate makes MEDIUM': [
    'admission.unjailed',
    unjailed({ contract: { riskTier: { ...LOW, floor: { tier: 'MEDIUM', because: ['estimated risk medium'] } } } }),
  ],
  'there was no jail, and what is allowed is sensitive, whatever floor the contract names': [
    'admission.unjailed',
    unjailed({ contract: { paths: { ...honest.contract.value.paths, allow: ['src/**', 'src/login.ts'] } } }),
    ['contract.complete'],
  ],
};

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'it is not known when the run began': without('freshness'),
};
