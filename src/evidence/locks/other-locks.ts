import { parse } from 'smol-toml';
import { z } from 'zod';
import { digestIn } from './digests.ts';
import { gatherPackages, sourceOf, type Locked, type LockedPackages } from './locked.ts';

type Entry = readonly [name: string, locked: Locked];

const CargoLock = z.object({
  version: z.union([z.literal(3), z.literal(4)]).optional(),
  // Written long ago for the crate of the repository itself, which is a package like any other.
  root: z.undefined().optional(),
  package: z
    .array(
      z.object({
        name: z.string().min(1),
        version: z.string().min(1),
        source: z.string().optional(),
        checksum: z.string().optional(),
      }),
    )
    .min(1),
});

const parsedToml = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    return null;
  }
};

/** `Cargo.lock`: what has no source is a crate of this repository. Read as cargo reads it, however its TOML is spelt. */
export const readCargoLock = (text: string): LockedPackages | null => {
  const lock = CargoLock.safeParse(parsedToml(text));
  if (!lock.success) return null;
  return gatherPackages(
    lock.data.package.map(({ name, version, source, checksum }): Entry => {
      if (source === undefined) return [name, { version, from: `link:${name}`, integrity: null, script: false }];
      return [name, { version, ...sourceOf({ name, version }, source, digestIn('cargo', checksum)), script: false }];
    }),
  );
};

/** `go.sum`: a line for a module, and one for its `go.mod`. Go itself holds what it fetches to them. */
export const readGoSum = (text: string): LockedPackages | null => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const entries = lines.map((line): Entry | null => {
    const [name, version, sum, ...more] = line.trim().split(/\s+/);
    if (name === undefined || version === undefined || sum === undefined || more.length > 0) return null;
    return [name, { version, from: 'registry', integrity: digestIn('go', sum), script: false }];
  });
  return entries.includes(null) ? null : gatherPackages(entries.filter((entry) => entry !== null));
};

const REQUIREMENT = /^([A-Za-z0-9][\w.-]*)(\[[^\]]*\])?\s*==\s*([^\s;]+)/;

/** A list of requirements of pip is a lockfile where every line pins a version; a digest is looked for on each. */
export const readRequirements = (text: string): LockedPackages | null => {
  const lines = text.replaceAll(/\\\r?\n/g, ' ').split('\n').map((line) => line.split(/(?:^|\s)#/, 1).join('').trim()).filter((line) => line !== '');
  const entries = lines.map((line): Entry | null => {
    const pinned = REQUIREMENT.exec(line);
    const hashes = [...line.matchAll(/--hash[= ](\S+)/g)].map(([, hash = '']) => hash);
    if (pinned === null) return null;
    const [, name = '', , version = ''] = pinned;
    return [name.toLowerCase(), { version, from: 'registry', integrity: digestIn('pip', hashes.toSorted().join(' ')), script: false }];
  });
  return entries.includes(null) ? null : gatherPackages(entries.filter((entry) => entry !== null));
}; // prettier-ignore
