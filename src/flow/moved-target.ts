import type { SealedFiles } from '#evidence';
import { ok, type Result } from '#failure';
import type { CarriedEvidence } from '#gates';
import { isAncestor, now } from '#host';
import { readCarriedFiles } from '#run';
import { carriedEvidence } from './carried-evidence.ts';
import { allowsMoved, carryOver, type MovedFound, type Tell } from './carry-over.ts';
import { landingOrder, withCarried, type Found, type LandingOrder } from './landing-order.ts';
import type { Project } from './project.ts';
import { harnessOf } from './review.ts';

const readBack = ({ trust }: Project, { reviewed, row }: Found, files: SealedFiles): Result<CarriedEvidence> => {
  const { files: sealed, evidence: origin } = reviewed;
  const harness = harnessOf(sealed, trust, origin.freshness?.startedAt ?? row.at);
  return harness.ok ? carriedEvidence(files, { origin, harness: harness.value }) : harness;
};

/** The result as it was carried over before, as it lies beside the bundle; null where it was not, or cannot be read. */
const carriedBefore = async (project: Project, found: Found): Promise<Found | null> => {
  const files = readCarriedFiles(found.reviewed.paths);
  if (!files.ok || files.value === null) return null;
  const carried = readBack(project, found, files.value);
  const there = carried.ok ? await withCarried(project, found, carried.value) : carried;
  return there.ok ? there.value : null;
};

/**
 * What lies beside the bundle from before, if it may land as it is: because it was carried to where the target stands,
 * or because a landing that was cut off has moved the target to it. Anything else is carried over anew.
 */
const keptFor = async (project: Project, found: MovedFound): Promise<Found | null> => {
  const there = await carriedBefore(project, found);
  if (there === null || ![there.onto, there.tip].includes(found.target)) return null;
  return landingOrder(project, there).ok ? there : null;
};

/**
 * A landing that was cut off after its target had moved, and upon which somebody has gone on since, by hand or by
 * another result: it is in the history of the target, and only has to be recorded. Null where there is none. To put its
 * patch there once more would fail, or do it twice.
 */
export const landedBelow = async (project: Project, found: Found): Promise<LandingOrder | null> => {
  const { target, base } = found;
  if (target === null || target === base) return null;
  for (const one of [{ ...found, currency: null }, await carriedBefore(project, found)]) {
    if (one === null || one.tip === target) continue;
    const held = await isAncestor(project.repository, one.tip, target);
    // A commit that git does not know is in no history.
    if (!held.ok || !held.value) continue;
    // What was allowed then is judged for then: for where its target stood, and not for what came upon it.
    const order = landingOrder(project, { ...one, target: one.tip });
    if (order.ok) return order.value;
  }
  return null;
};

/** A landing that has moved its target already, and only has to be recorded; null where it has not. */
export const thereAlready = async (project: Project, found: Found): Promise<Found | null> => {
  const { target, tip } = found;
  if (target === null || target === tip) return target === null ? null : found;
  const kept = await keptFor(project, { ...found, target });
  return kept?.tip === target ? kept : null;
};

/** What a landing is made from, with the patch carried over where its target has moved and everybody allowed that. */
export const whereItStands = async (project: Project, found: Found, tell: Tell): Promise<Result<Found>> => {
  const { target, base, tip } = found;
  if (target === null || target === base || target === tip || !allowsMoved(project, found)) return ok(found);
  const moved = { ...found, target };
  const kept = await keptFor(project, moved);
  if (kept !== null) return ok(kept);
  const files = await carryOver(project, moved, tell);
  if (!files.ok) return files;
  const carried = readBack(project, found, files.value);
  // The checks took their time: whether the decision still holds is asked for the moment after them.
  return carried.ok ? withCarried(project, { ...found, at: now() }, carried.value) : carried;
};
