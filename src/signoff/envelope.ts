import { z } from 'zod';
import { canonicalJson, parseCanonicalJson } from '#contract';
import { fail, ok, type Result } from '#failure';
import { concat, fromBase64, toBase64, utf8 } from './bytes.ts';
import { firstIssue } from './first-issue.ts';

/** A signed payload. `keyid` says which key was meant; whoever verifies must compare it with the key that did sign. */
export type Envelope = {
  readonly payload: Uint8Array;
  readonly payloadType: string;
  readonly keyid: string;
  readonly sig: Uint8Array;
};

/** What is signed in place of the payload alone: DSSE 1.0.2's pre-authentication encoding. Lengths are in bytes. */
export const pae = (payloadType: string, payload: Uint8Array): Uint8Array =>
  concat(utf8(`DSSEv1 ${utf8(payloadType).length} ${payloadType} ${payload.length} `), payload);

/** The text of an envelope's file: DSSE in JSON, in canonical form, with one newline at its end. */
export const encodeEnvelope = ({ payload, payloadType, keyid, sig }: Envelope): string =>
  canonicalJson({ payload: toBase64(payload), payloadType, signatures: [{ keyid, sig: toBase64(sig) }] });

const base64 = z.string().transform((text, context) => {
  const bytes = fromBase64(text);
  if (bytes !== null && bytes.length > 0) return bytes;
  context.addIssue('is not base64 in its one canonical spelling');
  return z.NEVER;
});

const signature = z.strictObject({ keyid: z.string().min(1), sig: base64 });
const envelopeSchema = z.strictObject({
  payload: base64,
  payloadType: z.string().min(1),
  signatures: z.tuple([signature]),
});

/**
 * Reads an envelope that Writ wrote: canonical JSON, canonical base64, no field more or less, exactly one signature.
 * Nothing is verified yet. Refuses with `signature.malformed`.
 *
 * @param name what the envelope is called in messages.
 */
export const parseEnvelope = (bytes: Uint8Array, name: string): Result<Envelope> => {
  const json = parseCanonicalJson(bytes, name);
  if (!json.ok) return fail('signature.malformed', json.failures[0].message);
  const read = envelopeSchema.safeParse(json.value);
  if (!read.success)
    return fail('signature.malformed', `${name} is not an envelope with one signature: ${firstIssue(read.error)}`);
  const { payload, payloadType, signatures } = read.data;
  return ok({ payload, payloadType, ...signatures[0] });
};
