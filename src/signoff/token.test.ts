import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseToken, readableToken, SIGNER_NAME } from './token.ts';

test('a token is the name and DDMMYYYYHHMM in UTC', () =>
  expect(readableToken('alice', '2025-12-15T12:34:56.789Z')).toBe('alice151220251234'));
test('a token is read back as name and minute', () =>
  expect(parseToken('alice151220251234')).toEqual({
    ok: true,
    value: { signer: 'alice', at: '2025-12-15T12:34:00.000Z' },
  }));
test('digits inside a name stay in the name', () =>
  expect(parseToken('r2d2-x151220251234')).toMatchObject({ value: { signer: 'r2d2-x' } }));
test('every token that is written is read back', () =>
  fc.assert(
    fc.property(
      fc.stringMatching(SIGNER_NAME),
      fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:00Z'), noInvalidDate: true }),
      (signer, date) => {
        const at = `${date.toISOString().slice(0, 16)}:00.000Z`;
        expect(parseToken(readableToken(signer, at))).toEqual({ ok: true, value: { signer, at } });
      },
    ),
  ));

test.for([
  ['an underscore and eleven digits, as S3 prints it', 'alice_25121512345'],
  ['the order of the years first', 'ilja251225032800'],
  ['a year of two digits', 'alice1512251234'],
  ['a 30th of February', 'alice300220261200'],
  ['a 29th of February in a common year', 'alice290220251200'],
  ['a thirteenth month', 'alice011320261200'],
  ['hour 24', 'alice010120262400'],
  ['minute 60', 'alice010120261260'],
  ['day 0', 'alice000120261200'],
  ['no name', '151220251234'],
  ['a name in upper case', 'Alice151220251234'],
  ['a name that ends in a digit', 'alice1151220251234'],
  ['a name of 33 characters', `${'a'.repeat(33)}151220251234`],
  ['a space after it', 'alice151220251234 '],
  ['a line after it', 'alice151220251234\n'],
  ['digits of another script', 'alice١٥١٢٢٠٢٥١٢٣٤'],
  ['nothing', ''],
] as const)('%s is not a token', ([, token]) =>
  expect(parseToken(token)).toMatchObject({ ok: false, failures: [{ code: 'signature.malformed' }] }),
);

test.for([
  ['a', true],
  ['alice', true],
  ['a.b-c_d', true],
  ['a'.repeat(32), true],
  ['a'.repeat(33), false],
  ['', false],
  ['a1', false],
  ['1a', false],
  ['Alice', false],
  ['a b', false],
  ['a\n', false],
] as const)('“%s” as a name: %s', ([name, may]) => expect(SIGNER_NAME.test(name)).toBe(may));
