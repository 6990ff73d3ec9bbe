import { execFile } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sha256 } from '#contract';
import { harnessPublicKey, LANDING_PAYLOAD_TYPE, parseStatement, parseTrust, signByHarness } from '#signoff';
import { buildBundle } from '../conformance/bundle-builder.ts';
import {
  APPROVAL,
  DECISION,
  edit,
  filesOf,
  get,
  LANDING,
  MANIFEST,
  payloadOf,
  repayload,
  resign,
  tamperings,
  utf8,
  VERDICT,
} from '../conformance/bundle-tampering.ts';
import { onDisk, ours, script, SCRIPT, sigstore, type Said } from '../conformance/bundle-verifiers.ts';
import { makeHarness, makePerson, signAs } from '../conformance/example-signers.ts';

/**
 * One honest bundle and every way we know to tamper with it, put before three verifiers: our own code, the shell script
 * that shares no line with it, and @sigstore/verify for the envelopes of the harness.
 */

const root = mkdtempSync(join(tmpdir(), 'writ-bundles-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = (name: string): string => {
  mkdirSync(join(root, name), { recursive: true });
  return mkdtempSync(join(root, name, '-'));
};

const honest = buildBundle(folder('honest'), { events: 5 });
const mallory = makePerson(folder('mallory'), 'mallory');

const expectRefused = ({ code, lines }: Said): void => {
  expect(lines.at(-1)).toBe('NOT VERIFIED');
  expect(lines.some((line) => line.startsWith('FAILED  '))).toBe(true);
  expect(code).toBe(1);
};

describe('an honest bundle', () => {
  const files = filesOf(honest);
  const key = harnessPublicKey(honest.harnessPem);

  test('is verified by our code', () => expect(ours(files, honest.trust)).toEqual([]));
  test('is verified by the script, with the repository', async () => {
    const said = await script(onDisk(files, root), honest.allowedSigners, {
      words: ['--repo', honest.repository.folder],
    });
    expect(said.lines.filter((line) => line.startsWith('FAILED'))).toEqual([]);
    expect(said).toMatchObject({ code: 0 });
    expect(said.lines.at(-1)).toBe('VERIFIED: landed');
  });
  test.each([MANIFEST, VERDICT, LANDING])('has in %s an envelope that @sigstore/verify verifies', (path) =>
    expect(sigstore(get(files, path), key)).toBe(true),
  );
  test.each([MANIFEST, VERDICT, LANDING])('with another key @sigstore/verify refuses %s', (path) =>
    expect(sigstore(get(files, path), harnessPublicKey(makeHarness()))).toBe(false),
  );
  test.each([MANIFEST, VERDICT, LANDING])('with another payload @sigstore/verify refuses %s', (path) => {
    const altered = new Map(files);
    repayload(path, (payload) => payload.replace('run-1', 'run-2'))(altered);
    expect(sigstore(get(altered, path), key)).toBe(false);
  });
  test.concurrent.each([
    ['without a verdict is “sealed, no verdict yet”', [VERDICT, DECISION, LANDING], 'VERIFIED: sealed, no verdict yet'],
    ['without a decision is “judged”', [DECISION, LANDING], 'VERIFIED: sealed and judged, not decided'],
    ['without a landing is “accepted”', [LANDING], 'VERIFIED: decided: accepted'],
  ] as const)('%s', async (_, absent, last) => {
    const fewer = new Map(files);
    for (const path of absent) fewer.delete(path);
    expect(ours(fewer, honest.trust)).toEqual([]);
    expect((await script(onDisk(fewer, root), honest.allowedSigners)).lines.at(-1)).toBe(last);
  });
  test('that was sealed anew by the same harness is verified: what is refused below is not refused for that', async () => {
    const again = new Map(files);
    resign(honest, again);
    expect(ours(again, honest.trust)).toEqual([]);
    expect((await script(onDisk(again, root), honest.allowedSigners)).code).toBe(0);
  });
  test('whose chain has 10,000 lines is verified by the script', async () => {
    const long = buildBundle(folder('long'), { events: 9_999 });
    const place = onDisk(filesOf(long), root);
    expect((await script(place, long.allowedSigners)).lines.at(-1)).toBe('VERIFIED: landed');
  });
});

describe('a bundle is refused by our code and by the script', () => {
  test.concurrent.each(tamperings(honest))('where %s', async (_, alter) => {
    const files = filesOf(honest);
    alter(files);
    expect(ours(files, honest.trust)).not.toEqual([]);
    expectRefused(await script(onDisk(files, root), honest.allowedSigners));
  });

  test('where somebody nobody trusts approved it and sealed it with a key of their own', async () => {
    const harnessPem = makeHarness();
    const files = filesOf(honest);
    const statement = parseStatement('contract', utf8(payloadOf(get(files, APPROVAL))));
    if (!statement.ok) throw new Error('the approval is malformed');
    files.set(APPROVAL, signAs(mallory, { ...statement.value, harness: harnessPublicKey(harnessPem) }));
    edit('sealed/approvals/use.json', (old) =>
      old.replace(/"approval":"[0-9a-f]+"/, `"approval":"${sha256(get(files, APPROVAL))}"`),
    )(files);
    resign(honest, files, { harness: harnessPem });
    expect(ours(files, honest.trust)).toContain('signature.untrusted');
    expectRefused(await script(onDisk(files, root), honest.allowedSigners));
  });

  test('where the harness lands a rejected run', async () => {
    const files = filesOf(honest);
    const statement = parseStatement('decision', utf8(payloadOf(get(files, DECISION))));
    if (!statement.ok) throw new Error('the decision is malformed');
    files.set(DECISION, signAs(honest.alice, { ...statement.value, outcome: 'reject' }));
    const payload = utf8(
      payloadOf(get(files, LANDING)).replace(/"decision":"[0-9a-f]+"/, `"decision":"${sha256(get(files, DECISION))}"`),
    );
    files.set(
      LANDING,
      utf8(signByHarness({ payloadType: LANDING_PAYLOAD_TYPE, payload, privateKeyPem: honest.harnessPem })),
    );
    expect(ours(files, honest.trust)).toEqual(['landing']);
    expectRefused(await script(onDisk(files, root), honest.allowedSigners));
  });

  test.concurrent.each<[sentence: string, allowed: (line: string) => string, revoked: string | undefined]>([
    ['the signer’s key is revoked', (line) => line, `${honest.alice.publicKey}\n`],
    [
      'the signer’s key was no longer valid',
      (line) => line.replace('namespaces=', 'valid-before="20260101Z",namespaces='),
      undefined,
    ],
    [
      'the signer may only admit',
      (line) => line.replace(/namespaces="[^"]*"/, 'namespaces="writ.admit.v1"'),
      undefined,
    ],
    ['nobody is trusted', () => '', undefined],
  ])('where %s', async (_, allowed, revoked) => {
    const trust = parseTrust({ allowedSigners: allowed(honest.allowedSigners), revokedKeys: revoked ?? '' });
    if (!trust.ok) throw new Error(trust.failures[0].message);
    expect(ours(filesOf(honest), trust.value)).not.toEqual([]);
    expectRefused(
      await script(
        onDisk(filesOf(honest), root),
        allowed(honest.allowedSigners),
        revoked === undefined ? {} : { revoked },
      ),
    );
  });
});

describe('a log-in that was handed over', () => {
  const RECORD = 'sealed/backend/backend.json';
  const NAMED = '"logins":[".codex/auth.json"],';
  const handed = filesOf(honest);
  edit(RECORD, (old) => old.replace('"program":', `${NAMED}"program":`))(handed);
  resign(honest, handed);

  test('is in evidence by its place, and verified by both', async () => {
    expect(Buffer.from(get(handed, RECORD)).toString()).toContain(NAMED);
    expect(ours(handed, honest.trust)).toEqual([]);
    expect((await script(onDisk(handed, root), honest.allowedSigners)).code).toBe(0);
  });

  test.concurrent.each<[sentence: string, (old: string) => string]>([
    ['said to be none', (old) => old.replace(NAMED, '')],
    ['said to be another one', (old) => old.replace('.codex/auth.json', '.other/auth.json')],
    ['told in an empty list', (old) => old.replace(NAMED, '"logins":[],')],
  ])('is not %s afterwards', async (_, alter) => {
    const files = new Map(handed);
    edit(RECORD, alter)(files);
    expect(files.get(RECORD)).not.toEqual(handed.get(RECORD));
    expect(ours(files, honest.trust)).not.toEqual([]);
    expectRefused(await script(onDisk(files, root), honest.allowedSigners));
  });
});

describe('the script', () => {
  test.concurrent.each<[sentence: string, alter: (bundle: string) => void]>([
    [
      'a symbolic link to the same bytes',
      (bundle) => {
        writeFileSync(join(root, 'same'), get(filesOf(honest), 'sealed/test.log'));
        unlinkSync(join(bundle, 'sealed/test.log'));
        symlinkSync(join(root, 'same'), join(bundle, 'sealed/test.log'));
      },
    ],
    ['a hard link', (bundle) => linkSync(join(bundle, 'sealed/test.log'), join(folder('links'), 'link'))],
    ['a hidden file', (bundle) => writeFileSync(join(bundle, 'sealed/.hidden'), '')],
    ['a file beside the folders', (bundle) => writeFileSync(join(bundle, 'README'), '')],
    ['another file in after/', (bundle) => writeFileSync(join(bundle, 'after/4-more.json'), '')],
    ['a name with a newline', (bundle) => writeFileSync(join(bundle, 'sealed/a\nb'), '')],
  ])('refuses %s', async (_, alter) => {
    const bundle = onDisk(filesOf(honest), root);
    alter(bundle);
    expectRefused(await script(bundle, honest.allowedSigners));
  });

  test('refuses a list of signers where a key may sign anything', async () => {
    const allowed = honest.allowedSigners.replace(/namespaces="[^"]*" /, '');
    expectRefused(await script(onDisk(filesOf(honest), root), allowed));
  });

  test('refuses a repository that does not hold the commit', async () => {
    const other = buildBundle(folder('other'), { contract: { ...honest.contract, name: 'other' } });
    const files = filesOf(honest);
    const bundle = onDisk(files, root);
    rmSync(join(other.repository.folder, '.git/objects'), { recursive: true });
    mkdirSync(join(other.repository.folder, '.git/objects'));
    expectRefused(await script(bundle, honest.allowedSigners, { words: ['--repo', other.repository.folder] }));
  });

  test.each<[sentence: string, words: readonly string[]]>([
    ['no argument', []],
    ['one argument', [root]],
    ['a bundle that is not there', [join(root, 'nowhere'), SCRIPT]],
    ['four arguments', [root, SCRIPT, SCRIPT, SCRIPT]],
    ['a repository that is not there', ['--repo', join(root, 'nowhere'), root, SCRIPT]],
  ])('exits with 2 on %s', async (_, words) => {
    const code = await new Promise((resolve) => execFile('sh', [SCRIPT, ...words], (error) => resolve(error?.code)));
    expect(code).toBe(2);
  });

  test('exits with 3 where a tool is missing', async () => {
    const code = await new Promise((resolve) =>
      execFile(
        '/bin/sh',
        [SCRIPT, onDisk(filesOf(honest), root), join(honest.alice.keyFile)],
        { env: { PATH: join(root, 'nowhere') } },
        (error) => resolve(error?.code),
      ),
    );
    expect(code).toBe(3);
  });
});
