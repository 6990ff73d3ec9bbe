import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join, posix } from 'node:path';
import { hidesText } from '#contract';
import type { HygieneFinding } from '#evidence';

/**
 * What a path is, or null where it is gone, or cannot be asked about: too deep, behind a file or a loop where a folder
 * was, or in a folder that may not be entered.
 */
export const statOf = (path: string | Buffer): Stats | null => {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
};

/** The bytes below a folder, as they lie on the disk. What vanishes while it is measured counts nothing. */
export const diskUse = (folder: string): number => {
  let total = 0;
  const visit = (path: string): void => {
    let names: string[];
    try {
      names = readdirSync(path);
    } catch {
      return;
    }
    for (const name of names) {
      const child = join(path, name);
      const stat = statOf(child);
      if (!stat) continue;
      total += stat.blocks * 512;
      if (stat.isDirectory()) visit(child);
    }
  };
  visit(folder);
  return total;
};

/** Characters that cannot be seen, as for everything a person is shown, and backslashes have no place in a name. */
const isTrick = (name: string): boolean => hidesText(name) || name.includes('\\');

const LINK_LIMIT = 40;

/**
 * Whether a link leads out of the tree or into its git folder, step by step as the kernel would go: `..` behind a
 * link to a folder leads elsewhere than the text of the path says.
 */
const leadsOut = (root: string, path: string, to: string): boolean => {
  let at: string[] = posix.dirname(path).split('/');
  const left = to.split('/');
  for (let links = 1; left.length > 0;) {
    const name = left.shift() ?? '';
    if (name === '' || name === '.') continue;
    at = at.filter((part) => part !== '.');
    if (name === '..') {
      if (at.pop() === undefined) return true;
      continue;
    }
    if (name.toLowerCase() === '.git') return true;
    at.push(name);
    if (!statOf(join(root, ...at))?.isSymbolicLink()) continue;
    const next = readlinkSync(join(root, ...at));
    links += 1;
    if (posix.isAbsolute(next) || links > LINK_LIMIT) return true;
    at.pop();
    left.unshift(...next.split('/'));
  }
  return false;
};

const kindFaults = (root: string, path: string, stat: Stats): readonly HygieneFinding[] => {
  if (stat.isFIFO()) return [{ path, kind: 'fifo', says: 'a named pipe' }];
  if (stat.isSocket()) return [{ path, kind: 'socket', says: 'a socket' }];
  if (stat.isBlockDevice() || stat.isCharacterDevice()) return [{ path, kind: 'device', says: 'a device' }];
  if (stat.isFile() && stat.nlink > 1) return [{ path, kind: 'hard-link', says: `a file with ${stat.nlink} names` }];
  if (stat.isSymbolicLink()) {
    const to = readlinkSync(join(root, path));
    if (posix.isAbsolute(to) || leadsOut(root, path, to))
      return [{ path, kind: 'symlink-outside', says: `a link out of the repository, to ${to}` }];
  }
  return [];
};

/** Names with nothing to be said of them, which nearly all are: looking closer at each would take most of a scan. */
const isPlain = (name: string): boolean => /^[\w.][\w.+-]*(?<!\.)$/u.test(name);

/** What a byte becomes that is no UTF-8. It is also a character of its own, so it proves nothing by itself. */
const REPLACEMENT = '\uFFFD';

/** What the entries of a folder are that are called so and whose names are no UTF-8: several may look the same. */
const garbled = (place: string, name: string): readonly (Stats | null)[] =>
  name.includes(REPLACEMENT)
    ? readdirSync(place, { encoding: 'buffer' })
        .filter((written) => written.toString('utf8') === name && !written.equals(Buffer.from(name)))
        .map((entry) => statOf(Buffer.concat([Buffer.from(`${place}/`), entry])))
    : [];

/** Whether it is an ordinary file, of which there is no more to say than that of its name. */
const isPlainFile = (stat: Stats | null): boolean => stat?.isFile() === true && stat.nlink === 1;

const nameFaults = (path: string, name: string, isGarbled: boolean): readonly HygieneFinding[] => [
  ...(isGarbled ? [{ path, kind: 'name' as const, says: 'its name is not UTF-8' }] : []),
  ...(isTrick(name)
    ? [{ path, kind: 'name' as const, says: 'its name holds a control, invisible or backslash character' }]
    : []),
  ...(name.startsWith('-')
    ? [{ path, kind: 'name' as const, says: 'its name begins with a dash, like an option' }]
    : []),
  ...(/[.\s]$/u.test(name)
    ? [{ path, kind: 'name' as const, says: 'its name ends in a dot or a blank, which is left out elsewhere' }]
    : []),
  ...(/[^\S \t\n\v\f\r]/u.test(name)
    ? [{ path, kind: 'name' as const, says: 'its name holds a blank of another kind' }]
    : []),
];

/** A name as machines have it that tell neither case nor form apart, and leave out dots and blanks at its end. */
const asElsewhere = (name: string): string =>
  name
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replace(/[.\s]+$/u, '');

/** Names that differ by no more than that are one name on many machines. */
const collisions = (folder: string, names: readonly string[], arePlain: boolean): readonly HygieneFinding[] => {
  if (arePlain && new Set(names.map((name) => name.toLowerCase())).size === names.length) return [];
  const folded = names.map(asElsewhere);
  if (new Set(folded).size === names.length) return [];
  const byFold = Map.groupBy(names, asElsewhere);
  return [...byFold.values()].flatMap((same) =>
    same.length < 2
      ? []
      : // Said of each: which of them is new, and so is judged, only the difference tells.
        same.map((name) => ({
          path: posix.join(folder, name),
          kind: 'collision' as const,
          says: `its name collides with ${same.filter((other) => other !== name).join(', ')}`,
        })),
  );
};

/** What git takes a folder for a repository by, if it is asked from within: one whose settings start programs. */
const BARE: readonly string[] = ['HEAD', 'objects', 'refs'];
const isBareRepository = (names: readonly string[]): boolean =>
  BARE.every((part) => names.some((name) => name.length === part.length && name.toLowerCase() === part.toLowerCase()));

/** What need not be looked at one by one, because nobody touched it since git wrote it. */
export type Untouched = {
  /** All that somebody touched. A folder counts with all below it: it may have come there with everything in it. */
  readonly touched: ReadonlySet<string>;
  /** Told of each path that is left out. False: git wrote no regular file there, so it is looked at all the same. */
  readonly passes: (path: string) => boolean;
};

/**
 * Scans a work tree by lstat, without asking git, which passes over pipes and empty repositories in silence.
 *
 * @param skip names at the top that are not part of the work, such as `.git`
 * @param see told of each regular file and link that was looked at
 * @param untouched what was found out of it before; null: nothing
 */
export const scanWorkTree = (
  root: string,
  skip: readonly string[],
  see: (path: string, stat: Stats) => void = () => {},
  untouched: Untouched | null = null,
): readonly HygieneFinding[] => {
  const findings: HygieneFinding[] = [];
  const visit = (folder: string, known: Untouched | null): void => {
    const place = folder === '' ? root : `${root}/${folder}`;
    let all: string[];
    try {
      all = readdirSync(place);
    } catch {
      findings.push({ path: folder, kind: 'unreadable', says: 'a folder that cannot be read' });
      return;
    }
    const names = folder === '' ? all.filter((name) => !skip.includes(name)) : all;
    if (isBareRepository(names))
      findings.push({
        path: folder === '' ? '.' : folder,
        kind: 'bare-repository',
        says: 'a repository without a work tree',
      });
    const arePlain = names.every(isPlain);
    findings.push(...collisions(folder, names, arePlain));
    for (const name of names) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const isUsual = arePlain || isPlain(name);
      const isTouched = known?.touched.has(path) ?? true;
      if (isUsual && !isTouched && known?.passes(path)) continue;
      const stat = statOf(`${place}/${name}`);
      // Nearly all are like this, and there is no more to say of them.
      if (isUsual && stat?.isFile() === true && stat.nlink === 1 && name.toLowerCase() !== '.git') {
        see(path, stat);
        continue;
      }
      const hidden = garbled(place, name);
      if (!isUsual) findings.push(...nameFaults(path, name, hidden.length > 0));
      // None of them can be asked for by this name: who watches for changes would never hear of them.
      for (const one of hidden) if (one !== null) see(path, one);
      if (hidden.length > 0 ? !hidden.every(isPlainFile) : stat === null)
        findings.push({ path, kind: 'unreadable', says: 'a file that cannot be looked at' });
      if (stat === null) continue;
      if (name.toLowerCase() === '.git')
        findings.push({ path, kind: 'nested-repository', says: 'a repository inside the repository' });
      else if (stat.isDirectory()) visit(path, isTouched ? null : known);
      else {
        if (stat.isFile() || stat.isSymbolicLink()) see(path, stat);
        findings.push(...kindFaults(root, path, stat));
      }
    }
  };
  // The work tree itself was put in its place after git had written it, and nobody who works there can exchange it.
  visit('', untouched);
  return findings;
};
