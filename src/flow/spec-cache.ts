import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDigest, sha256, type Digest } from '#contract';
import { readIfThere, writeForgettably, type PersonFolders, type Repository } from '#host';
import { SPEC_KINDS, type Anchor, type PageRole, type SpecFault, type SpecPage } from '#spec';

/**
 * What was made of a file before. `stamp` is what the system said of it then, and null where it had been changed just
 * before it was read, so that it may have changed again within the same tick: then only its bytes tell.
 */
export type KnownPage = {
  readonly stamp: string | null;
  readonly digest: Digest;
  /** Why it could not be read as a text; null where it could. */
  readonly unread: string | null;
  /** The digests of the files that its pages are made of beside it; null: there was none. */
  readonly parts: Readonly<Record<string, Digest | null>>;
  readonly pages: Readonly<Partial<Record<PageRole, SpecPage>>>;
};
export type KnownPages = ReadonlyMap<string, KnownPage>;

/**
 * The program this is, or null where it runs from source and nothing says which one it is: another one may read a
 * document otherwise. A built file is named by a hash of what it holds, and of the names of what it loads.
 */
const PROGRAM = ((): string | null => {
  const file = fileURLToPath(import.meta.url);
  return basename(dirname(file)) === 'chunks' ? basename(file) : null;
})();

/** Where a repository's documents are remembered, and by which program. */
export type SpecCachePlace = { readonly path: string; readonly program: string | null };

export const specCachePlace = (folders: PersonFolders, { root }: Pick<Repository, 'root'>): SpecCachePlace => ({
  path: join(folders.cache, 'specs', sha256(root).slice(0, 32)),
  program: PROGRAM,
});

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (values: readonly unknown[]): boolean => values.every(isText);
const KINDS: ReadonlySet<unknown> = new Set<unknown>(SPEC_KINDS);

const isAnchor = (value: unknown): value is Anchor => {
  if (!isRecord(value)) return false;
  const { kind, cite, file, line, lastLine, title, digest, binding, note, also = [] } = value;
  return (
    KINDS.has(kind) &&
    isTexts([cite, file, title, digest]) &&
    typeof line === 'number' &&
    typeof lastLine === 'number' &&
    typeof binding === 'boolean' &&
    (note === null || isText(note)) &&
    Array.isArray(also) &&
    isTexts(also)
  );
};

const isFault = (value: unknown): value is SpecFault =>
  isRecord(value) &&
  isTexts([value['file'], value['says'], value['text']]) &&
  typeof value['line'] === 'number' &&
  typeof value['column'] === 'number';

const isPointer = (value: unknown): boolean =>
  value === null || (isRecord(value) && isText(value['first']) && (isText(value['target']) || isFault(value['fault'])));

const isPage = (value: unknown): value is SpecPage => {
  if (!isRecord(value)) return false;
  const { anchors, faults, parts, pointer } = value;
  const isMadeOf = Array.isArray(parts) && isTexts(parts);
  return isMadeOf && Array.isArray(anchors) && anchors.every(isAnchor) && Array.isArray(faults) && faults.every(isFault) && isPointer(pointer); // prettier-ignore
};

const isKnownPage = (value: unknown): value is KnownPage => {
  if (!isRecord(value)) return false;
  const { stamp, digest, unread, parts, pages } = value;
  const isTold = (stamp === null || isText(stamp)) && isText(digest) && (unread === null || isText(unread));
  const isMadeOf = isRecord(parts) && Object.values(parts).every((one) => one === null || isText(one));
  return isTold && isMadeOf && isRecord(pages) && Object.values(pages).every(isPage);
};

const NONE: KnownPages = new Map();
const DIGEST_LENGTH = 64;
const LIMIT_BYTES = 256 * 1024 * 1024;

const parsed = (text: string, program: string): KnownPages => {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value['program'] !== program || !isRecord(value['files'])) return NONE;
  const known = new Map<string, KnownPage>();
  for (const [path, page] of Object.entries(value['files'])) {
    if (!isKnownPage(page)) return NONE;
    known.set(path, page);
  }
  return known;
};

/** What is remembered of a repository's documents. Whatever is wrong with it, nothing is: all is then read anew. */
export const readSpecCache = ({ path, program }: SpecCachePlace): KnownPages => {
  if (program === null) return NONE;
  const bytes = readIfThere(path, LIMIT_BYTES);
  if (!bytes.ok || bytes.value === null) return NONE;
  const body = bytes.value.subarray(DIGEST_LENGTH);
  const said = parseDigest(new TextDecoder().decode(bytes.value.subarray(0, DIGEST_LENGTH)));
  if (!said.ok || said.value !== sha256(body)) return NONE;
  try {
    return parsed(new TextDecoder().decode(body), program);
  } catch {
    return NONE;
  }
};

/** Remembers what documents hold, as far as this person's cache can be written; a repository is never written to. */
export const keepSpecCache = ({ path, program }: SpecCachePlace, files: KnownPages): void => {
  if (program === null) return;
  const text = JSON.stringify({ program, files: Object.fromEntries(files) });
  writeForgettably(path, sha256(text) + text);
};
