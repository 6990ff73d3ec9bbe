import { describe, expect, test } from 'vitest';
import { canonicalJson, sha256 } from '#contract';
import { parseLanding, parseVerdict, type LandingStatement, type VerdictStatement } from './after.ts';
import { utf8 } from './bytes.ts';

const passed = {
  gate: 'scope.paths',
  outcome: 'pass',
  notices: ['a test was added'],
  findings: [],
  waiver: null,
} as const;
const failed = {
  gate: 'checks.passed',
  outcome: 'fail',
  notices: [],
  findings: [{ code: 'check.failed', message: 'one test failed' }],
  waiver: null,
} as const;
const waiver = {
  envelope: sha256('the waiver'),
  signer: 'alice',
  until: '2026-11-22T10:00:00.000Z',
  because: 'it was me',
} as const;
const verdict: VerdictStatement = {
  writ: 1,
  kind: 'verdict',
  run: 'run-1',
  at: '2026-11-21T10:00:00.000Z',
  manifest: sha256('the manifest'),
  contract: sha256('the contract'),
  tree: '3'.repeat(40),
  result: 'PASS',
  gates: [passed],
  notices: ['a test was added'],
};
const landing: LandingStatement = {
  writ: 1,
  kind: 'landing',
  run: 'run-1',
  at: '2026-11-21T10:05:00.000Z',
  decision: sha256('the decision'),
  how: 'fast-forward',
  commit: '4'.repeat(40),
  tree: '3'.repeat(40),
  parent: '2'.repeat(40),
  ref: 'refs/heads/main',
  old: '2'.repeat(40),
  new: '4'.repeat(40),
  policy: {
    ...{ branch: 'main', decide: { any: null, each: ['ada'] }, how: 'fast-forward', protected: false },
    health: [['make', 'test']],
  },
};
const refuses = { ok: false, failures: [{ code: 'evidence.malformed' }] };

describe('a verdict', () => {
  test('of PASS is read', () =>
    expect(parseVerdict(utf8(canonicalJson(verdict)))).toEqual({ ok: true, value: verdict }));
  test.for<[string, Partial<VerdictStatement>]>([
    ['a gate failed', { gates: [passed, failed] }],
    ['a gate had nothing to decide on', { gates: [{ ...failed, outcome: 'missing' }] }],
    ['there was no gate at all', { gates: [] }],
  ])('is FAIL and cannot be PASS if %s', ([, change]) => {
    const fail: VerdictStatement = { ...verdict, ...change, result: 'FAIL' };
    expect(parseVerdict(utf8(canonicalJson(fail)))).toEqual({ ok: true, value: fail });
    expect(parseVerdict(utf8(canonicalJson({ ...fail, result: 'PASS' })))).toMatchObject(refuses);
  });
  test('is PASS where what failed is waived, and cannot be FAIL then', () => {
    const waived: VerdictStatement = { ...verdict, gates: [passed, { ...failed, waiver }] };
    expect(parseVerdict(utf8(canonicalJson(waived)))).toEqual({ ok: true, value: waived });
    expect(parseVerdict(utf8(canonicalJson({ ...waived, result: 'FAIL' })))).toMatchObject(refuses);
  });
  test.for<[string, Readonly<Record<string, unknown>>]>([
    ['a gate that passed and is waived', { gates: [{ ...passed, waiver }] }],
    ['a gate that is missing and waived', { gates: [{ ...failed, outcome: 'missing', waiver }] }],
    ['a waiver without a reason', { gates: [passed, { ...failed, waiver: { ...waiver, because: ' ' } }] }],
    ['a waiver without an end', { gates: [passed, { ...failed, waiver: { ...waiver, until: '' } }] }],
    ['a waiver without an envelope', { gates: [passed, { ...failed, waiver: { ...waiver, envelope: '' } }] }],
    ['a gate that does not say whether it is waived', { gates: [{ ...passed, waiver: undefined }] }],
    ['FAIL though every gate passed', { result: 'FAIL' }],
    ['an unknown result', { result: 'MAYBE' }],
    ['an unknown outcome of a gate', { gates: [{ ...passed, outcome: 'skipped' }] }],
    ['a gate that passes with findings', { gates: [{ ...failed, outcome: 'pass' }] }],
    ['a gate twice', { gates: [passed, passed] }],
    ['a gate without a name', { gates: [{ ...passed, gate: '' }] }],
    ['a gate with a field more', { gates: [{ ...passed, waived: true }] }],
    ['a field more', { extra: 1 }],
    ['another kind', { kind: 'landing' }],
    ['a moment that does not exist', { at: '2026-02-30T10:00:00.000Z' }],
    ['a manifest that is no digest', { manifest: 'x' }],
    ['a tree that is no git id', { tree: 'HEAD' }],
  ])('with %s is refused', ([, change]) =>
    expect(parseVerdict(utf8(canonicalJson({ ...verdict, ...change })))).toMatchObject(refuses),
  );
});

describe('a landing', () => {
  test('is read', () => expect(parseLanding(utf8(canonicalJson(landing)))).toEqual({ ok: true, value: landing }));
  test('needs every field it has', () =>
    expect(
      Object.keys(landing).filter(
        (left) =>
          parseLanding(
            utf8(canonicalJson(Object.fromEntries(Object.entries(landing).filter(([field]) => field !== left)))),
          ).ok,
      ),
    ).toEqual([]));
  test.for<[string, Readonly<Record<string, unknown>>]>([
    ['a field more', { extra: 1 }],
    ['a tag as target', { ref: 'refs/tags/v1' }],
    ['an abbreviated commit', { commit: '4444444' }],
    ['a verdict in its place', verdict],
  ])('with %s is refused', ([, change]) =>
    expect(parseLanding(utf8(canonicalJson({ ...landing, ...change })))).toMatchObject(refuses),
  );
  test('that is not in canonical form is refused', () =>
    expect(parseLanding(utf8(JSON.stringify(landing)))).toMatchObject(refuses));
});
