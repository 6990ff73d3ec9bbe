import { digestIn } from './digests.ts';
import { gatherPackages, sourceOf, type Locked, type LockedPackages } from './locked.ts';

type Entry = readonly [name: string, locked: Locked];

/** `Cargo.lock`: what has no source is a crate of this repository. */
export const readCargoLock = (text: string): LockedPackages | null => {
  const blocks = text.split(/^\[\[package\]\]$/m).slice(1);
  if (blocks.length === 0) return null;
  const field = (block: string, key: string): string | null => new RegExp(`^${key} = "([^"]*)"$`, 'm').exec(block)?.[1] ?? null;
  const entries = blocks.map((block): Entry | null => {
    const [name, version, source] = ['name', 'version', 'source'].map((key) => field(block, key));
    if (name === null || name === undefined || version === null || version === undefined) return null;
    if (source === null || source === undefined) return [name, { version, from: `link:${name}`, integrity: null, script: false }];
    const { from, integrity } = sourceOf({ name, version }, source, digestIn('cargo', field(block, 'checksum')));
    return [name, { version, from, integrity, script: false }];
  });
  return entries.includes(null) ? null : gatherPackages(entries.filter((entry) => entry !== null));
}; // prettier-ignore

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
