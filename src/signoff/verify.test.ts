import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '#contract';
import type { FailureCode, Result } from '#failure';
import { concat, utf8 } from './bytes.ts';
import { encodeEnvelope, parseEnvelope, type Envelope } from './envelope.ts';
import { SAMPLES, signedBy, SOON_AFTER, testSigner, type TestSigner } from './signing.fixture.ts';
import { namespaceOf, STATEMENT_KINDS, type StatementKind } from './statement.ts';
import { signedEnvelope, toBeSigned } from './statement-bytes.ts';
import { allowedSignerLine, parseTrust, type Trust } from './trust.ts';
import { verifyStatement } from './verify.ts';

const alice = testSigner('ed25519');
const mallory = testSigner('ed25519');

const trustIn = (allowedSigners: string, revokedKeys = ''): Trust => {
  const trust = parseTrust({ allowedSigners, revokedKeys });
  if (!trust.ok) throw new Error(trust.failures[0].message);
  return trust.value;
};
const lineFor = (signer: TestSigner, kinds: readonly StatementKind[] = STATEMENT_KINDS, name = 'alice'): string =>
  allowedSignerLine({ name, publicKey: signer.publicLine, kinds });
const TRUST = trustIn(lineFor(alice));
const codesOf = (result: Result<unknown>): readonly (FailureCode | 'ok')[] =>
  result.ok ? ['ok'] : result.failures.map(({ code }) => code);
const envelopeIn = (bytes: Uint8Array): Envelope => {
  const envelope = parseEnvelope(bytes, 'it');
  if (!envelope.ok) throw new Error(envelope.failures[0].message);
  return envelope.value;
};

const BYTES = signedBy(alice, SAMPLES.contract);
const judge = (given: { bytes?: Uint8Array; trust?: Trust; at?: string; kind?: StatementKind }) =>
  codesOf(
    verifyStatement(given.kind ?? 'contract', given.bytes ?? BYTES, given.trust ?? TRUST, given.at ?? SOON_AFTER),
  );

describe('a statement by a trusted signer', () => {
  test.for(STATEMENT_KINDS)('of the kind %s is verified', (kind) => {
    const bytes = signedBy(alice, SAMPLES[kind]);
    expect(verifyStatement(kind, bytes, TRUST, SOON_AFTER)).toEqual({
      ok: true,
      value: {
        statement: SAMPLES[kind],
        digest: sha256(bytes),
        signer: 'alice',
        fingerprint: alice.fingerprint,
        presence: null,
      },
    });
  });

  test('with a security key carries what the key says of the person', () => {
    const token = testSigner('sk-ed25519');
    const result = verifyStatement('contract', signedBy(token, SAMPLES.contract), trustIn(lineFor(token)), SOON_AFTER);
    expect(result).toMatchObject({
      ok: true,
      value: { presence: { userPresent: true, userVerified: false, counter: 7 } },
    });
  });

  test('by the real ssh-keygen holds here and there under the same two files, until its key is revoked', () => {
    const folder = mkdtempSync(join(tmpdir(), 'writ-verify-'));
    const file = (name: string): string => join(folder, name);
    try {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'alice', '-f', file('key')]);
      writeFileSync(file('message'), toBeSigned(SAMPLES.contract));
      execFileSync(
        'ssh-keygen',
        ['-q', '-Y', 'sign', '-f', file('key'), '-n', namespaceOf('contract'), file('message')],
        { stdio: 'pipe' },
      );
      const publicKey = readFileSync(file('key.pub'), 'utf8');
      const bounds = { validAfter: Date.UTC(2026, 0, 1), validBefore: Date.UTC(2027, 0, 1) };
      const signers = `# us\n\n${allowedSignerLine({ name: 'alice', publicKey, kinds: ['contract', 'run'], ...bounds })}\n`;
      const envelope = signedEnvelope(SAMPLES.contract, readFileSync(file('message.sig'), 'utf8'));
      if (!envelope.ok) throw new Error(envelope.failures[0].message);
      const both = (revoked: string): readonly [number | null, readonly string[]] => {
        writeFileSync(file('signers'), signers);
        writeFileSync(file('revoked'), revoked);
        const flags = [
          '-Y',
          'verify',
          '-f',
          file('signers'),
          '-r',
          file('revoked'),
          '-I',
          'alice',
          '-n',
          namespaceOf('contract'),
          '-s',
          file('message.sig'),
        ];
        const theirs = spawnSync('ssh-keygen', [...flags, '-Overify-time=20261121093000Z'], {
          input: readFileSync(file('message')),
        }).status;
        return [theirs, judge({ bytes: utf8(envelope.value), trust: trustIn(signers, revoked) })];
      };
      expect(both('# nobody\n')).toEqual([0, ['ok']]);
      expect(both(publicKey)).toEqual([255, ['signature.revoked']]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a statement is refused', () => {
  const other = signedBy(alice, { ...SAMPLES.contract, attempts: 4 });
  const asRun = utf8(encodeEnvelope({ ...envelopeIn(BYTES), payloadType: 'application/vnd.writ.run.v1+json' }));
  const wrongNamespace = utf8(
    encodeEnvelope({ ...envelopeIn(BYTES), sig: alice.sign(toBeSigned(SAMPLES.contract), 'writ.run.v1') }),
  );
  const untouched = testSigner('sk-ed25519');
  const bounded = (bounds: string): Trust => trustIn(lineFor(alice).replace(' namespaces', ` ${bounds},namespaces`));

  test.for<[string, Parameters<typeof judge>[0], readonly FailureCode[]]>([
    ['if nobody is trusted', { trust: trustIn('') }, ['signature.untrusted']],
    ['if its signer is not trusted', { bytes: signedBy(mallory, SAMPLES.contract) }, ['signature.untrusted']],
    [
      'if the key is trusted under another name only',
      { trust: trustIn(lineFor(alice, STATEMENT_KINDS, 'bob')) },
      ['signature.untrusted'],
    ],
    ['if the name is trusted with another key only', { trust: trustIn(lineFor(mallory)) }, ['signature.untrusted']],
    [
      'if the name may sign it with one key, and the key under another name',
      { trust: trustIn(`${lineFor(mallory)}\n${lineFor(alice, STATEMENT_KINDS, 'bob')}`) },
      ['signature.untrusted'],
    ],
    [
      'if the key may sign other kinds only',
      { trust: trustIn(lineFor(alice, ['admit', 'run', 'decision'])) },
      ['signature.untrusted'],
    ],
    [
      'if the key is for commits only',
      { trust: trustIn(`alice namespaces="git" ${alice.publicLine}`) },
      ['signature.untrusted'],
    ],
    ['if its key is revoked', { trust: trustIn(lineFor(alice), alice.publicLine) }, ['signature.revoked']],
    [
      'if its key is revoked and trusted nowhere, with both reasons',
      { trust: trustIn('', alice.publicLine) },
      ['signature.revoked', 'signature.untrusted'],
    ],
    ['if its key was not valid yet', { trust: bounded('valid-after="202611210931Z"') }, ['signature.expired']],
    ['if its key was not valid any more', { trust: bounded('valid-before="202611210929Z"') }, ['signature.expired']],
    ['not if its key was valid from that very moment', { trust: bounded('valid-after="202611210930Z"') }, []],
    ['not if its key was valid to that very moment', { trust: bounded('valid-before="202611210930Z"') }, []],
    ['not if its key has expired since', { trust: bounded('valid-before="202611210945Z"') }, []],
    ['not at its last moment', { at: SAMPLES.contract.until }, []],
    ['after its last moment', { at: '2026-11-28T09:30:00.001Z' }, ['approval.expired']],
    ['not if its clock was five minutes ahead', { at: '2026-11-21T09:25:00.000Z' }, []],
    ['if it comes from the future', { at: '2026-11-21T09:24:59.999Z' }, ['signature.future']],
    ['at a moment that is none', { at: 'now' }, ['approval.expired']],
    ['at the empty moment', { at: '' }, ['approval.expired']],
    ['at a moment without its milliseconds', { at: '2026-11-21T10:00:00Z' }, ['approval.expired']],
    ['as another kind', { kind: 'run' }, ['signature.namespace']],
    ['under the type of another kind', { bytes: asRun, kind: 'run' }, ['signature.malformed']],
    ['if it was signed in the namespace of another kind', { bytes: wrongNamespace }, ['signature.namespace']],
    [
      'with the signature of another',
      { bytes: utf8(encodeEnvelope({ ...envelopeIn(BYTES), sig: envelopeIn(other).sig })) },
      ['signature.wrong'],
    ],
    [
      'with the name of another key',
      { bytes: utf8(encodeEnvelope({ ...envelopeIn(BYTES), keyid: mallory.fingerprint })) },
      ['signature.wrong'],
    ],
    [
      'if its security key was not touched',
      { bytes: signedBy(untouched, SAMPLES.contract, { flags: 0 }), trust: trustIn(lineFor(untouched)) },
      ['signature.presence'],
    ],
    ['if it is empty', { bytes: new Uint8Array(0) }, ['signature.malformed']],
  ])('%s', ([, given, codes]) => expect(judge(given)).toEqual(codes.length === 0 ? ['ok'] : codes));

  test.for([
    ['admit', 'admission.lapsed'],
    ['contract', 'approval.expired'],
    ['run', 'approval.expired'],
    ['decision', 'decision.expired'],
  ] as const)('after its time, and %s says so in its own way', ([kind, code]) =>
    expect(judge({ kind, bytes: signedBy(alice, SAMPLES[kind]), at: '2027-01-01T00:00:00.000Z' })).toEqual([code]),
  );
});

describe('altered evidence', () => {
  const small = signedBy(alice, SAMPLES.run);
  const holds = (bytes: Uint8Array): boolean => verifyStatement('run', bytes, TRUST, SOON_AFTER).ok;
  const positions = [...small.keys()];

  test('is told from the honest one', () => expect(holds(small)).toBe(true));
  test('with any one byte gone never verifies', () =>
    expect(positions.filter((at) => holds(concat(small.slice(0, at), small.slice(at + 1))))).toEqual([]));
  test('with any one bit flipped never verifies', () =>
    expect(
      positions.flatMap((at) =>
        [1, 2, 4, 8, 16, 32, 64, 128].filter((bit) => holds(small.with(at, (small[at] ?? 0) ^ bit))),
      ),
    ).toEqual([]));
  test('with any byte altered or added never verifies', () =>
    fc.assert(
      fc.property(fc.nat({ max: small.length }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const altered = at < small.length && small[at] !== byte ? [small.with(at, byte)] : [];
        return [concat(small.slice(0, at), Uint8Array.of(byte), small.slice(at)), ...altered].every(
          (bytes) => !holds(bytes),
        );
      }),
      { numRuns: 2000 },
    ));
  test('with several bytes altered never verifies', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: small.length - 1 }), fc.integer({ min: 0, max: 255 })), {
          minLength: 2,
          maxLength: 6,
        }),
        (edits) => {
          const altered = edits.reduce((bytes, [at, byte]) => bytes.with(at, byte), small);
          return Buffer.compare(altered, small) === 0 || !holds(altered);
        },
      ),
      { numRuns: 1000 },
    ));
});
