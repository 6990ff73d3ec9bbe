import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { canonicalJson, sha256 } from '#contract';
import { harnessPublicKey, signByHarness } from '#signoff';
import { buildBundle } from '../../test/conformance/bundle-builder.ts';
import { makeHarness, MOMENTS } from '../../test/conformance/example-signers.ts';
import { isSealedPath, REQUIRED_FILES, sealBundle, verifySeal, type SealedFiles } from './bundle.ts';
import { manifestPayload, MANIFEST_PAYLOAD_TYPE, parseManifest } from './manifest.ts';
import { readEvidence } from './read-evidence.ts';
import type { RunEvidence } from './run-evidence.ts';

const folder = mkdtempSync(join(tmpdir(), 'writ-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const built = buildBundle(folder);
const { sealed, trust, harnessPem } = built;
const publicKey = harnessPublicKey(harnessPem);
const facts = {
  run: 'run-1',
  task: built.contract.id,
  attempt: 1,
  base: built.repository.base,
  tree: built.repository.tree,
};
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const read = (files: SealedFiles): RunEvidence => readEvidence(files, { at: MOMENTS.judged, trust });
const refused = (files: SealedFiles): boolean => {
  const { seal } = read(files);
  return seal === undefined || seal.failures.length > 0;
};
const unsealed = (): Map<string, Uint8Array> =>
  new Map([...sealed].filter(([path]) => path !== 'digests.json' && path !== 'manifest.intoto.jsonl'));
const resealed = (path: string, bytes: Uint8Array): SealedFiles =>
  sealBundle(unsealed().set(path, bytes), facts, harnessPem);
const without = (path: string): SealedFiles => new Map([...sealed].filter(([other]) => other !== path));

describe('a sealed bundle', () => {
  test('is verified with the key of its harness', () =>
    expect(verifySeal(sealed, publicKey)).toMatchObject({ ok: true, value: facts }));
  test('is refused with another key', () => expect(verifySeal(sealed, harnessPublicKey(makeHarness())).ok).toBe(false));
  test('is not there where nothing is', () => expect(verifySeal(new Map(), publicKey).ok).toBe(false));
  test.each(REQUIRED_FILES)('is refused without %s', (path) =>
    expect(verifySeal(without(path), publicKey).ok).toBe(false),
  );
  test('tells everything that is wrong at once', () => {
    const files = new Map([...sealed, ['extra', utf8('x')], ['../out', utf8('x')], ['test.log', utf8('x')]]);
    const seal = verifySeal(files, publicKey);
    expect(seal.ok ? [] : seal.failures.map((failure) => failure.message)).toEqual([
      '"../out" cannot be the name of a sealed file',
      'test.log is not what the manifest lists',
      'extra is in the bundle, and the manifest does not list it',
      '../out is in the bundle, and the manifest does not list it',
    ]);
  });

  test('refuses, however one byte of it is altered, added or removed', () => {
    const paths = [...sealed.keys()];
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('alter', 'add', 'remove'),
        (path, where, by, how) => {
          const bytes = [...(sealed.get(path) ?? [])];
          const at = Math.min(bytes.length - 1, Math.floor(where * bytes.length));
          fc.pre(bytes.length > 0 || how === 'add');
          const old = [...bytes];
          if (how === 'alter') bytes[at] = ((bytes[at] ?? 0) + by) % 256;
          else bytes.splice(Math.max(0, at), how === 'add' ? 0 : 1, ...(how === 'add' ? [by] : []));
          fc.pre(old.length !== bytes.length || old.some((byte, index) => byte !== bytes[index]));
          expect(refused(new Map([...sealed, [path, Uint8Array.from(bytes)]]))).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('refuses every single altered byte of its manifest', () => {
    const manifest = sealed.get('manifest.intoto.jsonl') ?? new Uint8Array();
    expect(manifest.length).toBeGreaterThan(1_000);
    const accepted = manifest
      .keys()
      .filter((at) => parseManifest(manifest.with(at, (manifest[at] ?? 0) ^ 1), publicKey).ok);
    expect([...accepted]).toEqual([]);
  });
});

describe('sealing', () => {
  test('throws where a file is missing that every bundle holds', () => {
    const files = unsealed();
    files.delete('report.md');
    expect(() => sealBundle(files, facts, harnessPem)).toThrow('report.md');
  });
  test('throws where a name could mean something else', () =>
    expect(() => resealed('checks/../x', utf8(''))).toThrow('cannot be the name'));
  test('throws where it was done already', () =>
    expect(() => sealBundle(sealed, facts, harnessPem)).toThrow('sealed once'));
  test('throws where a chain is none', () => expect(() => resealed('trace.jsonl', utf8('{}'))).toThrow('not a chain'));
});

test.each([
  ['contract.json', true],
  ['checks/unit-1/stdout.log', true],
  ['checks/a:b@c+d/x', true],
  ['', false],
  ['/etc/passwd', false],
  ['../x', false],
  ['a/../b', false],
  ['a/./b', false],
  ['a//b', false],
  ['a/', false],
  ['.hidden', false],
  ['a/.hidden', false],
  ['-rf', false],
  ['a b', false],
  ['a\nb', false],
  ['a\n', false],
  ['a\\b', false],
  ['ä', false],
  ['x'.repeat(301), false],
])('%j may be the name of a sealed file: %s', (path, expected) => expect(isSealedPath(path)).toBe(expected));

describe('a manifest signed by the harness is refused', () => {
  const files = new Map([...sealed].filter(([path]) => path !== 'manifest.intoto.jsonl'));
  const parts = {
    ...facts,
    contract: sha256('c'),
    approval: sha256('a'),
    files,
    chains: [{ file: 'trace.jsonl', lines: 1, head: sha256('h') }],
  };
  const payload = new TextDecoder().decode(manifestPayload(parts));
  const parse = (text: string): boolean =>
    parseManifest(
      utf8(signByHarness({ payloadType: MANIFEST_PAYLOAD_TYPE, payload: utf8(text), privateKeyPem: harnessPem })),
      publicKey,
    ).ok;

  test('not as it is', () => expect(parse(payload)).toBe(true));
  test.each<[sentence: string, text: string]>([
    ['without its newline', payload.trimEnd()],
    ['with white space', payload.replace(':', ': ')],
    ['with another type', payload.replace('urn:writ:attestation:run:v1', 'urn:writ:attestation:run:v2')],
    ['with another version', payload.replace(/"writ":\d/, '"writ":9')],
    ['with a field more', payload.replace(/("writ":\d)\}/, '$1,"x":1}')],
    ['without a tree', payload.replace(/\{"digest":\{"gitTree":"[0-9a-f]+"\},"name":"tree"\},/, '')],
    ['with two trees', payload.replace(/(\{"digest":\{"gitTree":"[0-9a-f]+"\},"name":"tree"\},)/, '$1$1')],
    ['with a file twice', payload.replace(/(\{"digest":\{"sha256":"[0-9a-f]+"\},"name":"test.log"\},)/, '$1$1')],
    ['with its files in another order', payload.replace('"name":"test.log"', '"name":"a.log"')],
    ['with a short digest', payload.replace(/"sha256":"[0-9a-f]{2}/, '"sha256":"')],
    ['with attempt 0', payload.replace('"attempt":1', '"attempt":0')],
    ['with a chain of no line', payload.replace('"lines":1', '"lines":0')],
  ])('%s', (_, text) => {
    expect(text).not.toBe(payload);
    expect(parse(text)).toBe(false);
  });
});

describe('evidence that is read', () => {
  test('has every part and nothing against it', () => {
    const evidence = read(sealed);
    expect(evidence.seal?.failures).toEqual([]);
    expect(evidence.contract?.value).toEqual(built.contract);
    expect(evidence.checks).toMatchObject([
      {
        record: { id: 'sum' },
        report: { tests: [{ name: 'adds', outcome: 'passed' }], canaries: ['failed'], problems: [] },
      },
    ]);
    expect(Object.keys(evidence).toSorted()).toEqual([
      'actions',
      'admission',
      'approval',
      'at',
      'backend',
      'changes',
      'checks',
      'contract',
      'dependencies',
      'freshness',
      'patch',
      'proof',
      'rules',
      'seal',
      'secrets',
      'specs',
      'trust',
      'use',
    ]);
  });
  test('is nothing where there is no file', () =>
    expect(Object.keys(read(new Map()))).toEqual(['at', 'trust', 'checks']));

  test.each<[part: keyof RunEvidence, path: string]>([
    ['contract', 'contract.json'],
    ['use', 'approvals/use.json'],
    ['freshness', 'freshness.json'],
    ['backend', 'backend/backend.json'],
    ['actions', 'actions.json'],
    ['changes', 'changes.json'],
    ['checks', 'checks/sum/check.json'],
  ])('lacks %s and says so where %s is absent or not what Writ writes, although it was sealed so', (part, path) => {
    const wrong = [
      without(path),
      resealed(path, utf8('{}\n')),
      resealed(path, utf8('')),
      resealed(path, utf8('[]\n')),
      resealed(path, utf8('null\n')),
    ];
    const more = new TextDecoder().decode(sealed.get(path)).replace('"writ":1', '"unknown":1,"writ":1');
    for (const files of [...wrong, resealed(path, utf8(more))]) {
      expect(read(files)[part]).toBeUndefined();
      expect(refused(files)).toBe(true);
    }
  });

  test.each<[sentence: string, path: string, from: string | RegExp, to: string]>([
    ['the run of freshness.json', 'freshness.json', '"run-1"', '"run-2"'],
    ['the task of freshness.json', 'freshness.json', '"WP-sum"', '"WP-other"'],
    ['the attempt of freshness.json', 'freshness.json', '"attempt":1', '"attempt":2'],
    ['the base of freshness.json', 'freshness.json', /"base":"[0-9a-f]{40}"/, `"base":"${'0'.repeat(40)}"`],
    ['the tree of freshness.json', 'freshness.json', /"tree":"[0-9a-f]{40}"/, `"tree":"${'0'.repeat(40)}"`],
    ['the base of changes.json', 'changes.json', /"base":"[0-9a-f]{40}"/, `"base":"${'0'.repeat(40)}"`],
    ['the tree of changes.json', 'changes.json', /"tree":"[0-9a-f]{40}"/, `"tree":"${'0'.repeat(40)}"`],
    ['the run of approvals/use.json', 'approvals/use.json', '"run-1"', '"run-2"'],
    ['the attempt of approvals/use.json', 'approvals/use.json', '"attempt":1', '"attempt":2'],
    [
      'the approval of approvals/use.json',
      'approvals/use.json',
      /"approval":"[0-9a-f]{64}"/,
      `"approval":"${'0'.repeat(64)}"`,
    ],
    ['the run of report.json', 'report.json', '"run-1"', '"run-2"'],
    ['the tree of report.json', 'report.json', /"tree":"[0-9a-f]{40}"/, `"tree":"${'0'.repeat(40)}"`],
  ])('says so where %s is not the manifest’s', (sentence, path, from, to) => {
    const files = resealed(path, utf8(new TextDecoder().decode(sealed.get(path)).replace(from, to)));
    expect(read(files).seal?.failures.map((failure) => failure.message.split(' is ')[0])).toEqual([sentence]);
  });

  test('says so where the manifest is about another task', () => {
    const files = sealBundle(unsealed(), { ...facts, task: 'WP-other' }, harnessPem);
    expect(read(files).seal?.failures.map((failure) => failure.message.split(' is ')[0])).toEqual([
      'the task of contract.json',
      'the task of freshness.json',
      'the task of report.json',
    ]);
  });

  test('says so where a check lies in the folder of another', () => {
    const files = unsealed();
    for (const name of ['check.json', 'stdout.log', 'stderr.log'])
      files.set(`checks/other/${name}`, sealed.get(`checks/sum/${name}`) ?? new Uint8Array());
    expect(read(sealBundle(files, facts, harnessPem)).seal?.failures.map((failure) => failure.code)).toEqual([
      'evidence.malformed',
    ]);
  });

  test('has no check where none was executed', () => {
    const files = new Map([...unsealed()].filter(([path]) => !path.startsWith('checks/')));
    const evidence = read(sealBundle(files, facts, harnessPem));
    expect(evidence).toMatchObject({ checks: [], seal: { failures: [] } });
  });

  test('believes no harness but the approved one', () => {
    const files = sealBundle(unsealed(), facts, makeHarness());
    expect(read(files).seal?.failures.map((failure) => failure.code)).toEqual(['evidence.unsigned']);
  });

  test('carries why the approval is not believed', () => {
    const { seal } = readEvidence(sealed, { at: MOMENTS.judged, trust: { ...trust, signers: [] } });
    expect(seal?.failures.map((failure) => failure.code)).toEqual(['signature.untrusted']);
  });

  test('holds after the approval has run out: it held when the run began', () => {
    expect(readEvidence(sealed, { at: '2027-01-01T00:00:00.000Z', trust }).seal?.failures).toEqual([]);
  });

  test('does not take an impossible day for a moment', () => {
    const freshness = new TextDecoder()
      .decode(sealed.get('freshness.json'))
      .replace(MOMENTS.ended, '2026-02-30T10:06:00.000Z');
    expect(read(resealed('freshness.json', utf8(freshness))).freshness).toBeUndefined();
  });
});

test('digests.json can be checked with sha256sum’s own format in mind: path and digest of every other file', () => {
  const digests: unknown = JSON.parse(new TextDecoder().decode(sealed.get('digests.json')));
  const expected = Object.fromEntries([...unsealed()].map(([path, bytes]) => [path, sha256(bytes)]));
  expect(canonicalJson(digests)).toBe(canonicalJson({ writ: 1, files: expected }));
});
