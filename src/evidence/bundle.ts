import { z } from 'zod';
import {
  canonicalJson,
  EVIDENCE_EDITION,
  parseCanonicalJson,
  sha256,
  type Digest,
  type EvidenceEdition,
} from '#contract';
import { fail, invariant, ok, okUnless, type Failure, type Result } from '#failure';
import { signByHarness } from '#signoff';
import { chainHead, verifyChain } from './chain.ts';
import { DEPENDENCIES_FILE } from './dependency-record.ts';
import { SPECS_FILE } from './spec-record.ts';
import {
  byPath,
  claimedManifest,
  DigestText,
  MANIFEST_PAYLOAD_TYPE,
  manifestPayload,
  parseManifest,
  type ChainClaim,
  type Manifest,
  type RunFacts,
} from './manifest.ts';

/** The sealed files of a run: path relative to `sealed/`, with `/`, → the file's bytes. */
export type SealedFiles = ReadonlyMap<string, Uint8Array>;

export const MANIFEST_FILE = 'manifest.intoto.jsonl';
export const DIGESTS_FILE = 'digests.json';
/** The files whose lines are hash-chained; the manifest must say how long each is and how it ends. */
export const CHAINED_FILES = ['events.normalized.jsonl', 'trace.jsonl'] as const;

/** What every bundle holds, whatever its contract says; an empty log is a file too. */
export const REQUIRED_FILES = [
  'actions.json',
  'approvals/admission.json',
  'approvals/contract.json',
  'approvals/use.json',
  'backend/backend.json',
  'backend/stderr.log',
  'backend/stdout.log',
  'changes.json',
  'contract.json',
  DEPENDENCIES_FILE,
  DIGESTS_FILE,
  ...CHAINED_FILES,
  'freshness.json',
  MANIFEST_FILE,
  'patch.diff',
  'replay.json',
  'report.json',
  'report.md',
  'rules.json',
  'secrets.json',
  SPECS_FILE,
  'test.log',
] as const;

/** The editions with which files came; a bundle of an earlier one holds none. */
const FILE_SINCE: Readonly<Partial<Record<string, EvidenceEdition>>> = {
  'secrets.json': 2,
  'rules.json': 4,
  [DEPENDENCIES_FILE]: 4,
  [SPECS_FILE]: 4,
};
const isDemanded = (path: string, edition: EvidenceEdition): boolean => (FILE_SINCE[path] ?? 1) <= edition;

/**
 * Whether a path may stand in a bundle: relative, made of plain ASCII names that begin with a letter, digit or
 * underscore. That leaves out `..`, hidden files, what looks like an option, white space and control characters,
 * and everything that a case of Unicode form could make ambiguous.
 */
export const isSealedPath = (path: string): boolean =>
  path.length <= 300 && /^\w[\w.:+@-]*(\/\w[\w.:+@-]*)*$/.test(path);

/** The contract that this one takes the place of. Only in bundles of a version that takes another's place. */
export const SUPERSEDED_FILE = 'superseded.json';
/** The n-th of several approvals, from 1; the last of them is `approvals/contract.json`. */
export const earlierApprovalFile = (n: number): string => `approvals/contract-${n}.json`;
/** Where a waiver of a gate is sealed: one a gate, and none under another's name. */
export const waiverPath = (gate: string): string => `approvals/waivers/${gate}.json`;

/** The files of one check, as they stand in the bundle. */
export const checkFiles = (
  id: string,
): { readonly record: string; readonly stdout: string; readonly stderr: string } => ({
  record: `checks/${id}/check.json`,
  stdout: `checks/${id}/stdout.log`,
  stderr: `checks/${id}/stderr.log`,
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const digestsText = (files: SealedFiles): string =>
  canonicalJson({ writ: 1, files: Object.fromEntries([...files].map(([path, bytes]) => [path, sha256(bytes)])) });

const digestOf = (files: SealedFiles, path: string): Digest => {
  const bytes = files.get(path);
  invariant(bytes !== undefined, `a bundle cannot be sealed without ${path}`);
  return sha256(bytes);
};

/**
 * Seals the files of a run: adds `digests.json` and the manifest, signed by the harness.
 * Contract, approval and chains are measured from the files, so that the manifest cannot disagree with them.
 *
 * @param files everything but the two files that are added. A file that is missing, or of a name that no bundle may
 * hold, is a bug of ours and throws.
 * @param privateKeyPem the harness's Ed25519 key, PKCS #8.
 */
export const sealBundle = (files: SealedFiles, facts: RunFacts, privateKeyPem: string): SealedFiles => {
  invariant(!files.has(DIGESTS_FILE) && !files.has(MANIFEST_FILE), 'a bundle is sealed once');
  for (const path of files.keys()) invariant(isSealedPath(path), `${path} cannot be the name of a sealed file`);
  const described = new Map([...files, [DIGESTS_FILE, bytesOf(digestsText(files))]]);
  for (const path of REQUIRED_FILES)
    invariant(path === MANIFEST_FILE || described.has(path), `a bundle cannot be sealed without ${path}`);
  const chains = CHAINED_FILES.map((file): ChainClaim => {
    const head = chainHead(files.get(file) ?? new Uint8Array(), file);
    invariant(head.ok, `${file} is not a chain`);
    return { file, ...head.value };
  });
  const contract = digestOf(files, 'contract.json');
  const approval = digestOf(files, 'approvals/contract.json');
  const payload = manifestPayload({ ...facts, contract, approval, files: described, chains });
  return new Map([
    ...described,
    [MANIFEST_FILE, bytesOf(signByHarness({ payloadType: MANIFEST_PAYLOAD_TYPE, payload, privateKeyPem }))],
  ]);
};

const problem = (message: string): Failure => ({ code: 'evidence.incomplete', message });
const failuresOf = (result: Result<unknown>): readonly Failure[] => (result.ok ? [] : result.failures);

/** Exactly the files the manifest lists, each with the digest it lists. */
const fileFailures = (files: SealedFiles, manifest: Manifest): readonly Failure[] => [
  ...[...files].flatMap(([path, bytes]) => {
    if (path === MANIFEST_FILE) return [];
    const digest = manifest.files.get(path);
    if (digest === undefined) return [problem(`${path} is in the bundle, and the manifest does not list it`)];
    return digest === sha256(bytes) ? [] : [problem(`${path} is not what the manifest lists`)];
  }),
  ...[...manifest.files.keys()]
    .filter((path) => !files.has(path))
    .map((path) => problem(`${path} is missing from the bundle`)),
];

const Digests = z.strictObject({ writ: z.literal(1), files: z.record(z.string(), DigestText) });

/** `digests.json` repeats the manifest for people with `sha256sum`; it must say the same. */
const digestsFailures = (bytes: Uint8Array, manifest: Manifest): readonly Failure[] => {
  const value = parseCanonicalJson(bytes, DIGESTS_FILE);
  if (!value.ok) return value.failures;
  const digests = Digests.safeParse(value.value);
  if (!digests.success) return [{ code: 'evidence.malformed', message: `${DIGESTS_FILE} is not a list of digests` }];
  const said = Object.entries(digests.data.files).toSorted(([one], [other]) => byPath(one, other));
  const signed = [...manifest.files].filter(([path]) => path !== DIGESTS_FILE);
  return canonicalJson(said) === canonicalJson(signed)
    ? []
    : [problem(`${DIGESTS_FILE} does not say what the manifest says`)];
};

const chainFailures = (files: SealedFiles, manifest: Manifest): readonly Failure[] => {
  // The list itself is checked first: a chain nobody claims would be a chain nobody verifies.
  const claimed = manifest.chains.map((chain) => chain.file);
  if (claimed.join('\n') !== CHAINED_FILES.join('\n'))
    return [problem('the manifest does not sign for exactly the chained files')];
  return manifest.chains.flatMap((chain) =>
    failuresOf(verifyChain(files.get(chain.file) ?? new Uint8Array(), { ...manifest, ...chain }, chain.file)),
  );
};

declare const listed: unique symbol;
declare const verified: unique symbol;
/** The files of a bundle that are exactly those its manifest lists, whoever signed that. Only `listFiles` makes one. */
export type ListedFiles = { readonly files: SealedFiles; readonly claimed: Manifest; readonly [listed]: true };
/** The files of a bundle that are exactly those its harness signed for. Only `verifyFiles` makes one. */
export type VerifiedFiles = { readonly files: SealedFiles; readonly manifest: Manifest; readonly [verified]: true };

const isListed = (_: Omit<ListedFiles, typeof listed>, failures: readonly Failure[]): _ is ListedFiles =>
  failures.length === 0;
const isVerified = (one: Omit<VerifiedFiles, typeof verified>, claimed: Manifest): one is VerifiedFiles =>
  one.manifest.digest === claimed.digest;

/**
 * Compares the files of a bundle with its manifest: names, exact set, every digest. That needs no key, so it comes
 * first, and where it refuses nothing else is worth looking at. It never accepts: who signed is for `verifyFiles`.
 *
 * @returns the files, or everything that is wrong: `evidence.incomplete`, `evidence.malformed`, `signature.malformed`.
 */
export const listFiles = (files: SealedFiles): Result<ListedFiles> => {
  const names = [...files.keys()]
    .filter((path) => !isSealedPath(path))
    .map((path) => problem(`${JSON.stringify(path)} cannot be the name of a sealed file`));
  const bytes = files.get(MANIFEST_FILE);
  const claimed = bytes === undefined ? null : claimedManifest(bytes);
  // What edition a bundle claims to be of is believed for this list alone: the signature over it comes next.
  const edition = claimed?.ok === true ? claimed.value.edition : EVIDENCE_EDITION;
  const absent = REQUIRED_FILES.filter((path) => !files.has(path))
    .filter((path) => isDemanded(path, edition))
    .map((path) => problem(`${path} is missing from the bundle`));
  if (claimed === null) return okUnlessNone([...names, ...absent]);
  if (!claimed.ok) return okUnlessNone([...names, ...absent, ...claimed.failures]);
  const one = { files, claimed: claimed.value };
  const failures = [...names, ...absent, ...fileFailures(files, claimed.value)];
  return isListed(one, failures) ? ok(one) : okUnlessNone(failures);
};

/**
 * Verifies that the approved harness signed the manifest.
 *
 * @param publicKey the harness's key (SPKI, DER, base64), from an approval that was verified.
 * @returns `evidence.unsigned`, or what else is wrong with the signature.
 */
export const verifyFiles = ({ files, claimed }: ListedFiles, publicKey: string): Result<VerifiedFiles> => {
  const manifest = parseManifest(files.get(MANIFEST_FILE) ?? new Uint8Array(), publicKey);
  if (!manifest.ok) return manifest;
  const one = { files, manifest: manifest.value };
  invariant(isVerified(one, claimed), 'the manifest that was listed is the one that was verified');
  return ok(one);
};

/** Verifies what the files of a bundle say of each other: `digests.json`, the contract and the approval, and the chains. */
export const verifyContents = ({ files, manifest }: VerifiedFiles): Result<Manifest> => {
  const about: readonly (readonly [string, Digest])[] = [
    ['contract.json', manifest.contract],
    ['approvals/contract.json', manifest.approval],
  ];
  const failures = [
    ...digestsFailures(files.get(DIGESTS_FILE) ?? new Uint8Array(), manifest),
    ...about
      .filter(([path, digest]) => manifest.files.get(path) !== digest)
      .map(([path]) => problem(`the manifest is not about this ${path}`)),
    ...chainFailures(files, manifest),
  ];
  return okUnless(failures, () => manifest);
};

/**
 * Verifies the seal of a bundle: its files, who signed for them, and what they say of each other (PRODUCT: Evidence
 * bundle). Refuses with what `listFiles`, `verifyFiles` or `verifyContents` say.
 */
export const verifySeal = (files: SealedFiles, publicKey: string): Result<Manifest> => {
  const there = listFiles(files);
  if (!there.ok) return there;
  const signed = verifyFiles(there.value, publicKey);
  return signed.ok ? verifyContents(signed.value) : signed;
};

/** A refusal with everything found so far; there is always something, or nothing could be refused. */
const okUnlessNone = (failures: readonly Failure[]): Result<never> => {
  const [first, ...rest] = failures;
  return first === undefined
    ? fail('evidence.incomplete', 'the bundle has no manifest')
    : { ok: false, failures: [first, ...rest] };
};
