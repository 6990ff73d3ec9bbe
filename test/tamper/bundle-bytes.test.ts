import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvidence, sealBundle, type SealedFiles } from '#evidence';
import { judgeRun, type Verdict } from '#gates';
import { buildBundle, type BuiltBundle } from '../conformance/bundle-builder.ts';
import { json, MOMENTS, RUN, utf8 } from '../conformance/example-signers.ts';

/** Whatever is done to the bytes of a sealed bundle, by whoever holds no key, it never helps. */

const folder = mkdtempSync(join(tmpdir(), 'writ-bytes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let built: BuiltBundle;
beforeAll(() => {
  built = buildBundle(folder);
});

const judged = (files: SealedFiles): Verdict =>
  judgeRun(readEvidence(files, { at: MOMENTS.judged, trust: built.trust }));
const completeIn = ({ gates }: Verdict): boolean =>
  gates.some(({ gate, outcome }) => gate === 'evidence.complete' && outcome === 'pass');

type Files = Map<string, Uint8Array>;
/** One change of a bundle: what was done, and the changed files. Positions are numbers from 0 to 1 of the whole. */
type Change = (files: Files, paths: readonly string[]) => Files;
const at = <T>(list: ArrayLike<T> & { readonly length: number }, where: number): number =>
  Math.floor(where * list.length);

const withBytes =
  (which: number, change: (bytes: Uint8Array) => Uint8Array): Change =>
  (files, paths) => {
    const path = paths[at(paths, which)] ?? '';
    return files.set(path, change(files.get(path) ?? new Uint8Array()));
  };
const spliced = (bytes: Uint8Array, where: number, remove: number, insert: readonly number[]): Uint8Array => {
  const start = at(bytes, where);
  return Uint8Array.of(...bytes.subarray(0, start), ...insert, ...bytes.subarray(start + remove));
};

const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const name = fc.oneof(
  fc.constantFrom(
    'checks/sum/more.log',
    'checks/more/check.json',
    'approvals/run.json',
    'x',
    '../x',
    'a b',
    'contract.json ',
  ),
  fc.stringMatching(/^[a-z]{1,8}(\/[a-z.]{1,8})?$/),
);
const bytes = fc.uint8Array({ maxLength: 20 });

const oneChange: fc.Arbitrary<Change> = fc.oneof(
  // Bytes altered, by a bit or to anything; added; removed; a file cut off.
  fc
    .tuple(share, share, fc.integer({ min: 1, max: 255 }))
    .map(([which, where, mask]) =>
      withBytes(which, (old) => old.map((byte, index) => (index === at(old, where) ? byte ^ mask : byte))),
    ),
  fc
    .tuple(share, share, fc.uint8Array({ minLength: 1, maxLength: 4 }))
    .map(([which, where, more]) => withBytes(which, (old) => spliced(old, where, 0, [...more]))),
  fc
    .tuple(share, share, fc.integer({ min: 1, max: 4 }))
    .map(([which, where, count]) => withBytes(which, (old) => spliced(old, where, count, []))),
  fc.tuple(share, share).map(([which, where]) => withBytes(which, (old) => old.slice(0, at(old, where)))),
  // White space and letters, where they could be another spelling of the same.
  fc
    .tuple(share, share, fc.constantFrom(' ', '\n', '\r', '=', 'A', '0', '/', '\ufeff'))
    .map(([which, where, text]) => withBytes(which, (old) => spliced(old, where, 0, [...utf8(text)]))),
  // Files removed, added, renamed, given each other's bytes.
  share.map(
    (which): Change =>
      (files, paths) => (files.delete(paths[at(paths, which)] ?? ''), files),
  ),
  fc.tuple(name, bytes).map(
    ([path, content]): Change =>
      (files) =>
        files.set(path, content),
  ),
  fc.tuple(share, name).map(([which, path]): Change => (files, paths) => {
    const old = paths[at(paths, which)] ?? '';
    const content = files.get(old) ?? new Uint8Array();
    files.delete(old);
    return files.set(path, content);
  }),
  fc.tuple(share, share).map(([one, other]): Change => (files, paths) => {
    const [a, b] = [paths[at(paths, one)] ?? '', paths[at(paths, other)] ?? ''];
    const [left, right] = [files.get(a), files.get(b)];
    return files.set(a, right ?? new Uint8Array()).set(b, left ?? new Uint8Array());
  }),
);
const changes = fc.array(oneChange, { minLength: 1, maxLength: 3 });

const changed = (sealed: SealedFiles, list: readonly Change[]): SealedFiles =>
  list.reduce<Files>((files, change) => change(files, [...files.keys()].toSorted()), new Map(sealed));
const same = (one: SealedFiles, other: SealedFiles): boolean =>
  one.size === other.size &&
  [...one].every(([path, content]) => Buffer.compare(content, other.get(path) ?? utf8('?')) === 0);

/** The honest run with one file another one, sealed by the true harness: a FAIL that nobody forged. */
const failing: readonly (readonly [string, string, (text: string) => string])[] = [
  [
    'a file outside the contract was changed',
    'changes.json',
    (text) => text.replace('"path":"sum.mjs"', '"path":"README.md"'),
  ],
  ['the backend failed', 'backend/backend.json', (text) => text.replace('"exitCode":0', '"exitCode":1')],
  ['the check wrote no report', 'checks/sum/stdout.log', () => ''],
  ['the agent pushed', 'actions.json', (text) => text.replace('"action":"edit"', '"action":"push"')],
  ['something was left behind', 'freshness.json', (text) => text.replace('"residue":[]', '"residue":["x"]')],
  ['the approval was used before', 'approvals/use.json', (text) => text.replace('"foreignUses":0', '"foreignUses":1')],
];
const sealedAnew = (path: string, alter: (text: string) => string): SealedFiles => {
  const files = new Map(built.sealed);
  const before = new TextDecoder().decode(files.get(path));
  files.set(path, utf8(alter(before)));
  if (before === alter(before)) throw new Error(`nothing was changed in ${path}`);
  for (const added of ['manifest.intoto.jsonl', 'digests.json']) files.delete(added);
  const { base, tree } = built.repository;
  return sealBundle(files, { run: RUN, task: built.contract.id, attempt: 1, base, tree }, built.harnessPem);
};

describe('a bundle that is PASS', () => {
  test('is PASS, and complete', () => {
    expect(judged(built.sealed).result).toBe('PASS');
    expect(completeIn(judged(built.sealed))).toBe(true);
  });
  test('is no longer complete, whatever bytes or files are altered, added, removed or renamed', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const files = changed(built.sealed, list);
        fc.pre(!same(files, built.sealed));
        expect(completeIn(judged(files))).toBe(false);
      }),
      { numRuns: 400 },
    );
  });
  test('is no longer complete where any one file is gone, emptied, or has one byte more', () => {
    for (const [path, content] of built.sealed) {
      const without = new Map(built.sealed);
      without.delete(path);
      const emptied = new Map(built.sealed).set(path, new Uint8Array());
      const longer = new Map(built.sealed).set(path, Uint8Array.of(...content, 0x0a));
      for (const files of [without, longer, ...(content.length === 0 ? [] : [emptied])])
        expect([path, completeIn(judged(files))]).toEqual([path, false]);
    }
  });
  test('is no longer complete where any bit of the manifest or of an approval is another', { timeout: 300_000 }, () => {
    for (const path of ['manifest.intoto.jsonl', 'approvals/contract.json']) {
      const content = built.sealed.get(path) ?? new Uint8Array();
      for (let index = 0; index < content.length; index += 11) {
        const files = new Map(built.sealed).set(path, content.with(index, (content[index] ?? 0) ^ (1 << (index % 8))));
        expect([path, index, completeIn(judged(files))]).toEqual([path, index, false]);
      }
    }
  });
});

describe('a bundle that is FAIL', () => {
  test.each(failing)('stays FAIL where %s', (_, path, alter) => {
    const bundle = sealedAnew(path, alter);
    expect(completeIn(judged(bundle))).toBe(true);
    expect(judged(bundle).result).toBe('FAIL');
    fc.assert(
      fc.property(changes, (list) => {
        expect(judged(changed(bundle, list)).result).toBe('FAIL');
      }),
      { numRuns: 60 },
    );
  });
  test.each(failing)('stays FAIL where %s, and the honest file is put back', (_, path, alter) => {
    const bundle = new Map(sealedAnew(path, alter));
    bundle.set(path, built.sealed.get(path) ?? new Uint8Array());
    expect(judged(bundle).result).toBe('FAIL');
    // Even with a list of digests to match: only the manifest could say so, and it is signed.
    bundle.set('digests.json', built.sealed.get('digests.json') ?? json({}));
    expect(judged(bundle).result).toBe('FAIL');
  });
});
