import { z } from 'zod';
import {
  awaitedBy,
  awaitedWords,
  isAwaited,
  parseDigest,
  stillNeeded,
  type Digest,
  type LandingPolicy,
} from '#contract';
import type { WritEvent } from '#events';
import { fail, ok, type Result } from '#failure';
import { append, keepDocument, transact, type Connection } from './append.ts';
import type { Ledger } from './open.ts';
import { reading } from './read.ts';

type EventOf<K extends WritEvent['kind']> = Extract<WritEvent, { readonly kind: K }>;

const digest = z.string().transform((text, context) => {
  const parsed = parseDigest(text);
  if (parsed.ok) return parsed.value;
  context.addIssue('is no digest');
  return z.NEVER;
});
const approvedSchema = z.object({
  ref: z.string(),
  old: z.string(),
  commit: z.string(),
  approval: digest,
  signer: z.string(),
  until: z.string(),
  awaits: z.array(z.string()),
});
const promotedSchema = z.object({ ref: z.string(), old: z.string(), commit: z.string(), promotion: digest });
const landedSchema = z.object({ ref: z.string(), run: z.string(), commit: z.string() });

/** An approval of a promotion, as the ledger has it. */
export type ApprovedPromotion = z.infer<typeof approvedSchema>;
/** A promotion that was carried out. */
export type RecordedPromotion = z.infer<typeof promotedSchema>;
/** A landing on a branch. */
export type RecordedLanding = z.infer<typeof landedSchema>;

type Entry<T> = { readonly seq: number; readonly body: T };

const entriesOf = async <T>(
  tx: Connection,
  kind: WritEvent['kind'],
  schema: z.ZodType<T>,
): Promise<readonly Entry<T>[]> => {
  const rows = await tx.selectFrom('events').select(['seq', 'body']).where('kind', '=', kind).orderBy('seq').execute();
  return rows.map(({ seq, body }) => ({ seq, body: schema.parse(JSON.parse(body)) }));
};
const bodiesOf = async <T>(tx: Connection, kind: WritEvent['kind'], schema: z.ZodType<T>): Promise<readonly T[]> =>
  (await entriesOf(tx, kind, schema)).map(({ body }) => body);

/**
 * Approvals that no promotion has used yet, for moving this branch from here to there.
 *
 * @param at those that have run out by then count no more; null: all of them
 */
const openApprovals = async (
  tx: Connection,
  { ref, old, commit }: Pick<ApprovedPromotion, 'ref' | 'old' | 'commit'>,
  at: string | null,
): Promise<readonly ApprovedPromotion[]> => {
  const isThis = (one: Pick<ApprovedPromotion, 'ref' | 'old' | 'commit'>): boolean =>
    one.ref === ref && one.old === old && one.commit === commit;
  const promoted = await entriesOf(tx, 'branch.promoted', promotedSchema);
  const usedUntil = promoted.findLast(({ body }) => isThis(body))?.seq ?? 0;
  const approved = await entriesOf(tx, 'promotion.approved', approvedSchema);
  return approved.flatMap(({ seq, body }) =>
    seq > usedUntil && isThis(body) && (at === null || at <= body.until) ? [body] : [],
  );
};

/** The approvals given so far for moving a branch from one commit to another; none once it was moved by them. */
export const approvalsOfPromotion = (
  ledger: Ledger,
  move: Pick<ApprovedPromotion, 'ref' | 'old' | 'commit'>,
  at: string | null,
): Promise<Result<readonly ApprovedPromotion[]>> => reading(() => openApprovals(ledger.db, move, at));

/** Approvals for moving a branch to this commit, wherever from, that were complete and not recorded as carried out. */
export const unfinishedPromotion = (
  ledger: Ledger,
  { ref, commit }: Pick<ApprovedPromotion, 'ref' | 'commit'>,
): Promise<Result<readonly ApprovedPromotion[]>> =>
  reading(async () => {
    const approved = await bodiesOf(ledger.db, 'promotion.approved', approvedSchema);
    const last = approved.findLast((one) => one.ref === ref && one.commit === commit && one.awaits.length === 0);
    return last === undefined ? [] : openApprovals(ledger.db, last, null);
  });

/** Every landing on a branch. */
export const landingsOn = (ledger: Ledger, ref: string): Promise<Result<readonly RecordedLanding[]>> =>
  reading(async () => (await bodiesOf(ledger.db, 'run.landed', landedSchema)).filter((landing) => landing.ref === ref));

/** Every promotion that was carried out. */
export const readPromotions = (ledger: Ledger): Promise<Result<readonly RecordedPromotion[]>> =>
  reading(() => bodiesOf(ledger.db, 'branch.promoted', promotedSchema));

/** An approval as it is recorded: by which policy it counts, and which approval its signer saw as the last one. */
export type SignedPromotion = {
  readonly envelope: Uint8Array;
  readonly at: string;
  readonly policy: LandingPolicy;
  readonly after: Digest | null;
};

/** Records an approval of a promotion: one for each signer whom the policy of the branch asks for. */
export const recordPromotionApproval = (
  ledger: Ledger,
  event: Omit<EventOf<'promotion.approved'>, 'approval' | 'kind' | 'awaits'>,
  { envelope, at, policy, after }: SignedPromotion,
): Promise<Result<readonly string[]>> =>
  transact(ledger, async (tx) => {
    const before = await openApprovals(tx, event, at);
    const signers = before.map(({ signer }) => signer);
    const awaited = awaitedBy(policy, signers);
    if (!isAwaited(awaited, event.signer))
      return fail('policy.unmet', `${policy.branch} waits for ${awaitedWords(awaited)}, not for ${event.signer}`);
    if ((before.at(-1)?.approval ?? null) !== after)
      return fail('ledger.conflict', 'somebody else approved at the same moment');
    const awaits = stillNeeded(policy, [...signers, event.signer]);
    const approval = await keepDocument(tx, envelope);
    await append(tx, { kind: 'promotion.approved', approval, awaits, ...event }, at);
    return ok(awaits);
  });

/** Records that a branch was promoted, with the harness's statement; once for each move. */
export const recordPromotion = (
  ledger: Ledger,
  event: Omit<EventOf<'branch.promoted'>, 'promotion' | 'kind'>,
  envelope: Uint8Array,
  at: string,
): Promise<Result<Digest>> =>
  transact(ledger, async (tx) => {
    const approvals = await openApprovals(tx, event, null);
    if (approvals.at(-1)?.awaits.length !== 0)
      return fail('approval.missing', `the promotion of ${event.ref} is not approved, or was carried out already`);
    const promotion = await keepDocument(tx, envelope);
    await append(tx, { kind: 'branch.promoted', promotion, ...event }, at);
    return ok(promotion);
  });
