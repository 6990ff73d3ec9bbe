import { z } from 'zod';
import type { Metric, Share } from '#contract';
import type { RanThrough, TestReport } from '../run-evidence.ts';

const Count = z.int().min(0);
const Lines = z.array(z.int().min(1)).readonly();
const Ran = z.literal([0, 1]);
/** What a line of a report says of one file of the tree: which of its lines a file of tests ran through, and which not. */
export const CoveredFile = {
  of: z.string().min(1),
  hit: Lines,
  missed: Lines,
  blocks: z
    .array(z.tuple([Count, Count, Ran, Ran]).readonly())
    .readonly()
    .exactOptional(),
  statements: z
    .array(z.tuple([z.string(), Count, Ran]).readonly())
    .readonly()
    .exactOptional(),
};

type Block = NonNullable<RanThrough['blocks']>[number];

/** The lines of the tree that each file of tests ran through; nothing where nothing was measured. */
export const coverageOf = (
  seen: readonly (RanThrough & { readonly test: string })[],
  tests: readonly string[],
): Pick<TestReport, 'covered' | 'ranThrough'> => {
  if (seen.length === 0) return {};
  // Of what lies beside tests, a gate knows which the product loads.
  const own = seen.filter(({ of }) => !tests.includes(of));
  const covered = new Map<string, Map<string, readonly number[]>>();
  for (const { test, of, hit } of own) {
    const files = covered.get(test) ?? new Map<string, readonly number[]>();
    const lines = new Set([...(files.get(of) ?? []), ...hit]);
    const ascending = [...lines].toSorted((a, b) => a - b);
    covered.set(test, files.set(of, ascending));
  }
  return { covered, ranThrough: own.map(({ test: _test, ...ran }) => ran) };
};

/** What all checks together ran through: of every file its lines, and how much that is by each metric that they tell. */
export type Coverage = {
  /** Path → line → whether it ran. */
  readonly files: ReadonlyMap<string, ReadonlyMap<number, boolean>>;
  /** A metric is absent where not every one of the files was counted by it. */
  readonly shares: Readonly<Partial<Record<Metric, Share>>>;
};

const shareOf = (ran: Iterable<boolean>): Share => {
  const all = [...ran];
  return { hit: all.filter(Boolean).length, of: all.length };
};

const sum = (shares: readonly Share[]): Share => ({
  hit: shares.reduce((all, { hit }) => all + hit, 0),
  of: shares.reduce((all, { of }) => all + of, 0),
});

/** Whether a block ran in one process, which tells of blocks only where they differ from what is around them. */
const hasRun = (blocks: readonly Block[], [from, to]: Block): boolean => {
  const around = blocks.filter(([start, end]) => start <= from && to <= end);
  const innermost = around.reduce<Block | null>(
    (least, one) => (least === null || one[1] - one[0] <= least[1] - least[0] ? one : least),
    null,
  );
  // Around everything is the file itself, which was loaded, or nothing would be told of it.
  return innermost === null || innermost[2] === 1;
};

/** Blocks of one file as several processes saw them: each block that any of them told of, and whether it ran in one. */
const together = (seen: readonly (readonly Block[])[]): ReadonlyMap<string, { readonly ran: boolean; readonly isFunction: boolean }> => {
  const all = new Map(seen.flat().map((block) => [block.slice(0, 2).join('-'), block]));
  const functions = new Set(seen.flat().flatMap((block) => (block[3] === 1 ? [block.slice(0, 2).join('-')] : [])));
  return new Map(
    [...all].map(([key, block]) => [
      key,
      { ran: seen.some((blocks) => hasRun(blocks, block)), isFunction: functions.has(key) },
    ]),
  );
}; // prettier-ignore

const linesOf = (seen: readonly RanThrough[]): ReadonlyMap<number, boolean> => {
  const lines = new Map<number, boolean>();
  for (const { hit, missed } of seen) {
    for (const line of missed) lines.set(line, lines.get(line) ?? false);
    for (const line of hit) lines.set(line, true);
  }
  return lines;
};

const statementsOf = (seen: readonly RanThrough[]): Share => {
  const all = new Map<string, readonly [count: number, ran: boolean]>();
  for (const [place, count, ran] of seen.flatMap(({ statements = [] }) => statements))
    all.set(place, [count, ran === 1 || all.get(place)?.[1] === true]);
  return sum([...all.values()].map(([count, ran]) => ({ hit: ran ? count : 0, of: count })));
};

/**
 * Puts together what several checks ran through. What one of them ran through has run, whatever the others did.
 *
 * A runner that tells of statements is believed; otherwise there is one to a line, as coverage.py and c8 have it.
 * Functions and branches are counted as V8 tells of them, and so as Node and c8 do.
 */
export const measure = (seen: readonly RanThrough[]): Coverage => {
  const byFile = Map.groupBy(seen, ({ of }) => of);
  const files = new Map([...byFile].map(([path, told]) => [path, linesOf(told)]));
  const lines = sum([...files.values()].map((ran) => shareOf(ran.values())));
  const tells = (part: 'blocks' | 'statements') => seen.every((one) => one[part] !== undefined);
  const statements = seen.some((one) => one.statements !== undefined)
    ? tells('statements')
      ? sum([...byFile.values()].map(statementsOf))
      : null
    : lines;
  const blocks = tells('blocks')
    ? [...byFile.values()].flatMap((told) => [...together(told.flatMap((one) => one.blocks === undefined ? [] : [one.blocks])).values()]) // prettier-ignore
    : null;
  return {
    files,
    shares: {
      ...(lines.of > 0 && { lines }),
      ...(statements !== null && statements.of > 0 && { statements }),
      ...(blocks !== null &&
        blocks.length > 0 && {
          branches: shareOf(blocks.map(({ ran }) => ran)),
          functions: shareOf(blocks.filter(({ isFunction }) => isFunction).map(({ ran }) => ran)),
        }),
    },
  };
};
