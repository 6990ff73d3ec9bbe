import { contractDigest, sha256, type Contract } from '#contract';
import type { MovedBase, RunEvidence } from '#evidence';
import { harnessPublicKey, type ContractApproval } from '#signoff';
import { testHarnessKey } from '../../../src/signoff/signing.fixture.ts';
import {
  alice,
  AT,
  carol,
  honest,
  ordered,
  REPOSITORY,
  shifted,
  stranger,
  trusting,
  utf8,
  withFreshness,
  without,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';

const OLD = { ...honest.contract.value, attempts: 1 };
const old = { value: OLD, digest: contractDigest(OLD) };
/** The honest run under version 2 of its contract. */
const amended = (
  approval: Partial<ContractApproval> = {},
  superseded: RunEvidence['superseded'] = old,
): RunEvidence => ({
  ...ordered({
    contract: { version: 2 },
    approval: { supersedes: { contract: old.digest, because: 'three attempts' }, ...approval },
  }),
  superseded,
});

/** The honest run approved by alice and, after her, by carol; each may be given otherwise. */
const inOrder = (
  first: Partial<ContractApproval> = {},
  second: Partial<ContractApproval> = {},
  { by = carol, approvers = ['alice', 'carol'] } = {},
): Complete => {
  const contract = { strictness: 'standard' } as const;
  const { approval: earlier } = ordered({ contract, approval: first });
  const last = { signer: 'carol', after: sha256(earlier), ...second };
  return withFreshness({ approvers }, { ...ordered({ contract, by, approval: last }), earlierApprovals: [earlier] });
};
const { earlierApprovals: _, ...secondAlone } = inOrder();

const SKEW_MS = 5 * 60_000;
const OTHER_HARNESS = harnessPublicKey(testHarnessKey());
const wider = { ...honest.contract.value, paths: { allow: ['src/**'], deny: [] } };
const standard = { strictness: 'standard' } as const;
const text = new TextDecoder().decode(honest.approval);

const EARLIER = 'e'.repeat(40);
/** The approved commit is an earlier one than the base; whoever approved allowed that, or not. */
const later = (moved: MovedBase | null, ifMoved = true): Complete =>
  withFreshness(moved === null ? {} : { moved }, ordered({ approval: { base: EARLIER, ...(ifMoved && { ifMoved }) } }));

export const pass: Passing<RunEvidence> = {
  'contract and run are approved, each by its own signature': honest,
  'one signature grants both where that is enough': ordered({ contract: standard }),
  'the approval names the backend that ran': ordered({ approval: { backend: 'codex' } }),
  'a signer who may only sign contracts signed the contract': ordered({ by: carol, approval: { signer: 'carol' } }),
  'the approval ran out in the millisecond the run began': ordered({ approval: { until: AT.started } }),
  'the approval ran out while the run was under way': ordered({ approval: { until: shifted(AT.started, 1) } }),
  'the approval takes the place of the version before': amended(),
  'alice approved and after her carol, as the policy has it': inOrder(),
  'alice approved and after her carol, and the policy names nobody': inOrder({}, {}, { approvers: [] }),
  'alice approved, whom alone the policy names': withFreshness({ approvers: ['alice'] }),
  'the run began further on, which was approved': later({ approved: EARLIER, held: true }),
  'the clock of the signer is five minutes ahead': ordered({ approval: { at: shifted(AT.started, SKEW_MS) } }),
};

export const fail: Refused<RunEvidence> = {
  'nobody has approved': ['approval.missing', without('approval'), ['approval.unused', 'contract.anchors']],
  'the approval is empty': [
    'signature.malformed',
    { ...honest, approval: new Uint8Array() },
    ['approval.unused', 'contract.anchors'],
  ],
  'the approval has a byte more': [
    'signature.malformed',
    { ...honest, approval: utf8(`${text} `) },
    ['approval.unused', 'contract.anchors'],
  ],
  'the approval is an admission': [
    'signature.namespace',
    { ...honest, approval: honest.admission },
    ['approval.unused', 'contract.anchors'],
  ],
  'the approval is that of the run': [
    'signature.namespace',
    { ...honest, approval: honest.runApproval ?? new Uint8Array() },
    ['approval.unused', 'contract.anchors'],
  ],
  'a stranger signed': ['signature.untrusted', ordered({ by: stranger })],
  'another signer signed in this one’s name': ['signature.untrusted', ordered({ by: carol })],
  'the key of the signer is revoked': [
    'signature.revoked',
    { ...ordered({ by: carol, approval: { signer: 'carol' } }), trust: trusting(`${carol.publicLine}\n`) },
  ],
  'nobody is trusted any more': [
    'signature.revoked',
    { ...honest, trust: trusting(`${alice.publicLine}\n`) },
    ['admission.current'],
  ],
  'the approval had run out one millisecond before the run began': [
    'approval.expired',
    ordered({ approval: { until: shifted(AT.started, -1) } }),
  ],
  'the approval was signed after the run began, by more than clocks differ': [
    'signature.future',
    ordered({ approval: { at: shifted(AT.started, SKEW_MS + 1) } }),
  ],
  'the approval is of another contract': ['approval.foreign', ordered({ approval: { contract: sha256('other') } })],
  'the contract was widened after it was approved': [
    'approval.foreign',
    {
      ...ordered({ contract: standard }),
      contract: { value: { ...wider, ...standard }, digest: contractDigest(wider) },
    },
  ],
  'the contract was widened, and the digest of the approved one was left beside it': [
    'approval.foreign',
    {
      ...ordered({ contract: standard }),
      contract: { value: { ...wider, ...standard }, digest: ordered({ contract: standard }).contract.digest },
    },
  ],
  'the run began further on, which nobody approved': [
    'approval.foreign',
    later({ approved: EARLIER, held: true }, false),
  ],
  'the run began further on, and git was not asked whether that holds what was approved': [
    'approval.foreign',
    later(null),
  ],
  'the run began where what was approved is not held': ['approval.foreign', later({ approved: EARLIER, held: false })],
  'git was asked about another commit than the approved one': [
    'approval.foreign',
    later({ approved: 'f'.repeat(40), held: true }),
  ],
  'the approval is of another task': ['approval.foreign', ordered({ approval: { task: 'WP-2' } })],
  'the approval is of another version': ['approval.foreign', ordered({ approval: { version: 2 } })],
  'the approval takes the place of another contract than the version before': [
    'approval.foreign',
    amended({ supersedes: { contract: sha256('other'), because: '' } }),
  ],
  'the approval takes the place of nothing though there was a version before': [
    'approval.foreign',
    { ...ordered({ contract: { version: 2 } }), superseded: old },
  ],
  'the approval takes the place of a version that is not there': ['approval.foreign', withoutOld()],
  'the version before is that of another task': ['approval.foreign', takingPlaceOf({ id: 'WP-2' })],
  'the version before is no earlier one': ['approval.foreign', takingPlaceOf({ version: 2 })],
  'the version before is another contract than its digest says': [
    'approval.foreign',
    amended({}, { ...old, value: { ...OLD, attempts: 2 } }),
  ],
  'only the first of two signers has approved': ['approval.missing', withFreshness({ approvers: ['alice', 'carol'] })],
  'the two signers approved in the wrong order': ['approval.order', inOrder({}, {}, { approvers: ['carol', 'alice'] })],
  'another signer approved than the policy names': ['approval.order', withFreshness({ approvers: ['carol'] })],
  'a signer more approved than the policy names': ['approval.order', inOrder({}, {}, { approvers: ['alice'] })],
  'the second signer approved after an approval that is not there': [
    'approval.order',
    withFreshness({ approvers: [] }, secondAlone),
  ],
  'the second signer approved after another approval': ['approval.order', inOrder({}, { after: sha256('other') })],
  'the first signer approved after another approval, too': ['approval.order', inOrder({ after: sha256('other') })],
  'the first signer approved another contract': ['approval.order', inOrder({ contract: sha256('other') })],
  'the first signer approved another base': ['approval.order', inOrder({ base: 'f'.repeat(40) })],
  'the first signer approved another harness': ['approval.order', inOrder({ harness: OTHER_HARNESS })],
  'one key approved twice': ['approval.order', inOrder({}, { signer: 'alice' }, { by: alice, approvers: [] })],
  'the first of two approvals had run out': ['approval.expired', inOrder({ until: shifted(AT.started, -1) })],
  'the first of two approvals is forged': ['signature.malformed', { ...inOrder(), earlierApprovals: [utf8('{}\n')] }],
  'the approval is for another repository': [
    'approval.foreign',
    ordered({ approval: { repository: { ...REPOSITORY, roots: ['f'.repeat(40)] } } }),
  ],
  'the approval is for the same history from elsewhere': [
    'approval.foreign',
    ordered({ approval: { repository: { ...REPOSITORY, origin: null } } }),
  ],
  'the approval is for another base': ['approval.foreign', ordered({ approval: { base: 'f'.repeat(40) } })],
  'the approval is for another branch': ['approval.foreign', ordered({ approval: { targetRef: 'refs/heads/next' } })],
  'the run was for another branch than approval and contract': [
    'approval.foreign',
    withFreshness({ targetRef: 'refs/heads/next' }),
  ],
  'the contract is for another branch than approval and run': [
    'approval.foreign',
    ordered({ contract: { baseBranch: 'next' }, admission: { branch: 'next' } }),
  ],
  'the approval covers more attempts than the contract': ['approval.foreign', ordered({ approval: { attempts: 4 } })],
  'the approval is for another backend': ['approval.foreign', ordered({ approval: { backend: 'claude' } })],
  'one signature grants the contract and not its run': [
    'approval.missing',
    ordered({ contract: standard, approval: { grants: ['contract'] } }),
  ],
  'a strict run was not approved by itself': ['approval.missing', without('runApproval')],
  'a strict run was approved only along with its contract': [
    'approval.missing',
    { ...without('runApproval'), ...ordersGrantingBoth() },
  ],
  'the approval of the run is that of the contract': [
    'signature.namespace',
    { ...honest, runApproval: honest.approval },
  ],
  'the approval of the run is for another contract': [
    'approval.foreign',
    ordered({ run: { contract: sha256('other') } }),
  ],
  'the approval of the run belongs to another approval': [
    'approval.foreign',
    ordered({ run: { approval: sha256('other') } }),
  ],
  'the approval of the run is for another backend': ['approval.foreign', ordered({ run: { backend: 'claude' } })],
  'the approval of the run had run out': ['approval.expired', ordered({ run: { until: shifted(AT.started, -1) } })],
  'the approval of the run is by one who may not approve runs': [
    'signature.untrusted',
    ordered({ run: { signer: 'carol' } }),
  ],
};

function withoutOld(): RunEvidence {
  const { superseded: _old, ...rest } = amended();
  return rest;
}

function takingPlaceOf(change: Partial<Contract>): RunEvidence {
  const value = { ...OLD, ...change };
  const digest = contractDigest(value);
  return amended({ supersedes: { contract: digest, because: '' } }, { value, digest });
}

function ordersGrantingBoth(): Pick<RunEvidence, 'approval' | 'use'> {
  const { approval, use } = ordered({ approval: { grants: ['contract', 'run'] } });
  return { approval, use };
}

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'it is not known when the run began': without('freshness'),
  'it is not known which backend it was': without('backend'),
};
