import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { concat, toBase64 } from './bytes.ts';
import { testSigner } from './signing.fixture.ts';
import { parsePublicKeyLine, parseSshKey } from './ssh-key.ts';
import { wireString } from './ssh-wire.ts';

const coordinate = (text: string | undefined): Uint8Array => Buffer.from(text ?? '', 'base64url');
const { x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const point = concat(Uint8Array.of(4), coordinate(x), coordinate(y));
const ecdsa = (type: string, curve: string, q: Uint8Array): Uint8Array =>
  concat(...[type, curve, q].map((part) => wireString(part)));
const rsa = (e: readonly number[], bits: number): Uint8Array =>
  concat(
    wireString('ssh-rsa'),
    wireString(Uint8Array.from(e)),
    wireString(concat(Uint8Array.of(0), new Uint8Array(bits / 8).fill(0xff))),
  );

describe('a public key in wire form', () => {
  test('on a curve is read', () => expect(parseSshKey(ecdsa('ecdsa-sha2-nistp256', 'nistp256', point)).ok).toBe(true));
  test('of RSA with a short exponent is read', () => expect(parseSshKey(rsa([3], 2048)).ok).toBe(true));

  test.for<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['of DSA', wireString('ssh-dss')],
    ['of a certificate', wireString('ssh-ed25519-cert-v01@openssh.com')],
    ['that names another curve', ecdsa('ecdsa-sha2-nistp256', 'nistp384', point)],
    ['with a compressed point', ecdsa('ecdsa-sha2-nistp256', 'nistp256', concat(Uint8Array.of(2), coordinate(x)))],
    ['with a point of another form', ecdsa('ecdsa-sha2-nistp256', 'nistp256', point.with(0, 6))],
    ['with a point off the curve', ecdsa('ecdsa-sha2-nistp256', 'nistp256', point.with(64, (point[64] ?? 0) ^ 1))],
    ['with a byte after it', concat(ecdsa('ecdsa-sha2-nistp256', 'nistp256', point), Uint8Array.of(0))],
    ['of Ed25519 with 31 bytes', concat(wireString('ssh-ed25519'), wireString(new Uint8Array(31)))],
    ['of Ed25519 with 33 bytes', concat(wireString('ssh-ed25519'), wireString(new Uint8Array(33)))],
    [
      'of a security key without what it is for',
      concat(wireString('sk-ssh-ed25519@openssh.com'), wireString(new Uint8Array(32))),
    ],
    ['of RSA with 2040 bits', rsa([3], 2040)],
    ['of RSA with 16392 bits', rsa([3], 16_392)],
    ['of RSA with an exponent in another spelling', rsa([0, 3], 2048)],
  ])('%s is refused', ([, wire]) =>
    expect(parseSshKey(wire)).toMatchObject({ failures: [{ code: 'signature.malformed' }] }),
  );
});

describe('a line of a public key file', () => {
  const { publicLine, fingerprint } = testSigner('sk-ecdsa');
  const [type, base64 = ''] = publicLine.split(' ');
  test('gives the key and the comment', () =>
    expect(parsePublicKeyLine(`${publicLine}\n`)).toMatchObject({
      value: { key: { type, fingerprint }, comment: 'test key' },
    }));
  test('may lack the comment', () =>
    expect(parsePublicKeyLine(`${type} ${base64}`)).toMatchObject({ value: { comment: '' } }));
  test.for([
    ['empty', ''],
    ['a kind alone', 'ssh-ed25519'],
    ['of two lines', `${publicLine}\n${publicLine}`],
    ['with options', `restrict ${publicLine}`],
    ['with the name of another kind', `ssh-ed25519 ${base64}`],
    ['with a digit lost', `${type} ${base64.slice(1)}`],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['with a key that is none', `${type} ${toBase64(wireString('x'))}`],
  ] as const)('%s is refused', ([, line]) =>
    expect(parsePublicKeyLine(line)).toMatchObject({ failures: [{ code: 'signature.malformed' }] }),
  );
});
