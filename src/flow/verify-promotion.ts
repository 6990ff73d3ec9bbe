import { canonicalJson, sha256, unmetBy } from '#contract';
import { fail, ok, okUnless, type Failure, type Result } from '#failure';
import { readDocument, readPromotions, type RecordedPromotion } from '#ledger';
import {
  isHealthy,
  parseEnvelope,
  parsePromotion,
  parseStatement,
  PROMOTION_PAYLOAD_TYPE,
  verifyHarness,
  verifyStatement,
  type HealthCheck,
  type PromoteApproval,
  type Promotion,
  type Trust,
} from '#signoff';
import type { Project } from './project.ts';

const claimedMoment = (envelope: Uint8Array): string => {
  const parsed = parseEnvelope(envelope, 'the approval');
  const statement = parsed.ok ? parseStatement('promote', parsed.value.payload) : parsed;
  return statement.ok ? statement.value.at : new Date(0).toISOString();
};

/**
 * Verifies the approvals of one promotion: each signed by a trusted signer with a key of their own, each about the same
 * move, each naming the one before it.
 *
 * @param at the moment they have to hold at; null: each at its own
 */
export const promoteApprovals = (
  envelopes: readonly Uint8Array[],
  trust: Trust,
  at: string | null,
): Result<readonly PromoteApproval[]> => {
  const statements: PromoteApproval[] = [];
  const keys = new Set<string>();
  for (const [index, envelope] of envelopes.entries()) {
    const verified = verifyStatement('promote', envelope, trust, at ?? claimedMoment(envelope));
    if (!verified.ok) return verified;
    const { statement, fingerprint } = verified.value;
    const before = envelopes[index - 1];
    if (statement.after !== (before === undefined ? null : sha256(before)))
      return fail('approval.foreign', `the approval of ${statement.signer} does not name the one before it`);
    if (canonicalJson(moveOf(statement)) !== canonicalJson(moveOf(statements[0] ?? statement)))
      return fail('approval.foreign', `the approval of ${statement.signer} is about another move`);
    if (keys.has(fingerprint)) return fail('policy.unmet', 'two approvals are signed with one key');
    keys.add(fingerprint);
    statements.push(statement);
  }
  return ok(statements);
};

const moveOf = ({ repository, ref, old, commit, tree, from, vouched }: PromoteApproval) => ({
  ...{ repository, ref, old, commit, tree, from, vouched },
});

/** Whether exactly the health checks of the policy were made, in its order. */
const checkedBy = (checks: readonly HealthCheck[], { policy }: Promotion): boolean =>
  canonicalJson(checks.map(({ argv }) => argv)) === canonicalJson(policy.health);

const wrongPromotion = (
  promotion: Promotion,
  approvals: readonly PromoteApproval[],
  recorded: RecordedPromotion,
): readonly Failure[] => {
  const { ref, old, commit, tree, from, commits, policy, health } = promotion;
  const [approval] = approvals;
  const vouched = commits.flatMap((one) => (one.run === null ? [one.commit] : []));
  const unmet = unmetBy(policy, approvals.map(({ signer }) => signer)); // prettier-ignore
  const checks: readonly (readonly [holds: boolean, message: string])[] = [
    [
      canonicalJson({ ref, old, commit }) ===
        canonicalJson({ ref: recorded.ref, old: recorded.old, commit: recorded.commit }),
      'the ledger tells another promotion',
    ],
    [
      approval !== undefined &&
        canonicalJson({ ref, old, commit, tree, from }) ===
          canonicalJson({
            ...{ ref: approval.ref, old: approval.old, commit: approval.commit, tree: approval.tree },
            from: approval.from,
          }),
      'the branch was moved otherwise than was approved',
    ],
    [
      canonicalJson(vouched.toSorted()) === canonicalJson([...(approval?.vouched ?? [])].toSorted()),
      'commits were promoted that nothing accounts for',
    ],
    [commits.some((one) => one.commit === commit), 'the commits on the way do not lead there'],
    [ref === `refs/heads/${policy.branch}`, 'the policy is that of another branch'],
    [unmet === null, unmet ?? ''],
    [checkedBy(health.before, promotion) && health.before.every(isHealthy), 'it was not healthy before it was moved'],
    [checkedBy(health.after, promotion), 'its health was not checked afterwards'],
  ];
  return checks.flatMap(([holds, message]) => (holds ? [] : [{ code: 'approval.foreign', message }]));
};

/** A promotion that was verified, and whether the branch was healthy after it. */
export type VerifiedPromotion = Pick<Promotion, 'ref' | 'old' | 'commit' | 'at'> & {
  readonly signers: readonly string[];
  readonly healthy: boolean;
};

const verifyOne = async (
  { ledger }: Pick<Project, 'ledger'>,
  trust: Trust,
  recorded: RecordedPromotion,
): Promise<Result<VerifiedPromotion>> => {
  const bytes = await readDocument(ledger, recorded.promotion);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return fail('ledger.broken', `the ledger has no bytes for a promotion of ${recorded.ref}`);
  const outer = parseEnvelope(bytes.value, 'the promotion');
  const claimed = outer.ok ? parsePromotion(outer.value.payload) : outer;
  if (!claimed.ok) return claimed;
  const envelopes: Uint8Array[] = [];
  for (const digest of claimed.value.approvals) {
    const envelope = await readDocument(ledger, digest);
    if (!envelope.ok) return envelope;
    if (envelope.value === null)
      return fail('ledger.broken', `the ledger has no bytes for an approval of ${recorded.ref}`);
    envelopes.push(envelope.value);
  }
  const approvals = promoteApprovals(envelopes, trust, null);
  if (!approvals.ok) return approvals;
  const last = approvals.value.at(-1);
  if (last === undefined) return fail('approval.missing', `nobody approved the promotion of ${recorded.ref}`);
  // Every approval names the key of the harness its signer saw; the last one's moved the branch.
  const payload = verifyHarness({
    ...{ bytes: bytes.value, name: 'the promotion', payloadType: PROMOTION_PAYLOAD_TYPE, publicKey: last.harness },
  });
  const promotion = payload.ok ? parsePromotion(payload.value) : payload;
  if (!promotion.ok) return promotion;
  const { ref, old, commit, at, health } = promotion.value;
  return okUnless(wrongPromotion(promotion.value, approvals.value, recorded), () => ({
    ...{ ref, old, commit, at, healthy: health.after.every(isHealthy) },
    signers: approvals.value.map(({ signer }) => signer),
  }));
};

/** Verifies every promotion in the ledger: approvals, harness, policy, what accounts for each commit, and health. */
export const verifyPromotions = async (
  project: Pick<Project, 'ledger'>,
  trust: Trust,
): Promise<Result<readonly VerifiedPromotion[]>> => {
  const recorded = await readPromotions(project.ledger);
  if (!recorded.ok) return recorded;
  const verified: VerifiedPromotion[] = [];
  for (const one of recorded.value) {
    const checked = await verifyOne(project, trust, one);
    if (!checked.ok) return checked;
    verified.push(checked.value);
  }
  return ok(verified);
};
