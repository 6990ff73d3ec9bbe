import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { fail, invariant, ok, type Result } from '#failure';
import { fromBase64, toBase64 } from './bytes.ts';
import { encodeEnvelope, pae, parseEnvelope } from './envelope.ts';

/**
 * The public half of the harness's key, as an approval carries it: SPKI in DER in base64.
 *
 * @param privateKeyPem an Ed25519 private key, PKCS#8 in PEM. Anything else is our own bug, for we made the file.
 */
export const harnessPublicKey = (privateKeyPem: string): string => toBase64(spkiOf(privateKey(privateKeyPem)));

/** Signs a payload by the harness: the text of an envelope's file. Ed25519 over the PAE; the same input gives the same text. */
export const signByHarness = (given: {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly privateKeyPem: string;
}): string => {
  const { payloadType, payload } = given;
  const key = privateKey(given.privateKeyPem);
  const sig = new Uint8Array(sign(null, pae(payloadType, payload), key));
  return encodeEnvelope({ payload, payloadType, keyid: keyidOf(spkiOf(key)), sig });
};

/**
 * The payload of an envelope, if the harness with this public key signed it as this type. The caller reads these
 * bytes and never the envelope again, so that what was verified is what is used. Refuses with `signature.malformed`,
 * `.namespace` (another type), `evidence.unsigned` (another key) or `signature.wrong`.
 *
 * @param given.publicKey as `harnessPublicKey` gives it: from the person's approval, never from beside the envelope.
 */
export const verifyHarness = (given: {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly payloadType: string;
  readonly publicKey: string;
}): Result<Uint8Array> => {
  const { bytes, name, payloadType } = given;
  const envelope = parseEnvelope(bytes, name);
  if (!envelope.ok) return envelope;
  const { payload, keyid, sig } = envelope.value;
  if (envelope.value.payloadType !== payloadType)
    return fail(
      'signature.namespace',
      `${name} was signed as “${envelope.value.payloadType.slice(0, 80)}”, not as “${payloadType}”`,
    );
  const spki = harnessSpki(given.publicKey);
  if (spki === null)
    return fail('signature.malformed', `the harness key ${name} should be signed with is not an Ed25519 public key`);
  if (keyid !== keyidOf(spki))
    return fail('evidence.unsigned', `${name} is signed with another key than that of the approved harness`);
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  return verify(null, pae(payloadType, payload), key, sig)
    ? ok(payload)
    : fail('signature.wrong', `the signature of ${name} does not belong to its bytes`);
};

/**
 * Signs a JSON text by the harness without an envelope, as in-toto 1.x wants it: Ed25519 over the bytes, in
 * hexadecimal. A JSON object begins with a brace and the bytes under an envelope never do, so neither can pass for the other.
 */
export const signJsonByHarness = (json: Uint8Array, privateKeyPem: string): string => {
  invariant(json[0] === '{'.codePointAt(0), 'what is signed bare is a JSON object');
  return sign(null, json, privateKey(privateKeyPem)).toString('hex');
};

/** The 32 bytes of a harness's public key in hexadecimal; null where it is no such key. */
export const rawHarnessKey = (publicKey: string): string | null => {
  const spki = harnessSpki(publicKey);
  return spki === null ? null : Buffer.from(spki.subarray(ED25519_SPKI_PREFIX.length / 2)).toString('hex');
};

/** What stands before the 32 bytes of every Ed25519 key in SPKI (RFC 8410 §4): no other key begins like this. */
const ED25519_SPKI_PREFIX = '302a300506032b6570032100';

/** The bytes of a harness's public key; null if it is not Ed25519 in the one spelling `harnessPublicKey` writes. */
export const harnessSpki = (publicKey: string): Uint8Array | null => {
  const spki = fromBase64(publicKey);
  const isEd25519 = spki?.length === 44 && Buffer.from(spki).toString('hex').startsWith(ED25519_SPKI_PREFIX);
  return isEd25519 ? spki : null;
};

const keyidOf = (spki: Uint8Array): string => createHash('sha256').update(spki).digest('hex');

const spkiOf = (key: KeyObject): Uint8Array => createPublicKey(key).export({ format: 'der', type: 'spki' });

const privateKey = (pem: string): KeyObject => {
  const key = readPem(pem);
  invariant(key?.asymmetricKeyType === 'ed25519', 'the key of the harness is an Ed25519 private key in PEM');
  return key;
};

const readPem = (pem: string): KeyObject | null => {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
};
