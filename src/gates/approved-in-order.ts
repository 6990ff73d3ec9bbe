import { canonicalJson } from '#contract';
import type { Freshness } from '#evidence';
import type { Failure } from '#failure';
import { verifyStatement, type ContractApproval, type Trust, type Verified } from '#signoff';
import { unless } from './gate.ts';

const disordered = (message: string): Failure => ({ code: 'approval.order', message });

const OF_THE_SIGNER = new Set(['signer', 'at', 'until', 'nonce', 'token', 'after']);

/** What an approval is about, without who gave it, when, and after whom. */
export const termsOf = (approval: ContractApproval): string =>
  canonicalJson(Object.fromEntries(Object.entries(approval).filter(([field]) => !OF_THE_SIGNER.has(field))));

/** Each approval names the envelope before it, says the same, and is by another key. */
const linked = (approvals: readonly Verified<'contract'>[]): readonly Failure[] =>
  approvals.flatMap(({ statement, fingerprint }, index) => {
    const before = approvals[index - 1];
    return [
      ...unless(
        statement.after === before?.digest,
        disordered(
          before === undefined
            ? `the approval of ${statement.signer} comes after one that is not here`
            : `the approval of ${statement.signer} does not come after that of ${before.statement.signer}`,
        ),
      ),
      ...unless(
        before === undefined || termsOf(statement) === termsOf(before.statement),
        disordered(`${statement.signer} approved something else than ${before?.statement.signer ?? ''}`),
      ),
      ...unless(
        approvals.findIndex((other) => other.fingerprint === fingerprint) === index,
        disordered(`${statement.signer} approved with a key that approved before`),
      ),
    ];
  });

/** The signers are those the policy names, in its order; where it names none, any trusted signer is one. */
const byThose = (signers: readonly string[], { approvers, task }: Freshness): readonly Failure[] => {
  if (approvers.length === 0 || canonicalJson(signers) === canonicalJson(approvers)) return [];
  const next = approvers[signers.length];
  const begun = next !== undefined && signers.every((signer, index) => signer === approvers[index]);
  return begun
    ? [
        {
          code: 'approval.missing',
          message: `${signers.join(', ')} approved ${task}, and ${next} has not yet`,
          remedy: `writ approve ${task}, by ${next}`,
        },
      ]
    : [
        disordered(
          `${task} has to be approved by ${approvers.join(', then ')}; it was approved by ${signers.join(', then ')}`,
        ),
      ];
};

/**
 * Ordered approvals of one contract (S0-R13, S0-D12): each later one names the one before it by its digest, so that
 * none can be put in place of another, and a change of the contract voids all of them.
 *
 * @param last the approval that was verified already; `earlier` those before it, the first one first
 */
export const approvedInOrder = (
  last: Verified<'contract'>,
  earlier: readonly Uint8Array[],
  freshness: Freshness,
  trust: Trust,
): readonly Failure[] => {
  const verified = earlier.map((bytes) => verifyStatement('contract', bytes, trust, freshness.startedAt));
  const refused = verified.flatMap((one) => (one.ok ? [] : one.failures));
  if (refused.length > 0) return refused;
  const approvals = [...verified.flatMap((one) => (one.ok ? [one.value] : [])), last];
  return [
    ...linked(approvals),
    ...byThose(
      approvals.map(({ signer }) => signer),
      freshness,
    ),
  ];
};
