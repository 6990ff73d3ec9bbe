import { encodeEnvelope, parseEnvelope } from '#signoff';
import { concat } from '../../../src/signoff/bytes.ts';
import { readWire, wireString, wireUint32 } from '../../../src/signoff/ssh-wire.ts';

/** The order of P-256. With (r, s) a signature, (r, order − s) is one, too; whoever sees the one can write the other. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const MAGIC = 'SSHSIG';

const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const toBytes = (number: bigint): Uint8Array => {
  const hex = number.toString(16);
  const bytes = new Uint8Array(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
  return (bytes[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), bytes) : bytes;
};

const otherSignature = (wire: Uint8Array): Uint8Array => {
  const reader = readWire(wire);
  const [type, numbers, seen] = [reader.text(), readWire(reader.string()), reader.bytes(5)];
  const [r, s] = [numbers.mpint(), numbers.mpint()];
  const pair = concat(wireString(toBytes(toNumber(r))), wireString(toBytes(ORDER - toNumber(s))));
  return concat(wireString(type), wireString(pair), seen);
};

/** The same statement with the other valid spelling of its ECDSA signature, as anybody without the key can make it. */
export const respelt = (envelope: Uint8Array): Uint8Array => {
  const parsed = parseEnvelope(envelope, 'the envelope');
  if (!parsed.ok) throw new Error(parsed.failures[0].message);
  const reader = readWire(parsed.value.sig.slice(MAGIC.length));
  const version = reader.uint32();
  const [key, namespace, reserved, hash] = [reader.string(), reader.string(), reader.string(), reader.string()];
  const sig = concat(
    new TextEncoder().encode(MAGIC),
    wireUint32(version),
    ...[key, namespace, reserved, hash, otherSignature(reader.string())].map((part) => wireString(part)),
  );
  return new TextEncoder().encode(encodeEnvelope({ ...parsed.value, sig }));
};
