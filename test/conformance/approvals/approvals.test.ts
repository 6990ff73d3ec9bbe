/** Envelopes kept for good: what verified once must verify in every later version, and what was refused, for the same reason. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FailureCode } from '#failure';
import { namespaceOf, pae, parseEnvelope, parseTrust, toBase64, verifyStatement, type StatementKind } from '#signoff';

const here = import.meta.dirname;
const text = (file: string): string => readFileSync(join(here, file), 'utf8');
const bytes = (name: string): Uint8Array => readFileSync(join(here, `${name}.dsse`));
const trust = parseTrust({ allowedSigners: text('allowed_signers'), revokedKeys: text('revoked_keys') });

const MORNING = '2026-11-21T10:00:00.000Z';
const folder = mkdtempSync(join(tmpdir(), 'writ-approvals-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Case = readonly [name: string, kind: StatementKind, code: FailureCode | 'ok', at?: string];
const CASES: readonly Case[] = [
  ['valid/admission-ed25519', 'admit', 'ok'],
  ['valid/contract-approval-ecdsa', 'contract', 'ok'],
  ['valid/contract-approval-without-run', 'contract', 'ok'],
  ['valid/run-approval-rsa', 'run', 'ok'],
  ['valid/decision-accept', 'decision', 'ok'],
  ['valid/decision-reject', 'decision', 'ok'],
  ['valid/decision-security-key-ed25519', 'decision', 'ok'],
  ['valid/decision-security-key-ecdsa', 'decision', 'ok'],
  ['valid/decision-passkey', 'decision', 'ok'],
  ['valid/admission-ed25519', 'admit', 'admission.lapsed', '2026-11-28T09:30:00.001Z'],
  ['valid/contract-approval-ecdsa', 'contract', 'approval.expired', '2026-11-28T09:30:00.001Z'],
  ['valid/run-approval-rsa', 'run', 'approval.expired', '2026-11-28T09:30:00.001Z'],
  ['valid/decision-accept', 'decision', 'decision.expired', '2026-11-28T09:30:00.001Z'],
  ['valid/contract-approval-ecdsa', 'contract', 'signature.future', '2026-11-21T09:24:59.999Z'],
  ['valid/contract-approval-ecdsa', 'decision', 'signature.namespace'],
  ['valid/contract-approval-ecdsa', 'run', 'signature.namespace'],
  ['invalid/altered-payload', 'contract', 'signature.wrong'],
  ['invalid/base64-other-spelling', 'contract', 'signature.malformed'],
  ['invalid/field-more', 'contract', 'signature.malformed'],
  ['invalid/key-expired', 'contract', 'signature.expired'],
  ['invalid/key-for-commits-only', 'contract', 'signature.untrusted'],
  ['invalid/key-revoked', 'contract', 'signature.revoked'],
  ['invalid/key-twice', 'contract', 'signature.malformed'],
  ['invalid/keyid-of-another-key', 'contract', 'signature.wrong'],
  ['invalid/moment-that-does-not-exist', 'contract', 'signature.malformed'],
  ['invalid/name-of-another-signer', 'contract', 'signature.untrusted'],
  ['invalid/namespace-git', 'contract', 'signature.namespace'],
  ['invalid/namespace-of-another-kind', 'contract', 'signature.namespace'],
  ['invalid/no-newline', 'contract', 'signature.malformed'],
  ['invalid/no-signature', 'contract', 'signature.malformed'],
  ['invalid/passkey-not-verified', 'decision', 'signature.presence'],
  ['invalid/passkey-other-challenge', 'decision', 'signature.wrong'],
  ['invalid/payload-field-missing', 'contract', 'signature.malformed'],
  ['invalid/payload-field-more', 'contract', 'signature.malformed'],
  ['invalid/payload-not-canonical', 'contract', 'signature.malformed'],
  ['invalid/payload-signed-without-pae', 'contract', 'signature.wrong'],
  ['invalid/rsa-1024', 'contract', 'signature.malformed'],
  ['invalid/run-granted-without-contract', 'contract', 'signature.malformed'],
  ['invalid/security-key-untouched', 'decision', 'signature.presence'],
  ['invalid/signature-of-another-statement', 'contract', 'signature.wrong'],
  ['invalid/stranger', 'contract', 'signature.untrusted'],
  ['invalid/token-of-another-minute', 'contract', 'signature.malformed'],
  ['invalid/two-signatures', 'contract', 'signature.malformed'],
  ['invalid/type-of-another-kind', 'contract', 'signature.namespace'],
  ['invalid/type-of-another-kind', 'run', 'signature.malformed'],
  ['invalid/white-space', 'contract', 'signature.malformed'],
];

test.for(CASES)('%s, read as %s: %s', ([name, kind, code, at = MORNING]) => {
  const result = trust.ok ? verifyStatement(kind, bytes(name), trust.value, at) : trust;
  expect(result.ok ? ['ok'] : result.failures.map((failure) => failure.code)).toEqual([code]);
});

test('every envelope in these folders has its line', () => {
  const files = ['valid', 'invalid'].flatMap((group) =>
    readdirSync(join(here, group)).map((file) => `${group}/${file.replace('.dsse', '')}`),
  );
  expect(new Set(CASES.map(([name]) => name))).toEqual(new Set(files));
});

test.for(CASES.filter(([, , code]) => code === 'ok'))(
  '%s: ssh-keygen finds it good, with the same two files',
  ([name, kind]) => {
    const envelope = parseEnvelope(bytes(name), name);
    const statement = trust.ok ? verifyStatement(kind, bytes(name), trust.value, MORNING) : trust;
    if (!envelope.ok || !statement.ok) throw new Error('it is valid');
    const { payloadType, payload, sig } = envelope.value;
    const signature = join(folder, 'signature');
    writeFileSync(
      signature,
      `-----BEGIN SSH SIGNATURE-----\n${toBase64(sig).replaceAll(/(.{70})(?=.)/g, '$1\n')}\n-----END SSH SIGNATURE-----\n`,
    );
    const flags = [
      '-Y',
      'verify',
      '-f',
      join(here, 'allowed_signers'),
      '-r',
      join(here, 'revoked_keys'),
      '-I',
      statement.value.signer,
      '-n',
      namespaceOf(kind),
    ];
    const theirs = spawnSync('ssh-keygen', [...flags, '-s', signature, '-Overify-time=20261121093000Z'], {
      input: pae(payloadType, payload),
      encoding: 'utf8',
    });
    expect(theirs.stdout).toContain(`Good "${namespaceOf(kind)}" signature for ${statement.value.signer}`);
    expect(theirs.status).toBe(0);
  },
);
