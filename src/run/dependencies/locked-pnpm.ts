import { basename, join, normalize } from 'node:path';
import { parse, stringify } from 'yaml';
import { canonicalJson, sha256 } from '#contract';
import { addressesIn, isOtherThan, readPnpmProject, type PnpmLock } from '#evidence';
import { ok, type Result } from '#failure';
import { gather, isInside, NO_LOCK, parsed, unheld, utf8, type Asked } from './asked.ts';
import { textIn, type Side } from './tree-side.ts';

export const PNPM_LOCK = 'pnpm-lock.yaml';
const WORKSPACE = 'pnpm-workspace.yaml';

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const only = (fields: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));

const words = (text: string): readonly string[] => text.split(/\s+/u);

/** What pnpm holds a lockfile to, and how it lays packages out. Nothing here starts a program or names a server. */
const SETTINGS = words(`packages catalog catalogs overrides patchedDependencies packageExtensions peerDependencyRules
  ignoredOptionalDependencies allowedDeprecatedVersions allowUnusedPatches autoInstallPeers excludeLinksFromLockfile
  nodeLinker hoist hoistPattern publicHoistPattern shamefullyHoist dedupePeerDependents dedupeInjectedDeps injectWorkspacePackages
  linkWorkspacePackages preferWorkspacePackages strictPeerDependencies resolutionMode hoistWorkspacePackages peersSuffixMaxLength
  supportedArchitectures`);
const MANIFEST = words(`name version private type bin dependencies devDependencies optionalDependencies peerDependencies
  peerDependenciesMeta dependenciesMeta resolutions publishConfig engines os cpu libc`);

/** What of an `.npmrc` says from where packages come and how they are laid out, and cannot have a program started. */
const HARMLESS =
  /^\s*((@[\w.-]+:)?registry|node-linker|(shamefully-)?hoist|(public-)?hoist-pattern(\[\])?|auto-install-peers|strict-peer-dependencies|(link|inject|prefer|hoist)-workspace-packages|dedupe-\w+(-\w+)?|exclude-links-from-lockfile|peers-suffix-max-length|resolution-mode)\s*=/u;
const harmless = (text: string): string =>
  text
    .split('\n')
    .filter((line) => HARMLESS.test(line))
    .map((line) => `${line.trim()}\n`)
    .join('');

/** Numbers, which pnpm takes from no other place in all of its versions. */
const PATIENCE = 'fetch-retries=2\nfetch-retry-mintimeout=500\nfetch-retry-maxtimeout=3000\n';

const yamlIn = (text: string): unknown => {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
};

/** A manifest without what could start something: scripts, a version of pnpm or of Node to be fetched. */
const plainManifest = (bytes: Uint8Array): Fields | null => {
  const manifest = parsed(bytes);
  if (!isFields(manifest)) return null;
  const own = isFields(manifest['pnpm']) ? { pnpm: only(manifest['pnpm'], SETTINGS) } : {};
  return { ...only(manifest, MANIFEST), ...own };
};

/** The version of pnpm that a tree names as its own; null where it names none. */
const versionOf = async (side: Side, folder: string): Promise<Result<string | null>> => {
  const text = await textIn(side, join(folder, 'package.json'));
  if (!text.ok) return text;
  const manifest = parsed(text.value ?? '');
  const said = isFields(manifest) ? manifest['packageManager'] : undefined;
  return ok(typeof said === 'string' ? (/^pnpm@(\d+\.\d+\.\d+[\w.-]*)/u.exec(said)?.[1] ?? null) : null);
};

const archivesOf = ({ packages }: PnpmLock): readonly { readonly path: string; readonly integrity: string | null }[] =>
  [...packages.values()]
    .flat()
    .flatMap(({ from, integrity }) =>
      from.startsWith('file:') ? [{ path: normalize(from.slice(5)), integrity }] : [],
    );

/** Of what lies in the tree, the harness knows by itself whether it is what the lockfile says. */
const contradictedOf = (lock: PnpmLock, found: ReadonlyMap<string, Uint8Array>): string | undefined =>
  archivesOf(lock).find(({ path, integrity }) => {
    const bytes = found.get(path);
    return bytes !== undefined && integrity !== null && isOtherThan(integrity, bytes);
  })?.path;

type Plain = { readonly files: ReadonlyMap<string, Uint8Array>; readonly addresses: readonly string[] };

/** The files as the installer gets them, and what in them could be an address; as a text, which one cannot be read. */
const plainOf = (found: ReadonlyMap<string, Uint8Array>): Plain | string => {
  const files = new Map<string, Uint8Array>();
  const addresses: string[] = [];
  for (const [path, bytes] of found) {
    const isManifest = basename(path) === 'package.json';
    if (!isManifest && path !== WORKSPACE) {
      files.set(path, bytes);
      continue;
    }
    const raw = isManifest ? null : (yamlIn(new TextDecoder().decode(bytes)) ?? {});
    const plain = isManifest ? plainManifest(bytes) : isFields(raw) ? only(raw, SETTINGS) : null;
    if (plain === null) return path;
    addresses.push(...addressesIn(plain));
    files.set(path, utf8(isManifest ? JSON.stringify(plain) : stringify(plain)));
  }
  return { files, addresses };
};

/**
 * What a tree with a lockfile of pnpm asks to have installed in one of its folders. As with npm, `.npmrc` and the version
 * of the installer are those of the tree that a person has agreed to.
 */
export const askedOfPnpm = async (side: Side, folder: string, machine: string, agreed: Side): Promise<Result<Asked>> => {
  const text = await textIn(side, join(folder, PNPM_LOCK));
  if (!text.ok) return text;
  if (text.value === null) return ok({ kind: 'unfit', because: NO_LOCK });
  const lock = readPnpmProject(text.value);
  if (lock === null) return ok({ kind: 'unfit', because: `${PNPM_LOCK} is not a lockfile of pnpm in a form that is read here` });
  if (lock.packages.size === 0) return ok({ kind: 'nothing' });
  const open = unheld(lock) ?? lock.importers.find((path) => path !== '.' && !isInside(path));
  if (open !== undefined) return ok({ kind: 'unfit', because: `${PNPM_LOCK} has no digest for ${open}` });
  const manifests = lock.importers.map((path) => join(path, 'package.json'));
  const found = await gather(side, folder, [...manifests, WORKSPACE, ...lock.patches, ...archivesOf(lock).map(({ path }) => path)]);
  if (!found.ok) return found;
  const plain = plainOf(found.value);
  if (typeof plain === 'string') return ok({ kind: 'unfit', because: `${plain} beside ${PNPM_LOCK} cannot be read` });
  const [settings, version] = await Promise.all([textIn(agreed, join(folder, '.npmrc')), versionOf(agreed, folder)]);
  if (!settings.ok) return settings;
  if (!version.ok) return version;
  const inputs = new Map([
    ...plain.files,
    [PNPM_LOCK, utf8(text.value)] as const,
    ['.npmrc', utf8(`${harmless(settings.value ?? '')}${PATIENCE}`)] as const,
  ]);
  const installer = { name: 'pnpm', version: version.value } as const;
  const digests = Object.fromEntries([...inputs].map(([name, bytes]) => [name, sha256(bytes)]));
  const froms = [...lock.packages.values()].flat().map(({ from }) => from);
  return ok({
    kind: 'locked',
    locked: {
      ...{ inputs, installer, lockfile: sha256(text.value), scripted: [], contradicted: contradictedOf(lock, found.value) },
      key: sha256(canonicalJson({ writ: 1, machine, installer, inputs: digests })),
      sources: [...new Set([...froms, ...lock.addresses, ...plain.addresses])].toSorted(),
    },
  });
}; // prettier-ignore
