import { sha256, type Digest } from '#contract';
import { fail, type Failure, type FailureCode, okUnless, type Result } from '#failure';
import { pae, parseEnvelope } from './envelope.ts';
import { momentMs } from './moment.ts';
import type { Presence } from './ssh-signature.ts';
import { verifySshSig } from './sshsig.ts';
import { namespaceOf, payloadTypeOf, type StatementKind, type StatementOf } from './statement.ts';
import { parseStatement, STATEMENT_NOUNS } from './statement-bytes.ts';
import { mayUse, type Trust } from './trust.ts';

/** A statement that a trusted signer signed, and that means something at the moment it was asked about. */
export type Verified<K extends StatementKind> = {
  readonly statement: StatementOf<K>;
  /** SHA-256 of the envelope's bytes: what later statements name this one by. */
  readonly digest: Digest;
  readonly signer: string;
  readonly fingerprint: string;
  readonly presence: Presence | null;
};

/** How far a signer's clock may be ahead of ours. */
const SKEW_MS = 5 * 60_000;

const LAPSED = {
  admit: 'admission.lapsed',
  change: 'approval.expired',
  contract: 'approval.expired',
  run: 'approval.expired',
  waive: 'waiver.expired',
  decision: 'decision.expired',
  promote: 'approval.expired',
  known: 'rule.known',
  backend: 'backend.unnamed',
} as const satisfies Record<StatementKind, FailureCode>;

/**
 * Verifies a person's statement of this kind (S1-R5, S3-R9): form, purpose, content, signature, and then everything
 * that trust and time have to say, of which all faults are collected. What it means for a contract or run is for the
 * gates. Refuses with `signature.*`, and with `admission.lapsed`, `approval.expired`, `waiver.expired` or `decision.expired` after
 * `until`.
 *
 * A stolen key can put any past moment into a statement. Against that no date helps, only `revoked`, which therefore
 * counts whatever the statement says of its time.
 *
 * @param bytes the envelope's file.
 * @param at the moment to judge for, ISO 8601 in UTC with milliseconds.
 */
export const verifyStatement = <K extends StatementKind>(
  kind: K,
  bytes: Uint8Array,
  trust: Trust,
  at: string,
): Result<Verified<K>> => {
  const name = STATEMENT_NOUNS[kind];
  const envelope = parseEnvelope(bytes, name);
  if (!envelope.ok) return envelope;
  const { payload, payloadType, keyid, sig } = envelope.value;
  if (payloadType !== payloadTypeOf(kind))
    return fail('signature.namespace', `${name} was signed as “${payloadType.slice(0, 80)}”, which is something else`);
  const statement = parseStatement(kind, payload);
  if (!statement.ok) return statement;
  const signed = verifySshSig({ blob: sig, message: pae(payloadType, payload), namespace: namespaceOf(kind) });
  if (!signed.ok) return signed;
  const { fingerprint, presence } = signed.value;
  const failures = [
    ...notOf(keyid === fingerprint, 'signature.wrong', `${name} names another key than the one that signed it`),
    ...notOf(
      !trust.revoked.includes(fingerprint),
      'signature.revoked',
      `the key ${fingerprint} that signed ${name} is revoked`,
    ),
    ...untrusted(statement.value, fingerprint, trust),
    ...untimely(statement.value, at),
  ];
  const { signer } = statement.value;
  return okUnless(failures, () => ({
    statement: statement.value,
    digest: sha256(bytes),
    signer,
    fingerprint,
    presence,
  }));
};

type Claim = { readonly kind: StatementKind; readonly signer: string; readonly at: string; readonly until: string };

/** Whether the key is trusted as this signer, for this kind, and was so when it signed. */
const untrusted = ({ kind, signer, at }: Claim, fingerprint: string, trust: Trust): readonly Failure[] => {
  const name = STATEMENT_NOUNS[kind];
  const lines = trust.signers.filter(
    (line) => line.fingerprint === fingerprint && line.names.includes(signer) && mayUse(line, namespaceOf(kind)),
  );
  if (lines.length === 0)
    return [
      {
        code: 'signature.untrusted',
        message: `no trusted signer is called ${signer}, has the key ${fingerprint} and may sign ${name}`,
      },
    ];
  const signedMs = momentMs(at);
  const inTime = lines.some(
    ({ validAfter, validBefore }) =>
      signedMs !== null &&
      (validAfter === null || validAfter <= signedMs) &&
      (validBefore === null || signedMs <= validBefore),
  );
  return notOf(inTime, 'signature.expired', `the key of ${signer} was not valid at ${at}, when ${name} was signed`);
};

/** Whether the statement is neither from the future nor run out. A moment that is no moment refuses. */
const untimely = (statement: Claim, at: string): readonly Failure[] => {
  const name = STATEMENT_NOUNS[statement.kind];
  const [nowMs, signedMs, untilMs] = [at, statement.at, statement.until].map(momentMs);
  if (nowMs == null || signedMs == null || untilMs == null)
    return [
      {
        code: LAPSED[statement.kind],
        message: `${name} cannot be judged at “${at.slice(0, 40)}”, which is not a moment in UTC`,
      },
    ];
  return [
    ...notOf(
      signedMs <= nowMs + SKEW_MS,
      'signature.future',
      `${name} was signed at ${statement.at}, which is after ${at}`,
    ),
    ...notOf(
      nowMs <= untilMs,
      LAPSED[statement.kind],
      `${name} meant something until ${statement.until}; now it is ${at}`,
    ),
  ];
};

const notOf = (holds: boolean, code: FailureCode, message: string): readonly Failure[] =>
  holds ? [] : [{ code, message }];
