import { setTimeout as sleep } from 'node:timers/promises';
import type { Holder } from '#events';
import type { CheckoutState, LandedLink, LandedMeanwhile } from '#evidence';
import { ok, type Result } from '#failure';
import {
  indexBackAt,
  lookAtCheckout,
  now,
  refsSeen,
  refsWith,
  stateOf,
  type Repository,
  type SeenCheckout,
} from '#host';
import { isMovingSince, newestMoves, readDocument, type Ledger, type MoveEvent } from '#ledger';
import { parseBranch, parseEnvelope, parseLanding } from '#signoff';

type Place = { readonly repository: Repository; readonly ledger: Ledger };

/** A look at the checkout, and the moment before it. */
export type Look = {
  readonly seen: SeenCheckout;
  readonly since: string;
  /** Whether a process that is moving a checkout, alive or killed at it, is waited for. */
  readonly waitsFor: (holder: Holder) => boolean;
};

/**
 * To move a branch and its checkouts takes a fraction of a second, and many of those on a machine that is busy. One that
 * was killed at it is finished by the next coordinator, which has to start first; where none does, nobody is kept longer.
 */
const MOST_MS = 60_000;
const WAIT_MS = 100;

/**
 * A look at a checkout that no landing was moving meanwhile: where one was, it is looked at again, for a minute at
 * most. After that it is told as it is, and the gates refuse what is half of one and half of the other.
 */
export const settledLook = async ({ repository, ledger }: Place, first: Look): Promise<Result<SeenCheckout>> => {
  const { waitsFor } = first;
  let { seen, since } = first;
  const until = performance.now() + MOST_MS;
  while (performance.now() < until) {
    const moving = await isMovingSince(ledger, since, waitsFor);
    if (!moving.ok) return moving;
    if (!moving.value) break;
    await sleep(WAIT_MS);
    since = now();
    const again = await lookAtCheckout(repository, seen);
    if (!again.ok) return again;
    seen = again.value;
  }
  return ok(seen);
};

/** So many moves at most are accounted for. */
const MOST_MOVES = 1000;

/** Where a branch stands that is not there. */
const NOWHERE = '0'.repeat(40);

/** From where to where a branch was moved, as the signed statement says; one of its own was made from nothing. */
const movedBy = (kind: MoveEvent['kind'], payload: Uint8Array): Pick<LandedLink, 'ref' | 'old' | 'new'> | null => {
  if (kind === 'run.landed') {
    const said = parseLanding(payload);
    return said.ok ? said.value : null;
  }
  const said = parseBranch(payload);
  return said.ok ? { ref: said.value.ref, old: NOWHERE, new: said.value.commit } : null;
};

const linkOf = async (ledger: Ledger, { kind, run, landing, ref }: MoveEvent): Promise<Result<LandedLink | null>> => {
  const bytes = await readDocument(ledger, landing);
  if (!bytes.ok) return bytes;
  const envelope = bytes.value === null ? null : parseEnvelope(bytes.value, 'the landing');
  const said = envelope?.ok === true ? movedBy(kind, envelope.value.payload) : null;
  return ok(said?.ref === ref ? { run, landing, ref, old: said.old, new: said.new } : null);
};

/** The moves by which a branch came from one commit to another, in order; null where it did not come by any of ours. */
const linksBetween = async (
  ledger: Ledger,
  moves: readonly MoveEvent[],
  { ref, from, to }: { readonly ref: string; readonly from: string; readonly to: string },
): Promise<Result<readonly LandedLink[] | null>> => {
  const links: LandedLink[] = [];
  let at = to;
  for (const event of moves) {
    if (at === from) break;
    if (event.ref !== ref || event.tip !== at) continue;
    const link = await linkOf(ledger, event);
    if (!link.ok || link.value === null) return link.ok ? ok(null) : link;
    links.unshift(link.value);
    at = link.value.old;
  }
  return ok(at === from ? links : null);
};

/**
 * What landed between two looks, or was put on a branch of its own, with everything that it moved taken back; null where
 * something else moved as well.
 */
const landedBetween = async (
  { repository, ledger }: Place,
  [before, after]: readonly [SeenCheckout, SeenCheckout],
  [start, end]: readonly [CheckoutState, CheckoutState],
): Promise<Result<LandedMeanwhile | null>> => {
  const [old, present] = [refsSeen(before), refsSeen(after)];
  if ([...old.keys()].some((ref) => !present.has(ref))) return ok(null);
  const moves = await newestMoves(ledger, MOST_MOVES);
  if (!moves.ok) return moves;
  const links: LandedLink[] = [];
  const back = new Map<string, string | null>();
  for (const [ref, to] of present) {
    const from = old.get(ref) ?? NOWHERE;
    if (from === to) continue;
    const found = await linksBetween(ledger, moves.value, { ref, from, to });
    if (!found.ok) return found;
    if (found.value === null) return ok(null);
    links.push(...found.value);
    back.set(ref, old.get(ref) ?? null);
  }
  if (links.length === 0) return ok(null);
  const step = { from: end.head, to: start.head };
  const index = end.head === start.head ? ok(end.index) : await indexBackAt(repository, step);
  if (!index.ok) return index;
  return ok(index.value === null ? null : { links, back: { refs: refsWith(after, back), index: index.value } });
};

/** How a run finds the checkout when it ends. */
export type EndOfRun = { readonly end: CheckoutState; readonly landed: LandedMeanwhile | null };

const isSame = (one: CheckoutState, other: CheckoutState): boolean =>
  one.head === other.head && one.refs === other.refs && one.index === other.index && other.dirty.length === 0;

/**
 * Looks at the checkout when a run ends. Where nothing has moved, that is all; else it waits for a landing that is just
 * moving it, or was killed at it and may be finished by somebody, and accounts for those that were recorded.
 */
export const lookAtEnd = async (
  place: Place,
  targetRef: string,
  { before, start }: { readonly before: SeenCheckout | null; readonly start: CheckoutState },
): Promise<Result<EndOfRun>> => {
  const since = now();
  const first = await lookAtCheckout(place.repository, before);
  if (!first.ok) return first;
  const seen = stateOf(first.value, targetRef);
  if (!seen.ok) return seen;
  if (before === null || isSame(start, seen.value)) return ok({ end: seen.value, landed: null });
  const settled = await settledLook(place, { seen: first.value, since, waitsFor: () => true });
  if (!settled.ok) return settled;
  const end = stateOf(settled.value, targetRef);
  if (!end.ok) return end;
  const landed = await landedBetween(place, [before, settled.value], [start, end.value]);
  return landed.ok ? ok({ end: end.value, landed: landed.value }) : landed;
};
