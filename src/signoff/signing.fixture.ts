/** For tests only: keys that sign in this process, security keys and passkeys imitated, and one statement of each kind. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { sha256 } from '#contract';
import { concat, toBase64, utf8 } from './bytes.ts';
import { encodeEnvelope } from './envelope.ts';
import { harnessPublicKey } from './harness.ts';
import { fingerprintOf } from './ssh-key.ts';
import { wireString, wireUint32 } from './ssh-wire.ts';
import { sshSigData } from './sshsig.ts';
import {
  namespaceOf,
  payloadTypeOf,
  type Admission,
  type BackendSwitch,
  type ChangeApproval,
  type ContractApproval,
  type Decision,
  type KnownViolations,
  type PromoteApproval,
  type RunApproval,
  type Statement,
  type Waiver,
} from './statement.ts';
import { payloadOf, toBeSigned } from './statement-bytes.ts';

/** What a test may have a signer do wrong. */
export type Quirks = {
  readonly flags?: number;
  readonly hash?: string;
  readonly version?: number;
  readonly reserved?: string;
  readonly trailing?: number;
  /** The text the browser signs, instead of the honest one. */
  readonly clientData?: (challenge: string, origin: string) => string;
  readonly origin?: string;
  readonly extensions?: Uint8Array;
};

export type TestSigner = {
  readonly publicLine: string;
  readonly fingerprint: string;
  readonly sign: (message: Uint8Array, namespace: string, quirks?: Quirks) => Uint8Array;
};

export type TestKeyKind = 'ed25519' | 'sk-ed25519' | 'sk-ecdsa' | 'webauthn';

const ORIGIN = 'https://writ.example';

/** A fresh key of a kind, and how it signs. */
export const testSigner = (kind: TestKeyKind): TestSigner => {
  const security = kind !== 'ed25519';
  const onCurve = kind === 'sk-ecdsa' || kind === 'webauthn';
  const { publicKey, privateKey } = onCurve
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('ed25519');
  const type = onCurve ? 'sk-ecdsa-sha2-nistp256@openssh.com' : security ? 'sk-ssh-ed25519@openssh.com' : 'ssh-ed25519';
  const application = kind === 'webauthn' ? 'writ.example' : 'ssh:';
  const wire = concat(
    wireString(type),
    ...(onCurve ? [wireString('nistp256')] : []),
    wireString(rawPublic(publicKey, onCurve ? 65 : 32)),
    ...(security ? [wireString(application)] : []),
  );
  const inner = kind === 'webauthn' ? signAsBrowser : security ? signAsToken : signPlainly;
  return {
    publicLine: `${type} ${toBase64(wire)} test key`,
    fingerprint: fingerprintOf(wire),
    sign: (message, namespace, quirks = {}) => {
      const hash = quirks.hash ?? 'sha512';
      const data = sshSigData(message, namespace, hash);
      return concat(
        utf8('SSHSIG'),
        wireUint32(quirks.version ?? 1),
        ...[wire, namespace, quirks.reserved ?? '', hash, inner({ type, application, privateKey, data, quirks })].map(
          (part) => wireString(part),
        ),
        new Uint8Array(quirks.trailing ?? 0),
      );
    },
  };
};

type Signing = {
  readonly type: string;
  readonly application: string;
  readonly privateKey: KeyObject;
  readonly data: Uint8Array;
  readonly quirks: Quirks;
};

const rawPublic = (key: KeyObject, length: number): Uint8Array =>
  new Uint8Array(key.export({ format: 'der', type: 'spki' })).slice(-length);

const signPlainly = ({ type, privateKey, data }: Signing): Uint8Array =>
  concat(wireString(type), wireString(sign(null, data, privateKey)));

const rawSignature = (privateKey: KeyObject, data: Uint8Array): Uint8Array => {
  if (privateKey.asymmetricKeyType === 'ed25519') return sign(null, data, privateKey);
  const rs = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return concat(...[rs.subarray(0, 32), rs.subarray(32)].map((number) => wireString(shortest(number))));
};

/** A number as SSH writes it: no zeros in front, but one where the first bit is set. */
const shortest = (number: Uint8Array): Uint8Array => {
  const start = number.findIndex((byte) => byte !== 0);
  const bytes = number.slice(start);
  return (bytes[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), bytes) : bytes;
};

const hashed = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

const signAsToken = ({ type, application, privateKey, data, quirks }: Signing): Uint8Array => {
  const seen = concat(Uint8Array.of(quirks.flags ?? 0x01), wireUint32(7));
  const raw = rawSignature(privateKey, concat(hashed(utf8(application)), seen, hashed(data)));
  return concat(wireString(type), wireString(raw), seen);
};

const signAsBrowser = ({ application, privateKey, data, quirks }: Signing): Uint8Array => {
  const seen = concat(Uint8Array.of(quirks.flags ?? 0x05), wireUint32(9));
  const origin = quirks.origin ?? ORIGIN;
  const honest = (challenge: string): string =>
    `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}","crossOrigin":false}`;
  const clientData = utf8((quirks.clientData ?? honest)(Buffer.from(data).toString('base64url'), origin));
  const extensions = quirks.extensions ?? new Uint8Array(0);
  const raw = rawSignature(privateKey, concat(hashed(utf8(application)), seen, extensions, hashed(clientData)));
  return concat(
    wireString('webauthn-sk-ecdsa-sha2-nistp256@openssh.com'),
    wireString(raw),
    seen,
    ...[utf8(origin), clientData, extensions].map((part) => wireString(part)),
  );
};

/** The text around a blob that `ssh-keygen -Y verify` reads. */
export const armorOf = (blob: Uint8Array): string =>
  `-----BEGIN SSH SIGNATURE-----\n${toBase64(blob).replaceAll(/(.{70})(?=.)/g, '$1\n')}\n-----END SSH SIGNATURE-----\n`;

/** A statement in the envelope of its kind, signed for its kind. */
export const signedBy = (signer: TestSigner, statement: Statement, quirks: Quirks = {}): Uint8Array =>
  utf8(
    encodeEnvelope({
      payload: payloadOf(statement),
      payloadType: payloadTypeOf(statement.kind),
      keyid: signer.fingerprint,
      sig: signer.sign(toBeSigned(statement), namespaceOf(statement.kind), quirks),
    }),
  );

/** A fresh private key of a harness, in PEM. */
export const testHarnessKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

const repository = { roots: ['1'.repeat(40)], origin: 'https://example.org/calendar.git' };
const signed = {
  writ: 1,
  signer: 'alice',
  at: '2026-11-21T09:30:00.000Z',
  until: '2026-11-28T09:30:00.000Z',
  nonce: '00112233445566778899aabbccddeeff',
  token: 'alice211120260930',
} as const;

/** A moment at which the samples mean something. */
export const SOON_AFTER = '2026-11-21T10:00:00.000Z';

const admit: Admission = {
  ...signed,
  kind: 'admit',
  repository,
  branch: 'main',
  owned: true,
  critical: false,
  riskClass: 'LOW',
};

const contract: ContractApproval = {
  ...signed,
  kind: 'contract',
  contract: sha256('the contract'),
  task: 'WP-1-user-authentication',
  version: 1,
  repository,
  base: '2'.repeat(40),
  targetRef: 'refs/heads/main',
  grants: ['contract', 'run'],
  attempts: 3,
  backend: null,
  harness: harnessPublicKey(testHarnessKey()),
};

const run: RunApproval = {
  ...signed,
  kind: 'run',
  contract: contract.contract,
  approval: sha256('the approval'),
  backend: 'scripted',
};

const waive: Waiver = {
  ...signed,
  kind: 'waive',
  gate: 'tree.clean.end',
  because: 'the notes were edited by hand meanwhile',
  task: contract.task,
  version: contract.version,
  contract: contract.contract,
  repository,
  over: { run: 'run-1', manifest: sha256('the manifest'), verdict: sha256('the verdict') },
};

const decision: Decision = {
  ...signed,
  kind: 'decision',
  outcome: 'accept',
  because: '',
  run: 'run-1',
  contract: contract.contract,
  manifest: sha256('the manifest'),
  verdict: sha256('the verdict'),
  result: 'PASS',
  notices: ['a test was added'],
  manual: [{ item: 1, says: 'the page looks right', confirmed: true }],
  tree: '3'.repeat(40),
  base: contract.base,
  targetRef: contract.targetRef,
  targetOld: contract.base,
  summary: sha256('the summary'),
};

const promote: PromoteApproval = {
  ...signed,
  ...{ kind: 'promote', repository, ref: 'refs/heads/main', old: '4'.repeat(40), commit: '5'.repeat(40) },
  ...{ tree: '6'.repeat(40), from: 'refs/heads/develop', vouched: ['7'.repeat(40)], harness: contract.harness },
  policy: {
    ...{ branch: 'main', decide: { any: null, each: ['alice'] }, how: 'fast-forward', protected: true },
    health: [['make', 'health']],
  },
  after: sha256('the approval before'),
};

const change: ChangeApproval = {
  ...signed,
  ...{ kind: 'change', repository, change: 'add-refunds', documents: sha256('the documents') },
  ...{ review: sha256('the report'), after: sha256('the approval before') },
};

const known: KnownViolations = {
  ...signed,
  ...{ kind: 'known', repository, violations: sha256('the list'), count: 12 },
};

const backend: BackendSwitch = {
  ...signed,
  ...{ kind: 'backend', repository, backend: 'codex', active: true },
  program: { path: '/usr/bin/codex', digest: sha256('codex'), version: 'codex 1', reaches: 'https://model.example' },
};

/** The second of two decisions, with all that a decision need not have. */
export const SECOND_DECISION: Decision = {
  ...decision,
  policy: {
    ...{ branch: 'main', decide: { any: ['alice', 'bob'], each: ['bob', 'alice'] }, how: 'commit', protected: true },
    health: [['make', 'check']],
  },
  after: sha256('the decision before'),
};

/** One honest statement of each kind, by alice. */
export const SAMPLES = { admit, change, contract, run, waive, decision, promote, known, backend } as const;
