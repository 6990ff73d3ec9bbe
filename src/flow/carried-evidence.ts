import { sha256 } from '#contract';
import {
  asCarried,
  CARRIED_VERDICT_FILE,
  readCarried,
  type Carried,
  type RunEvidence,
  type SealedFiles,
} from '#evidence';
import { ok, type Result } from '#failure';
import { judgeRun, type CarriedEvidence } from '#gates';
import { parseVerdict, VERDICT_PAYLOAD_TYPE, verifyHarness } from '#signoff';

/** A verdict over what was carried over: signed by the harness, judged again for its moment. */
const judgedAgain = (
  carried: Carried,
  envelope: Uint8Array,
  { origin, harness }: CarriedOf,
): Result<CarriedEvidence> => {
  const about = { name: 'the verdict on the moved target', payloadType: VERDICT_PAYLOAD_TYPE };
  const payload = verifyHarness({ bytes: envelope, ...about, publicKey: harness });
  const verdict = payload.ok ? parseVerdict(payload.value) : payload;
  if (!verdict.ok) return verdict;
  return ok({
    carried,
    accepted: origin.changes?.paths ?? [],
    recorded: { verdict: verdict.value, digest: sha256(envelope) },
    again: judgeRun(asCarried(origin, carried, verdict.value.at)),
  });
};

/** The run that was carried over: its evidence with the waivers that count, and the key of its harness. */
export type CarriedOf = { readonly origin: RunEvidence; readonly harness: string };

/** What was carried over, read from its files below `after/carried/`, with the verdict over it judged again. */
export const carriedEvidence = (files: SealedFiles, of: CarriedOf): Result<CarriedEvidence> => {
  const carried = readCarried(files, of.harness);
  return carried.ok ? judgedAgain(carried.value, files.get(CARRIED_VERDICT_FILE) ?? new Uint8Array(), of) : carried;
};
