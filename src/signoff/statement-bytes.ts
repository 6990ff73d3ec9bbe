import { canonicalJson, parseCanonicalJson } from '#contract';
import { fail, ok, type Result } from '#failure';
import { utf8 } from './bytes.ts';
import { encodeEnvelope, pae } from './envelope.ts';
import { firstIssue } from './first-issue.ts';
import { armorToBlob, claimedFingerprint } from './sshsig.ts';
import { payloadTypeOf, type Statement, type StatementKind, type StatementOf } from './statement.ts';
import { STATEMENT_SCHEMAS } from './statement-schema.ts';

/** What each kind is called in a sentence. */
export const STATEMENT_NOUNS = {
  admit: 'the admission',
  change: 'the approval of a change',
  contract: 'the contract approval',
  run: 'the run approval',
  waive: 'the waiver',
  decision: 'the decision',
  promote: 'the approval of a promotion',
  known: 'the record of known violations',
  backend: 'the activation of a backend',
} as const satisfies Record<StatementKind, string>;

/** The payload of a statement's envelope: its canonical JSON in UTF-8. */
export const payloadOf = (statement: Statement): Uint8Array => utf8(canonicalJson(statement));

/** The bytes a person's key signs, in the namespace of the statement's kind: the PAE of type and payload. */
export const toBeSigned = (statement: Statement): Uint8Array =>
  pae(payloadTypeOf(statement.kind), payloadOf(statement));

/**
 * Reads a payload as a statement of this kind: canonical JSON, every field there and none besides, times that exist,
 * a token that fits. What is shown to a person before signing is read by this from the very bytes to be signed.
 * Says nothing of who signed. Refuses with `signature.malformed`.
 */
export const parseStatement = <K extends StatementKind>(kind: K, payload: Uint8Array): Result<StatementOf<K>> => {
  const name = `the payload of ${STATEMENT_NOUNS[kind]}`;
  const json = parseCanonicalJson(payload, name);
  if (!json.ok) return fail('signature.malformed', json.failures[0].message);
  const read = STATEMENT_SCHEMAS[kind].safeParse(json.value);
  return read.success
    ? ok(read.data)
    : fail('signature.malformed', `${name} is not what Writ signs: ${firstIssue(read.error)}`);
};

/**
 * Puts a statement and what `ssh-keygen -Y sign` wrote for `toBeSigned(statement)` into the text of an envelope's
 * file. Looks at the form alone: verify the result before relying on it. Refuses with `signature.malformed`.
 */
export const signedEnvelope = (statement: Statement, armored: string): Result<string> => {
  const blob = armorToBlob(armored);
  if (!blob.ok) return blob;
  const keyid = claimedFingerprint(blob.value);
  if (!keyid.ok) return keyid;
  const payloadType = payloadTypeOf(statement.kind);
  return ok(encodeEnvelope({ payload: payloadOf(statement), payloadType, keyid: keyid.value, sig: blob.value }));
};
