import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { canonicalJson, sha256 } from '#contract';
import { verifyBundle } from '#flow';
import { signByHarness } from '#signoff';
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
  resign,
  text as textOf,
  utf8,
  VERDICT,
  type Files,
} from '../conformance/bundle-tampering.ts';
import { onDisk, ours, script } from '../conformance/bundle-verifiers.ts';
import { shareOf } from '../rig/share.ts';
import { refusals } from './small-bundle.ts';

/**
 * A bundle has one spelling. Whatever else would mean the same to some reader of JSON, base64 or folders is refused, by
 * our code and by the script; only what no file holds, its times and its mode, makes no difference.
 */

vi.setConfig({ maxConcurrency: 2, testTimeout: 400_000 });

const root = mkdtempSync(join(tmpdir(), 'writ-spelling-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'built'));
const built = buildBundle(join(root, 'built'));
const honest = filesOf(built);

const scriptOn = async (bundle: string): Promise<string> =>
  (await script(bundle, built.allowedSigners)).lines.at(-1) ?? '';

const ENVELOPES = [MANIFEST, 'sealed/approvals/admission.json', APPROVAL, VERDICT, DECISION, LANDING] as const;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** The same bytes by other bits in the last character before the padding; null where there is no padding, and so no slack. */
const slack = (base64: string): string | null => {
  const padding = /=+$/u.exec(base64)?.[0] ?? '';
  if (padding === '') return null;
  const at = base64.length - padding.length - 1;
  const next = ALPHABET[ALPHABET.indexOf(base64[at] ?? '') + 1] ?? '';
  return `${base64.slice(0, at)}${next}${padding}`;
};
/** The field of an envelope that holds base64, changed; the one of the two that can be changed so. */
const inBase64 = (change: (base64: string) => string | null) => (text: string) => {
  const fields = [...text.matchAll(/"(?:payload|sig)":"([^"]*)"/gu)].map(([, base64 = '']) => base64);
  for (const field of fields) {
    const changed = change(field);
    if (changed !== null && changed !== field) return text.replace(field, () => changed);
  }
  throw new Error('no field of the envelope can be spelt like that');
};
const inKeyid = (change: (keyid: string) => string) => (text: string) =>
  text.replace(/"keyid":"([^"]*)"/u, (_, keyid: string) => `"keyid":"${change(keyid)}"`);
const otherLast = (text: string): string => `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`;
const otherCase = (text: string): string => text.replace(/[a-zA-Z](?=[^a-zA-Z]*$)/u, (letter) => letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()); // prettier-ignore

const SPELLINGS: readonly (readonly [sentence: string, change: (text: string) => string])[] = [
  ['a space inside', (text) => text.replace('{"payload"', '{ "payload"')],
  ['a space at the end', (text) => text.replace('\n', ' \n')],
  ['a newline more', (text) => `${text}\n`],
  ['no newline', (text) => text.trimEnd()],
  ['the newline of another machine', (text) => text.replace('\n', '\r\n')],
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['other bits where base64 ignores them', inBase64(slack)],
  ['the alphabet of URLs', inBase64((base64) => base64.replaceAll('+', '-').replaceAll('/', '_'))],
  ['padding left out', inBase64((base64) => (base64.endsWith('=') ? base64.replace(/=+$/u, '') : null))],
  ['padding too much', inBase64((base64) => `${base64}=`)],
  ['a line break in base64', inBase64((base64) => `${base64.slice(0, 8)}\\n${base64.slice(8)}`)],
  ['another key named', inKeyid(otherLast)],
  ['the key named in other letters', inKeyid(otherCase)],
  ['no key named', inKeyid(() => '')],
  ['a key twice, with the same value', (text) => text.replace(/"payload":"[^"]*",/u, (found) => found + found)],
  ['a key twice, the first with another value', (text) => text.replace('{"payload"', '{"payload":"e30K","payload"')],
  ['keys in another order', (text) => text.replace(/^\{("payload":"[^"]*"),("payloadType":"[^"]*")/u, '{$2,$1')],
  ['a letter escaped', (text) => text.replace('application/', '\\u0061pplication/')],
  ['a slash escaped', (text) => text.replace('application/', 'application\\/')],
];

/** Whether an envelope can be spelt like that: base64 of a length that needs no padding has no slack, and of few bytes neither + nor /. */
const canBe = (change: (text: string) => string, path: string): boolean => {
  try {
    return change(textOf(get(honest, path))) !== textOf(get(honest, path));
  } catch {
    return false;
  }
};

test('each spelling is tried: on every envelope, but for those that chance leaves out of some', () => {
  for (const [sentence, change] of SPELLINGS) {
    const tried = ENVELOPES.filter((path) => canBe(change, path)).length;
    // One signature in fifteen holds neither + nor /; whether a payload needs padding is a matter of its length.
    const byChance = /base64 ignores|padding left out|alphabet of URLs/u.test(sentence);
    expect(tried, sentence).toBeGreaterThanOrEqual(byChance ? 1 : ENVELOPES.length);
  }
});

describe.each(ENVELOPES)('%s is refused with', (path) => {
  test.concurrent.each(
    shareOf(
      `spellings of ${path}`,
      SPELLINGS.filter(([, change]) => canBe(change, path)),
    ),
  )('%s', async (_, change) => {
    const files = new Map(honest);
    edit(path, change)(files);
    expect(refusals(files, built.trust)).not.toEqual([]);
    expect(await scriptOn(onDisk(files, root))).toBe('NOT VERIFIED');
  });
});

/** The manifest with another payload, signed by the true harness: only how the payload is written can refuse it. */
const resealed = (change: (payload: string) => string): Files => {
  const files = new Map(honest);
  for (const path of [VERDICT, DECISION, LANDING]) files.delete(path);
  const payload = utf8(change(payloadOf(get(files, MANIFEST))));
  const envelope = { payloadType: 'application/vnd.in-toto+json', payload, privateKeyPem: built.harnessPem };
  return files.set(MANIFEST, utf8(signByHarness(envelope)));
};
const SUBJECT = /\{"digest":\{"sha256":"[0-9a-f]*"\},"name":"[^"]*"\}/gu;
const withSubjects = (change: (subjects: readonly string[]) => readonly string[]) => (payload: string) => {
  const subjects = payload.match(SUBJECT) ?? [];
  return payload.replace(subjects.join(','), () => change(subjects).join(','));
};

describe('a manifest that the true harness signed', () => {
  test('again, as it was, is verified: what is refused below is not refused for that', async () => {
    const files = resealed((payload) => payload);
    expect(ours(files, built.trust)).toEqual([]);
    expect(await scriptOn(onDisk(files, root))).toBe('VERIFIED: sealed, no verdict yet');
  });

  test.concurrent.each<[string, (payload: string) => string]>([
    ['its files in another order', withSubjects((subjects) => subjects.toReversed())],
    ['two files in each other’s place', withSubjects(([one = '', other = '', ...rest]) => [other, one, ...rest])],
    ['a file twice', withSubjects(([one = '', ...rest]) => [one, one, ...rest])],
    ['a file too few', withSubjects((subjects) => subjects.slice(1))],
    ['a file too many', withSubjects((subjects) => [...subjects, (subjects.at(-1) ?? '').replace('"name":"', '"name":"z')])],
    ['the tree after its files', (payload) => payload.replace(/(\{"digest":\{"gitTree":"[0-9a-f]*"\},"name":"tree"\}),(.*?)\]/u, '$2,$1]')],
    ['a key twice', (payload) => payload.replace('"_type":', '"_type":"x","_type":')],
    ['keys in another order', (payload) => payload.replace(/^\{("_type":"[^"]*"),(.*)\}\n$/u, '{$2,$1}\n')],
    ['white space', (payload) => payload.replace(',"subject":', ', "subject":')],
    ['a second newline', (payload) => `${payload}\n`],
    ['a field more', (payload) => payload.replace('{"_type"', '{"_more":1,"_type"')],
    ['a field more about the run', (payload) => payload.replace('"predicate":{', '"predicate":{"a":1,')],
    ['a field more about the tree', (payload) => payload.replace('{"digest":{', '{"a":1,"digest":{')],
    ['another digest beside the right one', (payload) => payload.replace('{"digest":{"sha256"', '{"digest":{"md5":"0","sha256"')],
  ])('with %s is refused', async (_, change) => {
    const files = resealed(change);
    expect(get(files, MANIFEST), 'something was changed').not.toEqual(get(resealed((payload) => payload), MANIFEST));
    expect(ours(files, built.trust)).not.toEqual([]);
    expect(await scriptOn(onDisk(files, root))).toBe('NOT VERIFIED');
  });
}); // prettier-ignore

const verified = (bundle: string): boolean => verifyBundle(bundle, built.trust).ok;
const make = (command: string) => (bundle: string) => void execFileSync('/bin/sh', ['-c', command], { cwd: bundle });

describe('a folder that is a bundle', () => {
  test.concurrent.each<[string, (bundle: string) => void]>([
    ['as it was written', () => {}],
    ['with other times', (at) => utimesSync(join(at, 'sealed/contract.json'), 1, 1)],
    ['with times to come', (at) => utimesSync(join(at, MANIFEST), 4_000_000_000, 4_000_000_000)],
    ['with other modes', (at) => (chmodSync(join(at, 'sealed/contract.json'), 0o755), chmodSync(join(at, MANIFEST), 0o400))],
  ])('%s is verified', async (_, alter) => {
    const bundle = onDisk(honest, root);
    alter(bundle);
    expect(verified(bundle)).toBe(true);
    expect(await scriptOn(bundle)).toBe('VERIFIED: landed');
  });

  test.concurrent.each<[string, (bundle: string) => void]>([
    ['an empty file in sealed/', (at) => writeFileSync(join(at, 'sealed/more'), '')],
    ['an empty file deep in sealed/', (at) => writeFileSync(join(at, 'sealed/checks/sum/more'), '')],
    ['an empty file in after/', (at) => writeFileSync(join(at, 'after/more'), '')],
    ['a file of the next number in after/', (at) => writeFileSync(join(at, 'after/4-more.json'), '{}\n')],
    ['an empty file beside both', (at) => writeFileSync(join(at, 'more'), '')],
    ['a hidden file', (at) => writeFileSync(join(at, 'sealed/.more'), '')],
    ['an empty folder in sealed/', (at) => mkdirSync(join(at, 'sealed/more'))],
    ['an empty folder in after/', (at) => mkdirSync(join(at, 'after/more'))],
    ['an empty folder beside both', (at) => mkdirSync(join(at, 'more'))],
    ['a folder of the name of a file', (at) => mkdirSync(join(at, 'after/4-landing.json'))],
    ['a named pipe in sealed/', make('mkfifo sealed/more')],
    ['a named pipe in place of a file', make('rm sealed/test.log; mkfifo sealed/test.log')],
    ['a link to nowhere', (at) => symlinkSync('nowhere', join(at, 'sealed/more'))],
    ['a link in place of a file', make('mv sealed/test.log ../moved.$$; ln -s ../../moved.$$ sealed/test.log')],
    ['a link in place of a folder', make('mv sealed/checks ../checks.$$; ln -s ../../checks.$$ sealed/checks')],
    ['a link in place of sealed/', make('mv sealed ../sealed.$$; ln -s ../sealed.$$ sealed')],
    ['a link in place of after/', make('mv after ../after.$$; ln -s ../after.$$ after')],
    ['a second name for a file', make('ln sealed/test.log ../linked.$$')],
    ['a file in other letters', (at) => renameSync(join(at, 'sealed/report.md'), join(at, 'sealed/Report.md'))],
    ['the verdict in other letters', (at) => renameSync(join(at, VERDICT), join(at, 'after/1-Verdict.json'))],
    ['a folder in other letters', (at) => renameSync(join(at, 'sealed/checks'), join(at, 'sealed/Checks'))],
    ['after/ in other letters', (at) => renameSync(join(at, 'after'), join(at, 'After'))],
    ['the half of a decision that was cut off', (at) => writeFileSync(join(at, 'after/2-decision.json.1.new'), '{')],
    ['two files in each other’s place', make('mv sealed/report.md x && mv sealed/patch.diff sealed/report.md && mv x sealed/patch.diff')],
  ])('with %s is refused', async (_, alter) => {
    const bundle = onDisk(honest, root);
    alter(bundle);
    expect(verified(bundle)).toBe(false);
    expect(await scriptOn(bundle)).toBe('NOT VERIFIED');
  });
}); // prettier-ignore

/** A payload with a field that nobody knows, behind the first brace that follows `where`. */
const withMore = (where: string) => (payload: string) => {
  const at = payload.indexOf('{', payload.indexOf(where));
  const value: unknown = JSON.parse(`${payload.slice(0, at)}{"more":1,${payload.slice(at + 1)}`);
  return canonicalJson(value);
};
const signedAnew = (path: string, change: (payload: string) => string): Uint8Array => {
  const payloadType = typeOf(path);
  const payload = change(payloadOf(get(honest, path)));
  const kind = /vnd\.writ\.(admit|contract|decision)\.v1/u.exec(payloadType)?.[1];
  if (kind === undefined)
    return utf8(signByHarness({ payloadType, payload: utf8(payload), privateKeyPem: built.harnessPem }));
  const message = join(root, `${kind}-${String((messages += 1))}`);
  writeFileSync(message, `DSSEv1 ${payloadType.length} ${payloadType} ${utf8(payload).length} ${payload}`);
  const words = ['-q', '-Y', 'sign', '-f', built.alice.keyFile, '-n', `writ.${kind}.v1`, message];
  execFileSync('ssh-keygen', words, { stdio: 'ignore' });
  const sig = readFileSync(`${message}.sig`, 'utf8').replaceAll(/-----[A-Z ]+-----|\n/gu, '');
  const { keyid } = z
    .object({ signatures: z.tuple([z.object({ keyid: z.string() })]) })
    .parse(JSON.parse(textOf(get(honest, path)))).signatures[0];
  const encoded = Buffer.from(payload).toString('base64');
  return utf8(canonicalJson({ payload: encoded, payloadType, signatures: [{ keyid, sig }] }));
};
const typeOf = (path: string): string => /"payloadType":"([^"]*)"/u.exec(textOf(get(honest, path)))?.[1] ?? '';
let messages = 0;

/** Files with one envelope signed anew by whoever signed it, everything before the seal sealed anew, and nothing after it. */
const withEnvelope = (path: string, change: (payload: string) => string): Files => {
  const files = new Map(honest).set(path, signedAnew(path, change));
  const use = 'sealed/approvals/use.json';
  if (path === APPROVAL)
    files.set(
      use,
      utf8(textOf(get(files, use)).replace(/"approval":"[0-9a-f]+"/u, `"approval":"${sha256(get(files, APPROVAL))}"`)),
    );
  const later = [VERDICT, DECISION, LANDING];
  if (path.startsWith('sealed/')) resign(built, files);
  else for (const other of later.slice(later.indexOf(path) + 1)) files.delete(other);
  return files;
};

describe.each<[path: string, where: readonly string[], says: string]>([
  ['sealed/approvals/admission.json', ['', '"repository":'], 'VERIFIED: sealed, no verdict yet'],
  [APPROVAL, ['', '"repository":'], 'VERIFIED: sealed, no verdict yet'],
  [VERDICT, ['', '"gates":'], 'VERIFIED: sealed and judged, not decided'],
  [DECISION, [''], 'VERIFIED: decided: accepted'],
  [LANDING, ['', '"policy":', '"decide":'], 'VERIFIED: landed'],
])('%s, signed by its own signer', (path, where, says) => {
  test('as it was, is verified: what is refused below is not refused for that', async () => {
    const files = withEnvelope(path, (payload) => payload);
    expect(ours(files, built.trust)).toEqual([]);
    expect(await scriptOn(onDisk(files, root))).toBe(says);
  });
  test.each(where)('with a field more after “%s” is refused', async (one) => {
    const files = withEnvelope(path, withMore(one));
    expect(ours(files, built.trust)).not.toEqual([]);
    const said = await script(onDisk(files, root), built.allowedSigners);
    expect(said.lines).toContain('FAILED  no signed file says more than is known here');
    expect(said.code).toBe(1);
  });
});

/** Each of these means nothing anywhere, though whoever may sign it signed it. */
describe('what its own signer signed in no form that is signed anywhere is refused', () => {
  const altered = (old: RegExp, by: string) => (payload: string) => {
    const changed = payload.replace(old, by);
    expect(changed).not.toBe(payload);
    return changed;
  };
  test.concurrent.each<[string, string, (payload: string) => string]>([
    ['a nonce of other letters', DECISION, altered(/"nonce":"./u, '"nonce":"x')],
    ['a token that names nobody', DECISION, altered(/"token":"alice/u, '"token":"bob')],
    ['a day that no calendar has', APPROVAL, altered(/"until":"2026-11-27/u, '"until":"2026-11-31')],
    ['a grant that nobody knows', APPROVAL, altered(/"grants":\["contract"/u, '"grants":["Contract"')],
    ['half an attempt', APPROVAL, altered(/"attempts":3/u, '"attempts":2.5')],
    ['a citation pinned to no digest', APPROVAL, altered(/"cites":\[\{"cite":"[^"]*","digest":"./u, '"cites":[{"cite":"spec:A1","digest":"x')],
    ['no reason, not even an empty one', DECISION, altered(/"because":"",/u, '')],
    ['neither a change nor none', DECISION, altered(/"nonce":/u, '"noChange":null,"nonce":')],
    ['a gate without notices, not even none', VERDICT, altered(/"notices":\[\]/u, '"notices":null')],
    ['a citation that is a word', APPROVAL, altered(/"cites":\[\{[^}]*\}/u, '"cites":["spec:A1"')],
    ['a gate of no name', VERDICT, altered(/"gate":"[a-z.]+"/u, '"gate":""')],
    ['a policy that does not say who decides', LANDING, altered(/"any":null,/u, '')],
  ])('%s', async (_, path, change) => {
    const files = withEnvelope(path, change);
    expect(ours(files, built.trust)).not.toEqual([]);
    const said = await script(onDisk(files, root), built.allowedSigners);
    expect(said.lines).toContain('FAILED  what was signed has the form of what is signed');
    expect(said.code).toBe(1);
  });
}); // prettier-ignore
