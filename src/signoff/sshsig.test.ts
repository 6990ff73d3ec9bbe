import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '#failure';
import { concat, utf8 } from './bytes.ts';
import { armorOf, testSigner, type Quirks, type TestKeyKind } from './signing.fixture.ts';
import { parsePublicKeyLine } from './ssh-key.ts';
import { readWire, wireString, wireUint32 } from './ssh-wire.ts';
import { armorToBlob, claimedFingerprint, verifySshSig } from './sshsig.ts';

const MESSAGE = utf8('the very bytes');
const NAMESPACE = 'writ.contract.v1';
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'writ-sshsig-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const codesOf = (result: Result<unknown>): readonly string[] =>
  result.ok ? [] : result.failures.map(({ code }) => code);
const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
};

/** A key and a signature that the real ssh-keygen made. */
const realSignature = (name: string, keyArguments: readonly string[]) => {
  const file = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-N', '', '-C', 'test', '-f', file, ...keyArguments]);
  const message = `${file}.txt`;
  writeFileSync(message, MESSAGE);
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', file, '-n', NAMESPACE, message], { stdio: 'pipe' });
  return {
    blob: valueOf(armorToBlob(readFileSync(`${message}.sig`, 'utf8'))),
    publicLine: readFileSync(`${file}.pub`, 'utf8'),
  };
};

/** The blob with another signature in it, under the same key. */
const withInner = (blob: Uint8Array, inner: Uint8Array): Uint8Array => {
  const reader = readWire(blob);
  const head = [reader.bytes(6), reader.bytes(4), ...Array.from({ length: 4 }, () => wireString(reader.string()))];
  return concat(...head, wireString(inner));
};

const opensshAgrees = (publicLine: string, blob: Uint8Array): boolean => {
  const [signers, signature] = [join(folder, 'allowed_signers'), join(folder, 'signature')];
  writeFileSync(signers, `alice namespaces="${NAMESPACE}" ${publicLine}`);
  writeFileSync(signature, armorOf(blob));
  const flags = ['-Y', 'verify', '-f', signers, '-I', 'alice', '-n', NAMESPACE, '-s', signature];
  return spawnSync('ssh-keygen', flags, { input: MESSAGE }).status === 0;
};

describe('a signature by the real ssh-keygen', () => {
  test.for([
    ['ssh-ed25519', ['-t', 'ed25519']],
    ['ecdsa-sha2-nistp256', ['-t', 'ecdsa', '-b', '256']],
    ['ecdsa-sha2-nistp384', ['-t', 'ecdsa', '-b', '384']],
    ['ecdsa-sha2-nistp521', ['-t', 'ecdsa', '-b', '521']],
    ['ssh-rsa', ['-t', 'rsa', '-b', '2048']],
  ] as const)('with %s holds for its bytes and its namespace, and for no others', ([type, keyArguments]) => {
    const { blob, publicLine } = realSignature(type, keyArguments);
    const { key } = valueOf(parsePublicKeyLine(publicLine));
    expect(valueOf(verifySshSig({ blob, message: MESSAGE, namespace: NAMESPACE }))).toEqual({
      publicKey: key.wire,
      keyType: type,
      fingerprint: execFileSync('ssh-keygen', ['-l', '-f', join(folder, `${type}.pub`)], { encoding: 'utf8' }).split(
        ' ',
      )[1],
      presence: null,
    });
    expect(valueOf(claimedFingerprint(blob))).toBe(key.fingerprint);
    expect(codesOf(verifySshSig({ blob, message: utf8('other bytes'), namespace: NAMESPACE }))).toEqual([
      'signature.wrong',
    ]);
    expect(codesOf(verifySshSig({ blob, message: MESSAGE, namespace: 'writ.run.v1' }))).toEqual([
      'signature.namespace',
    ]);
  });

  test('with an RSA key of 1024 bits is refused', () => {
    const { blob } = realSignature('short', ['-t', 'rsa', '-b', '1024']);
    expect(codesOf(verifySshSig({ blob, message: MESSAGE, namespace: NAMESPACE }))).toEqual(['signature.malformed']);
  });

  test('relabelled as SHA-1 is refused', () => {
    const { blob } = realSignature('sha1', ['-t', 'rsa', '-b', '2048']);
    const text = Buffer.from(blob).toString('latin1');
    const relabelled = text
      .replace('\0\0\0\x0crsa-sha2-512', '\0\0\0\x07ssh-rsa')
      .replace('\0\0\x01\x14\0\0\0\x07', '\0\0\x01\x0f\0\0\0\x07');
    const refused = verifySshSig({ blob: Buffer.from(relabelled, 'latin1'), message: MESSAGE, namespace: NAMESPACE });
    expect(refused).toMatchObject({
      failures: [{ code: 'signature.malformed', message: expect.stringContaining('not “ssh-rsa”') }],
    });
  });

  test('cut by its last byte, with right lengths around it, is refused', () => {
    const { blob } = realSignature('cut', ['-t', 'rsa', '-b', '2048']);
    const cut = withInner(blob, concat(wireString('rsa-sha2-512'), wireString(blob.slice(-256, -1))));
    expect(codesOf(verifySshSig({ blob: cut, message: MESSAGE, namespace: NAMESPACE }))).toEqual([
      'signature.malformed',
    ]);
  });

  test('with any single bit flipped is refused', () => {
    const { blob } = realSignature('flipped', ['-t', 'ed25519']);
    const survivors = Array.from({ length: blob.length * 8 }, (_, bit) => bit).filter((bit) => {
      const flipped = blob.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      return verifySshSig({ blob: flipped, message: MESSAGE, namespace: NAMESPACE }).ok;
    });
    expect(survivors).toEqual([]);
  });
});

describe('a security key or passkey', () => {
  const evil = (challenge: string, origin: string) =>
    `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}"`;
  const UP = ['ok', { userPresent: true, userVerified: false, counter: 7 }] as const;
  const cases: readonly (readonly [string, TestKeyKind, Quirks, boolean, readonly [string, unknown?]])[] = [
    ['touched, Ed25519, holds', 'sk-ed25519', {}, true, UP],
    ['touched, ECDSA, holds', 'sk-ecdsa', {}, true, UP],
    ['touched, with SHA-256 inside, holds', 'sk-ed25519', { hash: 'sha256' }, true, UP],
    [
      'touched and verified says both',
      'sk-ed25519',
      { flags: 5 },
      true,
      ['ok', { userPresent: true, userVerified: true, counter: 7 }],
    ],
    ['untouched, Ed25519, is refused where OpenSSH says yes', 'sk-ed25519', { flags: 0 }, true, ['signature.presence']],
    ['untouched, ECDSA, is refused where OpenSSH says yes', 'sk-ecdsa', { flags: 0 }, true, ['signature.presence']],
    ['passkey, verified, holds', 'webauthn', {}, true, ['ok', { userPresent: true, userVerified: true, counter: 9 }]],
    ['passkey, untouched, is refused', 'webauthn', { flags: 0 }, true, ['signature.presence']],
    ['passkey, present but not verified, is refused', 'webauthn', { flags: 1 }, true, ['signature.presence']],
    ['passkey, verified but not present, is refused', 'webauthn', { flags: 4 }, true, ['signature.presence']],
    ['passkey with attested data is refused', 'webauthn', { flags: 0x45 }, false, ['signature.malformed']],
    [
      'passkey with extensions but no flag for them is refused',
      'webauthn',
      { extensions: utf8('x') },
      false,
      ['signature.malformed'],
    ],
    ['passkey with the flag but no extensions is refused', 'webauthn', { flags: 0x85 }, false, ['signature.malformed']],
    [
      'passkey with extensions holds',
      'webauthn',
      { flags: 0x85, extensions: Uint8Array.of(0xa0) },
      true,
      ['ok', { userPresent: true, userVerified: true, counter: 9 }],
    ],
    [
      'passkey over another challenge is refused',
      'webauthn',
      { clientData: (_, origin) => `${evil('AAAA', origin)}}` },
      false,
      ['signature.wrong'],
    ],
    [
      'passkey that names another origin is refused',
      'webauthn',
      { clientData: (challenge) => `${evil(challenge, 'https://evil.example')}}` },
      false,
      ['signature.wrong'],
    ],
    [
      'passkey for another ceremony is refused',
      'webauthn',
      { clientData: (challenge, origin) => `${evil(challenge, origin).replace('.get', '.create')}}` },
      false,
      ['signature.wrong'],
    ],
    [
      'passkey with a second challenge further on is refused',
      'webauthn',
      { clientData: (challenge, origin) => `${evil(challenge, origin)},"challenge":"AAAA"}` },
      true,
      ['signature.wrong'],
    ],
    [
      'passkey in a frame of another site is refused',
      'webauthn',
      { clientData: (challenge, origin) => `${evil(challenge, origin)},"crossOrigin":true}` },
      true,
      ['signature.wrong'],
    ],
    [
      'passkey over an unencrypted connection is refused',
      'webauthn',
      { origin: 'http://writ.example' },
      true,
      ['signature.wrong'],
    ],
    [
      'passkey whose text is not JSON is refused',
      'webauthn',
      { clientData: (challenge, origin) => `${evil(challenge, origin)},` },
      true,
      ['signature.wrong'],
    ],
  ];
  test.for(cases)('%s', ([, kind, quirks, opensshSays, [outcome, presence]]) => {
    const signer = testSigner(kind);
    const blob = signer.sign(MESSAGE, NAMESPACE, quirks);
    const result = verifySshSig({ blob, message: MESSAGE, namespace: NAMESPACE });
    expect(opensshAgrees(signer.publicLine, blob)).toBe(opensshSays);
    expect(result.ok ? ['ok', result.value.presence] : codesOf(result)).toEqual(
      presence === undefined ? [outcome] : [outcome, presence],
    );
  });

  test.for(['sk-ed25519', 'sk-ecdsa', 'webauthn'] as const)('%s: other bytes are refused, by OpenSSH too', (kind) => {
    const signer = testSigner(kind);
    const blob = signer.sign(utf8('other bytes'), NAMESPACE);
    expect(codesOf(verifySshSig({ blob, message: MESSAGE, namespace: NAMESPACE }))).toEqual(['signature.wrong']);
    expect(opensshAgrees(signer.publicLine, blob)).toBe(false);
  });

  test('the signature of a passkey is refused under a key that is none', () => {
    const inner = readWire(testSigner('webauthn').sign(MESSAGE, NAMESPACE));
    inner.bytes(10);
    Array.from({ length: 4 }, () => inner.string());
    const swapped = withInner(testSigner('ed25519').sign(MESSAGE, NAMESPACE), inner.string());
    expect(verifySshSig({ blob: swapped, message: MESSAGE, namespace: NAMESPACE })).toMatchObject({
      failures: [{ code: 'signature.malformed', message: expect.stringContaining('a ssh-ed25519 key cannot make') }],
    });
  });
});

describe('the form of a blob', () => {
  test.for<[string, Quirks]>([
    ['version 2', { version: 2 }],
    ['a reserved field in use', { reserved: 'x' }],
    ['a hash that OpenSSH does not allow', { hash: 'sha1' }],
    ['a byte too many', { trailing: 1 }],
  ])('%s is refused', ([, quirks]) => {
    const blob = testSigner('ed25519').sign(MESSAGE, NAMESPACE, quirks);
    expect(codesOf(verifySshSig({ blob, message: MESSAGE, namespace: NAMESPACE }))).toEqual(['signature.malformed']);
  });

  test('every shorter blob is refused', () => {
    const blob = testSigner('ed25519').sign(MESSAGE, NAMESPACE);
    const survivors = [...blob.keys()].filter(
      (length) =>
        codesOf(verifySshSig({ blob: blob.slice(0, length), message: MESSAGE, namespace: NAMESPACE }))[0] !==
        'signature.malformed',
    );
    expect(survivors).toEqual([]);
  });

  test('an Ed25519 signature that is a byte longer, with right lengths around it, is refused', () => {
    const blob = testSigner('ed25519').sign(MESSAGE, NAMESPACE);
    const again = (raw: Uint8Array) =>
      verifySshSig({
        blob: withInner(blob, concat(wireString('ssh-ed25519'), wireString(raw))),
        message: MESSAGE,
        namespace: NAMESPACE,
      });
    expect(codesOf(again(blob.slice(-64)))).toEqual([]);
    expect(codesOf(again(concat(blob.slice(-64), Uint8Array.of(0))))).toEqual(['signature.malformed']);
  });

  test.for<[string, Uint8Array]>([
    ['a number that is longer than the curve', wireString(new Uint8Array(33).fill(1))],
    ['a number with a zero too many in front', wireString(Uint8Array.of(0, 1))],
    ['a negative number', wireString(Uint8Array.of(0x80))],
    ['the number 0', wireString(new Uint8Array(0))],
    ['one number alone', new Uint8Array(0)],
    ['three numbers', concat(wireString(Uint8Array.of(1)), wireString(Uint8Array.of(1)))],
  ])('an ECDSA signature with %s is refused', ([, second]) => {
    const blob = testSigner('sk-ecdsa').sign(MESSAGE, NAMESPACE);
    const numbers = concat(wireString(Uint8Array.of(1)), second);
    const inner = concat(
      wireString('sk-ecdsa-sha2-nistp256@openssh.com'),
      wireString(numbers),
      Uint8Array.of(1),
      wireUint32(1),
    );
    expect(codesOf(verifySshSig({ blob: withInner(blob, inner), message: MESSAGE, namespace: NAMESPACE }))).toEqual([
      'signature.malformed',
    ]);
  });

  test('the empty namespace is nobody’s purpose', () => {
    const blob = testSigner('ed25519').sign(MESSAGE, '');
    expect(codesOf(verifySshSig({ blob, message: MESSAGE, namespace: '' }))).toEqual(['signature.namespace']);
  });
});

describe('armor', () => {
  const armored = armorOf(testSigner('ed25519').sign(MESSAGE, NAMESPACE));
  test('is taken off', () => expect(armorOf(valueOf(armorToBlob(armored)))).toBe(armored));
  test('may have the line ends of Windows', () => expect(armorToBlob(armored.replaceAll('\n', '\r\n')).ok).toBe(true));
  test.for([
    ['nothing', ''],
    ['text before it', `x\n${armored}`],
    ['text after it', `${armored}x`],
    ['another kind of armor', armored.replaceAll('SSH', 'PGP')],
    ['nothing inside', '-----BEGIN SSH SIGNATURE-----\n\n-----END SSH SIGNATURE-----\n'],
    ['a character that is not base64', armored.replace('U1NI', 'U1N-')],
    ['two signatures', armored + armored],
  ] as const)('with %s is refused', ([, text]) => expect(codesOf(armorToBlob(text))).toEqual(['signature.malformed']));
});
