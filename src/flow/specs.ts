import { sha256, type Digest } from '#contract';
import { ok, type Failure, type Result } from '#failure';
import { filesOfCheckout, personFolders, readerOfCheckout, standingOfCheckout, type Repository } from '#host';
import {
  isSpecFile,
  LARGEST_SPEC_BYTES,
  openSpecs,
  readPage,
  specTextOf,
  wantedBy,
  type PageRole,
  type SpecFault,
  type SpecPage,
  type Specs,
} from '#spec';
import {
  keepSpecCache,
  readSpecCache,
  specCachePlace,
  type KnownPage,
  type KnownPages,
  type SpecCachePlace,
} from './spec-cache.ts';

/** The clock of some file systems has no finer tick than this. */
const TICK_MS = 2_000;

/** The files of a checkout, and what was made of each: from before, where it has not changed. */
type Reading = {
  readonly pageOf: (path: string, role: PageRole) => SpecPage | null;
  readonly textOf: (path: string) => string | null;
  /** Every file that was looked at, whatever came of it. */
  readonly lookedAt: () => readonly string[];
  /** Why files could not be read as texts. */
  readonly unread: () => readonly SpecFault[];
  /** All that is known now, and whether that is more or less than before. */
  readonly known: () => { readonly pages: KnownPages; readonly isNew: boolean };
};

const unreadable = (file: string, says: string): SpecFault => ({ file, line: 1, column: 1, says, text: '' });

/** A file by itself, whatever it is made of. */
type Seen = Pick<KnownPage, 'stamp' | 'digest' | 'unread'>;
type TextOrNot = { readonly text: string } | { readonly unread: string };

/** Runs once for each path. */
const onceEach = <T>(look: (path: string) => T): { readonly of: (path: string) => T; readonly all: Map<string, T> } => {
  const all = new Map<string, T>();
  const of = (path: string): T => {
    const found = all.get(path);
    if (found !== undefined) return found;
    const looked = look(path);
    all.set(path, looked);
    return looked;
  };
  return { of, all };
};

const openReading = (repository: Pick<Repository, 'root'>, there: ReadonlySet<string>, before: KnownPages): Reading => {
  const standing = standingOfCheckout(repository);
  const bytesOf = readerOfCheckout(repository, LARGEST_SPEC_BYTES);
  const asText = (path: string, bytes: Uint8Array | 'too large'): TextOrNot =>
    bytes === 'too large' ? { unread: 'it is too large to be read' } : specTextOf(path, bytes);
  const textAt = (path: string): TextOrNot | null => {
    const bytes = bytesOf(path);
    return bytes === null ? null : asText(path, bytes);
  };
  // What was digested is what is read: a file may change between the two.
  const fresh = new Map<string, TextOrNot>();
  const seen = onceEach((path): Seen | null => {
    const now = Date.now();
    const stands = standing(path);
    if (stands === null) return null;
    const was = before.get(path);
    if (was?.stamp === stands.stamp) return was;
    const bytes = bytesOf(path);
    if (bytes === null) return null;
    const text = asText(path, bytes);
    fresh.set(path, text);
    const digest = sha256(bytes === 'too large' ? stands.stamp : bytes);
    return { stamp: stands.changedMs < now - TICK_MS ? stands.stamp : null, digest, unread: 'unread' in text ? text.unread : null };
  });
  const digestOf = (path: string): Digest | null => (there.has(path) ? (seen.of(path)?.digest ?? null) : null);
  /** What is known of a file as it stands, with all it is made of; without a page where it has never been read like this. */
  const known = onceEach((path): KnownPage | null => {
    const is = seen.of(path);
    if (is === null) return null;
    const was = before.get(path);
    const isAsItWas = was?.digest === is.digest && Object.entries(was.parts).every(([part, digest]) => digestOf(part) === digest);
    if (!isAsItWas) return { stamp: is.stamp, digest: is.digest, unread: is.unread, parts: {}, pages: {} };
    return was.stamp === is.stamp ? was : { ...was, stamp: is.stamp };
  });
  const asked = new Set<string>();
  const textOf = (path: string): string | null => {
    asked.add(path);
    const text = !there.has(path) || standing(path) === null ? null : (fresh.get(path) ?? textAt(path));
    return text === null || 'unread' in text ? null : text.text;
  };
  const pageOf = (path: string, role: PageRole): SpecPage | null => {
    const page = known.of(path);
    if (page === null || page.unread !== null) return null;
    const found = page.pages[role];
    if (found !== undefined) return found;
    const text = textOf(path);
    if (text === null) return null;
    const read = readPage({ path, text }, role, textOf);
    fresh.delete(path);
    const parts = Object.fromEntries(read.parts.map((part) => [part, digestOf(part)]));
    known.all.set(path, { ...page, parts: { ...page.parts, ...parts }, pages: { ...page.pages, [role]: read } });
    for (const part of read.parts) if (there.has(part)) known.of(part);
    return read;
  };
  return {
    pageOf,
    textOf,
    lookedAt: () => [...new Set([...known.all.keys(), ...seen.all.keys(), ...asked])].filter((path) => there.has(path)),
    unread: () => [...known.all].flatMap(([path, page]) => (page?.unread == null ? [] : [unreadable(path, page.unread)])),
    known: () => {
      const pages = new Map([...known.all].flatMap(([path, page]) => (page === null ? [] : [[path, page] as const])));
      return { pages, isNew: pages.size !== before.size || [...pages].some(([path, page]) => before.get(path) !== page) };
    },
  };
}; // prettier-ignore

/** The documents of a checkout, and every file of it that was looked at for them, as far as anybody has asked. */
export type ListedSpecs = { readonly specs: Specs; readonly lookedAt: () => readonly string[] };

/**
 * Reads the documents of a checkout that hold anchors: what git lists or does not ignore, and no links. What has not
 * changed since the last time is not read again; nothing but what is shown may rely on that.
 *
 * @param place where what was read is remembered
 */
export const readSpecs = async (
  repository: Pick<Repository, 'root'>,
  place: SpecCachePlace = specCachePlace(personFolders(), repository),
): Promise<Result<Specs>> => {
  const listed = await filesOfCheckout(repository);
  return listed.ok ? ok(readListedSpecs(repository, listed.value, place).specs) : listed;
};

/**
 * `readSpecs` where it is known already which files the checkout has.
 *
 * @param listed as `filesOfCheckout` lists them
 */
export const readListedSpecs = (
  repository: Pick<Repository, 'root'>,
  listed: readonly string[],
  place: SpecCachePlace = specCachePlace(personFolders(), repository),
): ListedSpecs => {
  const there = new Set(listed);
  const reading = openReading(repository, there, readSpecCache(place));
  const paths = listed.filter((path) => isSpecFile(path) && reading.pageOf(path, 'own') !== null);
  const wanted = paths.flatMap((path) => {
    const page = reading.pageOf(path, 'own');
    return page === null ? [] : wantedBy(path, page);
  });
  const all = new Set([...paths, ...wanted.filter((path) => there.has(path))]);
  const specs = openSpecs({ ...reading, paths: all });
  const { pages, isNew } = reading.known();
  if (isNew) keepSpecCache(place, pages);
  return { specs: { ...specs, faults: [...reading.unread(), ...specs.faults] }, lookedAt: reading.lookedAt };
};

/** What is wrong with a document, as a failure. */
export const specFailure = ({ file, line, column, says, text, next }: SpecFault): Failure => ({
  code: 'spec.invalid',
  message: says,
  where: { file, line, column, ...(text === '' ? {} : { text: text.slice(0, 300) }) },
  ...(next === undefined ? {} : { remedy: next }),
});
