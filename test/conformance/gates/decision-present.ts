import { sha256 } from '#contract';
import type { LandingEvidence } from '#gates';
import type { Decision, GateLine } from '#signoff';
import {
  alice,
  AT,
  bob,
  carol,
  honest,
  shifted,
  stranger,
  trusting,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { chained, decided, decidedAs, judged, lacking, landing } from './landing.fixture.ts';

const SKEW_MS = 5 * 60_000;
const [seen] = [{ item: 5, says: 'the help text is right', confirmed: true }];

const bobs = (change: Partial<Decision>): Uint8Array => decidedAs({ signer: 'bob', ...change }, bob);
const two = chained({}, { signer: 'bob' }).decisions ?? [];
/** The landing under a verdict of which one gate is waived until then, accepted as the honest one. */
const waivedUntil = (until: string): LandingEvidence => {
  const gates = landing.recorded.verdict.gates.map((line) =>
    line.gate === 'tree.clean.end'
      ? {
          ...{ ...line, outcome: 'fail' as const, findings: [{ code: 'tree.residue', message: 'notes.txt' }] },
          waiver: { envelope: sha256('waiver'), signer: 'alice', until, because: 'it was me' },
        }
      : line,
  );
  const again = {
    ...landing.again,
    gates: landing.again.gates.map((line) => ({ ...line, ...waivedLike(gates, line.gate) })),
  };
  return { ...judged({ gates }), again };
};
const waivedLike = (gates: readonly GateLine[], id: string) => {
  const { outcome, waiver } = gates.find(({ gate }) => gate === id) ?? { outcome: 'missing', waiver: null };
  return { outcome, waiver };
};

export const pass: Passing<LandingEvidence> = {
  'two signers accepted it, the second after the first': chained({}, { signer: 'bob' }),
  'a signer accepted exactly this verdict': landing,
  'it was accepted in the millisecond of the verdict': decided({ at: AT.judged }),
  'the decision ends with the waiver its verdict rests on': waivedUntil(AT.until),
  'it lands in the last millisecond of the decision': decided({ until: AT.landing }),
};

export const fail: Refused<LandingEvidence> = {
  'nobody has decided': ['decision.missing', lacking('decisions'), ['policy.met', 'target.unmoved']],
  'the second of two decisions rejects': [
    'decision.rejected',
    chained({}, { signer: 'bob', outcome: 'reject', because: 'no' }),
  ],
  'the first of two decisions rejects': [
    'decision.rejected',
    chained({ outcome: 'reject', because: 'no' }, { signer: 'bob' }),
  ],
  'the second decision does not name the first': [
    'verdict.different',
    { ...landing, decisions: [decidedAs({}), bobs({})] },
  ],
  'the second decision names another one as the first': [
    'verdict.different',
    { ...landing, decisions: [decidedAs({}), bobs({ after: sha256('other') })] },
  ],
  'the first decision was taken out': ['verdict.different', { ...landing, decisions: two.slice(1) }],
  'the decisions stand in another order': ['verdict.different', { ...landing, decisions: two.toReversed() }],
  'the second decision is about another tree': [
    'verdict.different',
    chained({}, { signer: 'bob', tree: 'f'.repeat(40) }),
  ],
  'the second decision is by a stranger': [
    'signature.untrusted',
    chained({}, { signer: 'bob' }, stranger),
    ['policy.met', 'target.unmoved'],
  ],
  'the run was rejected': ['decision.rejected', decided({ outcome: 'reject', because: 'too slow' })],
  'the decision is an approval': [
    'signature.namespace',
    { ...landing, decisions: [honest.approval] },
    ['policy.met', 'target.unmoved'],
  ],
  'a stranger decided': ['signature.untrusted', decided({}, stranger), ['policy.met', 'target.unmoved']],
  'a signer decided who may only sign contracts': [
    'signature.untrusted',
    decided({ signer: 'carol' }, carol),
    ['policy.met', 'target.unmoved'],
  ],
  'the signer’s key is revoked': [
    'signature.revoked',
    { ...landing, trust: trusting(`${alice.publicLine}\n`) },
    ['policy.met', 'target.unmoved'],
  ],
  'the decision ran out one millisecond before': [
    'decision.expired',
    decided({ until: shifted(AT.landing, -1) }),
    ['policy.met', 'target.unmoved'],
  ],
  'the decision is to outlive the waiver its verdict rests on': ['waiver.expired', waivedUntil(shifted(AT.until, -1))],
  'the decision is from the future': [
    'signature.future',
    decided({ at: shifted(AT.landing, SKEW_MS + 1) }),
    ['policy.met', 'target.unmoved'],
  ],
  'the decision is dated one millisecond before its verdict': [
    'verdict.different',
    decided({ at: shifted(AT.judged, -1) }),
  ],
  'another verdict was accepted': ['verdict.different', decided({ verdict: sha256('other') })],
  'another run was accepted': ['verdict.different', decided({ run: 'run-2' })],
  'a FAIL was accepted': ['verdict.different', decided({ result: 'FAIL' })],
  'other notices were accepted': ['verdict.different', decided({ notices: ['all is well'] })],
  'no notice was accepted': ['verdict.different', decided({ notices: [] })],
  'another bundle was accepted': ['verdict.different', decided({ manifest: sha256('other') })],
  'another contract was accepted': ['verdict.different', decided({ contract: sha256('other') })],
  'another tree was accepted': ['verdict.different', decided({ tree: 'f'.repeat(40) })],
  'another base was accepted': ['verdict.different', decided({ base: 'f'.repeat(40) })],
  'it was accepted for another branch': ['verdict.different', decided({ targetRef: 'refs/heads/next' })],
  'an item only a person can see was not confirmed': [
    'decision.manual',
    decided({ manual: [{ ...seen, confirmed: false }] }),
  ],
  'an item only a person can see was not answered': ['decision.manual', decided({ manual: [] })],
  'another item was answered': ['decision.manual', decided({ manual: [{ ...seen, item: 4 }] })],
  'an item of another wording was answered': [
    'decision.manual',
    decided({ manual: [{ ...seen, says: 'all is well' }] }),
  ],
  'an item was answered twice': ['decision.manual', decided({ manual: [seen, seen] })],
};

export const missing: Passing<LandingEvidence> = { 'there is no verdict to decide about': lacking('recorded') };
