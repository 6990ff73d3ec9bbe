import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { few, joinWords } from '#contract';
import { fail, ok, type Result } from '#failure';
import { git, lockedOut, splitNul, tryGit, type GitEnd } from './git.ts';
import type { Repository } from './repository.ts';

/** The worktrees of a repository that have a branch checked out. */
export const worktreesOn = async (repository: Repository, ref: string): Promise<Result<readonly string[]>> => {
  const listed = await git(['worktree', 'list', '--porcelain', '-z'], {
    gitDir: repository.commonDir,
    config: 'person',
  });
  if (!listed.ok) return listed;
  const worktrees = Buffer.from(listed.value)
    .toString('utf8')
    .split('\0\0')
    .map((record) => record.split('\0'))
    .flatMap((lines) => {
      const path = lines.find((line) => line.startsWith('worktree '))?.slice(9);
      return path === undefined ? [] : [{ path, isOn: lines.includes(`branch ${ref}`) }];
    });
  // Of a checkout whose git folder lies elsewhere git names that folder. Where nothing else is ours, it is the one we stand in.
  const isListed = worktrees.some(({ path }) => path === repository.root);
  const placeOf = (path: string): string => (path === repository.commonDir && !isListed ? repository.root : path);
  return ok(worktrees.filter(({ isOn }) => isOn).map(({ path }) => placeOf(path)));
};

/** Two commits that a branch goes from and to. */
type Step = { readonly from: string; readonly to: string };

/** What lies where a path is to be written: the path itself, a file in place of one of its folders, or the files below it. */
const inPlaceOf = (worktree: string, path: string): readonly string[] => {
  const parts = path.split('/');
  for (const [index] of parts.entries()) {
    const upTo = parts.slice(0, index + 1).join('/');
    const stat = lstatSync(join(worktree, upTo), { throwIfNoEntry: false });
    if (stat === undefined) return [];
    if (!stat.isDirectory()) return [upTo];
  }
  return readdirSync(join(worktree, path), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(worktree, join(entry.parentPath, entry.name)));
};

/** Files that no commit holds, where the next commit puts one of its own. git itself overwrites those it is told to ignore. */
const untrackedInTheWay = async (worktree: string, { from, to }: Step): Promise<Result<readonly string[]>> => {
  const call = { cwd: worktree, config: 'person' } as const;
  const listed = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--diff-filter=A', from, to], call);
  if (!listed.ok) return listed;
  const held = await git(['ls-tree', '-r', '-z', '--name-only', '--full-tree', from], call);
  if (!held.ok) return held;
  const known = new Set(splitNul(held.value));
  // A checkout that stands at the next commit already has these files from it: a landing that was cut off comes by again.
  const index = await git(['ls-files', '-z', '--full-name'], call);
  if (!index.ok) return index;
  for (const path of splitNul(index.value)) known.add(path);
  return ok(splitNul(listed.value).flatMap((path) => inPlaceOf(worktree, path).filter((there) => !known.has(there))));
};

/** Whether a path is one of these, lies below one, or has one below it. */
const meets = (paths: readonly string[]): ((path: string) => boolean) => {
  const above = new Set(paths.flatMap((path) => path.split('/').map((_, end, parts) => parts.slice(0, end).join('/'))));
  const all = new Set(paths);
  return (path) =>
    above.has(path) || path.split('/').some((_, end, parts) => all.has(parts.slice(0, end + 1).join('/')));
};

/**
 * What is staged, and neither as before nor as in the next commit, where that one changes something. git refuses to
 * lose it, but for a folder that becomes a file: then it takes what was staged below it, and says nothing (2.39).
 */
const stagedInTheWay = async (worktree: string, { from, to }: Step): Promise<Result<readonly string[]>> => {
  const call = { cwd: worktree, config: 'person' } as const;
  const differing = async (...words: readonly string[]): Promise<Result<readonly string[]>> => {
    const listed = await git([...words, '-r', '-z', '--name-only', '--no-renames'], call);
    return listed.ok ? ok(splitNul(listed.value)) : listed;
  };
  const staged = await differing('diff-index', '--cached', from);
  if (!staged.ok || staged.value.length === 0) return staged;
  const other = await differing('diff-index', '--cached', to);
  if (!other.ok) return other;
  const changed = await differing('diff-tree', from, to);
  if (!changed.ok) return changed;
  const neither = new Set(other.value);
  const isChanged = meets(changed.value);
  return ok(staged.value.filter((path) => neither.has(path) && isChanged(path)));
};

/** So many of the files in the way are named. */
const NAMED = 5;

const named = (paths: readonly string[]): string => few(paths, NAMED).join(', ');

/** Refuses with `landing.dirty` where a person would lose something if a checkout went from one commit to the next. */
const refuseLoss = async (worktree: string, step: Step): Promise<Result<null>> => {
  const staged = await stagedInTheWay(worktree, step);
  if (!staged.ok) return staged;
  if (staged.value.length > 0)
    return fail('landing.dirty', `${worktree} has staged what the landing would touch: ${named(staged.value)}`);
  const untracked = await untrackedInTheWay(worktree, step);
  if (!untracked.ok) return untracked;
  const [first] = untracked.value;
  if (first === undefined) return ok(null);
  // A stash leaves alone what git ignores, and what was never added.
  const aside = joinWords(['mv', join(worktree, first), join(worktree, `${first}.mine`)]);
  return fail(
    'landing.dirty',
    `${worktree} holds what is in no commit where the landing puts files: ${named(untracked.value)}`,
    {
      remedy: `${aside}, then land again`,
    },
  );
};

/** What has git look at a file again that it was told to pass over, by the sign that `git ls-files -v` puts before it. */
const LOOK_AGAIN: readonly (readonly [RegExp, string])[] = [
  [/^[a-z] /u, '--no-assume-unchanged'],
  [/^[Ss] /u, '--no-skip-worktree'],
];

/** What takes the changes of a file aside that git was told to pass over, and so would not stash; null where it was not. */
const asideFor = async (worktree: string, file: string): Promise<string | null> => {
  const listed = await tryGit(['ls-files', '-v', '--', `:(top,literal)${file}`], { cwd: worktree, config: 'person' });
  if (!listed.ok || listed.value.exitCode !== 0) return null;
  const line = new TextDecoder().decode(listed.value.stdout);
  const flags = LOOK_AGAIN.flatMap(([sign, flag]) => (sign.test(line) ? [flag] : []));
  return flags.length === 0 ? null : joinWords(['git', '-C', worktree, 'update-index', ...flags, file]);
};

/** What git has against taking a checkout from one commit to the next; the last line of that names the file. */
const refusedByGit = async (worktree: string, { exitCode, stderr }: GitEnd): Promise<Result<null>> => {
  if (exitCode === 0) return ok(null);
  const said = stderr.trim().split('\n')[0] ?? '';
  const file = /^error: Entry '(.+)' not uptodate/u.exec(said)?.[1];
  const aside = file === undefined ? null : await asideFor(worktree, file);
  const message = `${worktree} has changes that the landing would touch: ${file ?? said}`;
  return fail('landing.dirty', message, aside === null ? {} : { remedy: `${aside}, then: git stash, then land again` });
};

const readTree = async (worktree: string, { from, to }: Step, ...flags: readonly string[]): Promise<Result<null>> => {
  const moved = await tryGit(['read-tree', '-m', '-u', ...flags, from, to], { cwd: worktree, config: 'person' });
  if (!moved.ok) return moved;
  const locked = lockedOut(moved.value);
  return locked === null ? refusedByGit(worktree, moved.value) : fail(locked.code, locked.message);
};

/** Moves a clean checkout from one commit to the next, keeping the person's untouched files; refuses where one is in the way. */
export const moveCheckout = async (worktree: string, from: string, to: string): Promise<Result<null>> => {
  const kept = await refuseLoss(worktree, { from, to });
  return kept.ok ? readTree(worktree, { from, to }) : kept;
};

/**
 * Refuses with `landing.dirty`, and the files in the way, where a checkout could not move from one commit to the next
 * without losing something of the person's. Moves nothing.
 */
export const refuseMove = async (worktree: string, from: string, to: string): Promise<Result<null>> => {
  // A file that was only touched differs from its entry in the index until git has looked at it again.
  const refreshed = await tryGit(['update-index', '-q', '--refresh'], { cwd: worktree, config: 'person' });
  if (!refreshed.ok) return refreshed;
  const kept = await refuseLoss(worktree, { from, to });
  return kept.ok ? readTree(worktree, { from, to }, '-n') : kept;
};
