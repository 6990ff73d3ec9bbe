import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDigest } from '#contract';
import {
  ecosystemOf,
  isAbout,
  isFetched,
  readAdvisory,
  type Advisory,
  type LockChange,
  type LookedUp,
} from '#evidence';
import type { Settings } from '#host';

type Read = { readonly digest: string; readonly advisories: readonly Advisory[] };

/** Every advisory below a folder, and a digest over them all; or why they cannot be read. */
const readFolder = (folder: string): Read | string => {
  const hash = createHash('sha256');
  const advisories: Advisory[] = [];
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
    for (const name of names.toSorted()) {
      const bytes = readFileSync(join(folder, name));
      const advisory = readAdvisory(bytes.toString('utf8'));
      if (advisory === null) return `${join(folder, name)} is no advisory in the form of OSV`;
      hash.update(`${createHash('sha256').update(bytes).digest('hex')} ${JSON.stringify(name)}\n`);
      advisories.push(advisory);
    }
  } catch (error) {
    return `${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  return advisories.length === 0 ? `${folder} holds no advisory` : { digest: hash.digest('hex'), advisories };
};

/** `calendar (npm-calendar)` is the package in the brackets, which is called by another name here. */
const realName = (name: string): string => {
  const at = name.lastIndexOf(' (');
  return at !== -1 && name.endsWith(')') ? name.slice(at + 2, -1) : name;
};

const unknown = (because: string): LookedUp => ({ advisories: null, count: 0, because, found: [] });

/**
 * Looks up every package that a run pins anew in the advisories of the settings. Where there are none, that is what is
 * said: a list that is not there must not look like one in which nothing was found.
 */
export const lookUpPackages = (locks: readonly LockChange[], wanted: Settings['advisories']): LookedUp | null => {
  const pinned = locks.flatMap(({ path, packages }) =>
    packages.flatMap(({ name, after }) => (after !== null && isFetched(after) ? [{ path, name, version: after.version }] : [])),
  );
  if (pinned.length === 0) return null;
  if (wanted === undefined) return unknown('no `advisories` are named in the settings');
  const read = readFolder(wanted.folder);
  if (typeof read === 'string') return unknown(read);
  const digest = parseDigest(read.digest);
  if (!digest.ok) return unknown('they have no digest');
  if (wanted.digest !== undefined && wanted.digest !== read.digest)
    return unknown(`${wanted.folder} has the digest ${read.digest}, and the settings want another`);
  const found = pinned.flatMap(({ path, name, version }) => {
    const ecosystem = ecosystemOf(path);
    if (ecosystem === null) return [];
    return read.advisories
      .filter((one) => isAbout(one, ecosystem, realName(name), version.replace(/\/go\.mod$/u, '')))
      .map(({ id, summary = '' }) => ({ path, name, version, id, says: summary.slice(0, 200) }));
  });
  return { advisories: digest.value, count: read.advisories.length, because: null, found };
}; // prettier-ignore
