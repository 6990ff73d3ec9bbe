import { parse } from 'yaml';
import { z } from 'zod';
import { digestIn } from './digests.ts';
import { gatherPackages, sourceOf, type Locked, type LockedPackages } from './locked.ts';

type Entry = readonly [name: string, locked: Locked];

const Pnpm = z.object({
  lockfileVersion: z.union([z.string(), z.number()]),
  packages: z
    .record(
      z.string(),
      z.object({
        resolution: z.object({
          integrity: z.string().optional(),
          tarball: z.string().optional(),
          repo: z.string().optional(),
          commit: z.string().optional(),
          directory: z.string().optional(),
        }),
        requiresBuild: z.boolean().optional(),
      }),
    )
    .optional(),
  importers: z.record(z.string(), z.unknown()).optional(),
  patchedDependencies: z
    .record(z.string(), z.union([z.string(), z.object({ path: z.string().optional() })]))
    .optional(),
  overrides: z.record(z.string(), z.string()).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
});

/** The name and version in a key such as `/@scope/name@1.0.0(peer@2.0.0)`. */
const PNPM_KEY = /^\/?(@[^/@]+\/[^/@]+|[^/@]+)[@/]([^(]+)/;

/** `pnpm-lock.yaml`, from version 6 on. */
export const readPnpmLock = (text: string): LockedPackages | null => {
  const parsed = Pnpm.safeParse(parseYaml(text));
  return parsed.success ? packagesOf(parsed.data) : null;
};

const packagesOf = (lock: z.infer<typeof Pnpm>): LockedPackages | null => {
  const entries = Object.entries(lock.packages ?? {}).map(([key, one]): Entry | null => {
    const [, name, version] = PNPM_KEY.exec(key) ?? [];
    if (name === undefined || version === undefined) return null;
    const { tarball, repo, commit, directory } = one.resolution;
    const integrity = digestIn('sri', one.resolution.integrity);
    const script = one.requiresBuild ?? false;
    if (directory !== undefined) return [name, { version, from: `link:${directory}`, integrity: null, script }];
    if (repo !== undefined)
      return [name, { version, ...sourceOf({ name, version }, `git+${repo}#${commit ?? ''}`, null), script }];
    if (tarball !== undefined) return [name, { version, ...sourceOf({ name, version }, tarball, integrity), script }];
    return [name, { version, from: 'registry', integrity, script }];
  });
  return entries.includes(null) ? null : gatherPackages(entries.filter((entry) => entry !== null));
};

/** A text of YAML without anchors; undefined where it is none. */
export const parseYaml = (text: string): unknown => {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
};

/** A lockfile of pnpm with all that whoever installs from it has to read. */
export type PnpmLock = {
  readonly packages: LockedPackages;
  /** The folders with a manifest, relative to the lockfile; `.` for its own. */
  readonly importers: readonly string[];
  /** What it says that the manifest of each of them asks for. */
  readonly asked: ReadonlyMap<string, unknown>;
  /** What was put in place of what manifests ask for, and the settings that it was made under. */
  readonly overrides: ReadonlyMap<string, string>;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Files that packages are patched with. */
  readonly patches: readonly string[];
  /** Whatever in it could be an address, wherever it stands. */
  readonly addresses: readonly string[];
};

const ADDRESS = /:\/\/|(?:^|@)(?:git|github|gitlab|bitbucket|gist|ssh|https?|file|link)[:+@]/u;

/** Every text in a value at any depth, names of fields included. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [name, ...textsIn(one)]);
};

/** The texts of a value that could be an address. */
export const addressesIn = (value: unknown): readonly string[] => textsIn(value).filter((text) => ADDRESS.test(text));

/** Reads a `pnpm-lock.yaml` for an installation; null where it is none, or of a form that says nothing of its manifests. */
export const readPnpmProject = (text: string): PnpmLock | null => {
  const raw = parseYaml(text);
  const parsed = Pnpm.safeParse(raw);
  const packages = parsed.success ? packagesOf(parsed.data) : null;
  if (!parsed.success || packages === null) return null;
  // A lockfile of one manifest alone says at its top what that asks for.
  const { importers = { '.': raw }, patchedDependencies = {}, overrides = {}, settings = {} } = parsed.data;
  return {
    packages,
    importers: Object.keys(importers),
    asked: new Map(Object.entries(importers)),
    overrides: new Map(Object.entries(overrides)),
    settings,
    patches: Object.values(patchedDependencies).flatMap((one) => (typeof one === 'string' ? [] : (one.path ?? []))),
    addresses: addressesIn(raw),
  };
};
