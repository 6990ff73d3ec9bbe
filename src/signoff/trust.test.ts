import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testSigner } from './signing.fixture.ts';
import { allowedSignerLine, mayUse, parseTrust, type TrustedSigner } from './trust.ts';

const { publicLine, fingerprint } = testSigner('ed25519');
const KEY = publicLine.split(' ').slice(0, 2).join(' ');
const read = (allowedSigners: string, revokedKeys = '') => parseTrust({ allowedSigners, revokedKeys });
const only = (line: string): TrustedSigner => {
  const trust = read(line);
  const signer = trust.ok ? trust.value.signers[0] : undefined;
  if (signer === undefined) throw new Error(`refused: ${JSON.stringify(trust)}`);
  return signer;
};

describe('a line of allowed_signers', () => {
  test('gives names, namespaces, validity, key and comment', () =>
    expect(
      only(
        `alice,a.b@example.com namespaces="writ.*,git",valid-after="20260101Z",valid-before="202701021304Z" ${KEY} at the desk\n`,
      ),
    ).toMatchObject({
      names: ['alice', 'a.b@example.com'],
      namespaces: ['writ.*', 'git'],
      validAfter: Date.UTC(2026, 0, 1),
      validBefore: Date.UTC(2027, 0, 2, 13, 4),
      fingerprint,
      comment: 'at the desk',
    }));
  test('without dates is always valid', () =>
    expect(only(`alice namespaces="writ.*" ${KEY}`)).toMatchObject({
      validAfter: null,
      validBefore: null,
      comment: '',
    }));
  test('reads a date without Z as UTC', () =>
    expect(only(`alice valid-before="20270102130405",namespaces="writ.*" ${KEY}`).validBefore).toBe(
      Date.UTC(2027, 0, 2, 13, 4, 5),
    ));
  test('may be indented, and stand between comments and blank lines', () =>
    expect(only(`# us\n\n  \t\n \talice\tnamespaces="writ.*"\t${KEY}\n  # end`).names).toEqual(['alice']));

  test.for([
    ['no namespaces', `alice ${KEY}`, 'which namespaces'],
    ['dates but no namespaces', `alice valid-after="20260101Z" ${KEY}`, 'namespaces must be'],
    ['empty namespaces', `alice namespaces="" ${KEY}`, 'namespaces must be'],
    ['an empty namespace among others', `alice namespaces="git," ${KEY}`, 'namespaces must be'],
    ['an exception among the namespaces', `alice namespaces="writ.*,!writ.decision.v1" ${KEY}`, 'namespaces must be'],
    ['namespaces without quotes', `alice namespaces=writ.* ${KEY}`, 'not well formed'],
    ['namespaces without a value', `alice namespaces ${KEY}`, 'no quoted value'],
    ['namespaces twice', `alice namespaces="git",namespaces="writ.*" ${KEY}`, 'twice'],
    ['a quote that does not end', `alice namespaces="writ.* ${KEY}`, 'not well formed'],
    ['a certificate authority', `alice cert-authority,namespaces="writ.*" ${KEY}`, '“cert-authority”'],
    ['an unknown option', `alice namespaces="writ.*",verify-required ${KEY}`, '“verify-required”'],
    ['an option in upper case', `alice NAMESPACES="writ.*" ${KEY}`, '“NAMESPACES”'],
    ['a wildcard as name', `* namespaces="writ.*" ${KEY}`, 'plain names'],
    ['a wildcard in a name', `alice@* namespaces="writ.*" ${KEY}`, 'plain names'],
    ['an exception among the names', `alice,!bob namespaces="writ.*" ${KEY}`, 'plain names'],
    ['an empty name', `alice,,bob namespaces="writ.*" ${KEY}`, 'plain names'],
    ['a quoted name', `"alice" namespaces="writ.*" ${KEY}`, 'plain names'],
    ['a name alone', 'alice', 'plain names'],
    ['no key', 'alice namespaces="writ.*"', 'not well formed'],
    ['a key that is none', 'alice namespaces="writ.*" ssh-ed25519 AAAA', 'not supported'],
    [
      'a key under another kind',
      `alice namespaces="writ.*" ${KEY.replace('ssh-ed25519', 'ssh-rsa')}`,
      'the line says ssh-rsa',
    ],
    ['a key in base64 of another spelling', `alice namespaces="writ.*" ${KEY}==`, 'not a public key'],
    ['a date that does not exist', `alice namespaces="writ.*",valid-before="20260230Z" ${KEY}`, 'quoted dates'],
    ['a date of another form', `alice namespaces="writ.*",valid-before="2026-02-20" ${KEY}`, 'quoted dates'],
    ['an empty date', `alice namespaces="writ.*",valid-before="" ${KEY}`, 'quoted dates'],
    [
      'validity that ends before it begins',
      `alice namespaces="writ.*",valid-after="20270101Z",valid-before="20260101Z" ${KEY}`,
      'never valid',
    ],
    ['a carriage return', `alice namespaces="writ.*" ${KEY}\r`, 'control character'],
  ] as const)('with %s is refused, with its place', ([, line, says]) =>
    expect(read(`# first\n${line}\n`)).toMatchObject({
      ok: false,
      failures: [
        {
          code: 'trust.invalid',
          message: expect.stringContaining(says),
          where: { file: 'allowed_signers', line: 2, column: 1, text: line },
        },
      ],
    }),
  );

  test('without namespaces says what to write', () =>
    expect(read(`alice ${KEY}`)).toMatchObject({
      failures: [{ remedy: expect.stringContaining('namespaces="writ.*"') }],
    }));
});

describe('the two files', () => {
  test('that are empty trust nobody', () =>
    expect(read('')).toEqual({ ok: true, value: { allowedSigners: '', revokedKeys: '', signers: [], revoked: [] } }));
  test('keep their texts', () =>
    expect(read('# a\n', '# b\n')).toMatchObject({ value: { allowedSigners: '# a\n', revokedKeys: '# b\n' } }));
  test('give the fingerprints of revoked keys', () =>
    expect(read('', `# lost\n${publicLine}\n`)).toMatchObject({ value: { revoked: [fingerprint] } }));
  test('report all their faults', () =>
    expect(
      parseTrust({ allowedSigners: 'x\ny', revokedKeys: '\nSHA256:abc' }, { allowedSigners: 'a', revokedKeys: 'r' }),
    ).toMatchObject({
      failures: [
        { where: { file: 'a', line: 1 } },
        { where: { file: 'a', line: 2 } },
        { where: { file: 'r', line: 2 } },
      ],
    }));
});

describe('patterns', () => {
  test.for([
    ['writ.contract.v1', 'writ.contract.v1', true],
    ['writ.*', 'writ.contract.v1', true],
    ['*', 'writ.contract.v1', true],
    ['writ.contract.v?', 'writ.contract.v1', true],
    ['writ.contract.v?', 'writ.contract.v', false],
    ['writ.contract', 'writ.contract.v1', false],
    ['contract.v1', 'writ.contract.v1', false],
    ['writ.', 'writxcontract', false],
    ['writ?contract.v1', 'writ.contractxv1', false],
    ['WRIT.*', 'writ.contract.v1', false],
    ['git', 'writ.contract.v1', false],
  ] as const)('%s covers %s: %s', ([pattern, namespace, covers]) =>
    expect(mayUse({ ...only(`alice namespaces="git" ${KEY}`), namespaces: [pattern] }, namespace)).toBe(covers),
  );
});

test('every line that is written is read back', () =>
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z]{1,9}$/),
      fc.subarray(['admit', 'contract', 'run', 'decision'] as const, { minLength: 1 }),
      fc.nat({ max: 4e9 }),
      fc.nat({ max: 4e9 }),
      (name, kinds, from, seconds) => {
        const [validAfter, validBefore] = [from * 1000, (from + seconds + 1) * 1000];
        expect(only(allowedSignerLine({ name, publicKey: publicLine, kinds, validAfter, validBefore }))).toMatchObject({
          names: [name],
          namespaces: kinds.map((kind) => `writ.${kind}.v1`),
          validAfter,
          validBefore,
          fingerprint,
        });
      },
    ),
  ));
