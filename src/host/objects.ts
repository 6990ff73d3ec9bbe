import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangedPath } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { readIfThere, removeFolder, writeDurably, writePassing } from './files.ts';
import { git, gitLine, lockedOut, splitNul, tryGit } from './git.ts';
import type { Repository } from './repository.ts';

/**
 * The harness's own git folder: objects, indexes and attributes that no agent has ever been able to write.
 * It reads the person's objects as an alternate and writes into a store of its own.
 */
export type HarnessStore = { readonly gitDir: string; readonly objects: string };

/** Attributes in a tree must not change the bytes that are captured or checked out. */
const ATTRIBUTES = '* -text -eol -ident -filter -working-tree-encoding -crlf\n';

/** Opens the harness's git folder of a repository, making it at first use. */
export const openStore = async (repository: Repository): Promise<Result<HarnessStore>> => {
  const gitDir = join(repository.writ, 'store.git');
  const store = { gitDir, objects: join(gitDir, 'objects') };
  const alternates = join(store.objects, 'info', 'alternates');
  const borrowed = `${repository.objects}\n`;
  const isMade = existsSync(join(gitDir, 'info', 'attributes'));
  if (!isMade) {
    mkdirSync(repository.writ, { recursive: true });
    const made = await git(['init', '--quiet', '--bare', '--template=', gitDir], { config: 'harness' });
    if (!made.ok) return made;
  }
  const known = readIfThere(alternates, 65_536);
  if (!known.ok) return known;
  // A repository that was moved since lies elsewhere than the store remembers.
  if (known.value === null || new TextDecoder().decode(known.value) !== borrowed) {
    const told = writeDurably(alternates, borrowed);
    if (!told.ok) return told;
  }
  if (isMade) return ok(store);
  // Written last: where it is, the rest is.
  const written = writeDurably(join(gitDir, 'info', 'attributes'), ATTRIBUTES);
  return written.ok ? ok(store) : written;
};

const withIndex = async <T>(
  store: HarnessStore,
  use: (indexFile: string) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const folder = mkdtempSync(join(store.gitDir, 'index-'));
  try {
    return await use(join(folder, 'index'));
  } finally {
    removeFolder(folder);
  }
};

/** A commit with its parents. */
export type CommitLine = { readonly commit: string; readonly parents: readonly string[] };

/** The commits that `to` has in its history and `from` has not, the newest first; with `firstParent` only its main line. */
export const commitsBetween = async (
  store: HarnessStore,
  from: string,
  to: string,
  { firstParent = false }: { readonly firstParent?: boolean } = {},
): Promise<Result<readonly CommitLine[]>> => {
  const words = ['rev-list', '--parents', '--topo-order', ...(firstParent ? ['--first-parent'] : []), to, `^${from}`];
  const listed = await git([...words, '--'], { gitDir: store.gitDir, config: 'harness' });
  if (!listed.ok) return listed;
  const lines = new TextDecoder()
    .decode(listed.value)
    .split('\n')
    .filter((line) => line !== '');
  return ok(
    lines.map((line) => {
      const [commit = '', ...parents] = line.split(' ');
      return { commit, parents };
    }),
  );
};

/** The tree of a commit. */
export const treeOf = (store: HarnessStore, commit: string): Promise<Result<string>> =>
  gitLine(['rev-parse', '--verify', `${commit}^{tree}`], { gitDir: store.gitDir, config: 'harness' });

/**
 * Captures a work tree as a tree object, with an index of our own that starts empty: what the agent told its own
 * index to overlook is seen, ignored files are taken, and its `.git` is never read.
 *
 * @param leaveOut paths that are mounted into the work tree and not part of it
 */
export const captureTree = (
  store: HarnessStore,
  workTree: string,
  leaveOut: readonly string[],
): Promise<Result<string>> =>
  withIndex(store, async (indexFile) => {
    const call = { gitDir: store.gitDir, workTree, indexFile, cwd: workTree, config: 'harness' } as const;
    const excluded = leaveOut.map((path) => `:(exclude,top,literal)${path}`);
    const added = await tryGit(['add', '--all', '--force', '--', '.', ...excluded], call);
    if (!added.ok) return added;
    if (added.value.exitCode !== 0)
      return fail('file.hygiene', `the result cannot be captured: ${added.value.stderr.trim().split('\n')[0] ?? ''}`);
    return gitLine(['write-tree'], call);
  });

/** Writes a tree into an empty folder: the bytes as they are, no attribute and no filter has a say. */
export const checkOut = (store: HarnessStore, tree: string, folder: string): Promise<Result<null>> =>
  withIndex(store, async (indexFile) => {
    mkdirSync(folder, { recursive: true });
    const call = { gitDir: store.gitDir, workTree: folder, indexFile, cwd: folder, config: 'harness' } as const;
    const read = await git(['read-tree', tree], call);
    if (!read.ok) return read;
    const written = await git(['checkout-index', '--all', '--force', '--quiet'], call);
    return written.ok ? ok(null) : written;
  });

const STATUS = { A: 'added', M: 'modified', D: 'deleted', T: 'type-changed' } as const;
const isStatus = (letter: string): letter is keyof typeof STATUS => letter in STATUS;

/** The paths that differ between two trees, compared as trees: no rename, no filter, no history has a say. */
export const changedPaths = async (
  store: HarnessStore,
  from: string,
  to: string,
): Promise<Result<readonly ChangedPath[]>> => {
  const raw = await git(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--full-index', from, to], {
    gitDir: store.gitDir,
    config: 'harness',
  });
  if (!raw.ok) return raw;
  const fields = splitNul(raw.value);
  const paths: ChangedPath[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [oldMode, newMode, oldBlob, newBlob, letter] = (fields[index] ?? '').slice(1).split(' ');
    const path = fields[index + 1];
    if (
      oldMode === undefined ||
      newMode === undefined ||
      oldBlob === undefined ||
      newBlob === undefined ||
      path === undefined
    ) {
      return fail('machine.storage', 'git printed a difference that cannot be read');
    }
    if (letter === undefined || !isStatus(letter))
      return fail('machine.storage', `git printed an unknown kind of difference: ${String(letter)}`);
    paths.push({ path, status: STATUS[letter], oldMode, newMode, oldBlob, newBlob });
  }
  return ok(paths);
};

/** The patch between two trees, whole: binary files, no textconv, no external diff, nothing hidden by attributes. */
export const patchBetween = (store: HarnessStore, from: string, to: string): Promise<Result<Uint8Array>> =>
  git(
    [
      'diff',
      '--text',
      '--no-ext-diff',
      '--no-textconv',
      '--binary',
      '--full-index',
      '--no-renames',
      '--no-color',
      from,
      to,
    ],
    {
      gitDir: store.gitDir,
      config: 'harness',
    },
  );

/** Added and deleted lines by path; null where the file is binary. */
export const lineCounts = async (store: HarnessStore, from: string, to: string) => {
  const printed = await git(['diff', '--numstat', '-z', '--no-ext-diff', '--no-textconv', '--no-renames', from, to], {
    gitDir: store.gitDir,
    config: 'harness',
  });
  if (!printed.ok) return printed;
  return ok(
    splitNul(printed.value).map((line) => {
      const [added, deleted, ...path] = line.split('\t');
      return {
        path: path.join('\t'),
        added: added === '-' ? null : Number(added),
        deleted: deleted === '-' ? null : Number(deleted),
      };
    }),
  );
};

/** The bytes of a blob. */
export const blobOf = (store: HarnessStore, blob: string): Promise<Result<Uint8Array>> =>
  git(['cat-file', 'blob', blob], { gitDir: store.gitDir, config: 'harness' });

/** Who commits, and when (ISO 8601). */
export type CommitFacts = {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly name: string;
  readonly email: string;
  readonly at: string;
};

/** Makes a commit object in the harness's store. */
export const commitTree = async (store: HarnessStore, facts: CommitFacts): Promise<Result<string>> => {
  const seconds = Math.floor(Date.parse(facts.at) / 1000);
  const person = `${facts.name} <${facts.email}> ${seconds} +0000`;
  const text = [
    `tree ${facts.tree}`,
    ...facts.parents.map((parent) => `parent ${parent}`),
    `author ${person}`,
    `committer ${person}`,
    '',
    facts.message,
  ].join('\n');
  return gitLine(['hash-object', '-t', 'commit', '-w', '--stdin'], {
    gitDir: store.gitDir,
    config: 'harness',
    stdin: text,
  });
};

/** Writes files as a tree object into the harness's store, with further trees hung in by name. */
export const writeTree = (
  store: HarnessStore,
  files: ReadonlyMap<string, Uint8Array>,
  trees: Readonly<Record<string, string>>,
): Promise<Result<string>> =>
  withIndex(store, async (indexFile) => {
    const folder = mkdtempSync(join(store.gitDir, 'files-'));
    // `read-tree --prefix` wants a work tree, though it touches none.
    const call = { gitDir: store.gitDir, workTree: folder, indexFile, config: 'harness' } as const;
    try {
      const paths = [...files.keys()];
      paths.forEach((_, index) => writePassing(join(folder, String(index)), files.get(paths[index] ?? '') ?? ''));
      const hashed = await gitLine(['hash-object', '-w', '--no-filters', '--stdin-paths'], {
        ...call,
        stdin: paths.map((_, index) => `${join(folder, String(index))}\n`).join(''),
      });
      if (!hashed.ok) return hashed;
      const ids = hashed.value.split('\n');
      const entries = paths.map((path, index) => `100644 ${ids[index] ?? ''}\t${path}\0`).join('');
      const indexed = await git(['update-index', '-z', '--index-info'], { ...call, stdin: entries });
      if (!indexed.ok) return indexed;
      for (const [name, tree] of Object.entries(trees)) {
        const read = await git(['read-tree', `--prefix=${name}/`, tree], call);
        if (!read.ok) return read;
      }
      return await gitLine(['write-tree'], call);
    } finally {
      removeFolder(folder);
    }
  });

/**
 * Brings a commit with all it needs into the person's repository, checked object by object on the way. No ref moves,
 * no hook runs. Fails with `file.hygiene` where git finds an object harmful, such as a tree with an entry `..`.
 */
export const bringCommit = async (
  repository: Repository,
  store: HarnessStore,
  commit: string,
  known: readonly string[],
): Promise<Result<null>> => {
  const wanted = [commit, ...known.map((id) => `^${id}`)].map((line) => `${line}\n`).join('');
  // Not sparse: that way takes a tree for known only at the path where it was known, and a result hangs in elsewhere.
  const pack = await git(['pack-objects', '--revs', '--no-sparse', '--stdout', '--quiet'], {
    gitDir: store.gitDir,
    config: 'harness',
    stdin: wanted,
  });
  if (!pack.ok) return pack;
  // Without `--keep`: its mark would stay for ever, and git would never again pack what a run brought with the rest.
  const indexed = await tryGit(['index-pack', '--stdin', '--strict'], {
    gitDir: repository.commonDir,
    config: 'harness',
    stdin: pack.value,
  });
  if (!indexed.ok) return indexed;
  const { exitCode, stderr } = indexed.value;
  if (exitCode === 0) return ok(null);
  const why = stderr.trim().slice(0, 500);
  return /fsck error/u.test(stderr)
    ? fail('file.hygiene', `git refuses what the result holds: ${why}`)
    : fail('machine.storage', `git index-pack failed (${String(exitCode)}): ${why}`);
};

/** A move of a ref: `old` of forty zeros means that it must not be there yet. */
export type RefMove = { readonly ref: string; readonly next: string; readonly old: string; readonly reason: string };

/** Moves a ref if it still stands where it should. False where it has moved. */
export const swapRef = async (
  repository: Repository,
  { ref, next, old, reason }: RefMove,
): Promise<Result<boolean>> => {
  const end = await tryGit(['update-ref', '-m', reason, ref, next, old], {
    gitDir: repository.commonDir,
    config: 'person',
  });
  if (!end.ok) return end;
  if (end.value.exitCode === 0) return ok(true);
  const locked = lockedOut(end.value);
  if (locked !== null) return fail(locked.code, locked.message);
  return /cannot lock ref/u.test(end.value.stderr)
    ? ok(false)
    : fail('machine.storage', `git update-ref failed: ${end.value.stderr.trim()}`);
};
