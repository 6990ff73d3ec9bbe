import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from './bytes.ts';
import { encodeEnvelope, pae, parseEnvelope, type Envelope } from './envelope.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const envelope: Envelope = {
  payload: utf8('hi?'),
  payloadType: 'text/plain',
  keyid: 'k',
  sig: Uint8Array.of(1, 2, 3, 4),
};
const honest = '{"payload":"aGk/","payloadType":"text/plain","signatures":[{"keyid":"k","sig":"AQIDBA=="}]}\n';

test('the PAE of the DSSE specification comes out', () =>
  expect(text(pae('http://example.com/HelloWorld', utf8('hello world')))).toBe(
    'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
  ));
test('the PAE counts bytes, not characters', () => expect(text(pae('é', utf8('日')))).toBe('DSSEv1 2 é 3 日'));
test('two different pairs of type and payload never have the same PAE', () =>
  fc.assert(
    fc.property(fc.string(), fc.uint8Array(), fc.string(), fc.uint8Array(), (typeA, a, typeB, b) => {
      const same = Buffer.compare(pae(typeA, a), pae(typeB, b)) === 0;
      return same === (typeA === typeB && Buffer.compare(a, b) === 0);
    }),
  ));

test('an envelope is written in canonical form', () => expect(encodeEnvelope(envelope)).toBe(honest));
test('what was written is read back', () =>
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      fc.uint8Array({ minLength: 1 }),
      (payload, payloadType, keyid, sig) => {
        const written = { payload, payloadType, keyid, sig };
        expect(parseEnvelope(utf8(encodeEnvelope(written)), 'it')).toEqual({ ok: true, value: written });
      },
    ),
  ));

test.for([
  ['nothing', ''],
  ['something that is not JSON', 'DSSE'],
  ['no newline at the end', honest.trimEnd()],
  ['a newline too many', `${honest}\n`],
  ['a byte order mark', `\uFEFF${honest}`],
  ['white space', honest.replace(',', ', ')],
  ['keys in another order', honest.replace('"keyid":"k","sig":"AQIDBA=="', '"sig":"AQIDBA==","keyid":"k"')],
  ['a key twice', honest.replace('"keyid":"k"', '"keyid":"k","keyid":"k"')],
  ['a field more', honest.replace(',"signatures"', ',"q":1,"signatures"')],
  ['a field less', honest.replace(',"payloadType":"text/plain"', '')],
  ['a field more in the signature', honest.replace('"k"', '"k","q":1')],
  ['no signature', honest.replace(/\[.*\]/, '[]')],
  ['two signatures', honest.replace(/\[(.*)\]/, '[$1,$1]')],
  ['base64 without padding', honest.replace('==', '')],
  ['base64 with unused bits set', honest.replace('BA==', 'BB==')],
  ['base64 of URLs', honest.replace('aGk/', 'aGk_')],
  ['base64 with white space', honest.replace('aGk/', 'aG k/')],
  ['an empty payload', honest.replace('aGk/', '')],
  ['an empty signature', honest.replace('AQIDBA==', '')],
  ['an empty key id', honest.replace('"k"', '""')],
  ['an array', '[]\n'],
] as const)('%s is not an envelope', ([, altered]) => {
  expect(altered).not.toBe(honest);
  expect(parseEnvelope(utf8(altered), 'it')).toMatchObject({ ok: false, failures: [{ code: 'signature.malformed' }] });
});
