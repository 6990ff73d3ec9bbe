import { canonicalJson, contractDigest, TERMS, type Contract, type Digest } from '#contract';
import type { Freshness, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { verifyStatement, type ContractApproval, type Trust, type Verified } from '#signoff';
import { mayBeginLater } from './approval-pins.ts';
import { approvedInOrder } from './approved-in-order.ts';
import { failIf, missing, unless, type Gate } from './gate.ts';
import { wrongSealedWaivers } from './waivers.ts';

type About = {
  /** It may begin where its target stands, further on than at the approved base. */
  readonly later: boolean;
  readonly contract: { readonly value: Contract; readonly digest: Digest };
  readonly freshness: Freshness;
  readonly backend: string;
};

const foreign = (message: string, remedy?: string): Failure => ({
  code: 'approval.foreign',
  message,
  ...(remedy !== undefined && { remedy }),
});

/** What the approval says must be what is being run: the contract's bytes, the repository, the base and the backend. */
const aboutThis = (approval: ContractApproval, { contract, freshness, backend, later }: About): readonly Failure[] => [
  // Measured from the contract itself: what is judged and run is the value, whatever digest stands beside it.
  ...unless(
    approval.contract === contract.digest && approval.contract === contractDigest(contract.value),
    foreign('the approval is for another version of the contract'),
  ),
  ...unless(
    approval.task === contract.value.id && approval.version === contract.value.version,
    foreign(`the approval is for ${approval.task}`),
  ),
  ...unless(
    canonicalJson(approval.repository) === canonicalJson(freshness.repository),
    foreign('the approval is for another repository'),
  ),
  ...unless(
    approval.base === freshness.base || later,
    foreign(
      `the approval is for base ${approval.base.slice(0, 12)}, the run started from ${freshness.base.slice(0, 12)}`,
    ),
  ),
  ...unless(
    approval.targetRef === freshness.targetRef && approval.targetRef === `refs/heads/${contract.value.baseBranch}`,
    foreign(`the approval is for ${approval.targetRef}`),
  ),
  ...unless(
    approval.attempts === contract.value.attempts,
    foreign('the approval covers another number of attempts than the contract'),
  ),
  ...unless(
    approval.backend === null || approval.backend === backend,
    foreign(
      `the approval is for backend ${String(approval.backend)}, not ${backend}`,
      // As narrow as it was: without a name it would be for any.
      `writ approve ${contract.value.id} --backend ${backend}`,
    ),
  ),
  ...unless(approval.grants.includes('contract'), foreign('the approval does not grant the contract')),
];

/** A version that takes another's place names exactly that one, which lies beside it; and no other version was left out. */
const supersedes = (
  approval: ContractApproval,
  { value }: About['contract'],
  old: RunEvidence['superseded'],
): readonly Failure[] =>
  unless(
    approval.supersedes?.contract === old?.digest &&
      (old === undefined ||
        (old.digest === contractDigest(old.value) && old.value.id === value.id && old.value.version < value.version)),
    foreign(
      old === undefined
        ? 'the approval takes the place of a version that is not here'
        : `the approval does not take the place of version ${old.value.version} of ${old.value.id}`,
    ),
  );

/** In strict, a run is approved by a signature of its own, which names the contract's approval. */
const runGranted = (
  approval: Verified<'contract'>,
  run: Uint8Array | undefined,
  about: About,
  trust: Trust,
): readonly Failure[] => {
  const separate = TERMS[about.contract.value.strictness].approvals.includes('run');
  if (!separate)
    return unless(approval.statement.grants.includes('run'), {
      code: 'approval.missing',
      message: 'the approval grants the contract, not its run',
    });
  if (run === undefined)
    return [
      {
        code: 'approval.missing',
        message: 'a strict contract needs a second approval, for the run',
        remedy: `writ approve TASK --for run --backend ${about.backend}`,
      },
    ];
  const verified = verifyStatement('run', run, trust, about.freshness.startedAt);
  if (!verified.ok) return verified.failures;
  const { statement } = verified.value;
  return [
    ...unless(statement.contract === about.contract.digest, foreign('the run approval is for another contract')),
    ...unless(statement.approval === approval.digest, foreign('the run approval belongs to another contract approval')),
    ...unless(statement.backend === about.backend, foreign(`the run approval is for backend ${statement.backend}`)),
  ];
};

/** A trusted signer has signed exactly this contract, for this repository and base, before the run began (S1-R25, S3-R9). */
export const approvalValid: Gate<RunEvidence> = {
  id: 'approval.valid',
  judge: (evidence) => {
    const { approval, earlierApprovals = [], superseded, runApproval, contract, freshness, backend, trust } = evidence;
    if (!contract) return missing('the contract');
    if (!freshness) return missing('when and where the run began');
    if (!backend) return missing('the backend');
    if (!approval)
      return failIf([
        {
          code: 'approval.missing',
          message: `nobody has approved ${contract.value.id}`,
          remedy: `writ approve ${contract.value.id}`,
        },
      ]);
    // Valid when the run began: an approval that ran out afterwards does not undo what it covered.
    const verified = verifyStatement('contract', approval, trust, freshness.startedAt);
    if (!verified.ok) return failIf(verified.failures);
    const about = { contract, freshness, backend: backend.id, later: mayBeginLater({ approval, freshness }) };
    return failIf([
      ...aboutThis(verified.value.statement, about),
      ...supersedes(verified.value.statement, contract, superseded),
      ...approvedInOrder(verified.value, earlierApprovals, freshness, trust),
      ...runGranted(verified.value, runApproval, about, trust),
      ...wrongSealedWaivers(evidence),
    ]);
  },
};
