import { z } from 'zod';
import { digestIn } from './digests.ts';
import { parseJson } from './install-scripts.ts';
import { gatherPackages, sourceOf, type Locked, type LockedPackages } from './locked.ts';

const Names = z.record(z.string(), z.string());

/** What a manifest asks for, and what a lockfile says that it does. Other keys say nothing of packages. */
const Asked = z.object({
  dependencies: Names.optional(),
  devDependencies: Names.optional(),
  optionalDependencies: Names.optional(),
  peerDependencies: Names.optional(),
});
export type Asked = z.infer<typeof Asked>;

const Entry = Asked.extend({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
}).extend({ peerDependencies: z.unknown().optional(), devDependencies: z.unknown().optional() });

const Lock = z.object({
  lockfileVersion: z.union([z.literal(2), z.literal(3)]),
  packages: z.record(z.string(), Entry),
});

/** A lockfile of npm, read. */
export type NpmLock = {
  readonly packages: LockedPackages;
  /** Where packages lie, and at which of these places one runs a program when it is installed. */
  readonly places: ReadonlySet<string>;
  readonly scripted: readonly string[];
  /** What it says that each manifest asks for, by the manifest's folder. */
  readonly asked: ReadonlyMap<string, unknown>;
};

const FOLDER = 'node_modules/';

const lockedOf = (name: string, entry: z.infer<typeof Entry>): Locked => {
  const { version = '', resolved, link, inBundle, hasInstallScript: script = false } = entry;
  const integrity = digestIn('sri', entry.integrity);
  if (link === true) return { version, from: `link:${resolved ?? ''}`, integrity: null, script };
  if (inBundle === true) return { version, from: 'inside', integrity, script };
  if (resolved === undefined) return { version, from: 'registry', integrity, script };
  return { version, ...sourceOf({ name: entry.name ?? name, version }, resolved, integrity), script };
};

/** Reads a `package-lock.json` of version 2 or 3; null where it is none. */
export const readNpmLock = (text: string): NpmLock | null => {
  const parsed = Lock.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const all = Object.entries(parsed.data.packages);
  const installed = all.filter(([place]) => place.includes(FOLDER));
  return {
    packages: gatherPackages(
      installed.map(([place, entry]) => {
        const name = place.slice(place.lastIndexOf(FOLDER) + FOLDER.length);
        return [entry.name === undefined ? name : `${name} (${entry.name})`, lockedOf(name, entry)];
      }),
    ),
    places: new Set(installed.map(([place]) => place)),
    scripted: installed.filter(([, entry]) => entry.hasInstallScript === true).map(([place]) => place),
    asked: new Map(all.filter(([place]) => !place.includes(FOLDER))),
  };
};

const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** What is asked for, as `group name range`. What is optional is so wherever else it stands. */
const wordsOf = (asked: Asked): ReadonlySet<string> =>
  new Set(
    GROUPS.flatMap((group) =>
      Object.entries(asked[group] ?? {})
        .filter(([name]) => group === 'optionalDependencies' || asked.optionalDependencies?.[name] === undefined)
        .map(([name, range]) => `${group} ${name} ${range}`),
    ),
  );

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What a manifest asks for, each entry by itself: one that is no text hides none of the others. Null where it is none. */
export const askedOf = (value: unknown): Asked | null => {
  if (!isFields(value)) return null;
  const groups = GROUPS.map((group) => [group, value[group] ?? {}] as const);
  return Object.fromEntries(
    groups.map(([group, asked]) => [
      group,
      typeof asked === 'object' && asked !== null
        ? Object.fromEntries(Object.entries(asked).map(([name, range]) => [name, textOf(range)]))
        : { [textOf(asked)]: '' },
    ]),
  );
};

/**
 * Where a manifest and the lockfile above it do not say the same, a line each.
 *
 * @param folder of the manifest, beside the lockfile's; empty for its own
 */
export const npmDifferences = (manifest: string, lock: NpmLock, folder: string): readonly string[] => {
  const asked = askedOf(parseJson(manifest));
  if (asked === null) return ['it is not a manifest of npm'];
  const known = askedOf(lock.asked.get(folder));
  if (known === null) return ['the lockfile does not know it'];
  const [here, there] = [wordsOf(asked), wordsOf(known)];
  const needed = [...Object.keys(asked.dependencies ?? {}), ...Object.keys(asked.devDependencies ?? {})];
  const at = folder === '' ? '' : `${folder}/`;
  return [
    ...[...here].filter((one) => !there.has(one)).map((one) => `${one}: only in the manifest`),
    ...[...there].filter((one) => !here.has(one)).map((one) => `${one}: only in the lockfile`),
    ...needed
      .filter((name) => asked.optionalDependencies?.[name] === undefined)
      .filter((name) => !lock.places.has(`${FOLDER}${name}`) && !lock.places.has(`${at}${FOLDER}${name}`))
      .map((name) => `${name}: no package in the lockfile`),
  ].toSorted();
};

/** How many packages a manifest asks for. */
export const countAsked = (manifest: string): number => wordsOf(askedOf(parseJson(manifest)) ?? {}).size;

const Named = z.object({ name: z.string().min(1) });
const Spaced = z.object({ workspaces: z.unknown() });

/** What a manifest calls its package; null where it says nothing. */
export const nameOfManifest = (manifest: string): string | null =>
  Named.safeParse(parseJson(manifest)).data?.name ?? null;

/** Whether a manifest says that other packages lie beside it. */
export const hasWorkspaces = (manifest: string): boolean =>
  Spaced.safeParse(parseJson(manifest)).data?.workspaces !== undefined;
