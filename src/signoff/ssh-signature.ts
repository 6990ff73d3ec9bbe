import { createHash, verify } from 'node:crypto';
import { fail, ok, type Result } from '#failure';
import { concat, toBase64Url, utf8 } from './bytes.ts';
import type { Curve, SshKey } from './ssh-key.ts';
import { readWire, type WireReader } from './ssh-wire.ts';

/** What a security key or a passkey says of the person before it. The counter grows with each signature. */
export type Presence = { readonly userPresent: boolean; readonly userVerified: boolean; readonly counter: number };

const FLAGS = { userPresent: 0x01, userVerified: 0x04, attested: 0x40, extended: 0x80 } as const;

/** The kind of signature a browser makes with a key of the kind `sk-ecdsa-sha2-nistp256@openssh.com`. */
const WEBAUTHN = 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com';
const RSA_HASHES = new Map([
  ['rsa-sha2-256', 'sha256'],
  ['rsa-sha2-512', 'sha512'],
]);

/**
 * Verifies an SSH signature (RFC 4253 §6.6, 8332, 8709, OpenSSH's PROTOCOL.u2f) over `data`. Gives the presence a
 * security key claims, and null for keys that cannot claim any. Refuses with `signature.malformed`, `.wrong`, and
 * `.presence` where a security key signed untouched: `ssh-keygen -Y verify` lets that pass, and we do not.
 */
export const verifyWithKey = (key: SshKey, signature: Uint8Array, data: Uint8Array): Result<Presence | null> => {
  const reader = readWire(signature);
  const type = reader.text();
  const { algorithm } = key;
  if (algorithm.kind === 'rsa') return verifyRsa(key, algorithm.bytes, { type, reader, data });
  const security = algorithm.application;
  if (type === WEBAUTHN && algorithm.kind === 'ecdsa' && security !== null)
    return verifyWebauthn(key, { reader, raw: readRs(reader.string(), algorithm.curve), data, application: security });
  if (type !== key.type)
    return fail('signature.malformed', `a ${key.type} key cannot make a signature of the kind “${type.slice(0, 60)}”`);
  const raw = algorithm.kind === 'ed25519' ? reader.string() : readRs(reader.string(), algorithm.curve);
  return security === null
    ? verifyPlain(key, reader, raw, data)
    : verifySecurityKey(key, { reader, raw, data, application: security });
};

type Typed = { readonly type: string; readonly reader: WireReader; readonly data: Uint8Array };

const verifyRsa = (key: SshKey, modulusBytes: number, { type, reader, data }: Typed): Result<null> => {
  const hash = RSA_HASHES.get(type);
  if (hash === undefined)
    return fail(
      'signature.malformed',
      `an RSA signature must be rsa-sha2-256 or rsa-sha2-512, not “${type.slice(0, 60)}”`,
    );
  const raw = reader.string();
  if (!reader.complete() || raw.length !== modulusBytes) return notWellFormed;
  return holds(key, hash, data, raw) ? ok(null) : notOverTheseBytes;
};

const verifyPlain = (key: SshKey, reader: WireReader, raw: Uint8Array | null, data: Uint8Array): Result<null> => {
  if (!reader.complete() || !rightLength(key, raw)) return notWellFormed;
  return holds(key, hashOf(key), data, raw) ? ok(null) : notOverTheseBytes;
};

/** A signature whose first numbers are read, by a key that was registered for `application`. */
type Touched = {
  readonly reader: WireReader;
  readonly raw: Uint8Array | null;
  readonly data: Uint8Array;
  readonly application: string;
};

const verifySecurityKey = (key: SshKey, { reader, raw, data, application }: Touched): Result<Presence> => {
  const seen = reader.bytes(5);
  if (!reader.complete() || !rightLength(key, raw)) return notWellFormed;
  if (!holds(key, hashOf(key), concat(sha256Bytes(utf8(application)), seen, sha256Bytes(data)), raw))
    return notOverTheseBytes;
  const presence = readPresence(seen);
  return presence.userPresent
    ? ok(presence)
    : fail('signature.presence', 'the security key signed without being touched');
};

const verifyWebauthn = (key: SshKey, { reader, raw, data, application }: Touched): Result<Presence> => {
  const seen = reader.bytes(5);
  const origin = reader.text();
  const clientData = reader.string();
  const extensions = reader.string();
  const [flags = 0] = seen;
  const extended = (flags & FLAGS.extended) !== 0;
  if (
    !reader.complete() ||
    !rightLength(key, raw) ||
    (flags & FLAGS.attested) !== 0 ||
    extended !== extensions.length > 0
  )
    return notWellFormed;
  if (!isAboutData(clientData, origin, data)) return fail('signature.wrong', 'the passkey signed another challenge');
  const signed = concat(sha256Bytes(utf8(application)), seen, extensions, sha256Bytes(clientData));
  if (!holds(key, hashOf(key), signed, raw)) return notOverTheseBytes;
  const presence = readPresence(seen);
  return presence.userPresent && presence.userVerified
    ? ok(presence)
    : fail('signature.presence', 'the passkey signed without a person being there and verified');
};

/**
 * Whether the browser was asked to sign exactly `data`. OpenSSH looks at the beginning of the text only; a field
 * repeated further on could say something else to a reader of JSON, so both readings have to agree.
 */
const isAboutData = (clientData: Uint8Array, origin: string, data: Uint8Array): boolean => {
  const challenge = toBase64Url(data);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(clientData);
    const read: unknown = JSON.parse(text);
    return (
      /^(https:\/\/[a-z0-9.-]+|http:\/\/localhost)(:\d+)?$/.test(origin) &&
      text.startsWith(`{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}"`) &&
      isRecord(read) &&
      read['type'] === 'webauthn.get' &&
      read['challenge'] === challenge &&
      read['origin'] === origin &&
      read['crossOrigin'] !== true
    );
  } catch {
    return false;
  }
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** ECDSA's two numbers, each as long as the curve says; null if they are not exactly two positive numbers that fit. */
const readRs = (wire: Uint8Array, curve: Curve): Uint8Array | null => {
  const reader = readWire(wire);
  const numbers = [reader.mpint(), reader.mpint()];
  if (!reader.complete() || numbers.some((number) => number.length > curve.bytes)) return null;
  return concat(...numbers.flatMap((number) => [new Uint8Array(curve.bytes - number.length), number]));
};

const readPresence = (seen: Uint8Array): Presence => {
  const reader = readWire(seen);
  const [flags = 0] = reader.bytes(1);
  return {
    userPresent: (flags & FLAGS.userPresent) !== 0,
    userVerified: (flags & FLAGS.userVerified) !== 0,
    counter: reader.uint32(),
  };
};

const rightLength = (key: SshKey, raw: Uint8Array | null): raw is Uint8Array =>
  raw !== null && (key.algorithm.kind !== 'ed25519' || raw.length === 64);

const hashOf = (key: SshKey): string | null => (key.algorithm.kind === 'ecdsa' ? key.algorithm.curve.hash : null);

const sha256Bytes = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

const holds = (key: SshKey, hash: string | null, data: Uint8Array, raw: Uint8Array): boolean =>
  verify(hash, data, { key: key.key, dsaEncoding: 'ieee-p1363' }, raw);

const notWellFormed = fail('signature.malformed', 'the signature is not well formed');
const notOverTheseBytes = fail('signature.wrong', 'the signature does not belong to these bytes');
