import { execFile } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { sha256 } from '#contract';
import { readEvidence } from '#evidence';
import type { Result } from '#failure';
import {
  LANDING_PAYLOAD_TYPE,
  parseEnvelope,
  parseLanding,
  parseVerdict,
  VERDICT_PAYLOAD_TYPE,
  verifyHarness,
  verifyStatement,
  type Trust,
} from '#signoff';
import { writeBundle } from './bundle-builder.ts';
import { below, DECISION, get, LANDING, MANIFEST, VERDICT, type Files } from './bundle-tampering.ts';
import { MOMENTS } from './example-signers.ts';

/** What our own code says of a bundle: nothing, or why not. Bindings after the seal are the gates' and repeated here. */
export const ours = (files: Files, trust: Trust): readonly string[] => {
  const evidence = readEvidence(below(files, 'sealed'), { at: MOMENTS.landed, trust });
  const { seal, approval, admission, contract } = evidence;
  if (seal === undefined || approval === undefined || admission === undefined) return ['missing'];
  const problems = seal.failures.map((failure): string => failure.code);
  const approved = verifyStatement('contract', approval, trust, MOMENTS.landed);
  if (!approved.ok || !verifyStatement('admit', admission, trust, MOMENTS.landed).ok) return [...problems, 'approvals'];
  const { statement } = approved.value;
  return [
    ...problems,
    ...(statement.contract === contract?.digest ? [] : ['contract']),
    ...oursAfter(files, trust, statement.harness),
  ];
};

const oursAfter = (files: Files, trust: Trust, publicKey: string): readonly string[] => {
  const [verdict, decision, landing] = [VERDICT, DECISION, LANDING].map((path) => files.get(path));
  if ((verdict === undefined && decision !== undefined) || (decision === undefined && landing !== undefined))
    return ['order'];
  if (verdict === undefined) return [];
  const judged = payloadBy(verdict, VERDICT_PAYLOAD_TYPE, publicKey, parseVerdict);
  if (judged?.manifest !== sha256(get(files, MANIFEST))) return ['verdict'];
  if (decision === undefined) return [];
  const decided = verifyStatement('decision', decision, trust, MOMENTS.landed);
  if (!decided.ok || decided.value.statement.verdict !== sha256(verdict)) return ['decision'];
  if (landing === undefined) return [];
  const landed = payloadBy(landing, LANDING_PAYLOAD_TYPE, publicKey, parseLanding);
  return landed?.decision === sha256(decision) && decided.value.statement.outcome === 'accept' ? [] : ['landing'];
};

const payloadBy = <T>(
  bytes: Uint8Array,
  payloadType: string,
  publicKey: string,
  parse: (payload: Uint8Array) => Result<T>,
): T | undefined => {
  const payload = verifyHarness({ bytes, name: 'an envelope', payloadType, publicKey });
  const value = payload.ok ? parse(payload.value) : payload;
  return value.ok ? value.value : undefined;
};

export type Said = { readonly code: number; readonly lines: readonly string[] };
export const SCRIPT = join(import.meta.dirname, '../../scripts/verify-bundle.sh');

/** What the script says of a folder, under the trust given as the texts of the two lists. */
export const script = (
  bundle: string,
  allowed: string,
  more: { readonly revoked?: string; readonly words?: readonly string[] } = {},
): Promise<Said> => {
  writeFileSync(`${bundle}.allowed`, allowed);
  if (more.revoked !== undefined) writeFileSync(`${bundle}.revoked`, more.revoked);
  const lists = [`${bundle}.allowed`, ...(more.revoked === undefined ? [] : [`${bundle}.revoked`])];
  return new Promise((resolve) => {
    execFile('sh', [SCRIPT, ...(more.words ?? []), bundle, ...lists], (error, stdout) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      resolve({ code, lines: stdout.trimEnd().split('\n') });
    });
  });
};

/** Lays files out below a folder, in a new folder of their own. */
export const onDisk = (files: Files, root: string): string => {
  const place = mkdtempSync(join(root, 'bundle-'));
  writeBundle(place, { sealed: below(files, 'sealed'), after: below(files, 'after') });
  return place;
};

/** Whether @sigstore/verify accepts an envelope of the harness, given as a bundle v0.3 with a key's hint. */
export const sigstore = (bytes: Uint8Array, publicKey: string): boolean => {
  const envelope = parseEnvelope(bytes, 'an envelope');
  if (!envelope.ok) return false;
  const { payload, payloadType, sig, keyid } = envelope.value;
  const rawBytes = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' }).export({
    format: 'der',
    type: 'spki',
  });
  const nobody = { mediaType: '', certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
  const trust = toTrustMaterial(nobody, () => ({
    publicKey: createPublicKey({ key: rawBytes, format: 'der', type: 'spki' }),
    validFor: () => true,
  }));
  const entity = toSignedEntity({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      content: { $case: 'publicKey', publicKey: { hint: 'harness' } },
      tlogEntries: [],
      timestampVerificationData: undefined,
    },
    content: {
      $case: 'dsseEnvelope',
      dsseEnvelope: { payload: Buffer.from(payload), payloadType, signatures: [{ sig: Buffer.from(sig), keyid }] },
    },
  });
  try {
    new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, tsaThreshold: 0 }).verify(entity);
    return true;
  } catch {
    return false;
  }
};
