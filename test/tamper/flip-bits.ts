import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { get, type Files } from '../conformance/bundle-tampering.ts';

/** A bundle, whom to trust, and in which of its files bits are flipped: every one, or every so many-th where that takes long. */
export type Flips = {
  readonly files: Files;
  readonly allowedSigners: string;
  readonly paths: readonly string[];
  readonly step: number;
};

/** What came of it: how many bits were flipped in each file, which were let pass, and whether the bundle is whole again. */
export type Flipped = {
  readonly counts: Readonly<Record<string, number>>;
  readonly accepted: readonly string[];
  readonly whole: boolean;
};

const Told = z.object({
  accepted: z.array(z.string()),
  flipped: z.record(z.string(), z.number()),
  whole: z.boolean(),
});

const flipPart = ({ files, ...rest }: Flips, part: number, of: number): Promise<z.infer<typeof Told>> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./flip-worker.ts', import.meta.url), {
      workerData: { files: new Map(files), ...rest, part, of },
      execArgv: ['--conditions=source'],
    });
    worker.on('message', (told) => resolve(Told.parse(told)));
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a worker ended with ${code} and said nothing`)));
  });

/** Flips the bits of the files that are named, one at a time, before `writ verify`. */
export const flipBits = async (flips: Flips): Promise<Flipped> => {
  const parts = Math.min(4, availableParallelism());
  const told = await Promise.all(Array.from({ length: parts }, (_, part) => flipPart(flips, part, parts)));
  return {
    counts: Object.fromEntries(
      flips.paths.map((path) => [path, told.reduce((sum, { flipped }) => sum + (flipped[path] ?? 0), 0)]),
    ),
    accepted: told.flatMap(({ accepted }) => accepted),
    whole: told.every(({ whole }) => whole),
  };
};

/** How many bits there are to flip. */
export const bitsOf = ({ files, paths, step }: Flips): Readonly<Record<string, number>> =>
  Object.fromEntries(paths.map((path) => [path, Math.ceil((get(files, path).length * 8) / step)]));

/** xorshift32: a sequence that a seed determines. */
const sequence = (from: number): (() => number) => {
  let state = from | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
};

/** So many random bits of files, each byte as likely as any other: path, byte, bit. The seed determines them. */
export const randomBits = (
  { files, paths }: Pick<Flips, 'files' | 'paths'>,
  count: number,
  seed: number,
): readonly (readonly [path: string, at: number, bit: number])[] => {
  const next = sequence(seed);
  const places = paths.flatMap((path) => Array.from({ length: get(files, path).length }, (_, at) => ({ path, at })));
  return Array.from({ length: count }, () => {
    const { path, at } = places[next() % places.length] ?? { path: '', at: 0 };
    return [path, at, next() % 8] as const;
  });
};

/** The files with one bit that is another. */
export const flipped = (files: Files, [path, at, bit]: readonly [path: string, at: number, bit: number]): Files => {
  const before = get(files, path);
  return new Map(files).set(path, before.with(at, (before[at] ?? 0) ^ (1 << bit)));
};
