import { isReason, type RunEvidence, type SpecRecord } from '#evidence';
import { pinsOf } from '#gates';

/** By citation, the digests as which it may read after its work has landed. */
export type Readings = ReadonlyMap<string, readonly string[]>;

/**
 * How what a run cites was approved, and how that reads in its own result, for work may write what it cites; null where
 * there is no approval to tell.
 */
export const approvedReadings = (sealed: Pick<RunEvidence, 'approval' | 'specs'>): Readings | null => {
  const pins = pinsOf(sealed);
  if (pins === null) return null;
  const own = new Map((sealed.specs?.result?.cites ?? []).map(({ cite, digest }) => [cite, digest] as const));
  return new Map(
    pins.map(({ cite, digest }) => [cite, [digest, own.get(cite)].filter((one) => typeof one === 'string')] as const),
  );
};

/** What is wrong with how a citation reads by now; null: nothing. */
export const wrongReading = (
  { cite, found }: SpecRecord['cites'][number],
  readings: Readings | null,
): string | null => {
  if (found.kind !== 'found') return found.kind;
  if (!isReason(found)) return 'it does not bind any more';
  const approved = readings?.get(cite);
  if (approved === undefined) return 'nothing that verifies says how it was approved';
  return approved.includes(found.digest) ? null : `it was approved as ${approved.map((one) => one.slice(0, 12)).join(' or ')}, and is ${found.digest.slice(0, 12)}`; // prettier-ignore
};
