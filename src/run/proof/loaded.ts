import { posix } from 'node:path';
import { configuringIn, isBelowProduct, isRunnerFile, isSurelyTest, mayBeTest } from '#contract';
import type { ChangedPath, TreeFile } from '#evidence';
import { ok, type Result } from '#failure';
import { blobsOf, filesNaming, filesOfTree, type HarnessStore } from '#host';
import { isSource } from '#rules';

/** What names a file in a source, without the ending that many languages leave out; `index.js` goes by its folder. */
const bare = (path: string): string => path.replace(/(\/(index|__init__|mod))?\.[^./]+$/u, '');

/** The last word of what names a file. A text without it cannot mean the file. */
const wordOf = (path: string): string => posix.basename(bare(path)) || posix.basename(path);

const QUOTED = /(["'`])((?:(?!\1)[^\n\\])+)\1/gu;
const EMBEDDED = /^\/\/go:embed[ \t]+(.+)$/gmu;
const PYTHON = /^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+\(?([\w \t,.*]*)|import[ \t]+([\w., \t]+))/gmu;

/** What a source names: files by their whole path, and by what may stand behind a root or an alias set elsewhere. */
type Names = { readonly whole: ReadonlySet<string>; readonly ends: ReadonlySet<string> };

type Named = { readonly isWhole: boolean; readonly path: string };

/** The files that a module of Python and what is taken from it could lie in, without their endings. */
const modulesIn = (folder: string, text: string): readonly Named[] => {
  const asPath = (name: string): string =>
    name
      .trim()
      .replace(/[ \t]+as[ \t].*$/u, '')
      .replaceAll('.', '/');
  return [...text.matchAll(PYTHON)].flatMap(([, dots = '', from = '', names = '', plain = '']) => {
    if (plain !== '') return plain.split(',').map((name) => ({ isWhole: false, path: asPath(name) }));
    const isWhole = dots !== '';
    const module = isWhole ? posix.join(folder, '../'.repeat(dots.length - 1), asPath(from)) : asPath(from);
    const all = [module, ...names.split(',').map((name) => posix.join(module, asPath(name)))];
    return all.map((path) => ({ isWhole, path }));
  });
};

const quotedIn = (path: string, text: string): readonly Named[] => {
  const folder = posix.dirname(path);
  const quoted = [...text.matchAll(QUOTED)].map(([, , name = '']) => name);
  const embedded = [...text.matchAll(EMBEDDED)].flatMap(([, names = '']) => names.split(/\s+/u));
  // A word alone is a package.
  const written = [...quoted, ...embedded].filter((name) => /[./]/u.test(name));
  return written.flatMap((name) => {
    const beside = { isWhole: true, path: posix.join(folder, name) };
    if (/^\.\.?\//u.test(name)) return [beside];
    const end = name.replace(/^[^\w.]+/u, '');
    return [beside, ...(end.includes('/') ? [{ isWhole: false, path: end }] : [])];
  });
};

const namesIn = (path: string, text: string): Names => {
  const named = [...quotedIn(path, text), ...(path.endsWith('.py') ? modulesIn(posix.dirname(path), text) : [])];
  const of = (isWhole: boolean): ReadonlySet<string> =>
    new Set(named.flatMap((one) => (one.isWhole === isWhole ? [one.path, bare(one.path)] : [])));
  return { whole: of(true), ends: of(false) };
};

/** Whether one of the names means a file. In Go a package is named, which is the folder. */
const isNamed = ({ whole, ends }: Names, path: string): boolean =>
  [path, bare(path), ...(path.endsWith('.go') ? [posix.dirname(path)] : [])].some((one) => {
    if (whole.has(one)) return true;
    const parts = one.split('/');
    // With its folder at least: a name alone is that of many files.
    const tails = parts.slice(0, -1).map((_, index) => parts.slice(index).join('/'));
    return tails.some((tail) => ends.has(tail)) || [...ends].some((end) => parts.length > 1 && end.endsWith(`/${one}`));
  });

/** Whether a file is part of the product for sure enough that what it loads is, too. */
const isProduct = (path: string): boolean =>
  isSource(path) &&
  !isRunnerFile(path) &&
  configuringIn(path) === null &&
  !isSurelyTest(path) &&
  (isBelowProduct(path) ||
    (!mayBeTest(path) && !/(^|[^a-z])(tests?|specs?|bench|scripts?|tools?)([^a-z]|$)/iu.test(path)));

type Wanted = ReadonlyMap<string, ReadonlySet<string>>;

/** Which files of a tree name which of the wanted ones. */
const namingIn = async (store: HarnessStore, tree: string, files: ReadonlyMap<string, TreeFile>, wanted: Wanted): Promise<Result<ReadonlyMap<string, readonly string[]>>> => {
  const found = await filesNaming(store, tree, [...new Set([...wanted.keys()].map(wordOf))]);
  if (!found.ok) return found;
  const sources = found.value.flatMap((path) => (isSource(path) ? (files.get(path) ?? []) : []));
  const blobs = await blobsOf(store, sources.map(({ blob }) => blob));
  if (!blobs.ok) return blobs;
  const naming = new Map<string, readonly string[]>();
  for (const { path, blob } of sources) {
    const names = namesIn(path, new TextDecoder().decode(blobs.value.get(blob)));
    const meant = [...wanted.keys()].filter((one) => one !== path && isNamed(names, one));
    if (meant.length > 0) naming.set(path, meant);
  }
  return ok(naming);
}; // prettier-ignore

/** What is asked for next: files among the tests, each with the changed files that it loads and was not known to. */
const further = (naming: ReadonlyMap<string, readonly string[]>, known: Map<string, ReadonlySet<string>>): Wanted => {
  const next = new Map<string, ReadonlySet<string>>();
  for (const [path, origins] of naming) {
    const before = known.get(path) ?? new Set<string>();
    const fresh = origins.filter((origin) => !before.has(origin));
    if (!isSurelyTest(path) || fresh.length === 0) continue;
    known.set(path, new Set([...before, ...fresh]));
    next.set(path, new Set(fresh));
  }
  return next;
};

/**
 * Which changed files the product of one tree loads, itself or by way of other files among the tests.
 *
 * @param isTest what a runner says is a test, whatever it is called: it is none of the product
 */
export const loadedIn = async (store: HarnessStore, tree: string, changed: readonly string[], isTest: (path: string) => boolean = () => false): Promise<Result<ReadonlySet<string>>> => {
  const loaded = new Set<string>();
  const listed = await filesOfTree(store, tree);
  if (!listed.ok) return listed;
  const files = new Map(listed.value.map((file) => [file.path, file]));
  const known = new Map<string, ReadonlySet<string>>(changed.map((path) => [path, new Set([path])]));
  // Each round goes one file further back, from what is loaded to what loads it.
  for (let open: Wanted = new Map(known); open.size > 0; ) {
    const wanted = open;
    const naming = await namingIn(store, tree, files, wanted);
    if (!naming.ok) return naming;
    const origins = new Map([...naming.value].map(([path, meant]) => [path, meant.flatMap((one) => [...(wanted.get(one) ?? [])])]));
    for (const origin of [...origins].flatMap(([path, of]) => (isProduct(path) && !isTest(path) ? of : []))) loaded.add(origin);
    open = further(origins, known);
  }
  return ok(loaded);
}; // prettier-ignore

/**
 * Of a change those files that are called or lie like tests, and that the product loads at the base or in the result:
 * they are part of it, whatever they are called. Sources are only read and never run, so that a name that is put
 * together when the program runs is not seen.
 */
export const loadedByProduct = async (
  store: HarnessStore,
  { from, to, paths }: { readonly from: string; readonly to: string; readonly paths: readonly ChangedPath[] },
): Promise<Result<readonly string[]>> => {
  const changed = paths.map(({ path }) => path).filter(isSurelyTest);
  if (changed.length === 0) return ok([]);
  const [before, after] = await Promise.all([loadedIn(store, from, changed), loadedIn(store, to, changed)]);
  if (!before.ok) return before;
  return after.ok ? ok(changed.filter((path) => before.value.has(path) || after.value.has(path))) : after;
};
