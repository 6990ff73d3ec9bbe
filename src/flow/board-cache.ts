import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ESTIMATE_IMPACTS,
  ESTIMATE_LEVELS,
  ESTIMATE_RISKS,
  ESTIMATE_SCOPES,
  parseDigest,
  sha256,
  STRICTNESS,
  TIERS,
  type Digest,
  type Strictness,
} from '#contract';
import { readIfThere, writeForgettably, type PersonFolders, type Repository } from '#host';
import type { Filed } from './filed.ts';

/** A file as it was when it was read, and what it came to. */
export type KnownFile = { readonly digest: string; readonly filed: Filed };

/**
 * What was made of bytes before. It holds for one program: another one may read them otherwise. `standing` names all
 * that the meaning of a task file depends on beside its path and its bytes.
 */
export type BoardCache = {
  /** By the digest of what the settings depend on. */
  readonly strictness: ReadonlyMap<string, Strictness>;
  /** By what is standing, then by the path of the file. */
  readonly files: ReadonlyMap<string, ReadonlyMap<string, KnownFile>>;
};

export const EMPTY_CACHE: BoardCache = { strictness: new Map(), files: new Map() };

/** Two branches, to and fro, are remembered; more would make every board read more than it needs. */
const KEPT = 2;

/**
 * The program this is, or null where it runs from source and nothing says which one it is. A built file is named by a
 * hash of what it holds, the names of all files it loads included: so no change of anything that reads a task or its
 * settings can be forgotten.
 */
const PROGRAM = ((): string | null => {
  const file = fileURLToPath(import.meta.url);
  return basename(dirname(file)) === 'chunks' ? basename(file) : null;
})();

const cachePath = (folders: PersonFolders, repository: Repository): string =>
  join(folders.cache, 'boards', sha256(repository.root).slice(0, 32));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isStrictness = (value: unknown): value is Strictness => STRICTNESS.some((one) => one === value);
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string');
const isPaths = (value: unknown): boolean => isRecord(value) && isTexts(value['allow']) && isTexts(value['deny']);
/** The words of each field, as sets: they are asked for in every task. */
const [SCOPES, RISKS, IMPACTS, LEVELS] = [ESTIMATE_SCOPES, ESTIMATE_RISKS, ESTIMATE_IMPACTS, ESTIMATE_LEVELS].map(
  (words): ReadonlySet<unknown> => new Set<unknown>(words),
);
const isEstimate = (value: unknown): boolean => {
  if (value === null) return true;
  if (!isRecord(value)) return false;
  const { scope, risk, impact, level } = value;
  return [SCOPES?.has(scope), RISKS?.has(risk), IMPACTS?.has(impact), LEVELS?.has(level)].every(
    (known) => known === true,
  );
};
const isFiled = (value: unknown): value is Filed => {
  if (!isRecord(value)) return false;
  if (value['kind'] === 'unreadable') return typeof value['foreign'] === 'boolean';
  if (value['kind'] === 'foreign') return typeof value['id'] === 'string';
  const { kind, task, version, name, tier, dependsOn, estimate, phase, paths } = value;
  const texts = isTexts([task, name]) && isTexts(dependsOn) && isPaths(paths);
  const numbers = typeof version === 'number' && (phase === null || typeof phase === 'number');
  return kind === 'task' && texts && numbers && TIERS.some((one) => one === tier) && isEstimate(estimate);
};
const isKnownFile = (value: unknown): value is KnownFile =>
  isRecord(value) && typeof value['digest'] === 'string' && isFiled(value['filed']);

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

const parseCache = (text: string): BoardCache | null => {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value['program'] !== PROGRAM) return null;
  const strictness = mapOf(value['strictness'], isStrictness);
  const standing = mapOf(value['files'], isRecord);
  if (strictness === null || standing === null) return null;
  const files = new Map<string, ReadonlyMap<string, KnownFile>>();
  for (const [name, known] of standing) {
    const map = mapOf(known, isKnownFile);
    if (map === null) return null;
    files.set(name, map);
  }
  return { strictness, files };
};

const DIGEST_LENGTH = 64;
const LIMIT_BYTES = 64 * 1024 * 1024;

/** The cache of a repository's board. Whatever is wrong with it, it is an empty one: everything is then read anew. */
export const readBoardCache = (folders: PersonFolders, repository: Repository): BoardCache => {
  if (PROGRAM === null) return EMPTY_CACHE;
  const bytes = readIfThere(cachePath(folders, repository), LIMIT_BYTES);
  if (!bytes.ok || bytes.value === null) return EMPTY_CACHE;
  const body = bytes.value.subarray(DIGEST_LENGTH);
  const said = parseDigest(new TextDecoder().decode(bytes.value.subarray(0, DIGEST_LENGTH)));
  if (!said.ok || said.value !== sha256(body)) return EMPTY_CACHE;
  try {
    return parseCache(new TextDecoder().decode(body)) ?? EMPTY_CACHE;
  } catch {
    return EMPTY_CACHE;
  }
};

/** The last ones of a map, with one more at its end. */
const withLast = <T>(map: ReadonlyMap<string, T>, key: string, value: T): readonly (readonly [string, T])[] =>
  [...[...map].filter(([other]) => other !== key), [key, value] as const].slice(-KEPT);

/** What a board found out, under what was standing. */
export type Found = {
  readonly settings: Digest;
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
    ([standing, known]) => [standing, Object.fromEntries(known)] as const,
  );
  const text = JSON.stringify({
    program: PROGRAM,
    strictness: Object.fromEntries(strictness),
    files: Object.fromEntries(files),
  });
  writeForgettably(cachePath(folders, repository), sha256(text) + text);
};
