import { z } from 'zod';
import { visibleLine } from '#contract';
import { remedyOf, type Failure } from '#failure';
import type { Refused } from '#plan';

/** A run with its verdict; or why none came of it. */
export type RunEnding =
  | { readonly kind: 'ran'; readonly says: string }
  | { readonly kind: 'refused'; readonly refused: Refused };

const gate = z.object({
  gate: z.string(),
  outcome: z.string(),
  waiver: z.unknown(),
  findings: z.array(z.object({ message: z.string() })),
});

const said = z.object({
  gates: z.array(gate).optional(),
  run: z.string().optional(),
  result: z.string().optional(),
  failures: z.array(z.object({ message: z.string(), remedy: z.string() })).optional(),
});

const refusal = (says: string, command: string): RunEnding => ({ kind: 'refused', refused: { says, command } });

/** Why a verdict is FAIL, in the words of the first gate that says why, and how much more there is. */
const becauseOf = (gates: readonly z.infer<typeof gate>[]): string => {
  const all = gates
    .filter(({ outcome, waiver }) => outcome !== 'pass' && waiver === null)
    .flatMap(({ gate: name, findings }) => findings.map(({ message }) => `${name}: ${visibleLine(message)}`));
  const [first] = all;
  return first === undefined ? '' : `: ${first}${all.length > 1 ? ` (and ${all.length - 1} more)` : ''}`;
};

/** The end of a run, by what `writ run --json` prints. Throws where that is something else. */
export const runSaid = (printed: unknown): RunEnding => {
  const { run, result, gates = [], failures = [] } = said.parse(printed);
  const [first] = failures;
  if (first !== undefined) return refusal(first.message, first.remedy);
  return { kind: 'ran', says: `${result ?? 'ended'}, ${run ?? 'no run'}${result === 'FAIL' ? becauseOf(gates) : ''}` };
};

/** The end of a run that was refused, or went wrong. */
export const runRefused = (failure: Failure): RunEnding => refusal(failure.message, remedyOf(failure));

/**
 * The end of a run whose process said nothing of it. Ended by somebody: what it left is in the ledger. An end of its own
 * without a word is our bug.
 */
export const withoutWord = (code: number | null): RunEnding =>
  code === null ? { kind: 'ran', says: 'cut off' } : refusal(`writ run ended with ${code}`, 'writ board');
