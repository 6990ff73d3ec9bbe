import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { STRICTNESS, type Strictness } from '#contract';
import { readIfThere, writeForgettably, type PersonFolders, type Repository } from '#host';
import { filesOf, rowOf, type KnownFile } from './board-rows.ts';
import { SUM_LENGTH, wordSum } from './word-sum.ts';

/**
 * What was made of bytes before. It holds for one program: another one may read them otherwise. `standing` names all
 * that the meaning of a task file depends on beside its path and its bytes.
 */
export type BoardCache = {
  /** By what the settings depend on. */
  readonly strictness: ReadonlyMap<string, Strictness>;
  /** By what is standing, then by the path of the file. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, KnownFile>>;
};

export const EMPTY_CACHE: BoardCache = { strictness: new Map(), files: new Map() };

/** Two branches, to and fro, are remembered; more would make every board read more than it needs. */
const KEPT = 2;

/**
 * The program that a file of ours is part of, or null where it runs from source and nothing says which one it is. A built
 * file is named by a hash of what it holds, the names of all files it loads included: so no change of anything that
 * reads a task or its settings can be forgotten.
 */
export const programAt = (url: string): string | null => {
  const file = fileURLToPath(url);
  return basename(dirname(file)) === 'chunks' ? basename(file) : null;
};

const PROGRAM = programAt(import.meta.url);

/** So much of a repository's path is in the name of its cache. Two of one name take turns: each holds for one alone. */
const NAME_LETTERS = 100;

const cachePath = ({ cache }: PersonFolders, { root }: Repository): string =>
  join(cache, 'boards', `${wordSum(new TextEncoder().encode(root))}-${encodeURIComponent(root).slice(-NAME_LETTERS)}`);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isStrictness = (value: unknown): value is Strictness => STRICTNESS.some((one) => one === value);
/** A record as a map of values that are all of one kind, or null. */
const mapOf = <T>(record: unknown, is: (value: unknown) => value is T): ReadonlyMap<string, T> | null => {
  if (!isRecord(record)) return null;
  const map = new Map<string, T>();
  for (const [key, value] of Object.entries(record)) {
    if (!is(value)) return null;
    map.set(key, value);
  }
  return map;
};

const parseCache = (text: string, root: string): BoardCache | null => {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value['program'] !== PROGRAM || value['repository'] !== root) return null;
  const strictness = mapOf(value['strictness'], isStrictness);
  const standing = value['files'];
  if (strictness === null || !isRecord(standing)) return null;
  const files = new Map<string, ReadonlyMap<string, KnownFile>>();
  for (const [name, rows] of Object.entries(standing)) {
    const known = filesOf(rows);
    if (known === null) return null;
    files.set(name, known);
  }
  return { strictness, files };
};

const LIMIT_BYTES = 64 * 1024 * 1024;

/** The cache of a repository's board. Whatever is wrong with it, it is an empty one: everything is then read anew. */
export const readBoardCache = (folders: PersonFolders, repository: Repository): BoardCache => {
  if (PROGRAM === null) return EMPTY_CACHE;
  const bytes = readIfThere(cachePath(folders, repository), LIMIT_BYTES);
  if (!bytes.ok || bytes.value === null) return EMPTY_CACHE;
  const body = bytes.value.subarray(SUM_LENGTH);
  if (new TextDecoder().decode(bytes.value.subarray(0, SUM_LENGTH)) !== wordSum(body)) return EMPTY_CACHE;
  try {
    return parseCache(new TextDecoder().decode(body), repository.root) ?? EMPTY_CACHE;
  } catch {
    return EMPTY_CACHE;
  }
};

/** The last ones of a map, with one more at its end. */
const withLast = <T>(map: ReadonlyMap<string, T>, key: string, value: T): readonly (readonly [string, T])[] =>
  [...[...map].filter(([other]) => other !== key), [key, value] as const].slice(-KEPT);

/** What a board found out, under what was standing. */
export type Found = {
  readonly settings: string;
  readonly strictness: Strictness;
  readonly standing: string;
  readonly files: ReadonlyMap<string, KnownFile>;
};

/** Keeps what a board found out, as far as this person's cache can be written; a repository is never written to. */
export const keepBoardCache = (
  folders: PersonFolders,
  repository: Repository,
  before: BoardCache,
  found: Found,
): void => {
  if (PROGRAM === null) return;
  const strictness = withLast(before.strictness, found.settings, found.strictness);
  const files = withLast(before.files, found.standing, found.files).map(
    ([standing, known]) => [standing, [...known].map(rowOf)] as const,
  );
  const text = JSON.stringify({
    program: PROGRAM,
    repository: repository.root,
    strictness: Object.fromEntries(strictness),
    files: Object.fromEntries(files),
  });
  writeForgettably(cachePath(folders, repository), wordSum(new TextEncoder().encode(text)) + text);
};
