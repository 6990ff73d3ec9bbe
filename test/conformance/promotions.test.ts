import { describe, expect, test } from 'vitest';
import { landingPolicyOf, sha256, type Digest, type LandingRule } from '#contract';
import { verifyPromotions } from '#flow';
import { openLedger, recordPromotion, recordPromotionApproval } from '#ledger';
import {
  harnessPublicKey,
  PROMOTION_PAYLOAD_TYPE,
  readableToken,
  signByHarness,
  type HealthCheck,
  type PromoteApproval,
  type Promotion,
} from '#signoff';
import { testHarnessKey, type TestSigner } from '../../src/signoff/signing.fixture.ts';
import { alice, AT, BASE, harnessPem, json, signAs, stranger, TREE, trust } from './gates/evidence.fixture.ts';

/** A promotion is verified against its approvals, its policy and the ledger; each thing altered is found. */

const [COMMIT, OTHER] = ['e'.repeat(40), 'f'.repeat(40)];
const MAIN = 'refs/heads/main';
const policyWith = (rule: Partial<LandingRule>) => landingPolicyOf('main', [{ pattern: 'main', ...rule }]);
const policy = policyWith({ health: ['make', 'test'] });
const healthy: HealthCheck = { argv: ['make', 'test'], exitCode: 0, timedOut: false, output: sha256('') };

const APPROVAL: PromoteApproval = {
  ...{ writ: 1, kind: 'promote', signer: 'alice', at: AT.decided, until: AT.until, nonce: 'c'.repeat(32) },
  ...{ token: readableToken('alice', AT.decided), repository: { roots: [BASE], origin: null } },
  ...{ ref: MAIN, old: BASE, commit: COMMIT, tree: TREE, from: 'refs/heads/develop', policy, vouched: [] },
  ...{ harness: harnessPublicKey(harnessPem), after: null },
};

type Change = {
  readonly approval?: Partial<PromoteApproval>;
  readonly by?: TestSigner;
  readonly promotion?: Partial<Promotion>;
  readonly key?: string;
  readonly recorded?: { readonly commit?: string };
};

const verified = async ({ approval = {}, by = alice, promotion = {}, key = harnessPem, recorded = {} }: Change) => {
  const ledger = await openLedger(':memory:');
  if (!ledger.ok) throw new Error('there is no ledger in memory');
  const envelope = signAs(by, { ...APPROVAL, ...approval });
  const statement: Promotion = {
    ...{ writ: 1, kind: 'promotion', at: AT.landing, ref: MAIN, old: BASE, commit: COMMIT, tree: TREE },
    ...{ from: 'refs/heads/develop', approvals: [sha256(envelope)], commits: [{ commit: COMMIT, run: 'run-1' }] },
    ...{ policy, health: { before: [healthy], after: [healthy] } },
    ...promotion,
  };
  const move = { ref: MAIN, old: BASE, commit: COMMIT, ...recorded };
  const signed = { envelope, at: AT.decided, policy: policyWith({}), after: null };
  const { until, nonce } = APPROVAL;
  const approved = await recordPromotionApproval(ledger.value, { ...move, signer: 'alice', nonce, until }, signed);
  const bytes = signByHarness({ payloadType: PROMOTION_PAYLOAD_TYPE, payload: json(statement), privateKeyPem: key });
  const done = await recordPromotion(ledger.value, { ...move, healthy: true }, new TextEncoder().encode(bytes), AT.landing); // prettier-ignore
  if (!approved.ok || !done.ok) throw new Error('the ledger did not take it');
  const result = await verifyPromotions({ ledger: ledger.value }, trust);
  await ledger.value.close();
  return result;
};

describe('a promotion', () => {
  test('as it was approved is verified', async () =>
    expect(await verified({})).toMatchObject({ ok: true, value: [{ ref: MAIN, signers: ['alice'], healthy: true }] }));
  test('that was unhealthy afterwards is verified, and says so', async () => {
    const after = [{ ...healthy, exitCode: 1 }];
    const promotion = { health: { before: [healthy], after } };
    expect(await verified({ promotion })).toMatchObject({ ok: true, value: [{ healthy: false }] });
  });
  test('over a commit the signer vouched for is verified', async () => {
    const promotion = { commits: [{ commit: COMMIT, run: null }] };
    expect(await verified({ promotion, approval: { vouched: [COMMIT] } })).toMatchObject({ ok: true });
  });

  const none: readonly Digest[] = [sha256('nothing')];
  test.each<[sentence: string, code: string, change: Change]>([
    ['was moved to another commit', 'approval.foreign', { promotion: { commit: OTHER } }],
    ['has another tree', 'approval.foreign', { promotion: { tree: OTHER } }],
    ['was moved from elsewhere', 'approval.foreign', { promotion: { old: OTHER } }],
    ['is of another branch', 'approval.foreign', { promotion: { ref: 'refs/heads/next' } }],
    ['was taken from another branch', 'approval.foreign', { promotion: { from: 'refs/heads/next' } }],
    ['is another one than the ledger tells', 'approval.foreign', { recorded: { commit: OTHER } }],
    ['brings a commit nobody accounts for', 'approval.foreign', { promotion: { commits: [{ commit: COMMIT, run: null }] } }],
    ['says a landing accounts for what was vouched for', 'approval.foreign', { approval: { vouched: [COMMIT] } }],
    ['brings other commits than lead there', 'approval.foreign', { promotion: { commits: [{ commit: OTHER, run: 'run-1' }] } }],
    ['was not healthy before', 'approval.foreign', { promotion: { health: { before: [{ ...healthy, exitCode: 1 }], after: [healthy] } } }],
    ['ran out of time before', 'approval.foreign', { promotion: { health: { before: [{ ...healthy, timedOut: true }], after: [healthy] } } }],
    ['was never checked before', 'approval.foreign', { promotion: { health: { before: [], after: [healthy] } } }],
    ['was never checked after', 'approval.foreign', { promotion: { health: { before: [healthy], after: [] } } }],
    ['was checked by another command', 'approval.foreign', { promotion: { health: { before: [{ ...healthy, argv: ['true'] }], after: [healthy] } } }],
    ['misses whom the policy asks for', 'approval.foreign', { promotion: { policy: policyWith({ each: ['alice', 'bob'], health: ['make', 'test'] }) } }],
    ['is under the policy of another branch', 'approval.foreign', { promotion: { policy: { ...policy, branch: 'next' } } }],
    ['names an approval that is not there', 'ledger.broken', { promotion: { approvals: none } }],
    ['is signed by another harness', 'evidence.unsigned', { key: testHarnessKey() }],
    ['is approved by a stranger', 'signature.untrusted', { by: stranger }],
    ['is approved by a second one without a first', 'approval.foreign', { approval: { after: sha256('other') } }],
  ])('that %s is refused', async (_, code, change) => {
    const result = await verified(change);
    expect(result.ok ? [] : result.failures.map((failure) => failure.code)).toContain(code);
  }); // prettier-ignore
});
