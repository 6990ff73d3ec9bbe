import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { giveBack } from '#host';
import { loadKeptRun } from './kept-run.ts';

const root = mkdtempSync(join(tmpdir(), 'writ-kept-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** As the build makes it: one function of what a module is given. */
const AS_BUILT = (text: string): string => `(function (exports, require, __filename, __dirname) {${text}\n})`;

/** A program of one command that ends with a code, and the folder where it is kept. */
const program = (text: string): { readonly file: string; readonly folder: string } => {
  const place = mkdtempSync(join(root, 'p-'));
  writeFileSync(join(place, 'run.cjs'), AS_BUILT(text));
  return { file: join(place, 'run.cjs'), folder: join(place, 'compiled') };
};
const ENDS = (code: number): string =>
  `const { basename } = require('node:path');
   const called = (args) => basename(__dirname).startsWith('p-') ? args.length + ${code} : 99;
   exports.runMain = async (args) => called(args);`;

const keptIn = (folder: string): string => join(folder, readdirSync(folder)[0] ?? '');
const runOnce = async (file: string, folder: string | null, isWhole = true): Promise<number> => {
  const { run, keep } = loadKeptRun(file, folder);
  const code = await run(['run'], '0');
  keep(isWhole);
  return code;
};

it('comes to the same with what was kept as without, and keeps it once', async () => {
  const { file, folder } = program(ENDS(2));
  expect(await runOnce(file, folder)).toBe(3);
  const kept = readFileSync(keptIn(folder));
  expect([await runOnce(file, folder), readFileSync(keptIn(folder)).equals(kept)]).toEqual([3, true]);
  expect(readdirSync(folder)).toHaveLength(1);
});

/** The same in two scripts, of which the first asks for the other while it runs. */
const inTwo = (code: number): { readonly file: string; readonly folder: string } => {
  const made = program(`exports.runMain = (args) => require('./rest.cjs').runMain(args);`);
  writeFileSync(join(made.file, '..', 'rest.cjs'), AS_BUILT(ENDS(code)));
  return made;
};
const allKept = (folder: string): readonly Buffer[] =>
  readdirSync(folder)
    .toSorted()
    .map((name) => readFileSync(join(folder, name)));

it('keeps each of the scripts it is built as, where a run asked for them, and takes both the next time', async () => {
  const { file, folder } = inTwo(2);
  expect(await runOnce(file, folder)).toBe(3);
  const kept = allKept(folder);
  expect(kept).toHaveLength(2);
  expect([await runOnce(file, folder), allKept(folder)]).toEqual([3, kept]);
});

it('of a run that was refused each script is taken by the next one that is', async () => {
  const { file, folder } = inTwo(2);
  await runOnce(file, folder, false);
  const refused = allKept(folder);
  const inodes = () => readdirSync(folder).map((name) => statSync(join(folder, name)).ino);
  const before = inodes();
  await runOnce(file, folder, false);
  expect([refused.length, inodes()]).toEqual([2, before]);
  await runOnce(file, folder);
  expect(allKept(folder).map((kept, at) => refused[at]?.equals(kept))).toEqual([false, false]);
});

it('makes one script anew where that alone was changed', async () => {
  const { file, folder } = inTwo(2);
  await runOnce(file, folder);
  const [rest = Buffer.of(), first = Buffer.of()] = allKept(folder);
  writeFileSync(join(file, '..', 'rest.cjs'), AS_BUILT(ENDS(4)));
  expect(await runOnce(file, folder)).toBe(5);
  const now = allKept(folder);
  expect([now[0]?.equals(rest), now[1]?.equals(first)]).toEqual([false, true]);
  expect(await runOnce(file, folder)).toBe(5);
});

it('is not believed where it was made of another text, however long that is', async () => {
  const { file, folder } = program(ENDS(2));
  await runOnce(file, folder);
  writeFileSync(file, AS_BUILT(ENDS(4)));
  expect([await runOnce(file, folder), await runOnce(file, folder)]).toEqual([5, 5]);
});

it.each([
  ['empty', (): Buffer => Buffer.alloc(0)],
  ['cut off', (bytes: Buffer): Buffer => bytes.subarray(0, 40)],
  ['changed', (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte, at) => (at > 200 ? byte ^ 1 : byte)))],
])('is made anew where it is %s', async (_, damage) => {
  const { file, folder } = program(ENDS(2));
  await runOnce(file, folder);
  const kept = readFileSync(keptIn(folder));
  writeFileSync(keptIn(folder), damage(kept));
  expect(await runOnce(file, folder)).toBe(3);
  expect(readFileSync(keptIn(folder)).length).toBe(kept.length);
});

it('of a run that was refused is kept until one goes all its way', async () => {
  const { file, folder } = program(ENDS(2));
  await runOnce(file, folder, false);
  const refused = readFileSync(keptIn(folder));
  await runOnce(file, folder, false);
  expect(readFileSync(keptIn(folder)).equals(refused)).toBe(true);
  await runOnce(file, folder);
  expect(readFileSync(keptIn(folder)).equals(refused)).toBe(false);
});

it('holds all that was called, though memory was given back before the run ended', async () => {
  const keptOf = async (meanwhile: () => void): Promise<number> => {
    const { file, folder } = program(ENDS(2));
    const { run, keep } = loadKeptRun(file, folder);
    await run(['run'], '0');
    meanwhile();
    keep(true);
    return readFileSync(keptIn(folder)).length;
  };
  // So often V8 looks at a function before it forgets it.
  const often = (): void => Array.from({ length: 10 }).forEach(giveBack);
  expect(await keptOf(often)).toBeGreaterThan(0.9 * (await keptOf(() => {})));
}, 60_000);

it('is nothing a run depends on: where it can be neither written nor read, the run is the same', async () => {
  const { file } = program(ENDS(2));
  expect([await runOnce(file, join(file, 'below-a-file')), await runOnce(file, null)]).toEqual([3, 3]);
  expect(existsSync(join(file, '..', 'compiled'))).toBe(false);
});

it('takes a build that offers no command for our own bug', async () => {
  expect(await runOnce(program('exports.other = 1;').file, null)).toBe(70);
});
