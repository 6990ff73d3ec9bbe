import { parse } from 'yaml';
import { sha256 } from '#contract';
import { parseJson } from './install-scripts.ts';
import { addressesIn } from './pnpm-lock.ts';

/** What settings of pnpm have run at an installation, and where they lead. */
export type PnpmSettings = { readonly starts: readonly string[]; readonly sources: readonly string[] };

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Settings that say whether packages run programs, that name a program, or that have code fetched to be run. In which
 * direction one was changed says little: without any list, old versions run the programs of every package.
 */
const STARTING =
  /^(onlyBuiltDependencies(File)?|neverBuiltDependencies|ignoredBuiltDependencies|allowBuilds|dangerouslyAllowAllBuilds|strictDepBuilds|ignoreScripts|configDependencies|pnpmfile|globalPnpmfile|ignorePnpmfile|patchedDependencies|scriptShell|nodeOptions|useNodeVersion|executionEnv|packageManagerStrict(Version)?|managePackageManagerVersions|verifyDepsBeforeRun)$/u;

const startsIn = (settings: Fields): readonly string[] =>
  Object.entries(settings)
    .filter(([name]) => STARTING.test(name))
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);

/** What asks for packages in words that may lead anywhere: a repository can be said without any address. */
const ASKING = ['overrides', 'resolutions', 'packageExtensions', 'catalog', 'catalogs'];
const PLAIN = /^[^:/\\]*$|^npm:(@[\w.~-]+\/)?[\w.~-]+(@[^:/\\]*)?$|^(workspace|catalog):[^:/\\]*$/u;

const valuesIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : [];
};

const read = (settings: Fields): PnpmSettings => ({
  starts: startsIn(settings),
  sources: [
    ...new Set([
      ...addressesIn(settings),
      ...ASKING.flatMap((name) => valuesIn(settings[name])).filter((spec) => !PLAIN.test(spec)),
    ]),
  ].toSorted(),
});

const yamlIn = (text: string): unknown => {
  try {
    return parse(text, { maxAliasCount: 0 }) ?? {};
  } catch {
    return undefined;
  }
};

const unread = (text: string): string =>
  `nobody can tell what, as its settings of pnpm cannot be read (${sha256(text)})`;

/** A `pnpm-workspace.yaml`, read; what cannot be read is told as something that is run. */
export const workspaceSettings = (text: string): PnpmSettings => {
  const settings = yamlIn(text);
  return isFields(settings) ? read(settings) : { starts: [unread(text)], sources: [] };
};

/** What a manifest sets of this: in `pnpm`, and in `overrides` and `resolutions`, which npm and yarn read so. */
export const manifestSettings = (text: string): PnpmSettings => {
  const manifest = parseJson(text);
  if (!isFields(manifest)) return { starts: [], sources: [] };
  const own = manifest['pnpm'] ?? {};
  const { overrides = {}, resolutions = {} } = manifest;
  const asked = read({ overrides, resolutions });
  if (!isFields(own)) return { starts: [unread(JSON.stringify(own))], sources: asked.sources };
  const { starts, sources } = read(own);
  return { starts, sources: [...new Set([...sources, ...asked.sources])].toSorted() };
};
