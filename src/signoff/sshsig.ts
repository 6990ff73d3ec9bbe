import { createHash } from 'node:crypto';
import { fail, ok, type Result } from '#failure';
import { concat, fromBase64, utf8 } from './bytes.ts';
import { parseSshKey, type SshKey } from './ssh-key.ts';
import { verifyWithKey, type Presence } from './ssh-signature.ts';
import { readWire, wireString } from './ssh-wire.ts';

/** Who made a signature that holds. Nothing is said yet about whether that key is trusted. */
export type SshSigned = {
  /** The public key in SSH's wire form. */
  readonly publicKey: Uint8Array;
  readonly keyType: string;
  readonly fingerprint: string;
  /** What a security key or passkey says of the person before it; null for keys that are files. */
  readonly presence: Presence | null;
};

const MAGIC = utf8('SSHSIG');
const HASHES = ['sha256', 'sha512'];

type Parts = {
  readonly key: SshKey;
  readonly namespace: string;
  readonly hash: string;
  readonly signature: Uint8Array;
};

/** Takes a blob apart, strictly: version 1, nothing reserved in use, a hash we know, not a byte left over. */
const parseBlob = (blob: Uint8Array): Result<Parts> => {
  const reader = readWire(blob);
  const magic = reader.bytes(MAGIC.length);
  const version = reader.uint32();
  const publicKey = reader.string();
  const namespace = reader.text();
  const reserved = reader.string();
  const hash = reader.text();
  const signature = reader.string();
  const wellFormed = reader.complete() && Buffer.compare(magic, MAGIC) === 0 && version === 1 && reserved.length === 0;
  if (!wellFormed) return fail('signature.malformed', 'this is not an SSH signature of version 1');
  if (!HASHES.includes(hash))
    return fail('signature.malformed', `an SSH signature must use sha256 or sha512, not “${hash.slice(0, 20)}”`);
  const key = parseSshKey(publicKey);
  return key.ok ? ok({ key: key.value, namespace, hash, signature }) : key;
};

/** The fingerprint of the key a blob claims to be signed with. Not verified: for writing an envelope, not for trust. */
export const claimedFingerprint = (blob: Uint8Array): Result<string> => {
  const parts = parseBlob(blob);
  return parts.ok ? ok(parts.value.key.fingerprint) : parts;
};

/**
 * Verifies what `ssh-keygen -Y sign` made (OpenSSH's PROTOCOL.sshsig) over `message`, for exactly `namespace`.
 * Whether the key is trusted is not asked here. Refuses with `signature.malformed`, `.namespace`, `.wrong` or
 * `.presence`.
 */
export const verifySshSig = (given: {
  readonly blob: Uint8Array;
  readonly message: Uint8Array;
  readonly namespace: string;
}): Result<SshSigned> => {
  const parts = parseBlob(given.blob);
  if (!parts.ok) return parts;
  const { key, namespace, hash, signature } = parts.value;
  if (namespace !== given.namespace || namespace === '')
    return fail(
      'signature.namespace',
      `the signature was made for “${namespace.slice(0, 60)}”, not for “${given.namespace}”`,
    );
  const presence = verifyWithKey(key, signature, sshSigData(given.message, namespace, hash));
  if (!presence.ok) return presence;
  return ok({ publicKey: key.wire, keyType: key.type, fingerprint: key.fingerprint, presence: presence.value });
};

/** The bytes under an SSH signature; for a passkey, the challenge. `hash` is `sha256` or `sha512`. */
export const sshSigData = (message: Uint8Array, namespace: string, hash: string): Uint8Array =>
  concat(MAGIC, ...[namespace, '', hash, createHash(hash).update(message).digest()].map(wireString));

/** The blob inside the text `ssh-keygen -Y sign` writes. Nothing may stand before or after it. */
export const armorToBlob = (text: string): Result<Uint8Array> => {
  const armor = /^-----BEGIN SSH SIGNATURE-----\r?\n([A-Za-z0-9+/=\r\n]+)\r?\n-----END SSH SIGNATURE-----\s*$/.exec(
    text,
  );
  const blob = fromBase64((armor?.[1] ?? '').replaceAll(/[\r\n]/g, ''));
  return blob === null || blob.length === 0
    ? fail('signature.malformed', 'this is not a signature as ssh-keygen writes it')
    : ok(blob);
};
