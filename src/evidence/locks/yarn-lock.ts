import semver from 'semver';
import { z } from 'zod';
import { digestIn } from './digests.ts';
import { parseJson } from './install-scripts.ts';
import { gatherPackages, sourceOf, type Locked, type LockedPackages } from './locked.ts';
import { askedOf, type Asked } from './npm-lock.ts';
import { parseYaml } from './pnpm-lock.ts';
import { firstEntries, type FirstEntry } from './yarn-first.ts';

/** What a word such as `a@^1.0.0` is pinned to: which package by its own name, and its version. */
type Pinned = { readonly name: string; readonly version: string };

/** A lockfile of yarn, read. */
export type YarnLock = {
  readonly packages: LockedPackages;
  /** By the words they are asked for with: `a@^1.0.0` or, in the newer form, `a@npm:^1.0.0`. */
  readonly pinned: ReadonlyMap<string, Pinned>;
  /** What it says that each manifest asks for, by the manifest's folder, `.` for its own; null in the first form, which does not say that. */
  readonly asked: ReadonlyMap<string, ReadonlyMap<string, string>> | null;
};

type Entry = {
  readonly keys: readonly string[];
  readonly name: string;
  readonly locked: Locked;
  readonly called: string;
};

const NAMED = /^(@[^/@]+\/[^@]+|[^@]+)@(.*)$/su;

const fromEntries = (entries: readonly (Entry | null)[], asked: YarnLock['asked']): YarnLock | null => {
  const all = entries.filter((entry) => entry !== null);
  if (all.length < entries.length) return null;
  return {
    packages: gatherPackages(all.map(({ name, locked }) => [name, locked])),
    pinned: new Map(all.flatMap(({ keys, called, locked }) => keys.map((key) => [key, { name: called, version: locked.version }] as const))),
    asked,
  };
}; // prettier-ignore

const KEY = /^"?(.+?)"?$/u;
const wordsOf = (head: string): readonly string[] =>
  head
    .replace(/:$/u, '')
    .split(/, /u)
    .map((word) => KEY.exec(word)?.[1] ?? word);

/** Which package a word of the first form asks for, whatever it is to be called. */
const ownName = (key: string): string | null => {
  const [, name, range = ''] = NAMED.exec(key) ?? [];
  return /^npm:(@[^/@]+\/[^@]+|[^@]+)/u.exec(range)?.[1] ?? name ?? null;
};

/** An entry for each name that it is asked for by; null where nobody can say what it is. */
const entriesOfFirst = ({ keys, fields }: FirstEntry): readonly (Entry | null)[] => {
  const names = Map.groupBy(keys, (key) => NAMED.exec(key)?.[1] ?? '');
  const [own, ...others] = new Set(keys.map(ownName));
  const [version, resolved, said] = ['version', 'resolved', 'integrity'].map((key) => fields.get(key));
  // Under several names there may be one package, which some of them are aliases of; never several.
  if (!own || others.length > 0 || names.has('') || version === undefined || version === '') return [null];
  const entriesAs = (locked: Locked): readonly Entry[] =>
    [...names].map(([name, words]) => ({ keys: words, name, called: name, locked }));
  if (resolved === undefined)
    return entriesAs({ version, from: 'registry', integrity: digestIn('sri', said), script: false });
  // Before there was an `integrity`, a digest stood behind the address.
  const [address = '', sha1] = /^https?:[^#]*\.tgz#/.test(resolved) ? resolved.split('#') : [resolved];
  const integrity =
    said === undefined ? digestIn('sha1', sha1 === undefined ? null : `sha1:${sha1}`) : digestIn('sri', said);
  return entriesAs({ version, ...sourceOf({ name: own, version }, address, integrity), script: false });
};

const readFirst = (text: string): YarnLock | null => {
  const entries = firstEntries(text);
  return entries === null ? null : fromEntries(entries.flatMap(entriesOfFirst), null);
};

const Newer = z.record(
  z.string(),
  z.object({
    version: z.union([z.string(), z.number()]),
    resolution: z.string().optional(),
    checksum: z.string().optional(),
    dependencies: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
);

/** Where a package of the newer form comes from: behind its name stands how it is fetched, and from where. */
const sourceOfNewer = (own: Pinned, how: string, integrity: string | null): Pick<Locked, 'from' | 'integrity'> => {
  if (/^npm:[^/#]+$/u.test(how)) return { from: 'registry', integrity };
  if (/^(workspace|link|portal):/u.test(how)) return { from: `link:${how.replace(/^\w+:/u, '')}`, integrity: null };
  // What yarn itself brings along for a package is of yarn; any other patch lies in the repository, as a file.
  if (/^patch:.*(#|~|%23)(optional!)?builtin</u.test(how)) return { from: 'registry', integrity };
  const commit = /^(.*)#commit=([0-9a-f]{40,64})$/u.exec(how);
  if (commit !== null) return { from: commit[1] ?? how, integrity: `commit:${commit[2] ?? ''}` };
  return sourceOf(own, how, integrity);
};

const entryOfNewer = (head: string, one: z.infer<typeof Newer>[string]): Entry | null => {
  const [, called, how] = NAMED.exec(one.resolution ?? '') ?? [];
  const keys = wordsOf(head);
  const name = NAMED.exec(keys[0] ?? '')?.[1];
  if (name === undefined || called === undefined || how === undefined) return null;
  const version = String(one.version);
  const integrity = digestIn('yarn', one.checksum);
  const locked = { version, ...sourceOfNewer({ name: called, version }, how, integrity), script: false };
  return { keys, name: name === called ? name : `${name} (${called})`, called, locked };
};

const readNewer = (text: string): YarnLock | null => {
  const { __metadata: _, ...rest } = z.record(z.string(), z.unknown()).safeParse(parseYaml(text)).data ?? {};
  const parsed = Newer.safeParse(rest);
  if (!parsed.success) return null;
  const all = Object.entries(parsed.data);
  const asked = all.flatMap(([, { resolution = '', dependencies = {} }]) => {
    const folder = /@workspace:(.+)$/u.exec(resolution)?.[1];
    const words = new Map(Object.entries(dependencies).map(([name, range]) => [name, String(range)]));
    return folder === undefined ? [] : [[folder, words] as const];
  });
  return fromEntries(all.map(([head, one]) => entryOfNewer(head, one)), new Map(asked)); // prettier-ignore
};

/** Reads a `yarn.lock`: of the first version of yarn, or of the newer ones, which write YAML; null where it is neither. */
export const readYarn = (text: string): YarnLock | null => {
  if (/^# yarn lockfile v1$/mu.test(text)) return readFirst(text);
  return /^__metadata:$/mu.test(text) ? readNewer(text) : null;
};

/** The packages of a `yarn.lock`. */
export const readYarnLock = (text: string): LockedPackages | null => readYarn(text)?.packages ?? null;

const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** What a manifest asks yarn for: what stands in several groups counts in one of them. */
const askedHere = (asked: Asked): ReadonlyMap<string, string> =>
  new Map(GROUPS.flatMap((group) => Object.entries(asked[group] ?? {})));

/** The newer form names the registry where a manifest need not. */
const plain = (range: string): string => range.replace(/^npm:(?=[^@/]*$)/u, '');

/** The packages that the manifest beside a lockfile sets, whatever is asked for: the last one of `parent/name@npm:^1`. */
const overridden = (root: string): ReadonlySet<string> => {
  const resolutions = z.object({ resolutions: z.record(z.string(), z.unknown()) }).safeParse(parseJson(root)).data?.resolutions ?? {};
  return new Set(Object.keys(resolutions).map((key) => /(@[^/@]+\/[^/@]+|[^/@]+)(@.*)?$/u.exec(key)?.[1] ?? key));
}; // prettier-ignore

const ALIAS = /^npm:(@?[^@]+)@(.*)$/u;

/** Why what a package is pinned to is not what is asked for; null where it is, or nothing says. */
const misplaced = (name: string, range: string, { pinned }: YarnLock): string | null => {
  const words = [`${name}@${range}`, `${name}@npm:${range}`, `${name}@${plain(range)}`, `${name}@npm:${plain(range)}`];
  const found = words.map((word) => pinned.get(word)).find((one) => one !== undefined);
  if (found === undefined) return 'has no package in the lockfile';
  const [, called = name, version = plain(range)] = ALIAS.exec(range) ?? [];
  if (/[:/\\]/u.test(version)) return null;
  if (found.name !== called && found.name !== name) return `is pinned to ${found.name} ${found.version}`;
  if (semver.validRange(version) === null || semver.valid(found.version) === null) return null;
  return semver.satisfies(found.version, version, { includePrerelease: true }) ? null : `is pinned to ${found.version}`;
};

/**
 * Where a manifest and the lockfile of yarn above it do not say the same, a line each.
 *
 * @param folder of the manifest, beside the lockfile's; `.` for its own
 * @param root the manifest that lies beside the lockfile: what it sets stands in place of what is asked for
 * @param siblings names of the packages of this repository, which the first form of lockfiles does not list
 */
export const yarnDifferences = (
  manifest: string,
  lock: YarnLock,
  { folder, root, siblings }: { readonly folder: string; readonly root: string; readonly siblings: ReadonlySet<string> },
): readonly string[] => {
  const asked = askedOf(parseJson(manifest));
  if (asked === null) return ['it is not a manifest of npm'];
  const known = lock.asked?.get(folder);
  if (lock.asked !== null && known === undefined) return ['the lockfile does not know it'];
  const here = askedHere(asked);
  const set = overridden(root);
  const isLinked = (name: string, range: string): boolean =>
    /^(link|workspace|portal):/u.test(range) || (siblings.has(name) && lock.asked === null);
  return [
    ...[...here].filter(([name, range]) => known !== undefined && plain(known.get(name) ?? '') !== plain(range)).map(([name, range]) => `${name} ${range}: only in the manifest`),
    ...[...(known ?? [])].filter(([name, range]) => plain(here.get(name) ?? '') !== plain(range)).map(([name, range]) => `${name} ${range}: only in the lockfile`),
    ...[...here].flatMap(([name, range]) => {
      const why = set.has(name) || isLinked(name, range) ? null : misplaced(name, range, lock);
      return why === null ? [] : [`${name} ${range}: ${why}`];
    }),
  ].toSorted();
}; // prettier-ignore
