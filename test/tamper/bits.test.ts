import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { filesOf } from '../conformance/bundle-tampering.ts';
import { onDisk, script } from '../conformance/bundle-verifiers.ts';
import { branchedBundle, goldenBundle, type Chained } from './chained-bundles.ts';
import { bitsOf, flipBits, flipped, randomBits, type Flips } from './flip-bits.ts';
import { BUNDLE_BYTES, refusals, smallBundle } from './small-bundle.ts';

/**
 * No single bit of a bundle of 64 KB can be another: not one of all of them is let pass by `writ verify`. The same holds
 * for each sort of file that can lie beside a bundle and not beside that one: a waiver, a further decision, a branch of
 * its own, a patch carried over. Where all is judged again before such a file refuses, not every bit is tried: every
 * seventh or ninth, so that each place in a byte has its turn.
 */

vi.setConfig({ testTimeout: 30 * 60_000, maxConcurrency: 2 });

const root = mkdtempSync(join(tmpdir(), 'writ-tamper-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = (name: string): string => {
  mkdirSync(join(root, name), { recursive: true });
  return mkdtempSync(join(root, name, '-'));
};
const built = smallBundle(folder);
const small: Chained = { ...built, files: filesOf(built), says: 'VERIFIED: landed' };

const expectAllRefused = async (flips: Flips): Promise<number> => {
  const expected = bitsOf(flips);
  const { counts, accepted, whole } = await flipBits(flips);
  for (const [path, count] of Object.entries(counts))
    process.stdout.write(`${String(count).padStart(7)} bits of ${path}\n`);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  process.stdout.write(`${String(total).padStart(7)} bits in all, ${accepted.length} let pass\n`);
  expect(accepted).toEqual([]);
  expect(whole).toBe(true);
  expect(counts).toEqual(expected);
  return total;
};

/** Another sequence each time, told so that it can be had again: TAMPER_SEED=… npm run tamper. */
const seed = Number(process.env['TAMPER_SEED'] ?? randomInt(2 ** 31));

type Tried = {
  readonly name: string;
  readonly bundle: Chained;
  readonly paths: readonly string[];
  /** Which bits our code is asked about: every so many-th. */
  readonly step: number;
  /** How many random bits the script is asked about. */
  readonly random: number;
};
/** `TAMPER_STEP=5` tries every fifth bit of the bundle of 64 KB, and a fifth by the script, where time is short. */
const STEP = Number(process.env['TAMPER_STEP'] ?? 1);
const BUNDLES: readonly Tried[] = [
  {
    name: 'the bundle of 64 KB',
    bundle: small,
    paths: [...small.files.keys()],
    step: STEP,
    random: Math.ceil(300 / STEP),
  },
  {
    name: 'one that was waived',
    bundle: goldenBundle('waived'),
    paths: ['after/1.1-waiver.json'],
    step: 9,
    random: 12,
  },
  {
    name: 'one that two accepted',
    bundle: goldenBundle('two-decided'),
    paths: ['after/2-decision-2.json'],
    step: 7,
    random: 12,
  },
  {
    name: 'one on a branch of its own',
    bundle: branchedBundle(built),
    paths: ['after/3-branch.json'],
    step: 1,
    random: 12,
  },
  {
    name: 'one that was carried over',
    bundle: goldenBundle('carried'),
    paths: ['after/carried/carried.json'],
    step: 9,
    random: 12,
  },
];

test('the bundle of 64 KB holds 64 KB, each of them in every bit, and random bits are told by their seed', () => {
  expect(
    Object.values(bitsOf({ ...small, paths: [...small.files.keys()], step: 1 })).reduce((sum, bits) => sum + bits, 0),
  ).toBe(BUNDLE_BYTES * 8);
  expect([...small.files.values()].reduce((sum, { length }) => sum + length, 0)).toBe(BUNDLE_BYTES);
  process.stdout.write(`random bits: TAMPER_SEED=${seed}\n`);
});

describe.each(BUNDLES)('$name', ({ bundle, paths, step, random }) => {
  const { files, allowedSigners, trust, says } = bundle;

  test('is verified as it is, by our code and by the script', async () => {
    expect(refusals(files, trust)).toEqual([]);
    expect((await script(onDisk(files, root), allowedSigners)).lines.at(-1)).toBe(says);
  });

  test(`is refused by our code with every ${step === 1 ? 'single' : `${step}th`} bit that is another`, async () => {
    const total = await expectAllRefused({ files, allowedSigners, paths, step });
    expect(total).toBeGreaterThan(1_000);
  });

  test.concurrent.each(randomBits({ files, paths }, random, seed))(
    'is refused by the script with another %s: byte %i, bit %i',
    async (...bit) => {
      const place = onDisk(flipped(files, bit), root);
      const { code, lines } = await script(place, allowedSigners);
      rmSync(place, { recursive: true, force: true });
      expect([code, lines.at(-1)]).toEqual([1, 'NOT VERIFIED']);
    },
  );
});
