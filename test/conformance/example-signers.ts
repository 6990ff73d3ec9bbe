import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, sha256, type Digest } from '#contract';
import { namespaceOf, readableToken, signedEnvelope, toBeSigned, type Statement } from '#signoff';

/** The fixed course of a run, one moment a stage. */
export const MOMENTS = {
  admitted: '2026-11-20T09:00:00.000Z',
  approved: '2026-11-20T10:00:00.000Z',
  started: '2026-11-20T10:05:00.000Z',
  ended: '2026-11-20T10:06:00.000Z',
  judged: '2026-11-20T10:07:00.000Z',
  decided: '2026-11-20T10:10:00.000Z',
  landed: '2026-11-20T10:11:00.000Z',
  until: '2026-11-27T09:00:00.000Z',
} as const;

export const TARGET_REF = 'refs/heads/main';
export const SIGNER = 'alice';
export const RUN = 'run-1';

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const json = (value: unknown): Uint8Array => utf8(canonicalJson(value));

/** Whoever signs: a person with an ssh key on disk. */
export type Person = { readonly name: string; readonly keyFile: string; readonly publicKey: string };

/** Makes a key of ssh-keygen's in a folder. */
export const makePerson = (folder: string, name: string): Person => {
  const keyFile = join(folder, `id-${name}`);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', keyFile]);
  return { name, keyFile, publicKey: readFileSync(`${keyFile}.pub`, 'utf8').trim() };
};

/** Signs a statement with `ssh-keygen -Y sign`: the bytes of the envelope's file. */
export const signAs = (person: Person, statement: Statement): Uint8Array => {
  const file = `${person.keyFile}.${statement.kind}`;
  rmSync(`${file}.sig`, { force: true });
  writeFileSync(file, toBeSigned(statement));
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', person.keyFile, '-n', namespaceOf(statement.kind), file], {
    stdio: 'ignore',
  });
  const envelope = signedEnvelope(statement, readFileSync(`${file}.sig`, 'utf8'));
  if (!envelope.ok) throw new Error(envelope.failures[0].message);
  return utf8(envelope.value);
};

/** A fresh key of a harness, PKCS #8 in PEM. */
export const makeHarness = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

export const digestOf = (text: string): Digest => sha256(text);
const nonce = (): string => randomBytes(16).toString('hex');
export const signed = (
  at: string,
): {
  readonly writ: 1;
  readonly signer: string;
  readonly at: string;
  readonly until: string;
  readonly nonce: string;
  readonly token: string;
} => ({
  writ: 1,
  signer: SIGNER,
  at,
  until: MOMENTS.until,
  nonce: nonce(),
  token: readableToken(SIGNER, at),
});
