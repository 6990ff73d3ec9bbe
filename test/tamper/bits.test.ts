import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { filesOf } from '../conformance/bundle-tampering.ts';
import { onDisk, script } from '../conformance/bundle-verifiers.ts';
import { branchedBundle, goldenBundle, type Chained } from './chained-bundles.ts';
import { bitsOf, flipEveryBit, flipped, randomBits, type Flips } from './flip-bits.ts';
import { BUNDLE_BYTES, refusals, smallBundle } from './small-bundle.ts';

/**
 * No single bit of a bundle of 64 KB can be another: not one of all of them is let pass by `writ verify`. The same holds
 * for each sort of file that can lie beside a bundle and not beside that one: a waiver, a further decision, a branch of
 * its own.
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
  const { counts, accepted, whole } = await flipEveryBit(flips);
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

const BUNDLES: readonly (readonly [name: string, bundle: Chained, paths: readonly string[], random: number])[] = [
  ['the bundle of 64 KB', small, [...small.files.keys()], 300],
  ['one that was waived', goldenBundle('waived'), ['after/1.1-waiver.json'], 40],
  ['one that two accepted', goldenBundle('two-decided'), ['after/2-decision-2.json'], 40],
  ['one on a branch of its own', branchedBundle(built), ['after/3-branch.json'], 40],
];

test('the bundle of 64 KB holds 64 KB, and random bits are told by their seed', () => {
  expect([...small.files.values()].reduce((sum, { length }) => sum + length, 0)).toBe(BUNDLE_BYTES);
  process.stdout.write(`random bits: TAMPER_SEED=${seed}\n`);
});

describe.each(BUNDLES)('%s', (_, bundle, paths, random) => {
  const { files, allowedSigners, trust, says } = bundle;

  test('is verified as it is, by our code and by the script', async () => {
    expect(refusals(files, trust)).toEqual([]);
    expect((await script(onDisk(files, root), allowedSigners)).lines.at(-1)).toBe(says);
  });

  test('is refused by our code with every single bit that is another', async () => {
    const total = await expectAllRefused({ files, allowedSigners, paths });
    expect(total).toBe(paths.reduce((sum, path) => sum + (files.get(path)?.length ?? 0) * 8, 0));
    expect(total).toBeGreaterThan(5_000);
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
