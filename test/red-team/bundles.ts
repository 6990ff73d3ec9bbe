/** Altering a bundle that was really made, and having it verified. */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, sha256 } from '#contract';
import { armorToBlob, pae, parseEnvelope, signByHarness } from '#signoff';
import type { Mechanism } from '../rig/switch-off.ts';
import type { Stage } from './stage.ts';

/** The digests of the sealed files are not compared. */
export const noDigests: Mechanism = {
  file: 'src/evidence/bundle.ts',
  replace: 'return digest === sha256(bytes) ? [] :',
  by: 'return digest !== undefined ? [] :',
};

/** Copies the bundle of the stage's run, alters the copy, and says what `writ verify` makes of it. */
export const verifyAltered = async (stage: Stage, alter: (bundle: string) => void | Promise<void>): Promise<string> => {
  const runs = join(stage.work, '.git/writ/runs');
  const bundle = join(stage.folder, 'bundle');
  cpSync(join(runs, readdirSync(runs)[0] ?? ''), bundle, { recursive: true });
  await alter(bundle);
  return (await stage.writ('writ verify ../bundle')).output;
};

/** Changes the text of a file of a bundle; a change that changes nothing is an error of the test. */
export const edit =
  (path: string, change: (text: string) => string) =>
  (bundle: string): void => {
    const before = readFileSync(join(bundle, path), 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`nothing was changed in ${path}`);
    writeFileSync(join(bundle, path), after);
  };

const MANIFEST = 'sealed/manifest.intoto.jsonl';
const VERDICT = 'after/1-verdict.json';
const DECISION = 'after/2-decision.json';
const EVENTS = 'sealed/events.normalized.jsonl';

const textOf = (bundle: string, path: string): string => readFileSync(join(bundle, path), 'utf8');
const digestOf = (bundle: string, path: string): string => sha256(readFileSync(join(bundle, path)));

const envelopeAt = (bundle: string, path: string) => {
  const envelope = parseEnvelope(readFileSync(join(bundle, path)), path);
  if (!envelope.ok) throw new Error(envelope.failures[0].message);
  return envelope.value;
};

/** Another payload in an envelope: under the old signature, or signed by whoever has the key of the harness. */
const repayload = (bundle: string, path: string, change: (payload: string) => string, key?: string): void => {
  const { payload: old, payloadType } = envelopeAt(bundle, path);
  const payload = new TextEncoder().encode(change(new TextDecoder().decode(old)));
  const text = textOf(bundle, path);
  writeFileSync(
    join(bundle, path),
    key === undefined
      ? text.replace(/"payload":"[^"]*"/u, () => `"payload":"${Buffer.from(payload).toString('base64')}"`)
      : signByHarness({ payloadType, payload, privateKeyPem: readFileSync(key, 'utf8') }),
  );
};

type Resealing = {
  readonly path: string;
  readonly text: string;
  /** The file that holds the key of the harness, where the attacker has it. */
  readonly key?: string;
  /** The old head of a chain and its new one. */
  readonly head?: readonly [string, string];
};
/** Puts other bytes in place of a sealed file, and the new digests wherever the old ones stand. */
const reseal = (bundle: string, { path, text, key, head }: Resealing): void => {
  const before = { file: digestOf(bundle, path), list: digestOf(bundle, 'sealed/digests.json') };
  writeFileSync(join(bundle, path), text);
  const after = digestOf(bundle, path);
  edit('sealed/digests.json', (list) => list.replaceAll(before.file, after))(bundle);
  const manifest = digestOf(bundle, MANIFEST);
  const list = digestOf(bundle, 'sealed/digests.json');
  const named = (payload: string): string =>
    payload
      .replaceAll(before.file, after)
      .replaceAll(before.list, list)
      .replaceAll(head?.[0] ?? after, head?.[1] ?? after);
  repayload(bundle, MANIFEST, named, key);
  repayload(
    bundle,
    VERDICT,
    (payload) => payload.replaceAll(manifest, digestOf(bundle, MANIFEST)).replaceAll(before.file, after),
    key,
  );
};

/** Rewrites one event and every line after it, and all that names the chain. Nothing is signed anew. */
export const rewriteChain = (bundle: string): void => {
  const lines = textOf(bundle, EVENTS).trimEnd().split('\n');
  const head = sha256(lines.at(-1) ?? '');
  let prev = '0'.repeat(64);
  const rewritten = lines.map((line) => {
    const value: object = { ...JSON.parse(line), prev };
    const text = canonicalJson('backend' in value ? { ...value, backend: 'another' } : value).trimEnd();
    prev = sha256(text);
    return text;
  });
  reseal(bundle, { path: EVENTS, text: `${rewritten.join('\n')}\n`, head: [head, prev] });
};

/** Widens the contract and has the true harness seal and judge it. */
export const widenContract = (bundle: string, harnessKey: string): void => {
  const path = 'sealed/contract.json';
  const text = textOf(bundle, path).replace('"allow":["src/month.mjs"]', '"allow":["src/month.mjs","src/year.mjs"]');
  const before = digestOf(bundle, path);
  const chains = [EVENTS, 'sealed/trace.jsonl'];
  reseal(bundle, { path, text, key: harnessKey });
  const after = digestOf(bundle, path);
  for (const chain of chains) {
    const lines = textOf(bundle, chain).trimEnd().split('\n');
    const head = sha256(lines.at(-1) ?? '');
    let prev = '0'.repeat(64);
    const rewritten = lines.map((line) => {
      const next = canonicalJson({ ...JSON.parse(line.replaceAll(before, after)), prev }).trimEnd();
      prev = sha256(next);
      return next;
    });
    reseal(bundle, { path: chain, text: `${rewritten.join('\n')}\n`, key: harnessKey, head: [head, prev] });
  }
  const reportPath = 'sealed/report.json';
  const report = textOf(bundle, reportPath);
  if (report.includes(before))
    reseal(bundle, { path: reportPath, text: report.replaceAll(before, after), key: harnessKey });
};

/** Signs the decision of a bundle with some key, for some namespace. A landing goes, as it names the old envelope. */
export const signDecision = (bundle: string, key: string, namespace: string): void => {
  const { payload, payloadType } = envelopeAt(bundle, DECISION);
  const file = join(bundle, '../to-sign');
  writeFileSync(file, pae(payloadType, payload));
  execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', key, '-n', namespace, file], { stdio: 'ignore' });
  const blob = armorToBlob(readFileSync(`${file}.sig`, 'utf8'));
  if (!blob.ok) throw new Error(blob.failures[0].message);
  const keyid = execFileSync('ssh-keygen', ['-l', '-f', key], { encoding: 'utf8' }).split(' ')[1];
  const signatures = [{ keyid, sig: Buffer.from(blob.value).toString('base64') }];
  writeFileSync(
    join(bundle, DECISION),
    canonicalJson({ payload: Buffer.from(payload).toString('base64'), payloadType, signatures }),
  );
  rmSync(join(bundle, 'after/3-landing.json'));
};
