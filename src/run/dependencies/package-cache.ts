import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { canonicalJson, DAY_MS, parseDigest, type Digest } from '#contract';
import { fail, ok, type Result } from '#failure';
import {
  digestOfFiles,
  installByNpm,
  installByPip,
  installByPnpm,
  isThere,
  modulesIn,
  now,
  personFolders,
  readIfThere,
  refusedBySystem,
  removeFolder,
  settle,
  stampOfFiles,
  makeFolders,
  writeDurably,
  writePassing,
} from '#host';
import { JAIL_WORK } from '../workspace.ts';
import type { LockedFolder } from './asked.ts';
import { scriptedIn } from './scripted.ts';

/** Packages that the harness has installed, as they lie on this machine. */
export type Installed = {
  /** The folder that stands for the one with the lockfile. */
  readonly place: string;
  /** The folders of packages in there. */
  readonly folders: readonly string[];
  readonly lockfile: Digest;
  /** Over every file. */
  readonly packages: Digest;
  /** Where packages lie that would have run a program of their own, where the lockfile does not say so. */
  readonly scripted: readonly string[];
};

const DigestText = z.string().transform((text, context) => {
  const digest = parseDigest(text);
  if (digest.ok) return digest.value;
  context.addIssue('is no digest');
  return z.NEVER;
});
const Entry = z.strictObject({
  writ: z.literal(1),
  lockfile: DigestText,
  packages: DigestText,
  /** Over what the system says of the files, so that a change is seen without reading them. */
  stamp: DigestText,
  folders: z.array(z.string().min(1)),
  scripted: z.array(z.string().min(1)).exactOptional(),
  at: z.string(),
});

/** Where packages are kept that were installed from lockfiles. It can be removed at any time. */
export const packagesFolder = (): string => join(personFolders().cache, 'packages');

const ENTRY = 'installed.json';
const isKey = (name: string): boolean => /^[0-9a-f]{64}$/u.test(name);
const placeOf = (key: string): string => join(packagesFolder(), key);

const readEntry = (folder: string): z.infer<typeof Entry> | null => {
  const read = readIfThere(join(folder, ENTRY), 1024 * 1024);
  if (!read.ok || read.value === null) return null;
  try {
    const parsed = Entry.safeParse(JSON.parse(new TextDecoder().decode(read.value)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

const asInstalled = (
  folder: string,
  { folders, lockfile, packages, scripted = [] }: z.infer<typeof Entry>,
): Installed => ({
  ...{ place: join(folder, 'tree'), folders, lockfile, packages, scripted },
});

/** What is kept under a key and is still as it was installed; else why not: `absent`, or `changed` since. */
export const findInstalled = (key: string): Installed | 'absent' | 'changed' => {
  const folder = placeOf(key);
  if (!existsSync(folder)) return 'absent';
  const entry = readEntry(folder);
  if (entry === null) return 'changed';
  const stamp = stampOfFiles(join(folder, 'tree'));
  if (!stamp.ok || stamp.value !== entry.stamp) return 'changed';
  const moment = new Date();
  utimesSync(join(folder, ENTRY), moment, moment);
  return asInstalled(folder, entry);
};

/** Everything that is kept, each file of it read: how many there are, and which are not what was installed. */
export const examinePackages = (): { readonly count: number; readonly changed: readonly string[] } => {
  const root = packagesFolder();
  const keys = existsSync(root) ? readdirSync(root).filter(isKey) : [];
  const changed = keys.filter((key) => {
    const entry = readEntry(placeOf(key));
    const digest = digestOfFiles(join(placeOf(key), 'tree'));
    return entry === null || !digest.ok || digest.value !== entry.packages;
  });
  return { count: keys.length, changed };
};

const AHEAD = '.new-';
/** What nobody has used for so long is removed when something else is installed. */
const KEPT_MS = 30 * DAY_MS;

/** Whether a process that is gone was installing it, or nobody has used it for long. */
const isLeft = (root: string, name: string): boolean => {
  if (name.startsWith(AHEAD)) return !isThere(name.split('-')[1]);
  const used = lstatSync(join(root, name, ENTRY), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return isKey(name) && Date.now() - used > KEPT_MS;
};

const removeLeft = (root: string): void => {
  for (const name of readdirSync(root).filter((one) => isLeft(root, one))) removeFolder(join(root, name));
};

const NOTES = ['.package-lock.json', '.modules.yaml', '.pnpm-workspace-state.json', '.pnpm-workspace-state-v1.json'];

const installBy = (installer: LockedFolder['installer'], tree: string): Promise<Result<null>> => {
  if (installer.name === 'npm') return installByNpm(tree);
  if (installer.name === 'pnpm')
    return installByPnpm(tree, { version: installer.version, store: join(packagesFolder(), 'pnpm-store') });
  const { python, environment: name, list } = installer;
  return installByPip(tree, { python, name, list, at: `${JAIL_WORK}/${name}` });
};

/** Installs aside, takes away the right to write, and writes down what came of it. */
const fill = async (aside: string, { inputs, lockfile, installer }: LockedFolder): Promise<Result<null>> => {
  const tree = join(aside, 'tree');
  mkdirSync(tree);
  for (const [path, bytes] of inputs) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writePassing(join(tree, path), bytes);
  }
  const installed = await installBy(installer, tree);
  if (!installed.ok) return installed;
  // Notes of when and where it was installed; without them the same packages have the same digest.
  for (const note of NOTES) rmSync(join(tree, 'node_modules', note), { force: true });
  settle(tree);
  const [packages, stamp] = [digestOfFiles(tree), stampOfFiles(tree)];
  if (!packages.ok) return packages;
  if (!stamp.ok) return stamp;
  const more = installer.name === 'pnpm' ? { scripted: scriptedIn(tree) } : {};
  const folders = installer.name === 'pip' ? [installer.environment] : modulesIn(tree);
  const entry = { writ: 1, lockfile, packages: packages.value, stamp: stamp.value, folders, ...more, at: now() };
  return writeDurably(join(aside, ENTRY), canonicalJson(entry));
}; // prettier-ignore

/** Gives what was filled its place. Whoever was there first, with the same, stays. */
const publish = (aside: string, key: string): void => {
  try {
    renameSync(aside, placeOf(key));
  } catch {
    removeFolder(aside);
  }
};

/**
 * Installs what a lockfile asks for, where it is not kept yet, outside of every jail and without running a program of
 * any package. What is kept and was changed since is installed anew.
 *
 * @param tell is told where something is installed
 * @returns what is there now. Fails with `supply.integrity` where what is fetched has another digest than the lockfile
 * says, with `machine.program` where npm does not succeed for anything else, with `machine.storage` where
 * the disk does not
 */
export const installLocked = async (
  locked: LockedFolder,
  tell: (sentence: string) => void,
): Promise<Result<Installed>> => {
  const { key } = locked;
  const root = packagesFolder();
  try {
    makeFolders(root, 0o700);
    removeLeft(root);
    const found = findInstalled(key);
    if (typeof found !== 'string') return ok(found);
    tell(
      found === 'absent'
        ? 'installing what the lockfile asks for'
        : 'what was installed was changed since: installing it anew',
    );
    const aside = mkdtempSync(join(root, `${AHEAD}${process.pid}-`));
    const filled = await fill(aside, locked);
    if (!filled.ok) {
      removeFolder(aside);
      return filled;
    }
    // Somebody else who found it changed may have installed it anew meanwhile, and be at work with it.
    if (found === 'changed' && findInstalled(key) === 'changed') removeFolder(placeOf(key));
    publish(aside, key);
  } catch (error) {
    const refused = refusedBySystem(error);
    if (refused !== null) return { ok: false, failures: [refused] };
    throw error;
  }
  const there = findInstalled(key);
  return typeof there === 'string' ? fail('machine.storage', `${placeOf(key)} is not as it was installed`) : ok(there);
};
