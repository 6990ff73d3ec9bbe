import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { filesOf, get } from '../conformance/bundle-tampering.ts';
import { onDisk, script } from '../conformance/bundle-verifiers.ts';
import { BUNDLE_BYTES, refusals, smallBundle } from './small-bundle.ts';

/** No single bit of a bundle of 64 KB can be another: not one of all of them is let pass by `writ verify`. */

vi.setConfig({ testTimeout: 30 * 60_000, maxConcurrency: 2 });

const root = mkdtempSync(join(tmpdir(), 'writ-tamper-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = (name: string): string => {
  mkdirSync(join(root, name), { recursive: true });
  return mkdtempSync(join(root, name, '-'));
};
const built = smallBundle(folder);
const files = filesOf(built);

const Told = z.object({
  accepted: z.array(z.string()),
  flipped: z.record(z.string(), z.number()),
  whole: z.boolean(),
});

const flipPart = (part: number, of: number): Promise<z.infer<typeof Told>> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./flip-worker.ts', import.meta.url), {
      workerData: { files: new Map(files), allowedSigners: built.allowedSigners, part, of },
      execArgv: ['--conditions=source'],
    });
    worker.on('message', (told) => resolve(Told.parse(told)));
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a worker ended with ${code} and said nothing`)));
  });

test('the honest bundle holds 64 KB and is verified, by our code and by the script', async () => {
  expect([...files.values()].reduce((sum, { length }) => sum + length, 0)).toBe(BUNDLE_BYTES);
  expect(refusals(files, built.trust)).toEqual([]);
  expect((await script(onDisk(files, root), built.allowedSigners)).lines.at(-1)).toBe('VERIFIED: landed');
});

test('every single bit that is another is refused by our code', async () => {
  const parts = Math.min(4, availableParallelism());
  const told = await Promise.all(Array.from({ length: parts }, (_, part) => flipPart(part, parts)));
  const flips = [...files].map(([path, bytes]) => {
    const count = told.reduce((sum, { flipped }) => sum + (flipped[path] ?? 0), 0);
    return { path, count, expected: bytes.length * 8 };
  });
  const total = flips.reduce((sum, { count }) => sum + count, 0);
  process.stdout.write(flips.map(({ path, count }) => `${String(count).padStart(7)} bits of ${path}\n`).join(''));
  process.stdout.write(
    `${String(total).padStart(7)} bits in all, ${told.flatMap(({ accepted }) => accepted).length} let pass\n`,
  );
  expect(told.flatMap(({ accepted }) => accepted)).toEqual([]);
  expect(told.every(({ whole }) => whole)).toBe(true);
  for (const { count, expected } of flips) expect(count).toBe(expected);
  expect(total).toBe(BUNDLE_BYTES * 8);
});

/** Another sequence each time, told so that it can be had again: TAMPER_SEED=… npm run tamper. */
const seed = Number(process.env['TAMPER_SEED'] ?? randomInt(2 ** 31));
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
const next = sequence(seed);
const paths = [...files].flatMap(([path, bytes]) => Array.from({ length: bytes.length }, (_, at) => ({ path, at })));
const RANDOM = Array.from({ length: 300 }, () => {
  const { path, at } = paths[next() % paths.length] ?? { path: '', at: 0 };
  return [path, at, next() % 8] as const;
});

test('300 random bits are told by their seed', () => {
  process.stdout.write(`300 random bits: TAMPER_SEED=${seed}\n`);
  expect(RANDOM).toHaveLength(300);
});

test.concurrent.each(RANDOM)('the script refuses %s with another byte %i, in bit %i', async (path, at, bit) => {
  const before = get(files, path);
  const bundle = onDisk(new Map(files).set(path, before.with(at, (before[at] ?? 0) ^ (1 << bit))), root);
  const { code, lines } = await script(bundle, built.allowedSigners);
  rmSync(bundle, { recursive: true, force: true });
  expect([code, lines.at(-1)]).toEqual([1, 'NOT VERIFIED']);
});
