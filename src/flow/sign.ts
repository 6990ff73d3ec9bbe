import { fail, ok, type Result } from '#failure';
import { signWithSshKey } from '#host';
import { namespaceOf, readableToken, signedEnvelope, toBeSigned, verifyStatement, type Statement } from '#signoff';
import { after, now, randomHex } from '#host';
import type { Project } from './project.ts';

/**
 * Asks the person, showing a text that was rendered from the bytes to be signed. Fails with `decision.declined`, or
 * with `usage.terminal` where nobody can be asked.
 */
export type Consent = (shown: string) => Promise<Result<null>>;

/** Asks, and refuses an answer that came faster than the terms allow for reading what is signed (S3-D3). */
export const afterReading = async (consent: Consent, shown: string, readingMs: number): Promise<Result<null>> => {
  // By the clock that nobody can set.
  const shownAt = performance.now();
  const agreed = await consent(shown);
  if (!agreed.ok || performance.now() - shownAt >= readingMs) return agreed;
  return fail('approval.hasty', `that was answered in less than ${readingMs / 1000} s; nothing was signed`, {
    remedy: 'run the same command again, in a terminal',
  });
};

/** The signer of this machine. */
export const signerOf = ({ settings }: Project): Result<{ readonly name: string; readonly key: string }> =>
  settings.signer === undefined ? fail('machine.key', 'this machine has no signer yet') : ok(settings.signer);

/** The fields every statement begins with: who, when, until when, a fresh nonce and the readable token. */
export const statementHead = (signer: string, validMs: number) => {
  const at = now();
  return {
    writ: 1,
    signer,
    at,
    until: after(at, validMs),
    nonce: randomHex(16),
    token: readableToken(signer, at),
  } as const;
};

/**
 * Signs a statement with the person's key and verifies it at once against the trust, so that a signature nobody will
 * believe is refused here, and not after the work.
 */
export const signStatement = async (project: Project, statement: Statement): Promise<Result<Uint8Array>> => {
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const armored = await signWithSshKey(signer.value.key, namespaceOf(statement.kind), toBeSigned(statement));
  if (!armored.ok) return armored;
  const envelope = signedEnvelope(statement, armored.value);
  if (!envelope.ok) return envelope;
  const bytes = new TextEncoder().encode(envelope.value);
  const verified = verifyStatement(statement.kind, bytes, project.trust, now());
  if (verified.ok) return ok(bytes);
  const [{ code, message }] = verified.failures;
  return code === 'signature.untrusted' ? fail(code, message, { remedy: 'writ init' }) : verified;
};
