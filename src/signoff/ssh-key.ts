import { createHash, createPublicKey, type JsonWebKeyInput, type KeyObject } from 'node:crypto';
import { fail, ok, type Result } from '#failure';
import { toBase64, toBase64Url } from './bytes.ts';
import { readWire, type WireReader } from './ssh-wire.ts';

const CURVES = {
  'ecdsa-sha2-nistp256': { name: 'nistp256', crv: 'P-256', hash: 'sha256', bytes: 32 },
  'ecdsa-sha2-nistp384': { name: 'nistp384', crv: 'P-384', hash: 'sha384', bytes: 48 },
  'ecdsa-sha2-nistp521': { name: 'nistp521', crv: 'P-521', hash: 'sha512', bytes: 66 },
} as const;

/** One of the elliptic curves of RFC 5656, with the hash and the size of a coordinate that belong to it. */
export type Curve = (typeof CURVES)[keyof typeof CURVES];

/** How signatures of a key are made. `application` is what a security key was registered for, else null. */
export type SshAlgorithm =
  | { readonly kind: 'ed25519'; readonly application: string | null }
  | { readonly kind: 'ecdsa'; readonly curve: Curve; readonly application: string | null }
  | { readonly kind: 'rsa'; readonly bytes: number };

/** A public key as OpenSSH writes it, taken apart. */
export type SshKey = {
  readonly wire: Uint8Array;
  readonly type: string;
  /** `SHA256:` and base64 without padding, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  readonly algorithm: SshAlgorithm;
  readonly key: KeyObject;
};

/** The fewest bits of an RSA key whose signature counts, and the most that we care to compute with. */
const RSA_BITS = { least: 2048, most: 16_384 };

/** The fingerprint of a public key in SSH's wire form, as OpenSSH prints it. */
export const fingerprintOf = (wire: Uint8Array): string =>
  `SHA256:${createHash('sha256').update(wire).digest('base64').replace(/=+$/, '')}`;

/**
 * Reads a public key in SSH's wire form (RFC 4253, 5656, 8709, OpenSSH's PROTOCOL.u2f). Certificates, DSA, RSA under
 * 2048 bits and anything unknown are refused with `signature.malformed`.
 */
export const parseSshKey = (wire: Uint8Array): Result<SshKey> => {
  const reader = readWire(wire);
  const type = reader.text();
  const parts = readParts(type, reader);
  if (parts === null) return fail('signature.malformed', `keys of the kind “${type.slice(0, 60)}” are not supported`);
  if (!reader.complete()) return fail('signature.malformed', `the ${type} key is not well formed`);
  if (parts.algorithm.kind === 'rsa' && outside(parts.algorithm.bytes * 8, RSA_BITS))
    return fail('signature.malformed', `RSA keys need ${RSA_BITS.least} to ${RSA_BITS.most} bits`);
  const key = keyOf(parts.jwk);
  if (key === null) return fail('signature.malformed', `the ${type} key is not a point or number that can be a key`);
  return ok({ wire, type, fingerprint: fingerprintOf(wire), algorithm: parts.algorithm, key });
};

/** One line of an `id_….pub` or of `authorized_keys` without options: kind, base64, comment. */
export const parsePublicKeyLine = (line: string): Result<{ readonly key: SshKey; readonly comment: string }> => {
  const found = /^([a-z0-9@.-]+)[ \t]+([A-Za-z0-9+/]+=*)(?:[ \t]+(.*))?$/.exec(line.trim());
  const [, type, base64 = '', comment = ''] = found ?? [];
  const wire = new Uint8Array(Buffer.from(base64, 'base64'));
  if (type === undefined || toBase64(wire) !== base64)
    return fail('signature.malformed', 'this is not a public key as OpenSSH writes it');
  const key = parseSshKey(wire);
  if (!key.ok) return key;
  if (key.value.type !== type)
    return fail('signature.malformed', `the line says ${type}, and the key in it is ${key.value.type}`);
  return ok({ key: key.value, comment });
};

type Parts = { readonly algorithm: SshAlgorithm; readonly jwk: JsonWebKeyInput['key'] };

const readParts = (type: string, reader: WireReader): Parts | null => {
  switch (type) {
    case 'ssh-ed25519':
      return readEd25519(reader, false);
    case 'sk-ssh-ed25519@openssh.com':
      return readEd25519(reader, true);
    case 'ecdsa-sha2-nistp256':
    case 'ecdsa-sha2-nistp384':
    case 'ecdsa-sha2-nistp521':
      return readEcdsa(reader, CURVES[type], false);
    case 'sk-ecdsa-sha2-nistp256@openssh.com':
      return readEcdsa(reader, CURVES['ecdsa-sha2-nistp256'], true);
    case 'ssh-rsa':
      return readRsa(reader);
    default:
      return null;
  }
};

const readEd25519 = (reader: WireReader, security: boolean): Parts => {
  const x = reader.string();
  const application = security ? reader.text() : null;
  return { algorithm: { kind: 'ed25519', application }, jwk: { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(x) } };
};

const readEcdsa = (reader: WireReader, curve: Curve, security: boolean): Parts => {
  const name = reader.text();
  const point = reader.string();
  const application = security ? reader.text() : null;
  const [x, y] = [point.slice(1, 1 + curve.bytes), point.slice(1 + curve.bytes)];
  // Only the uncompressed form, under the curve that the type promises: one key, one spelling, one fingerprint.
  const plain = name === curve.name && point[0] === 4 && point.length === 1 + 2 * curve.bytes;
  const jwk = plain ? { kty: 'EC', crv: curve.crv, x: toBase64Url(x), y: toBase64Url(y) } : {};
  return { algorithm: { kind: 'ecdsa', curve, application }, jwk };
};

const readRsa = (reader: WireReader): Parts => {
  const e = toBase64Url(reader.mpint());
  const n = reader.mpint();
  return { algorithm: { kind: 'rsa', bytes: n.length }, jwk: { kty: 'RSA', e, n: toBase64Url(n) } };
};

const outside = (value: number, { least, most }: { readonly least: number; readonly most: number }): boolean =>
  value < least || value > most;

const keyOf = (jwk: JsonWebKeyInput['key']): KeyObject | null => {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return null;
  }
};
