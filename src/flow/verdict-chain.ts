import { sha256 } from '#contract';
import type { GivenWaiver, RunEvidence } from '#evidence';
import type { VerdictChain } from '#run';

/** The envelope of the verdict that stands: the last one. */
export const standingVerdict = ({ first, waived }: VerdictChain): Uint8Array => waived.at(-1)?.verdict ?? first;

/** The waivers of a chain as the verdict with this number counts them (0: the first one), each after the verdict it is about. */
export const laterWaivers = ({ first, waived }: VerdictChain, number: number): readonly GivenWaiver[] =>
  waived.slice(0, number).map(({ waiver }, index) => ({
    name: `${index + 1}`,
    envelope: waiver,
    over: sha256(waived[index - 1]?.verdict ?? first),
  }));

/** Evidence with waivers beside those that were sealed in it. */
export const withWaivers = (evidence: RunEvidence, later: readonly GivenWaiver[]): RunEvidence =>
  later.length === 0 ? evidence : { ...evidence, waivers: [...(evidence.waivers ?? []), ...later] };
