import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChangedPath } from '#evidence';
import { fail, invariant, ok, type Result } from '#failure';
import { readIfThere, removeFolder, renameDurably, writeDurably, writePassing } from './files.ts';
import { git, gitLine, gitScript, lockedOut, splitNul, tryGit } from './git.ts';
import type { Repository } from './repository.ts';

/**
 * The harness's own git folder: objects, indexes and attributes that no agent has ever been able to write.
 * It reads the person's objects as an alternate and writes into a store of its own.
 */
export type HarnessStore = { readonly gitDir: string; readonly objects: string };

/** Attributes in a tree must not change the bytes that are captured or checked out. */
export const ATTRIBUTES = '* -text -eol -ident -filter -working-tree-encoding -crlf\n';

const inQuotes = (path: string): string => `"${path.replaceAll(/["\\]/gu, '\\$&').replaceAll('\n', '\\n')}"`;

/** The list of object folders that a repository borrows from, a line each: in quotes where a name has several. */
export const alternatesOf = (...folders: readonly string[]): string =>
  folders.map((folder) => `${folder.includes('\n') ? inQuotes(folder) : folder}\n`).join('');

const attributesIn = (gitDir: string): string => join(gitDir, 'info', 'attributes');
const isWhole = (gitDir: string): boolean => existsSync(attributesIn(gitDir));

/** Makes a bare git folder, or what one lacks. Its attributes are written last: where they are, the rest is. */
const fillBare = async (gitDir: string): Promise<Result<null>> => {
  const made = await git(['init', '--quiet', '--bare', '--template=', gitDir], { config: 'harness' });
  return made.ok ? writeDurably(attributesIn(gitDir), ATTRIBUTES) : made;
};

/**
 * Makes the bare git folder at first use. Several runs may be the first ones at once: each makes one aside, and the
 * first one gives its own the name. Asking git to wait for others at one place would not do: what it says of a lock is
 * no interface.
 */
const makeBare = async (gitDir: string): Promise<Result<null>> => {
  // Where it is not whole, somebody took files out of it; the objects in it are kept.
  if (existsSync(gitDir)) return isWhole(gitDir) ? ok(null) : fillBare(gitDir);
  mkdirSync(dirname(gitDir), { recursive: true });
  const aside = mkdtempSync(`${gitDir}.`);
  try {
    const filled = await fillBare(join(aside, 'made'));
    if (!filled.ok) return filled;
    const named = renameDurably(join(aside, 'made'), gitDir);
    return named.ok || !isWhole(gitDir) ? named : ok(null);
  } finally {
    removeFolder(aside);
  }
};

/** Opens the harness's git folder of a repository, making it at first use. */
export const openStore = async (repository: Repository): Promise<Result<HarnessStore>> => {
  const gitDir = join(repository.writ, 'store.git');
  const store = { gitDir, objects: join(gitDir, 'objects') };
  const alternates = join(store.objects, 'info', 'alternates');
  const borrowed = alternatesOf(repository.objects);
  const made = isWhole(gitDir) ? ok(null) : await makeBare(gitDir);
  if (!made.ok) return made;
  const known = readIfThere(alternates, 65_536);
  if (!known.ok) return known;
  // A repository that was moved since lies elsewhere than the store remembers.
  if (known.value !== null && new TextDecoder().decode(known.value) === borrowed) return ok(store);
  const told = writeDurably(alternates, borrowed);
  return told.ok ? ok(store) : told;
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

const NEWLINE = Buffer.from('\n');

const STATUS = { A: 'added', M: 'modified', D: 'deleted', T: 'type-changed' } as const;
const isStatus = (letter: string): letter is keyof typeof STATUS => letter in STATUS;

/** The tree that a commit holds under a path, or null where it holds none. */
export const treeAt = async (store: HarnessStore, commit: string, path: string): Promise<Result<string | null>> => {
  const call = { gitDir: store.gitDir, config: 'harness' } as const;
  const found = await tryGit(['rev-parse', '--verify', '--quiet', `${commit}:${path}`], call);
  if (!found.ok) return found;
  return ok(found.value.exitCode === 0 ? new TextDecoder().decode(found.value.stdout).trim() : null);
};

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

/** Added and deleted lines by path; null where the file is binary. */
export type LineCounts = readonly {
  readonly path: string;
  readonly added: number | null;
  readonly deleted: number | null;
}[];

/** What differs between two trees: the patch, and how many lines of each path. */
export type TreeDifference = { readonly patch: Uint8Array; readonly counts: LineCounts };

const countOf = (line: string): LineCounts[number] => {
  const [added, deleted, ...path] = line.split('\t');
  return {
    path: path.join('\t'),
    added: added === '-' ? null : Number(added),
    deleted: deleted === '-' ? null : Number(deleted),
  };
};

const WHOLE = ['--text', '--no-ext-diff', '--no-textconv', '--binary', '--full-index', '--no-renames', '--no-color'];
/** Ends the last count, and then all of them. */
const COUNTED = Buffer.alloc(2);

/**
 * The patch between two trees, whole: binary files, no textconv, no external diff, nothing hidden by attributes. And how
 * many lines of each path it adds and deletes.
 */
export const differenceBetween = async (
  store: HarnessStore,
  from: string,
  to: string,
): Promise<Result<TreeDifference>> => {
  const call = { gitDir: store.gitDir, config: 'harness' } as const;
  const printed = await git(['diff', ...WHOLE, '--numstat', '--patch', '-z', from, to], call);
  if (!printed.ok) return printed;
  if (printed.value.length === 0) return ok({ patch: printed.value, counts: [] });
  const end = Buffer.from(printed.value.buffer, printed.value.byteOffset, printed.value.byteLength).indexOf(COUNTED);
  if (end === -1) return fail('machine.storage', 'git printed a difference that cannot be read');
  return ok({
    patch: printed.value.subarray(end + COUNTED.length),
    counts: splitNul(printed.value.subarray(0, end)).map(countOf),
  });
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

const signatureOf = ({ name, email, at }: Pick<CommitFacts, 'name' | 'email' | 'at'>): string =>
  `${name} <${email}> ${Math.floor(Date.parse(at) / 1000)} +0000`;

/** Makes a commit object in the harness's store. */
export const commitTree = async (store: HarnessStore, facts: CommitFacts): Promise<Result<string>> => {
  const text = [
    `tree ${facts.tree}`,
    ...facts.parents.map((parent) => `parent ${parent}`),
    `author ${signatureOf(facts)}`,
    `committer ${signatureOf(facts)}`,
    '',
    facts.message,
  ].join('\n');
  return gitLine(['hash-object', '-t', 'commit', '-w', '--stdin'], {
    gitDir: store.gitDir,
    config: 'harness',
    stdin: text,
  });
};

/** A commit of files that are in memory, and of trees that the store has, hung in by name. */
export type FilesCommit = Omit<CommitFacts, 'tree'> & {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly trees: Readonly<Record<string, string>>;
};

/** What git reads to make such a commit. */
const streamOf = (ref: string, facts: FilesCommit): Uint8Array => {
  const data = (bytes: Uint8Array): Uint8Array =>
    Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, NEWLINE]);
  const paths = [...facts.files.keys()];
  // In the stream a path goes on to the end of its line, and in quotes it would be read otherwise.
  invariant(!paths.some((path) => /^"|\n/u.test(path)), 'a path of our own needs no quotes');
  const line = (text: string): Uint8Array => Buffer.from(`${text}\n`);
  const [from, ...merged] = facts.parents;
  const mark = `:${paths.length + 1}`;
  return Buffer.concat([
    ...[...facts.files.values()].flatMap((bytes, index) => [line(`blob\nmark :${index + 1}`), data(bytes)]),
    line(`commit ${ref}\nmark ${mark}\ncommitter ${signatureOf(facts)}`),
    data(Buffer.from(facts.message)),
    ...(from === undefined ? [] : [line(`from ${from}`)]),
    ...merged.map((parent) => line(`merge ${parent}`)),
    line('deleteall'),
    ...paths.map((path, index) => line(`M 100644 :${index + 1} ${path}`)),
    ...Object.entries(facts.trees).map(([name, tree]) => line(`M 040000 ${tree} ${name}`)),
    line(`get-mark ${mark}\ndone`),
  ]);
};

/**
 * As one pack, however few objects these are: to make files of them, git would start another git, and have the disk told
 * of each. It reads them from a file, so that a shell that stands by can start it: what is in them is no text.
 */
const IMPORT = 'exec git -c fastimport.unpackLimit=1 fast-import --quiet --force --done <"$1"';

/**
 * Writes a commit of files into a store that is to be forgotten, under a ref of the same name as it will have.
 *
 * @param scratch see `inQuarantine`
 */
export const commitFiles = async (scratch: HarnessStore, ref: string, facts: FilesCommit): Promise<Result<string>> => {
  const read = join(scratch.gitDir, 'import');
  writePassing(read, streamOf(ref, facts));
  const end = await gitScript(IMPORT, [read], { gitDir: scratch.gitDir, config: 'harness' });
  if (!end.ok) return end;
  const { exitCode, stdout, stderr } = end.value;
  return exitCode === 0
    ? ok(new TextDecoder().decode(stdout).trim())
    : fail('machine.storage', `git fast-import failed (${String(exitCode)}): ${stderr.trim().slice(0, 500)}`);
};

/** Told where the packing failed, which what takes the pack in may not have seen. */
const UNPACKED = 'writ: nothing was packed';
/**
 * Packs what one object reaches and others do not, and hands it to the git that takes it in. Not sparse: that way takes a
 * tree for known only at the path where it was known, and a result hangs in elsewhere. Without `--keep`: its mark would
 * stay for ever, and git would never again pack what a run brought with the rest.
 */
const PACK_INTO = `{ git pack-objects --revs --no-sparse --stdout --quiet || echo '${UNPACKED}' >&2; } |
git --git-dir="$1" index-pack --stdin --strict`;

/**
 * Takes what one object reaches, and others do not, into another git folder, checking it object by object. What git
 * found harmful is given; null: nothing.
 */
const packStrictly = async (
  store: HarnessStore,
  gitDir: string,
  { object, known }: { readonly object: string; readonly known: readonly string[] },
): Promise<Result<string | null>> => {
  const stdin = [object, ...known.map((id) => `^${id}`)].map((line) => `${line}\n`).join('');
  const indexed = await gitScript(PACK_INTO, [gitDir], { gitDir: store.gitDir, config: 'harness', stdin });
  if (!indexed.ok) return indexed;
  const { exitCode, stderr } = indexed.value;
  if (exitCode === 0 && !stderr.includes(UNPACKED)) return ok(null);
  // Where what was packed is harmful, git reads no more of it, and the packing fails of that.
  const why = stderr.replace(UNPACKED, '').trim().slice(0, 500);
  return /fsck error/u.test(stderr)
    ? ok(why)
    : fail('machine.storage', `git index-pack failed (${String(exitCode)}): ${why}`);
};

/** An object that git itself finds harmful, such as a tree with an entry `..`, and what git says of it. */
export type HarmfulObject = { readonly object: string | null; readonly says: string };

/**
 * Has git look at every object that a tree adds to a commit, just as it would when they are brought into a repository.
 * Nothing is kept. Null where all of them are sound.
 *
 * @param scratch a store whose objects are removed afterwards, and which reads those of `store`
 */
export const harmfulObject = async (
  store: HarnessStore,
  scratch: HarnessStore,
  { tree, base }: { readonly tree: string; readonly base: string },
): Promise<Result<HarmfulObject | null>> => {
  // The tree of the commit: beside a tree that belongs to none, git does not ask what a commit holds, and packs it all.
  const why = await packStrictly(store, scratch.gitDir, { object: tree, known: [`${base}^{tree}`] });
  if (!why.ok || why.value === null) return why.ok ? ok(null) : why;
  const [, object = null, says = why.value] = /^error: object ([0-9a-f]{40}): (.*)$/mu.exec(why.value) ?? [];
  return ok({ object, says });
};

/**
 * Brings a commit with all it needs into the person's repository, checked object by object on the way. No ref moves,
 * no hook runs. Fails with `file.hygiene` where git finds an object harmful.
 */
export const bringCommit = async (
  repository: Repository,
  store: HarnessStore,
  commit: string,
  known: readonly string[],
): Promise<Result<null>> => {
  const why = await packStrictly(store, repository.commonDir, { object: commit, known });
  if (!why.ok) return why;
  return why.value === null ? ok(null) : fail('file.hygiene', `git refuses what the result holds: ${why.value}`);
};

/** A move of a ref: `old` of forty zeros means that it must not be there yet. */
export type RefMove = { readonly ref: string; readonly next: string; readonly old: string; readonly reason: string };

/** What git says of a ref that stands elsewhere, or cannot be beside another. All else that keeps it from writing is the disk. */
const STANDS_ELSEWHERE =
  /but expected|reference already exists|reference is missing|unable to resolve reference|exists; cannot create/u;

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
  return STANDS_ELSEWHERE.test(end.value.stderr)
    ? ok(false)
    : fail('machine.storage', `git update-ref failed: ${end.value.stderr.trim()}`);
};
