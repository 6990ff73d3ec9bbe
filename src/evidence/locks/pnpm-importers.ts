import semver from 'semver';
import { parseJson } from './install-scripts.ts';
import { askedOf, type Asked } from './npm-lock.ts';
import { parseYaml, type PnpmLock } from './pnpm-lock.ts';

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

const GROUPS = ['optionalDependencies', 'dependencies', 'devDependencies'] as const;

/** One package as it is asked for: in which group, by which words, and what it is pinned to; null where nothing says that. */
type Ask = { readonly group: string; readonly specifier: string; readonly pinned: string | null };

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What the lockfile says that a manifest asks for. Before version 6, the words stood apart from what they are pinned to. */
const askedInLock = (importer: Fields): ReadonlyMap<string, Ask> => {
  const apart = fieldsOf(importer['specifiers']);
  return new Map(
    GROUPS.toReversed().flatMap((group) =>
      Object.entries(fieldsOf(importer[group])).map(([name, one]): [string, Ask] => {
        const { specifier, version } = isFields(one) ? one : { specifier: apart[name], version: one };
        return [name, { group, specifier: textOr(specifier) ?? JSON.stringify(specifier), pinned: textOr(version) }];
      }),
    ),
  );
};

/** What a manifest asks pnpm for: a package that stands in several groups counts in one of them. */
const askedInManifest = (asked: Asked, settings: Fields): ReadonlyMap<string, Ask> => {
  const own = GROUPS.toReversed().map((group) => [group, asked[group] ?? {}] as const);
  const peers = settings['autoInstallPeers'] === true ? (asked.peerDependencies ?? {}) : {};
  return new Map(
    [['dependencies', peers] as const, ...own].flatMap(([group, all]) =>
      Object.entries(all)
        .filter(([, specifier]) => settings['excludeLinksFromLockfile'] !== true || !specifier.startsWith('link:'))
        .map(([name, specifier]): [string, Ask] => [name, { group, specifier, pinned: null }]),
    ),
  );
};

/** The package that an override is about: the last one of `parent@1>name@^2`. A sign of a range stands behind no name. */
const overridden = (key: string): string => /^@?[^@]+/u.exec(key.split(/(?<=[^ |@])>/u).at(-1) ?? '')?.[0] ?? key;

type Overrides = ReadonlyMap<string, string>;

/** What is set beside a lockfile: in its manifest, and in the settings of the workspace, which stand over that. */
const overridesSet = (manifest: unknown, workspace: unknown): Overrides => {
  const own = fieldsOf(manifest);
  const all = { ...fieldsOf(own['resolutions']), ...fieldsOf(fieldsOf(own['pnpm'])['overrides']), ...fieldsOf(fieldsOf(workspace)['overrides']) };
  return new Map(Object.entries(all).map(([key, value]) => [key, String(value)]));
}; // prettier-ignore

/** Whether somebody has set what the lockfile says was overridden. What refers to another place is not followed. */
const isSet = (set: Overrides, key: string, value: string): boolean => {
  const said = set.get(key);
  return said !== undefined && (said === value || /^(\$|catalog:)/u.test(said));
};

const ALIAS = /^npm:(@?[^@]+)(?:@(.*))?$/u;
/** What something is pinned to that is not simply a version: another package's, as `name@1.0.0` or `/name/1.0.0`. */
const OTHER = /^\/?(@[^/@]+\/[^/@]+|[^/@(]+)[@/]([^(_]+)/u;

/** A path from a folder, as the lockfile would write it. */
const pathFrom = (folder: string, path: string): string => {
  const parts: string[] = [];
  for (const part of [...folder.split('/'), ...path.split('/')])
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  return parts.join('/') || '.';
};

/** Whether something is pinned to a package of this workspace, which may stand for any version. */
const isOfWorkspace = (pinned: string, folder: string, { asked }: PnpmLock): boolean => {
  const [, kind, path = ''] = /^(link|file):([^(]*)/u.exec(pinned) ?? [];
  return kind !== undefined && asked.has(pathFrom(kind === 'link' ? folder : '.', path));
};

/** Why what a package is pinned to is not what is asked for, as a part of a sentence; null where it is, or no range says. */
const misplaced = (name: string, { specifier, pinned }: Ask, folder: string, lock: PnpmLock): string | null => {
  const [, called = name, range = ''] = ALIAS.exec(specifier) ?? [null, name, specifier];
  // An address is looked at where it stands, and what a catalog says stands elsewhere.
  if (/[:/\\]/u.test(range)) return null;
  if (pinned === null) return 'is pinned to nothing';
  if (isOfWorkspace(pinned, folder, lock)) return null;
  const [plain = ''] = pinned.split(/[(_]/u, 1);
  const [, as = name, version = ''] = semver.valid(plain) === null ? (OTHER.exec(pinned) ?? []) : [null, name, plain];
  if (as !== called || version === '') return `is pinned to ${pinned}`;
  const known = lock.packages.get(called) ?? [];
  if (!known.some((one) => one.version.split('_', 1)[0] === version)) return 'has no package in the lockfile';
  const isWithin = semver.validRange(range) === null || semver.satisfies(version, range, { includePrerelease: true });
  return isWithin ? null : `is pinned to ${version}`;
};

/**
 * Where a manifest and the lockfile of pnpm above it do not say the same, a line each. pnpm itself does not look whether
 * what a package is pinned to is the package that is asked for.
 *
 * @param folder of the manifest, beside the lockfile's; `.` for its own
 * @param root the manifest that lies beside the lockfile, and `workspace` the settings there, both as texts, empty where
 *   there are none: what they override the lockfile has in place of what a manifest asks for
 */
export const pnpmDifferences = (
  manifest: string,
  lock: PnpmLock,
  { folder, root, workspace }: { readonly folder: string; readonly root: string; readonly workspace: string },
): readonly string[] => {
  const asked = askedOf(parseJson(manifest));
  if (asked === null) return ['it is not a manifest of npm'];
  const importer = lock.asked.get(folder);
  if (!isFields(importer)) return ['the lockfile does not know it'];
  const set = overridesSet(parseJson(root), parseYaml(workspace));
  const forced = [...lock.overrides].filter(([key, value]) => isSet(set, key, value));
  const mayBe = (name: string, specifier: string): boolean =>
    forced.some(([key, value]) => overridden(key) === name && value === specifier);
  const [here, there] = [askedInManifest(asked, lock.settings), askedInLock(importer)];
  const isAgreed = (name: string, one: Ask | undefined, other: Ask | undefined): boolean =>
    one !== undefined && (other === undefined ? mayBe(name, '-') : one.group === other.group && (one.specifier === other.specifier || mayBe(name, other.specifier)));
  return [
    ...[...here].filter(([name, one]) => !isAgreed(name, one, there.get(name))).map(([name, { group, specifier }]) => `${group} ${name} ${specifier}: only in the manifest`),
    ...[...there].filter(([name, one]) => !isAgreed(name, here.get(name), one)).map(([name, { group, specifier }]) => `${group} ${name} ${specifier}: only in the lockfile`),
    ...[...there].flatMap(([name, one]) => {
      const why = misplaced(name, one, folder, lock);
      return why === null ? [] : [`${name} ${one.specifier}: ${why}`];
    }),
    ...(folder === '.' ? [...lock.overrides].filter(([key, value]) => !isSet(set, key, value)).map(([key, value]) => `override of ${key} with ${value}: only in the lockfile`) : []),
  ].toSorted();
}; // prettier-ignore
