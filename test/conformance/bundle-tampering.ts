import { canonicalJson, sha256 } from '#contract';
import { CHAINED_FILES, chainHead, manifestPayload, MANIFEST_PAYLOAD_TYPE, type ChainClaim } from '#evidence';
import { parseEnvelope, signByHarness } from '#signoff';
import type { BuiltBundle } from './bundle-builder.ts';
import { makeHarness } from './example-signers.ts';

/** The files as they lie on disk: `sealed/…` and `after/…`. */
export type Files = Map<string, Uint8Array>;
export const filesOf = ({ sealed, after }: Pick<BuiltBundle, 'sealed' | 'after'>): Files =>
  new Map([
    ...[...sealed].map(([path, bytes]) => [`sealed/${path}`, bytes] as const),
    ...[...after].map(([path, bytes]) => [`after/${path}`, bytes] as const),
  ]);
export const below = (files: Files, name: string): Files =>
  new Map(
    [...files]
      .filter(([path]) => path.startsWith(`${name}/`))
      .map(([path, bytes]) => [path.slice(name.length + 1), bytes]),
  );

export const MANIFEST = 'sealed/manifest.intoto.jsonl';
export const APPROVAL = 'sealed/approvals/contract.json';
export const VERDICT = 'after/1-verdict.json';
export const DECISION = 'after/2-decision.json';
export const LANDING = 'after/3-landing.json';
const EVENTS = 'sealed/events.normalized.jsonl';

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const get = (files: Files, path: string): Uint8Array => {
  const bytes = files.get(path);
  if (bytes === undefined) throw new Error(`there is no ${path}`);
  return bytes;
};
export const edit = (path: string, change: (old: string) => string) => (files: Files) => {
  const [before, after] = [text(get(files, path)), change(text(get(files, path)))];
  if (before === after) throw new Error(`nothing was changed in ${path}`);
  files.set(path, utf8(after));
};
export const payloadOf = (bytes: Uint8Array): string => {
  const envelope = parseEnvelope(bytes, 'an envelope');
  if (!envelope.ok) throw new Error(envelope.failures[0].message);
  return text(envelope.value.payload);
};
/** The envelope with another payload and the old signature. */
export const repayload = (path: string, change: (payload: string) => string) =>
  edit(path, (old) =>
    old.replace(
      /"payload":"[^"]*"/,
      () => `"payload":"${Buffer.from(change(payloadOf(utf8(old)))).toString('base64')}"`,
    ),
  );
/** Another last character before the padding: the same bytes in another spelling. */
const slacken = (old: string): string =>
  old.replace(/([A-Za-z0-9+/])==/, (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}==`);

type Claims = readonly ChainClaim[];
const headsOf = (files: Files): Claims =>
  CHAINED_FILES.map((file) => {
    const head = chainHead(get(files, `sealed/${file}`));
    if (!head.ok) throw new Error(head.failures[0].message);
    return { file, ...head.value };
  });
/** A manifest that the true harness signs over whatever is there: only the chains, digests.json or bindings can refuse it. */
export const resign = (
  built: BuiltBundle,
  files: Files,
  from: { readonly chains?: Claims; readonly contract?: string; readonly run?: string; readonly harness?: string } = {},
): void => {
  const sealed = below(files, 'sealed');
  sealed.delete('manifest.intoto.jsonl');
  const digests = Object.fromEntries(
    [...sealed].filter(([path]) => path !== 'digests.json').map(([path, bytes]) => [path, sha256(bytes)]),
  );
  if (sealed.has('digests.json')) sealed.set('digests.json', utf8(canonicalJson({ writ: 1, files: digests })));
  const payload = manifestPayload({
    run: from.run ?? 'run-1',
    task: built.contract.id,
    attempt: 1,
    base: built.repository.base,
    tree: built.repository.tree,
    contract: sha256(get(files, 'sealed/contract.json')),
    approval: sha256(get(files, APPROVAL)),
    files: sealed,
    chains: from.chains ?? headsOf(files),
  });
  for (const [path, bytes] of sealed) files.set(`sealed/${path}`, bytes);
  files.set(
    MANIFEST,
    utf8(
      signByHarness({ payloadType: MANIFEST_PAYLOAD_TYPE, payload, privateKeyPem: from.harness ?? built.harnessPem }),
    ),
  );
  for (const path of [VERDICT, DECISION, LANDING]) files.delete(path);
};
/** Rewrites the events and has the true harness sign it, with the heads of the rewritten file unless told otherwise. */
const rechain =
  (built: BuiltBundle, change: (lines: readonly string[]) => readonly string[], chains?: Claims) => (files: Files) => {
    const lines = text(get(files, EVENTS)).trimEnd().split('\n');
    files.set(EVENTS, utf8(`${change(lines).join('\n')}\n`));
    resign(built, files, chains === undefined ? {} : { chains });
  };

/** One way to tamper with a bundle: a sentence that follows “where”, and what is done to the files. */
type Tampering = readonly [sentence: string, alter: (files: Files) => void];

const withFiles = (built: BuiltBundle): readonly Tampering[] => [
  ['a log was edited', edit('sealed/backend/stdout.log', (old) => old.replace('pass', 'fail'))],
  ['a file was deleted', (files) => files.delete('sealed/test.log')],
  [
    'the proof was edited',
    edit('sealed/proof/proof.json', (old) => old.replace('"depth":"suspects"', '"depth":"units"')),
  ],
  ['a run of the proof was deleted', (files) => files.delete('sealed/proof/p1/check.json')],
  [
    'the proof was made to be about another tree, by the true harness',
    (files) => {
      edit('sealed/proof/proof.json', (old) =>
        // Its own, and not that of one of its runs, which stands before it.
        canonicalJson({ ...JSON.parse(old), tree: built.repository.baseTree }),
      )(files);
      resign(built, files);
    },
  ],
  ['a file was added', (files) => files.set('sealed/extra.txt', utf8('x'))],
  ['the contract was edited', edit('sealed/contract.json', (old) => old.replace('"attempts":3', '"attempts":9'))],
  ['another harness signed', (files) => resign(built, files, { harness: makeHarness() })],
  [
    'another contract was sealed by the true harness',
    (files) => (
      edit('sealed/contract.json', (old) => old.replace('"attempts":3', '"attempts":9'))(files),
      resign(built, files)
    ),
  ],
  ['the manifest is about another run', (files) => resign(built, files, { run: 'run-2' })],
  ['a required file is neither there nor listed', (files) => (files.delete('sealed/test.log'), resign(built, files))],
  ['secrets.json is neither there nor listed', (files) => (files.delete('sealed/secrets.json'), resign(built, files))],
  ['rules.json is neither there nor listed', (files) => (files.delete('sealed/rules.json'), resign(built, files))],
  ['dependencies.json is neither there nor listed', (files) => (files.delete('sealed/dependencies.json'), resign(built, files))], // prettier-ignore
  ['digests.json is neither there nor listed', (files) => (files.delete('sealed/digests.json'), resign(built, files))],
  ['the approval was edited', repayload(APPROVAL, (payload) => payload.replace('"attempts":3', '"attempts":9'))],
  ['the approval is the admission', (files) => files.set(APPROVAL, get(files, 'sealed/approvals/admission.json'))],
  [
    'the admission is the approval',
    (files) => (files.set('sealed/approvals/admission.json', get(files, APPROVAL)), resign(built, files)),
  ],
  ['the manifest was edited', repayload(MANIFEST, (payload) => payload.replace('"attempt":1', '"attempt":2'))],
  ['the manifest is empty', (files) => files.set(MANIFEST, new Uint8Array())],
  ['the manifest is gone', (files) => files.delete(MANIFEST)],
  ['the decision was flipped', repayload(DECISION, (payload) => payload.replace('"accept"', '"reject"'))],
  ['the contract approval serves as decision', (files) => files.set(DECISION, get(files, APPROVAL))],
  ['the verdict was flipped', repayload(VERDICT, (payload) => payload.replace('PASS', 'FAIL'))],
  ['the verdict serves as landing', (files) => files.set(LANDING, get(files, VERDICT))],
  ['there is a decision without a verdict', (files) => files.delete(VERDICT)],
  ['there is a landing without a decision', (files) => files.delete(DECISION)],
];

const withChains = (built: BuiltBundle): readonly Tampering[] => [
  [
    'the chain lost its last line',
    edit(EVENTS, (old) => old.trimEnd().split('\n').slice(0, -1).join('\n').concat('\n')),
  ],
  ['a signed chain is shorter than its claim', rechain(built, (lines) => lines.slice(0, -1), headsOf(filesOf(built)))],
  ['a signed chain lacks a middle line', rechain(built, (lines) => lines.toSpliced(2, 1))],
  ['a signed chain lacks its beginning', rechain(built, (lines) => lines.slice(1))],
  ['a signed chain was reordered', rechain(built, (lines) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''))],
  [
    'a signed chain was rewritten in the middle',
    rechain(built, (lines) => lines.with(2, (lines[2] ?? '').replace('line 1', 'line 9'))),
  ],
  ['a signed chain holds an empty line', rechain(built, (lines) => [...lines, ''], headsOf(filesOf(built)))],
  [
    'a signed chain belongs to another run',
    rechain(built, (lines) => lines.with(0, (lines[0] ?? '').replace('run-1', 'run-2'))),
  ],
  ['no chain is signed for', (files) => resign(built, files, { chains: [] })],
  [
    'one chain is signed for twice',
    (files) =>
      resign(built, files, {
        chains: headsOf(files).map(() => headsOf(files)[0] ?? { file: '', lines: 1, head: sha256('') }),
      }),
  ],
];

const withSpelling = (built: BuiltBundle): readonly Tampering[] => [
  ['the manifest has white space', edit(MANIFEST, (old) => old.replace('{"payload"', '{ "payload"'))],
  ['the manifest has a second line', edit(MANIFEST, (old) => old + old)],
  ['the manifest lacks its newline', edit(MANIFEST, (old) => old.trimEnd())],
  ['the manifest has a key twice', edit(MANIFEST, (old) => old.replace('{"payload":', '{"payload":"","payload":'))],
  ['the manifest has a key more', edit(MANIFEST, (old) => old.replace('{"payload":', '{"a":1,"payload":'))],
  ['the manifest has two signatures', edit(MANIFEST, (old) => old.replace(/\[(\{.*\})\]/, '[$1,$1]'))],
  ['the manifest’s signature is spelt otherwise', edit(MANIFEST, slacken)],
  [
    'the manifest names another key',
    edit(MANIFEST, (old) =>
      old.replace(/"keyid":"./, (found) => `${found.slice(0, -1)}${found.endsWith('0') ? '1' : '0'}`),
    ),
  ],
  ['the verdict’s signature is spelt otherwise', edit(VERDICT, slacken)],
  ['the verdict has white space at its end', edit(VERDICT, (old) => `${old} `)],
  [
    'the decision names another key',
    edit(DECISION, (old) =>
      old.replace(/"keyid":"SHA256:./, (found) => `${found.slice(0, -1)}${found.endsWith('A') ? 'B' : 'A'}`),
    ),
  ],
  [
    'the decision has a key twice',
    edit(DECISION, (old) =>
      old.replace('"signatures":', '"payloadType":"application/vnd.writ.decision.v1+json","signatures":'),
    ),
  ],
  [
    'a sealed file has a key twice',
    (files) => (
      edit('sealed/changes.json', (old) => old.replace('"writ":1', '"writ":1,"writ":1'))(files),
      resign(built, files)
    ),
  ],
  [
    'a sealed file has white space',
    (files) => (edit('sealed/report.json', (old) => old.replace(':', ': '))(files), resign(built, files)),
  ],
  [
    'the run of freshness.json is another',
    (files) => (edit('sealed/freshness.json', (old) => old.replace('run-1', 'run-2'))(files), resign(built, files)),
  ],
  [
    'the tree of changes.json is another',
    (files) => (
      edit('sealed/changes.json', (old) => old.replace(/"tree":"[0-9a-f]{8}/, '"tree":"00000000'))(files),
      resign(built, files)
    ),
  ],
  [
    'the tree of secrets.json is another',
    (files) => (
      edit('sealed/secrets.json', (old) => old.replace(/"tree":"[0-9a-f]{8}/, '"tree":"00000000'))(files),
      resign(built, files)
    ),
  ],
  [
    'the attempt of use.json is another',
    (files) => (
      edit('sealed/approvals/use.json', (old) => old.replace('"attempt":1', '"attempt":2'))(files),
      resign(built, files)
    ),
  ],
];

/** The tree and the base that the looks by the rules and at dependencies name are those of the run. */
const withRules = (built: BuiltBundle): readonly Tampering[] =>
  ['rules', 'dependencies'].flatMap((name) =>
    ['base', 'tree'].map((claim): Tampering => [
      `the ${claim} of ${name}.json is another`,
      (files) => {
        const other = (old: string) => old.replace(new RegExp(`"${claim}":"[0-9a-f]{8}`), `"${claim}":"00000000`);
        edit(`sealed/${name}.json`, other)(files);
        resign(built, files);
      },
    ]),
  );

/** Every way we know to tamper with a bundle that both verifiers must see. */
export const tamperings = (built: BuiltBundle): readonly Tampering[] => [
  ...withFiles(built),
  ...withChains(built),
  ...withSpelling(built),
  ...withRules(built),
];
