import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bug } from '#failure';
import { toBase64, utf8 } from './bytes.ts';
import { encodeEnvelope, parseEnvelope } from './envelope.ts';
import { harnessPublicKey, signByHarness, verifyHarness } from './harness.ts';
import { testHarnessKey } from './signing.fixture.ts';

const privateKeyPem = testHarnessKey();
const publicKey = harnessPublicKey(privateKeyPem);
const [payloadType, payload, name] = ['application/vnd.writ.verdict.v1+json', utf8('{"writ":1}\n'), 'the verdict'];
const envelope = signByHarness({ payloadType, payload, privateKeyPem });
const codesFor = (given: { bytes?: Uint8Array; publicKey?: string; payloadType?: string }): readonly string[] => {
  const result = verifyHarness({ bytes: utf8(envelope), name, payloadType, publicKey, ...given });
  return result.ok ? ['ok'] : result.failures.map(({ code }) => code);
};

test('what the harness signed is given back', () =>
  expect(verifyHarness({ bytes: utf8(envelope), name, payloadType, publicKey })).toEqual({ ok: true, value: payload }));
test('signing the same twice gives the same bytes', () =>
  expect(signByHarness({ payloadType, payload, privateKeyPem })).toBe(envelope));
test('another harness is refused', () =>
  expect(codesFor({ publicKey: harnessPublicKey(testHarnessKey()) })).toEqual(['evidence.unsigned']));
test('another type is refused', () =>
  expect(codesFor({ payloadType: 'application/vnd.writ.landing.v1+json' })).toEqual(['signature.namespace']));

test('another key’s signature under the right key id is refused', () => {
  const forged = parseEnvelope(utf8(signByHarness({ payloadType, payload, privateKeyPem: testHarnessKey() })), name);
  const honest = parseEnvelope(utf8(envelope), name);
  if (!forged.ok || !honest.ok) throw new Error('both are envelopes');
  expect(codesFor({ bytes: utf8(encodeEnvelope({ ...honest.value, sig: forged.value.sig })) })).toEqual([
    'signature.wrong',
  ]);
  expect(codesFor({ bytes: utf8(encodeEnvelope({ ...honest.value, sig: honest.value.sig.slice(1) })) })).toEqual([
    'signature.wrong',
  ]);
  expect(codesFor({ bytes: utf8(encodeEnvelope({ ...honest.value, payload: utf8('{}\n') })) })).toEqual([
    'signature.wrong',
  ]);
});

test.for([
  ['nothing', ''],
  ['not base64', '?'],
  ['base64 in another spelling', publicKey.replace(/=+$/, '')],
  ['cut short', toBase64(Buffer.from(publicKey, 'base64').subarray(0, 43))],
  ['an X25519 key', toBase64(generateKeyPairSync('x25519').publicKey.export({ format: 'der', type: 'spki' }))],
  [
    'a P-256 key',
    toBase64(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' })),
  ],
] as const)('a harness key that is %s verifies nothing', ([, key]) =>
  expect(codesFor({ publicKey: key })).toEqual(['signature.malformed']),
);

test('a private key of another kind is our own bug', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ format: 'pem', type: 'pkcs8' })
    .toString();
  expect(() => harnessPublicKey(other)).toThrow(Bug);
  expect(() => harnessPublicKey('no key')).toThrow(Bug);
});

test('altering any byte of the envelope never verifies', () =>
  fc.assert(
    fc.property(fc.nat({ max: envelope.length - 1 }), fc.integer({ min: 1, max: 255 }), (position, change) => {
      const bytes = utf8(envelope).map((byte, index) => (index === position ? byte ^ change : byte));
      return !codesFor({ bytes }).includes('ok');
    }),
    { numRuns: 2000 },
  ));
