/** Folders of files that are written once and must stay as they are. */
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { parseDigest, type Digest } from '#contract';
import { fail, type Result } from '#failure';

type Visit = (path: string, stat: Stats) => void;

/** Everything below a folder, in the order of names; folders come before what they hold. */
const walk = (root: string, below: string, visit: Visit): void => {
  for (const name of readdirSync(join(root, below)).toSorted()) {
    const path = below === '' ? name : `${below}/${name}`;
    const stat = lstatSync(join(root, path));
    visit(path, stat);
    if (stat.isDirectory()) walk(root, path, visit);
  }
};

const kindOf = (stat: Stats): string =>
  stat.isFile() ? (stat.mode & 0o100 ? 'program' : 'file') : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other'; // prettier-ignore

const digesting = (root: string, tell: (add: (line: string | Uint8Array) => void) => void): Result<Digest> => {
  const hash = createHash('sha256');
  try {
    tell((line) => hash.update(line));
  } catch (error) {
    return fail('machine.storage', `${root} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return parseDigest(hash.digest('hex'));
};

/**
 * A digest over every file below a folder: its name, whether it is a program, and its bytes, or where it leads. Nothing
 * of this machine is in it, so that two installations of the same have the same.
 */
export const digestOfFiles = (root: string): Result<Digest> =>
  digesting(root, (add) =>
    walk(root, '', (path, stat) => {
      const kind = kindOf(stat);
      if (kind === 'folder') return;
      const bytes = kind === 'link' ? readlinkSync(join(root, path)) : kind === 'other' ? '' : readFileSync(join(root, path));
      add(`${kind} ${JSON.stringify(path)} ${createHash('sha256').update(bytes).digest('hex')}\n`);
    }),
  ); // prettier-ignore

/**
 * A digest over what the system says of every file below a folder, without reading one: sizes, modes, inodes, and the
 * times of the last change. Whoever changes a file cannot set the last of them back.
 */
export const stampOfFiles = (root: string): Result<Digest> =>
  digesting(root, (add) =>
    walk(root, '', (path, { mode, size, ino, nlink, mtimeMs, ctimeMs }) =>
      add(`${JSON.stringify(path)} ${mode} ${size} ${ino} ${nlink} ${mtimeMs} ${ctimeMs}\n`),
    ),
  );

/** Takes from everybody the right to write the files below a folder. Folders stay as they are, so that all can be removed. */
export const settle = (root: string): void =>
  walk(root, '', (path, stat) => {
    if (stat.isFile()) chmodSync(join(root, path), stat.mode & 0o555);
  });
