import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  demandedGates,
  GATE_IDS,
  isWaivable,
  parseContract,
  sha256,
  STRICTNESS,
  TERMS,
  TIERS,
  WAIVERS,
} from '#contract';
import type { GivenWaiver, RunEvidence } from '#evidence';
import { failuresOf, judgeRun, waivableRefusals, type Verdict } from '#gates';
import { parseCommittedPolicy, parseSettings } from '#host';
import { checkWaiveOrder } from '#flow';
import { SCRIPT } from './bundle-verifiers.ts';
import {
  alice,
  AT,
  carol,
  honest,
  json,
  REPOSITORY,
  RUN,
  shifted,
  stranger,
  trusting,
  utf8,
  withEnd,
  withFreshness,
} from './gates/evidence.fixture.ts';
import { before, DAY_MS, dirty, edited, later, VERDICT } from './gates/waiver.fixture.ts';

/** A waiver excepts one run from one gate that may be waived, for as long as it holds; whatever else it is, it does nothing. */

const NEVER = GATE_IDS.filter((id) => !isWaivable(id));
const { contract, seal } = honest;
const MOST_MS = TERMS[contract.value.strictness].waiverDays * DAY_MS;
const NOW = shifted(AT.judged, 60_000);
const judged = (waivers: readonly GivenWaiver[], of: RunEvidence = dirty): Verdict =>
  judgeRun({ ...of, at: NOW, waivers });
const endOf = ({ gates }: Verdict) => gates.find(({ gate }) => gate === 'tree.clean.end');

describe('a gate that refuses', () => {
  test('refuses without a waiver', () => {
    expect(judged([])).toMatchObject({ result: 'FAIL' });
    expect(endOf(judged([]))).toMatchObject({ outcome: 'fail', waiver: null });
  });
  test.each([
    ['signed after the verdict', later()],
    ['sealed with the run', before()],
  ])('does not refuse with one that was %s, still says that it fails, and a notice tells so', (_, waiver) => {
    const verdict = judged([waiver]);
    const notice = expect.stringMatching(
      /^tree\.clean\.end was waived by alice until .*, because: I edited my notes$/u,
    );
    expect(verdict.result).toBe('PASS');
    expect(failuresOf(verdict)).toEqual([]);
    expect(verdict.notices).toContainEqual(notice);
    expect(endOf(verdict)).toMatchObject({
      ...{ outcome: 'fail', findings: [{ code: 'tree.residue' }] },
      waiver: { envelope: sha256(waiver.envelope), signer: 'alice', because: 'I edited my notes' },
    });
  });
  test('is waived by one that holds as long as one may', () =>
    expect(judged([later({ until: shifted(AT.judged, MOST_MS) })]).result).toBe('PASS'));
  test('is waived in the last millisecond of the waiver', () =>
    expect(judged([later({ until: NOW })]).result).toBe('PASS'));
  test('is waived by the newest of two that hold', () => {
    const [one, two] = [later(), later({ because: 'again' })];
    expect(endOf(judged([one, two]))?.waiver?.because).toBe('again');
    expect(endOf(judged([two, one]))?.waiver?.because).toBe('I edited my notes');
  });
  test('is waived by the one that holds, whatever lies beside it', () => {
    const [bad, good] = [later({}, stranger), later()];
    expect(judged([bad, good]).result).toBe('PASS');
    expect(endOf(judged([good, bad]))?.waiver?.envelope).toBe(sha256(good.envelope));
  });
});

const other = sha256('other');
const over = { run: RUN, manifest: seal.manifest, verdict: VERDICT };
describe('a waiver does nothing, and the refusal says why,', () => {
  test.each<[string, string, GivenWaiver]>([
    ['that ran out a millisecond ago', 'waiver.expired', later({ until: shifted(NOW, -1) })],
    ['that was sealed and has run out', 'waiver.expired', before({ until: shifted(NOW, -1) })],
    ['from the future', 'signature.future', later({ at: shifted(NOW, 5 * 60_000 + 1), until: shifted(NOW, DAY_MS) })],
    ['by a stranger', 'signature.untrusted', later({}, stranger)],
    ['by a signer who may sign contracts only', 'signature.untrusted', later({ signer: 'carol' }, carol)],
    ['in the name of another signer', 'signature.untrusted', later({ signer: 'dora' })],
    ['of another contract', 'waiver.foreign', later({ contract: other })],
    ['of another version', 'waiver.foreign', later({ version: contract.value.version + 1 })],
    ['of another task', 'waiver.foreign', later({ task: 'WP-2' })],
    ['of another repository', 'waiver.foreign', later({ repository: { ...REPOSITORY, origin: null } })],
    ['of another verdict', 'waiver.foreign', later({ over: { ...over, verdict: other } })],
    ['of another bundle', 'waiver.foreign', later({ over: { ...over, manifest: other } })],
    ['of another run', 'waiver.foreign', later({ over: { ...over, run: 'run-2' } })],
    ['for runs to come, behind a verdict', 'waiver.foreign', later({ over: null })],
    ['of a verdict, sealed with the run', 'waiver.foreign', before({ over })],
    ['of the verdict it does not lie behind', 'waiver.foreign', later({}, alice, other)],
    ['sealed under the name of another gate', 'waiver.foreign', before({}, 'scope.paths')],
    ['sealed, and signed after the run began', 'signature.future', before({ at: shifted(AT.started, 300_001) })],
    ['sealed, and over before the run began', 'waiver.expired', before({ until: shifted(AT.started, -1) })],
    ['that holds a millisecond too long', 'waiver.too-long', later({ until: shifted(AT.judged, MOST_MS + 1) })],
    ['that is an approval', 'signature.namespace', { ...later(), envelope: honest.approval }],
    ['that is empty', 'signature.malformed', { ...later(), envelope: utf8('') }],
    ['for a gate that can never be waived', 'waiver.never', later({ gate: 'scope.paths' })],
    ['for a gate there is not', 'waiver.never', later({ gate: 'tree.clean' })],
  ])('%s', (_, code, waiver) => {
    const verdict = judged([waiver]);
    expect(verdict.result).toBe('FAIL');
    expect(endOf(verdict)).toMatchObject({ outcome: 'fail', waiver: null });
    expect(endOf(verdict)?.findings.map((one) => one.code)).toEqual(expect.arrayContaining(['tree.residue', code]));
  });
  test('whose signer’s key is revoked', () =>
    expect(judged([later()], { ...dirty, trust: trusting(`${alice.publicLine}\n`) }).result).toBe('FAIL'));
  test.each([
    ['that the settings let nobody waive', ['scope.paths', 'tree.clean.end']],
    ['of which nothing says whether it may be waived', undefined],
  ])('for a gate %s', (__, neverWaive) => {
    const { neverWaive: _, ...freshness } = dirty.freshness;
    const of = { ...dirty, freshness: { ...freshness, ...(neverWaive && { neverWaive }) } };
    for (const waiver of [later(), before()]) {
      const verdict = judged([waiver], of);
      expect(verdict.result).toBe('FAIL');
      expect(endOf(verdict)?.findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['waiver.never']));
    }
    // An earlier edition did not say.
    const older = { ...of, seal: { ...seal, edition: 2 } } as const;
    expect(judged([later()], older).result).toBe(neverWaive === undefined ? 'PASS' : 'FAIL');
  });
  test('for a gate that passes', () => {
    const verdict = judged([later()], honest);
    expect(verdict).toEqual(judgeRun({ ...honest, at: NOW }));
    expect(endOf(verdict)).toMatchObject({ outcome: 'pass', waiver: null });
  });
  test('for a gate that has nothing to decide on', () =>
    expect(endOf(judged([later()], withFreshness({ end: null })))).toMatchObject({ outcome: 'missing', waiver: null }));
  test('where another gate refuses, too', () => {
    const failed = withEnd({ exitCode: 1 });
    expect(judged([later()], { ...failed, freshness: edited }).result).toBe('FAIL');
  });
  test('where no contract says what it is about', () => {
    const { contract: _, ...rest } = dirty;
    expect(judged([later()], rest).result).toBe('FAIL');
  });
});

test('one that was sealed and is wrong refuses the run, though nothing would have to be waived', () => {
  const verdict = judged([before({ contract: other })], honest);
  expect(verdict.result).toBe('FAIL');
  expect(failuresOf(verdict).map(({ code }) => code)).toEqual(['waiver.foreign']);
});

describe('the policy', () => {
  test('says of every gate whether it can be waived, and why', () => {
    expect(Object.keys(WAIVERS)).toEqual(GATE_IDS);
    for (const gate of GATE_IDS) expect(WAIVERS[gate].why).toMatch(/^\S.{20,}\.$/u);
  });
  test('lets nothing be waived that is about scope or consent, nor any proof but that every part is needed, and holds in every place', () =>
    expect(GATE_IDS.filter(isWaivable)).toEqual([
      'bootstrap.adequate',
      'secrets.absent',
      'rules.kept',
      'commit.format',
      'spec.regression',
      'supply.chain',
      'proof.elsewhere',
      'coverage.met',
      'review.passed',
      'proof.removal',
      'tree.clean.end',
    ]));
  test.each(NEVER)('%s stays what it is, whoever waives it', (gate) => {
    const waived = judgeRun({
      ...withEnd({ exitCode: 1 }),
      at: NOW,
      waivers: [later({ gate }), before({ gate }, gate)],
    });
    expect(waived.gates.filter(({ waiver }) => waiver !== null)).toEqual([]);
    expect(waived.result).toBe('FAIL');
  });
  test.each(NEVER)('%s is waived by no order, no settings, no contract and no amendment', (gate) => {
    const order = { gate, because: 'I know better', until: '1d' };
    for (const neverWaive of [[], GATE_IDS.filter((id) => id !== gate)]) {
      const refused = checkWaiveOrder({ settings: { strictness: 'light', never_waive: neverWaive } }, order);
      expect(refused).toMatchObject({ ok: false, failures: [{ code: 'waiver.never' }] });
    }
    for (const key of ['waive', 'waivers', 'waivable', 'except']) {
      const said = new TextEncoder().encode(`${key}: [${gate}]\n`);
      expect(parseSettings(said, 'config.yaml')).toMatchObject({ ok: false, failures: [{ code: 'config.invalid' }] });
      expect(parseCommittedPolicy(`${key}: [${gate}]\n`)).toMatchObject({ ok: false });
      // An amendment is a contract like any other.
      for (const version of [1, 2])
        expect(parseContract(json({ ...contract.value, version, [key]: [gate] }))).toMatchObject({ ok: false });
    }
  });
  test('has every contract judged by every gate that nobody may waive', () => {
    for (const strictness of STRICTNESS)
      for (const tier of TIERS) {
        const demanded = demandedGates(strictness, tier, ['start', 'verdict', 'landing', 'change']);
        // What is left for later is deferred in the contract, where that has to be said at all.
        const deferred = NEVER.filter((id) => id !== 'requirements.covered');
        expect(deferred.filter((id) => !demanded.includes(id))).toEqual([]);
      }
  });
  test('says what would help: nothing where nothing refuses, or where something refuses that stays', () => {
    expect(waivableRefusals(judgeRun(honest).gates)).toBeNull();
    expect(waivableRefusals(judged([], dirty).gates)?.map(({ gate }) => gate)).toEqual(['tree.clean.end']);
    expect(waivableRefusals(judged([], { ...withEnd({ exitCode: 1 }), freshness: edited }).gates)).toBeNull();
    expect(waivableRefusals(judged([later()]).gates)).toBeNull();
  });
  test('is the same in the script', () => {
    const text = readFileSync(SCRIPT, 'utf8');
    const said = (name: string): unknown => JSON.parse(new RegExp(`^${name}='(.*)'$`, 'mu').exec(text)?.[1] ?? 'null');
    expect(said('WAIVABLE')).toEqual(GATE_IDS.filter(isWaivable));
    expect(said('WAIVER_DAYS')).toEqual(Object.fromEntries(STRICTNESS.map((one) => [one, TERMS[one].waiverDays])));
  });
});
