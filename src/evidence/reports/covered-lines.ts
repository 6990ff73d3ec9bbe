import { z } from 'zod';
import type { TestReport } from '../run-evidence.ts';

const Lines = z.array(z.int().min(1));
/** What a line of a report says of one file of the tree: which of its lines a file of tests ran through, and which not. */
export const CoveredFile = { of: z.string().min(1), hit: Lines, missed: Lines };

/** The same with the file of tests that ran through them. */
export type RanThrough = {
  readonly test: string;
  readonly of: string;
  readonly hit: readonly number[];
  readonly missed: readonly number[];
};

/**
 * The lines that each file of tests ran through, and how many of all lines that is. Files of tests are not counted.
 *
 * @returns nothing where nothing was measured.
 */
export const coverageOf = (
  seen: readonly RanThrough[],
  tests: readonly string[],
): Pick<TestReport, 'covered' | 'coverage'> => {
  if (seen.length === 0) return {};
  const covered = new Map<string, Map<string, readonly number[]>>();
  const [hits, all] = [new Set<string>(), new Set<string>()];
  for (const { test, of, hit, missed } of seen.filter((one) => !tests.includes(one.of))) {
    const files = covered.get(test) ?? new Map<string, readonly number[]>();
    const lines = new Set([...(files.get(of) ?? []), ...hit]);
    covered.set(
      test,
      files.set(
        of,
        [...lines].toSorted((a, b) => a - b),
      ),
    );
    for (const line of hit) hits.add(`${line} ${of}`);
    for (const line of [...hit, ...missed]) all.add(`${line} ${of}`);
  }
  return all.size === 0
    ? { covered }
    : { covered, coverage: { lines: Math.round((hits.size / all.size) * 10_000) / 100 } };
};
