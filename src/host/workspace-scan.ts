import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { join, posix } from 'node:path';

/** Something a work tree holds that no commit can carry safely. */
export type ScanFinding = {
  readonly path: string;
  readonly kind:
    | 'fifo'
    | 'socket'
    | 'device'
    | 'hard-link'
    | 'symlink-outside'
    | 'nested-repository'
    | 'name'
    | 'collision'
    | 'unreadable';
  readonly says: string;
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
      const stat = lstatSync(child, { throwIfNoEntry: false });
      if (!stat) continue;
      total += stat.blocks * 512;
      if (stat.isDirectory()) visit(child);
    }
  };
  visit(folder);
  return total;
};

/** Control characters, bidirectional controls, zero-width characters and backslashes have no place in a name. */
const TRICK_NAME = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\\]/u;

const kindFaults = (path: string, stat: Stats, target: () => string): readonly ScanFinding[] => {
  if (stat.isFIFO()) return [{ path, kind: 'fifo', says: 'a named pipe' }];
  if (stat.isSocket()) return [{ path, kind: 'socket', says: 'a socket' }];
  if (stat.isBlockDevice() || stat.isCharacterDevice()) return [{ path, kind: 'device', says: 'a device' }];
  if (stat.isFile() && stat.nlink > 1) return [{ path, kind: 'hard-link', says: `a file with ${stat.nlink} names` }];
  if (stat.isSymbolicLink()) {
    const to = target();
    const resolved = posix.normalize(posix.join(posix.dirname(path), to));
    const outside =
      posix.isAbsolute(to) || resolved === '..' || resolved.startsWith('../') || /(^|\/)\.git(\/|$)/iu.test(resolved);
    if (outside) return [{ path, kind: 'symlink-outside', says: `a link out of the repository, to ${to}` }];
  }
  return [];
};

const nameFaults = (path: string, name: string, bytes: Uint8Array): readonly ScanFinding[] => [
  ...(Buffer.from(name).equals(bytes) ? [] : [{ path, kind: 'name' as const, says: 'its name is not UTF-8' }]),
  ...(TRICK_NAME.test(name)
    ? [{ path, kind: 'name' as const, says: 'its name holds a control, invisible or backslash character' }]
    : []),
  ...(name.startsWith('-')
    ? [{ path, kind: 'name' as const, says: 'its name begins with a dash, like an option' }]
    : []),
];

/** Names that differ only by case or by Unicode form are one name on many machines. */
const collisions = (folder: string, names: readonly string[]): readonly ScanFinding[] => {
  const byFold = Map.groupBy(names, (name) => name.normalize('NFC').toLowerCase());
  return [...byFold.values()].flatMap((same) =>
    same.length < 2
      ? []
      : [
          {
            path: posix.join(folder, same[0] ?? ''),
            kind: 'collision' as const,
            says: `its name collides with ${same.slice(1).join(', ')}`,
          },
        ],
  );
};

/**
 * Scans a work tree by lstat, without asking git, which passes over pipes and empty repositories in silence.
 *
 * @param skip names at the top that are not part of the work, such as `.git`
 */
export const scanWorkTree = (root: string, skip: readonly string[]): readonly ScanFinding[] => {
  const findings: ScanFinding[] = [];
  const visit = (folder: string): void => {
    let entries: Buffer[];
    try {
      entries = readdirSync(join(root, folder), { encoding: 'buffer' });
    } catch {
      findings.push({ path: folder, kind: 'unreadable', says: 'a folder that cannot be read' });
      return;
    }
    const names = entries
      .map((bytes) => ({ bytes, name: bytes.toString('utf8') }))
      .filter(({ name }) => folder !== '' || !skip.includes(name));
    findings.push(
      ...collisions(
        folder,
        names.map(({ name }) => name),
      ),
    );
    for (const { name, bytes } of names) {
      const path = folder === '' ? name : `${folder}/${name}`;
      findings.push(...nameFaults(path, name, bytes));
      const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
      if (!stat) continue;
      if (name.toLowerCase() === '.git')
        findings.push({ path, kind: 'nested-repository', says: 'a repository inside the repository' });
      else if (stat.isDirectory()) visit(path);
      else findings.push(...kindFaults(path, stat, () => readlinkSync(join(root, path))));
    }
  };
  visit('');
  return findings;
};
