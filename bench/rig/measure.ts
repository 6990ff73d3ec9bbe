/** Measures figures side by side: in each round every baseline and every measured act once, so that all see the same machine. */
import type { Act, Allowed, Figure, Measurement } from './figure.ts';

const ROUNDS = 15;

const median = (samples: readonly number[]): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return (low + high) / 2;
};

const once = async ({ before, run }: Act): Promise<number> => {
  await before?.();
  return run();
};

const peakOf = async ({ before, peak }: Act): Promise<number | null> => {
  if (peak === undefined) return null;
  await before?.();
  return peak();
};

type Came = { readonly ratio: number; readonly ms: number; readonly peakBytes: number | null };

/** Whether everything that is allowed holds. Where nothing is said, or nothing was measured, nothing holds. */
const within = ({ ratio, ms, peakBytes }: Allowed, came: Came): boolean => {
  const holds = [
    ...(ratio === undefined ? [] : [came.ratio <= ratio]),
    ...(ms === undefined ? [] : [came.ms <= ms]),
    ...(peakBytes === undefined ? [] : [came.peakBytes !== null && came.peakBytes <= peakBytes]),
  ];
  return holds.length > 0 && holds.every(Boolean);
};

/**
 * Measures figures of one benchmark, interleaved. The first round warms up and does not count.
 *
 * @param rounds how many rounds count, where the figure itself does not say
 */
export const measure = async (figures: readonly Figure[], rounds = ROUNDS): Promise<readonly Measurement[]> => {
  const samples = figures.map((figure) => ({ figure, measured: Array<number>(), baseline: Array<number>() }));
  const roundsOf = (figure: Figure): number => Math.min(rounds, figure.rounds ?? rounds);
  for (let round = 0; round <= rounds; round++) {
    for (const { figure, measured, baseline } of samples.filter((one) => round <= roundsOf(one.figure))) {
      baseline.push(await once(figure.baseline));
      measured.push(await once(figure.measured));
    }
  }
  const measurements: Measurement[] = [];
  for (const { figure, measured, baseline } of samples) {
    const of = (all: readonly number[]) => ({ median: median(all.slice(1)), min: Math.min(...all.slice(1)) });
    const [ms, base] = [of(measured), of(baseline)];
    const peakBytes = figure.allowed.peakBytes === undefined ? null : await peakOf(figure.measured);
    const ratio = ms.median / base.median;
    measurements.push({
      ...{ name: figure.name, what: figure.measured.says, ms, baseline: { what: figure.baseline.says, ...base } },
      ...{ ratio, peakBytes, allowed: figure.allowed, rounds: measured.length - 1 },
      ok: within(figure.allowed, { ratio, ms: ms.median, peakBytes }),
    });
  }
  return measurements;
};
