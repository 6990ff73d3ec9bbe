import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { sha256, type Digest } from '#contract';
import {
  MANIFEST_FILE,
  readEvidence,
  sealBundle,
  waiverPath,
  type Freshness,
  type GivenWaiver,
  type SealedFiles,
} from '#evidence';
import { replay, verifyBundle } from '#flow';
import { judgeRun } from '#gates';
import { signedVerdict, verdictStatement } from '#run';
import { allowedSignerLine, parseTrust, type Decision, type Trust, type Waiver } from '#signoff';
import { testSigner, type TestSigner } from '../../src/signoff/signing.fixture.ts';
import { writeBundle } from '../conformance/bundle-builder.ts';
import { script } from '../conformance/bundle-verifiers.ts';
import {
  alice,
  AT,
  BASE,
  harnessPem,
  honest,
  json,
  RUN,
  sealed,
  shifted,
  stranger,
  TREE,
  trust,
  utf8,
} from '../conformance/gates/evidence.fixture.ts';
import { decidedAs } from '../conformance/gates/landing.fixture.ts';
import { before, DAY_MS, edited, later } from '../conformance/gates/waiver.fixture.ts';

/**
 * Verdict, waiver, verdict, decision: each carries the digest of the one before. Our code and the script, which shares
 * no line with it, look at one honest chain and at every way to make it pass that we know.
 */

// The script waits for its programs: two at a time keep two cores busy.
vi.setConfig({ maxConcurrency: 2 });

const root = mkdtempSync(join(tmpdir(), 'writ-waivers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const { contract } = honest;
const ADDED = new Set(['digests.json', MANIFEST_FILE]);

/** The run during which the checkout was edited, sealed with some more files. */
const sealedWith = (more: ReadonlyMap<string, Uint8Array> = new Map(), state: Freshness = edited): SealedFiles => {
  const files = [...sealed].filter(([path]) => !ADDED.has(path));
  const facts = { run: RUN, task: contract.value.id, attempt: 1, base: BASE, tree: TREE };
  return sealBundle(new Map([...files, ['freshness.json', json(state)], ...more]), facts, harnessPem);
};
const manifestOf = (files: SealedFiles): Digest => sha256(files.get(MANIFEST_FILE) ?? new Uint8Array());

/** The verdict over sealed files at a moment with these waivers, in the envelope of the harness. */
const verdictOf = (files: SealedFiles, waivers: readonly GivenWaiver[], at: string): Uint8Array => {
  const evidence = readEvidence(files, { at, trust });
  const verdict = judgeRun({ ...evidence, waivers: [...(evidence.waivers ?? []), ...waivers] });
  const about = { run: RUN, at, manifest: manifestOf(files), contract: contract.digest, tree: TREE };
  return utf8(signedVerdict(verdictStatement(verdict, about), harnessPem));
};
/** A decision that accepts a verdict as it is. */
const acceptedAs = (
  files: SealedFiles,
  verdict: Uint8Array,
  waivers: readonly GivenWaiver[],
  { by = alice, ...change }: Partial<Decision> & { readonly by?: TestSigner } = {},
) => {
  const evidence = readEvidence(files, { at: AT.decided, trust });
  const { notices } = judgeRun({ ...evidence, waivers: [...(evidence.waivers ?? []), ...waivers] });
  const until = shifted(AT.judged, DAY_MS);
  return decidedAs({ verdict: sha256(verdict), manifest: manifestOf(files), notices, until, ...change }, by);
};

type Bundle = { readonly sealed: SealedFiles; readonly after: Map<string, Uint8Array> };
type Change = {
  readonly waiver?: Partial<Waiver>;
  readonly by?: TestSigner;
  readonly decision?: Partial<Decision>;
  /** Which verdict is accepted: the first, or the one after the waiver. */
  readonly accepts?: 'first' | 'second';
};

const SECOND = shifted(AT.judged, 1000);
const OTHER_ITEM = [{ item: 5, says: 'the help text is wrong', confirmed: true }] as const;
/** FAIL, waived, PASS, accepted. */
const waivedBundle = ({ waiver = {}, by = alice, decision = {}, accepts = 'second' }: Change = {}): Bundle => {
  const files = sealedWith();
  const first = verdictOf(files, [], AT.judged);
  const over = { run: RUN, manifest: manifestOf(files), verdict: sha256(first) };
  const given = later({ over, ...waiver }, by, sha256(first));
  const second = verdictOf(files, [given], SECOND);
  const accepted = accepts === 'first' ? first : second;
  return {
    sealed: files,
    after: new Map([
      ['1-verdict.json', first],
      ['1.1-waiver.json', given.envelope],
      ['1.1-verdict.json', second],
      ['2-decision.json', acceptedAs(files, accepted, [given], decision)],
    ]),
  };
};
/** Waived before the run, PASS, accepted. */
const sealedBundle = (change: Partial<Waiver> = {}, name = 'tree.clean.end', state: Freshness = edited): Bundle => {
  const files = sealedWith(new Map([[waiverPath(name), before(change).envelope]]), state);
  const verdict = verdictOf(files, [], AT.judged);
  const until = shifted(AT.granted, DAY_MS);
  return {
    sealed: files,
    after: new Map([
      ['1-verdict.json', verdict],
      ['2-decision.json', acceptedAs(files, verdict, [], { until })],
    ]),
  };
};

const placed = (bundle: Bundle): string => {
  const folder = mkdtempSync(join(root, '-'));
  writeBundle(folder, bundle);
  return folder;
};
const both = async (bundle: Bundle, by: Trust = trust) => {
  const folder = placed(bundle);
  const ours = verifyBundle(folder, by);
  const theirs = await script(folder, by.allowedSigners);
  return { ours, theirs, failed: theirs.lines.filter((line) => line.startsWith('FAILED')) };
};

describe('a waived run is verified, by our code and by the script,', () => {
  test.concurrent.each([
    ['where it was waived after its verdict', waivedBundle()],
    ['where it was waived before it began', sealedBundle()],
    ['where a waiver was sealed and nothing had to be waived', sealedBundle({}, 'tree.clean.end', honest.freshness)],
    [
      'where the decision ends with the waiver',
      waivedBundle({ waiver: { until: AT.decided }, decision: { until: shifted(AT.decided, 0), at: SECOND } }),
    ],
  ])('%s', async (_, bundle) => {
    const { ours, theirs, failed } = await both(bundle);
    expect(failed).toEqual([]);
    expect(ours).toMatchObject({ ok: true, value: { result: 'PASS', stage: 'accepted' } });
    expect(theirs.lines.at(-1)).toBe('VERIFIED: decided: accepted');
  });
  test('and replayed as it was recorded', () => {
    const again = replay(placed(waivedBundle()));
    expect(again).toMatchObject({ ok: true, value: { recorded: 'PASS', same: true, derived: { result: 'PASS' } } });
  });
  test('and as far as the first verdict it is what it was: FAIL', async () => {
    const { sealed: files, after } = waivedBundle();
    const { ours, theirs } = await both({ sealed: files, after: new Map([...after].slice(0, 1)) });
    expect(ours).toMatchObject({ ok: true, value: { result: 'FAIL', stage: 'judged' } });
    expect(theirs.lines.at(-1)).toBe('VERIFIED: sealed and judged, not decided');
  });
});

const without = (bundle: Bundle, ...names: readonly string[]): Bundle => ({
  ...bundle,
  after: new Map([...bundle.after].filter(([name]) => !names.includes(name))),
});
const renamed = (bundle: Bundle, names: Readonly<Record<string, string>>): Bundle => ({
  ...bundle,
  after: new Map([...bundle.after].map(([name, bytes]) => [names[name] ?? name, bytes])),
});
const unsealed = (bundle: Bundle, alter: (files: Map<string, Uint8Array>) => unknown): Bundle => {
  const files = new Map(bundle.sealed);
  alter(files);
  return { ...bundle, sealed: files };
};

describe('a bundle is refused, by our code and by the script, where', () => {
  test.concurrent.each<[string, () => Bundle]>([
    ['the waiver was taken out', () => without(waivedBundle(), '1.1-waiver.json')],
    ['the verdict after the waiver was taken out', () => without(waivedBundle(), '1.1-verdict.json')],
    [
      'both were taken out, and the decision was left',
      () => without(waivedBundle(), '1.1-verdict.json', '1.1-waiver.json'),
    ],
    ['the first verdict was taken out', () => without(waivedBundle(), '1-verdict.json')],
    [
      'the second verdict stands alone',
      () =>
        renamed(without(waivedBundle(), '1-verdict.json', '1.1-waiver.json'), { '1.1-verdict.json': '1-verdict.json' }),
    ],
    [
      'the two verdicts changed places',
      () => renamed(waivedBundle(), { '1-verdict.json': '1.1-verdict.json', '1.1-verdict.json': '1-verdict.json' }),
    ],
    [
      'the numbers have a gap',
      () => renamed(waivedBundle(), { '1.1-verdict.json': '1.2-verdict.json', '1.1-waiver.json': '1.2-waiver.json' }),
    ],
    ['the waiver has run out at the verdict', () => waivedBundle({ waiver: { until: shifted(SECOND, -1) } })],
    ['a stranger signed the waiver', () => waivedBundle({ by: stranger })],
    ['the waiver is about another contract', () => waivedBundle({ waiver: { contract: sha256('other') } })],
    [
      'the waiver is about another run',
      () => waivedBundle({ waiver: { over: { run: 'run-2', manifest: sha256('other'), verdict: sha256('other') } } }),
    ],
    ['the waiver is about a gate that cannot be waived', () => waivedBundle({ waiver: { gate: 'scope.paths' } })],
    ['the waiver holds too long', () => waivedBundle({ waiver: { until: shifted(AT.judged, DAY_MS + 1) } })],
    ['the FAIL was accepted and not what came of the waiver', () => waivedBundle({ accepts: 'first' })],
    ['the decision outlives the waiver', () => waivedBundle({ decision: { until: AT.until } })],
    ['the decision was not told of the waiver', () => waivedBundle({ decision: { notices: [] } })],
    ['the decision is dated before its verdict', () => waivedBundle({ decision: { at: shifted(SECOND, -1) } })],
    ['what only a person can see was not confirmed', () => waivedBundle({ decision: { manual: [] } })],
    ['something else was confirmed', () => waivedBundle({ decision: { manual: OTHER_ITEM } })],
    [
      'the sealed waiver was taken out',
      () => unsealed(sealedBundle(), (files) => files.delete(waiverPath('tree.clean.end'))),
    ],
    [
      'a waiver was put in afterwards',
      () => unsealed(waivedBundle(), (files) => files.set(waiverPath('tree.clean.end'), before().envelope)),
    ],
    [
      'the settings let nobody waive the gate',
      () => sealedBundle({}, 'tree.clean.end', { ...edited, neverWaive: ['tree.clean.end'] }),
    ],
    ['the sealed waiver lies under another name', () => sealedBundle({}, 'scope.paths')],
    ['the sealed waiver was signed for another version', () => sealedBundle({ version: 7 })],
    ['the sealed waiver was over when the run began', () => sealedBundle({ until: shifted(AT.started, -1) })],
  ])('%s', async (_, make) => {
    const { ours, theirs, failed } = await both(make());
    expect(ours.ok).toBe(false);
    expect(theirs.lines.at(-1)).toBe('NOT VERIFIED');
    expect(failed).not.toEqual([]);
  });

  test('the verdict after the waiver says PASS by a waiver that is not there', async () => {
    // Signed by the right harness: only judging again, or the missing waiver, shows it.
    const { sealed: files, after } = waivedBundle();
    const second = after.get('1.1-verdict.json') ?? new Uint8Array();
    const { ours, failed } = await both({ sealed: files, after: new Map([['1-verdict.json', second]]) });
    expect(ours.ok).toBe(false);
    expect(failed).toEqual(['FAILED  every waived gate failed, and its waiver is here and held']);
  });
});

describe('a PASS that the right harness signed is refused, by our code and by the script,', () => {
  const { writ, base, tree, paths, hygiene } = honest.changes;
  const changes = { writ, base, tree, paths, hygiene };
  test.concurrent.each([
    ['where nobody asked git about the objects of the result', changes],
    ['where git refused one of them', { ...changes, objects: 'refused' }],
  ])('%s', async (_, told) => {
    const files = sealedWith(new Map([['changes.json', json(told)]]), honest.freshness);
    const about = { run: RUN, at: AT.judged, manifest: manifestOf(files), contract: contract.digest, tree: TREE };
    const verdict = utf8(signedVerdict(verdictStatement(judgeRun(honest), about), harnessPem));
    const { ours, failed } = await both({ sealed: files, after: new Map([['1-verdict.json', verdict]]) });
    expect(ours).toMatchObject({ ok: false, failures: [{ code: 'verdict.different' }] });
    expect(failed).toEqual([
      'FAILED  git itself was asked about the objects of the result, and refused none that passed',
    ]);
  });
});

describe.each(['sk-ed25519', 'sk-ecdsa', 'webauthn'] as const)('a decision by a security key (%s)', (kind) => {
  const key = testSigner(kind);
  const line = allowedSignerLine({ name: 'alice', publicKey: key.publicLine, kinds: ['decision'] });
  const trusted = parseTrust({ allowedSigners: `${trust.allowedSigners}${line}\n`, revokedKeys: '' });
  if (!trusted.ok) throw new Error(trusted.failures[0].message);
  const decidedBy = (by: TestSigner): Bundle => {
    const { sealed: files, after } = sealedBundle();
    const verdict = after.get('1-verdict.json') ?? new Uint8Array();
    const decision = acceptedAs(files, verdict, [], { until: shifted(AT.granted, DAY_MS), by });
    return { sealed: files, after: new Map([...after, ['2-decision.json', decision]]) };
  };

  test.concurrent('is verified where somebody touched it', async () => {
    const { ours, failed } = await both(decidedBy(key), trusted.value);
    expect(ours).toMatchObject({ ok: true });
    expect(failed).toEqual([]);
  });
  test.concurrent('is refused where nobody did, by the script as by us, though OpenSSH says yes', async () => {
    const untouched = { ...key, sign: (message: Uint8Array, name: string) => key.sign(message, name, { flags: 0 }) };
    const { ours, failed } = await both(decidedBy(untouched), trusted.value);
    expect(ours).toMatchObject({ ok: false, failures: [{ code: 'signature.presence' }] });
    expect(failed[0]).toBe('FAILED  after/2-decision.json is signed by a trusted signer');
  });
});
