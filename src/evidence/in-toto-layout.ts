import { canonicalize } from '@tufjs/canonical-json';
import { scopeOf, sha256, type Check, type Contract, type Digest } from '#contract';

/** One file of a tree, as git lists it: the mode in six digits and the id of the blob. */
export type TreeFile = { readonly path: string; readonly mode: string; readonly blob: string };

/** A run told as an in-toto layout, and the links that have to keep to it. */
export type RunToTell = {
  readonly contract: Contract;
  readonly digest: Digest;
  readonly run: string;
  /** ISO 8601; the layout expires ten years later. */
  readonly at: string;
  readonly base: readonly TreeFile[];
  readonly result: readonly TreeFile[];
  /** The harness's Ed25519 key, the 32 bytes in hexadecimal. */
  readonly publicKey: string;
};

/** Signs bytes with the key of the harness: an Ed25519 signature in hexadecimal. */
export type SignHex = (bytes: Uint8Array) => string;

type Key = { readonly keyid: string; readonly [field: string]: unknown };
type Rule = readonly string[];
type Listing = Readonly<Record<string, { readonly gitBlob: string; readonly gitMode: string }>>;

const YEARS = 10;

/** The key as in-toto 1.x writes it; its id is the digest of everything that is public in it. */
const keyOf = (publicKey: string): Key => {
  const facts = { keytype: 'ed25519', scheme: 'ed25519', keyid_hash_algorithms: ['sha256', 'sha512'] };
  const keyid = sha256(canonicalize({ ...facts, keyval: { public: publicKey } }));
  return { ...facts, keyid, keyval: { public: publicKey, private: '' } };
};

/** A path as a pattern of in-toto's that matches nothing else. */
const literally = (path: string): string => path.replaceAll(/[[*?]/gu, '[$&]');

const listedAs = (files: readonly TreeFile[]): Listing =>
  Object.fromEntries(files.map(({ path, mode, blob }) => [path, { gitBlob: blob, gitMode: mode }]));

/** The paths that differ and that the contract lets change. Whatever else differs, the layout does not know of. */
const mayChange = ({ contract, base, result }: RunToTell): readonly string[] => {
  const scope = scopeOf(contract.paths);
  const before = new Map(base.map((file) => [file.path, `${file.mode} ${file.blob}`]));
  const after = new Map(result.map((file) => [file.path, `${file.mode} ${file.blob}`]));
  const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  return differing.filter((path) => scope(path) === 'allowed').toSorted();
};

const from = (side: 'MATERIALS' | 'PRODUCTS', step: string): readonly Rule[] => [
  ['MATCH', '*', 'WITH', side, 'FROM', step],
  ['DISALLOW', '*'],
];

const checkStep = ({ id }: Check): string => `check-${id}`;

const stepsOf = (told: RunToTell, keyid: string): readonly unknown[] => {
  const allowed = mayChange(told).map((path): Rule => ['ALLOW', literally(path)]);
  const step = (name: string, command: readonly string[], materials: readonly Rule[], products: readonly Rule[]) => ({
    ...{ _type: 'step', name, pubkeys: [keyid], threshold: 1, expected_command: command },
    ...{ expected_materials: materials, expected_products: products },
  });
  return [
    // Nothing of the base may be kept from the work, and the work may start from nothing else.
    step('base', [], [['DISALLOW', '*']], from('MATERIALS', 'work')),
    step('work', [], [...allowed, ...from('PRODUCTS', 'work')], [...allowed, ...from('PRODUCTS', 'base')]),
    ...told.contract.checks.map((check) =>
      step(checkStep(check), check.run, from('PRODUCTS', 'work'), [['DISALLOW', '*']]),
    ),
  ];
};

const layoutOf = (told: RunToTell, key: Key): unknown => {
  const expires = new Date(told.at);
  expires.setUTCFullYear(expires.getUTCFullYear() + YEARS);
  return {
    _type: 'layout',
    expires: `${expires.toISOString().slice(0, 19)}Z`,
    readme: `Writ run ${told.run} of contract sha256:${told.digest}`,
    keys: { [key.keyid]: key },
    steps: stepsOf(told, key.keyid),
    inspect: [],
  };
};

const linksOf = (told: RunToTell): readonly { readonly name: string; readonly link: unknown }[] => {
  const [base, result] = [listedAs(told.base), listedAs(told.result)];
  const link = (name: string, command: readonly string[], materials: Listing, products: Listing) => ({
    name,
    link: { _type: 'link', name, command, materials, products, byproducts: {}, environment: {} },
  });
  return [
    link('base', [], {}, base),
    link('work', [], base, result),
    ...told.contract.checks.map((check) => link(checkStep(check), check.run, result, {})),
  ];
};

/**
 * A run as an in-toto layout with its links, in the older form that Debian's `in-toto-verify` 1.x reads (Metablocks
 * over OLPC canonical JSON): whoever does not believe us lets another tool compare base, result and checked tree, and
 * find a path outside the contract. Files are told by git blob id and mode.
 *
 * The layout lists the changed paths the contract allows, one by one, because in-toto's patterns are wider than ours.
 * It says nothing of signatures of persons, tests or gates: those are for `verifyBundle` and the script.
 *
 * @returns file name → text: `root.layout`, a `.link` for each step, and `harness.pub`, the key to verify with.
 */
export const inTotoFiles = (told: RunToTell, sign: SignHex): ReadonlyMap<string, string> => {
  const key = keyOf(told.publicKey);
  const metablock = (signed: unknown): string => {
    const sig = sign(new TextEncoder().encode(canonicalize(signed)));
    return `${JSON.stringify({ signatures: [{ keyid: key.keyid, sig }], signed }, null, 1)}\n`;
  };
  const { keyid: _, ...publicKey } = key;
  return new Map([
    ['root.layout', metablock(layoutOf(told, key))],
    ...linksOf(told).map(({ name, link }) => [`${name}.${key.keyid.slice(0, 8)}.link`, metablock(link)] as const),
    ['harness.pub', `${JSON.stringify({ ...publicKey, keyval: { public: told.publicKey } })}\n`],
  ]);
};
