import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#contract';
import { utf8 } from './bytes.ts';
import { parseEnvelope } from './envelope.ts';
import { armorOf, SAMPLES, testSigner } from './signing.fixture.ts';
import { namespaceOf, STATEMENT_KINDS, type StatementKind } from './statement.ts';
import { parseStatement, payloadOf, signedEnvelope, toBeSigned } from './statement-bytes.ts';

const MOVED = { ifMoved: { until: SAMPLES.decision.until } };

describe('a payload', () => {
  test.for(STATEMENT_KINDS)('of the kind %s is read back as it was written', (kind) =>
    expect(parseStatement(kind, payloadOf(SAMPLES[kind]))).toEqual({ ok: true, value: SAMPLES[kind] }),
  );

  test.for(STATEMENT_KINDS)('of the kind %s needs every field it has', (kind) => {
    const fields = Object.keys(SAMPLES[kind]);
    const readable = fields.filter((left) => {
      const fewer = Object.fromEntries(Object.entries(SAMPLES[kind]).filter(([field]) => field !== left));
      return parseStatement(kind, utf8(canonicalJson(fewer))).ok;
    });
    expect(fields.length).toBeGreaterThan(8);
    expect(readable).toEqual([]);
  });

  const root = '1'.repeat(40);
  test.for<[string, StatementKind, Readonly<Record<string, unknown>>]>([
    ['a field more', 'run', { extra: 1 }],
    ['another kind', 'run', { kind: 'contract' }],
    ['another version of the format', 'run', { writ: 2 }],
    ['a token with another name', 'run', { token: 'bob211120260930' }],
    ['a token with another minute', 'run', { token: 'alice211120260931' }],
    ['no token', 'run', { token: '' }],
    ['a name that ends in a digit', 'run', { signer: 'alice2', token: 'alice2211120260930' }],
    ['a moment without milliseconds', 'run', { at: '2026-11-21T09:30:00Z' }],
    ['a moment in another zone', 'run', { at: '2026-11-21T09:30:00.000+01:00' }],
    ['a moment that does not exist', 'run', { until: '2027-02-30T09:30:00.000Z' }],
    ['an end before its beginning', 'run', { until: '2026-11-21T09:29:59.999Z' }],
    ['an end at its beginning', 'run', { until: '2026-11-21T09:30:00.000Z' }],
    ['a short nonce', 'run', { nonce: '0011' }],
    ['a nonce in upper case', 'run', { nonce: 'A'.repeat(32) }],
    ['a digest in upper case', 'run', { contract: 'A'.repeat(64) }],
    ['a short digest', 'run', { approval: 'a'.repeat(63) }],
    ['an empty backend', 'run', { backend: '' }],
    ['no backend, where one must be named', 'run', { backend: null }],
    ['a blank task', 'contract', { task: ' ' }],
    ['version 0', 'contract', { version: 0 }],
    ['no attempts', 'contract', { attempts: 0 }],
    ['half an attempt', 'contract', { attempts: 1.5 }],
    ['nothing granted', 'contract', { grants: [] }],
    ['the run granted without the contract', 'contract', { grants: ['run'] }],
    ['grants in another order', 'contract', { grants: ['run', 'contract'] }],
    ['a grant twice', 'contract', { grants: ['contract', 'contract'] }],
    ['an abbreviated base', 'contract', { base: '2222222' }],
    ['a tag as target', 'contract', { targetRef: 'refs/tags/v1' }],
    ['a target with a line break', 'contract', { targetRef: 'refs/heads/a\nb' }],
    ['an abbreviated target', 'contract', { targetRef: 'main' }],
    ['a harness without key', 'contract', { harness: '' }],
    ['no gate', 'waive', { gate: '' }],
    ['what is no name of a gate', 'waive', { gate: 'tree.clean.end ' }],
    ['every gate', 'waive', { gate: '*' }],
    ['no reason', 'waive', { because: '' }],
    ['a blank reason', 'waive', { because: ' \u00a0\u3000' }],
    ['a reason nobody can see', 'waive', { because: '\u200b\u2800' }],
    ['a reason of marks alone', 'waive', { because: '…!' }],
    ['a reason that hides something', 'waive', { because: 'fine\u202e' }],
    ['a reason with a second line', 'waive', { because: 'fine\nverdict PASS' }],
    ['a reason nobody would read', 'waive', { because: 'x'.repeat(501) }],
    ['half a verdict', 'waive', { over: { run: 'run-1' } }],
    ['a verdict with a field more', 'waive', { over: { ...SAMPLES.waive.over, tree: root } }],
    ['version 0 of a contract', 'waive', { version: 0 }],
    ['a repository without roots', 'contract', { repository: { roots: [], origin: null } }],
    ['roots out of order', 'contract', { repository: { roots: ['2'.repeat(40), root], origin: null } }],
    ['a root twice', 'contract', { repository: { roots: [root, root], origin: null } }],
    ['an empty origin', 'contract', { repository: { roots: [root], origin: '' } }],
    ['a repository with a field more', 'contract', { repository: { roots: [root], origin: null, path: '/' } }],
    ['a critical repository', 'admit', { critical: true }],
    ['a repository of others', 'admit', { owned: false }],
    ['an unknown risk class', 'admit', { riskClass: 'NONE' }],
    ['an unknown outcome', 'decision', { outcome: 'maybe' }],
    ['an unknown result', 'decision', { result: 'pass' }],
    ['notices that are not texts', 'decision', { notices: [1] }],
    ['an answer with a field less', 'decision', { manual: [{ item: 1, says: 'yes' }] }],
    ['a moved target without an end', 'decision', { ifMoved: {} }],
    ['a moved target that is null', 'decision', { ifMoved: null }],
    ['a moved target with a field more', 'decision', { ifMoved: { until: SAMPLES.decision.until, onto: root } }],
    ['a moved target for longer than the decision', 'decision', { ifMoved: { until: '2999-01-01T00:00:00.000Z' } }],
    ['a moved target until the moment of signing', 'decision', { ifMoved: { until: SAMPLES.decision.at } }],
    ['a moved target for a rejection', 'decision', { ...MOVED, outcome: 'reject' }],
    ['a moved target where nothing is to land', 'decision', { ...MOVED, noChange: true }],
  ])('with %s is refused', ([, kind, change]) =>
    expect(parseStatement(kind, utf8(canonicalJson({ ...SAMPLES[kind], ...change })))).toMatchObject({
      ok: false,
      failures: [{ code: 'signature.malformed' }],
    }),
  );

  test.for([
    ['in another spelling', (text: string) => text.replace(',', ', ')],
    ['with a key twice', (text: string) => text.replace('{', '{"at":"2026-11-21T09:30:00.000Z",')],
    ['without its newline', (text: string) => text.trimEnd()],
  ] as const)('%s is refused', ([, alter]) => {
    const honest = canonicalJson(SAMPLES.run);
    expect(alter(honest)).not.toBe(honest);
    expect(parseStatement('run', utf8(alter(honest)))).toMatchObject({ failures: [{ code: 'signature.malformed' }] });
  });
});

describe('a signed envelope', () => {
  const signer = testSigner('ed25519');
  const armored = armorOf(signer.sign(toBeSigned(SAMPLES.admit), namespaceOf('admit')));

  test('holds the statement, its type, the key and the blob', () => {
    const envelope = signedEnvelope(SAMPLES.admit, armored);
    expect(envelope.ok && parseEnvelope(utf8(envelope.value), 'it')).toMatchObject({
      value: {
        payload: payloadOf(SAMPLES.admit),
        payloadType: 'application/vnd.writ.admit.v1+json',
        keyid: signer.fingerprint,
      },
    });
  });
  test.for([
    ['what is no armor', 'signature'],
    ['an armor around what is no blob', armorOf(utf8('SSHSIG'))],
  ] as const)('is not made of %s', ([, text]) =>
    expect(signedEnvelope(SAMPLES.admit, text)).toMatchObject({ failures: [{ code: 'signature.malformed' }] }),
  );
});
