import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { COMPLETE } from './complete-contract.fixture.ts';
import { contractDigest, contractJson, parseContract } from './contract-json.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const parse = (value: unknown) => parseContract(bytes(canonicalJson(value)));
const without = (key: string): unknown => Object.fromEntries(Object.entries(COMPLETE).filter(([name]) => name !== key));

const REFUSED: readonly [string, unknown][] = [
  ['an unknown key', { ...COMPLETE, extra: 1 }],
  ['an unknown key inside', { ...COMPLETE, paths: { ...COMPLETE.paths, extra: [] } }],
  ['a key __proto__', JSON.parse(`{"__proto__":{"x":1},${JSON.stringify(COMPLETE).slice(1)}`)],
  ['another format', { ...COMPLETE, writ: 2 }],
  ['a version of zero', { ...COMPLETE, version: 0 }],
  ['a half attempt', { ...COMPLETE, attempts: 1.5 }],
  ['an unknown tier', { ...COMPLETE, riskTier: { ...COMPLETE.riskTier, tier: 'NONE' } }],
  ['an empty command', { ...COMPLETE, checks: [{ id: 'a', run: [], reports: 'junit', timeoutMs: 1 }] }],
  ['a proof of no kind', { ...COMPLETE, done: [{ says: 'x', cites: [], proof: {} }] }],
  [
    'a proof of two kinds',
    { ...COMPLETE, done: [{ says: 'x', cites: [], proof: { kind: 'manual', how: 'x', check: 'y' } }] },
  ],
  ['a text where a list belongs', { ...COMPLETE, cites: 'spec:A1' }],
  ['a list', [COMPLETE]],
  ['null', null],
];

describe('the bytes of a contract', () => {
  it('are read as the contract they were written from', () =>
    expect(parseContract(bytes(contractJson(COMPLETE)))).toEqual({ ok: true, value: COMPLETE }));

  test.each(REFUSED)('with %s are refused', (_, value) =>
    expect(parse(value)).toMatchObject({ ok: false, failures: [{ code: 'evidence.malformed' }] }),
  );

  test.each(Object.keys(COMPLETE))('without “%s” are refused', (key) =>
    expect(parse(without(key))).toMatchObject({ ok: false }),
  );

  test.each([
    ['white space', ` ${contractJson(COMPLETE)}`],
    ['no newline', contractJson(COMPLETE).trimEnd()],
    ['a duplicate key', contractJson(COMPLETE).replace('{', '{"attempts":3,')],
    ['a byte order mark', `\ufeff${contractJson(COMPLETE)}`],
    ['nothing', ''],
  ])('with %s are refused', (_, text) => expect(parseContract(bytes(text))).toMatchObject({ ok: false }));

  it('do not depend on the order of keys', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(Object.entries(COMPLETE), { minLength: Object.keys(COMPLETE).length }),
        (entries) => {
          const shuffled = Object.fromEntries(entries);
          expect(contractDigest({ ...COMPLETE, ...shuffled })).toBe(contractDigest(COMPLETE));
          expect(canonicalJson(shuffled)).toBe(contractJson(COMPLETE));
        },
      ),
    );
  });
});
