import { IN_SOURCE, isBelowProduct, mayBeTest, testsInText } from '#contract';
import type { ChangedPath, HeldTests, ReadCheck } from '#evidence';
import { ok, type Result } from '#failure';
import type { FileInTree, HarnessStore } from '#host';
import { loadedIn } from './loaded.ts';
import { loadSources, type ReadSource } from './syntax.ts';
import { besideTests, testItemsOf, withTestsOf, type WithTests } from './test-items.ts';

/** Tests of a changed file among other things in it, as the result has them. */
export type Besides = {
  /** Where they stand. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
  /** Puts them into another text of the file; null where they have no place there. */
  readonly into: (text: string) => string | null;
};

/** What is known of a changed file that holds tests, though nothing in its path says so. */
export type Holding = {
  readonly held: HeldTests;
  readonly changed: ChangedPath;
  /** What the result has in its place where the tests are as they were; null: what it has. */
  readonly kept: FileInTree | null;
  /** The same, even where the contract names the file. */
  readonly old: FileInTree | null;
  /** What the base has in its place where the tests are those of the result; null: what it has. */
  readonly without: FileInTree | null;
  readonly besides: Besides | null;
};

/** A changed file as it was and is; null where it is not there, or is no text. */
export type TextsOf = { readonly changed: ChangedPath; readonly before: string | null; readonly after: string | null };

/** The names of tests that runners report of each file. Rust's name the root of the crate, wherever a test stands in it. */
export const reportedTests = (checks: readonly ReadCheck[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const names = new Map<string, Set<string>>();
  for (const { file, name } of checks.flatMap(({ report }) => report.tests))
    if (file !== null && !file.endsWith('.rs'))
      names.set(file, (names.get(file) ?? new Set()).add(/^\w+/u.exec(name)?.[0] ?? ''));
  return names;
};

const isRust = (path: string): boolean => path.endsWith('.rs');

/** Whether a text is one of the product, too, by itself: who loads it is another question. */
const isBoth = (path: string, text: string): boolean => {
  if (isRust(path))
    return !/^#\[(?:\w+::)?test\b/mu.test(text) || /^[ \t]*(?:pub\b|fn\s+main\b|impl\b)/mu.test(text) || /(^|\/)(lib|main|mod)\.rs$/u.test(path);
  if (path.endsWith('.py'))
    return testsInText(path, text) === null || (/^if\s+__name__\s*==/mu.test(text) && !/\b(?:unittest|pytest)\.main\b/u.test(text));
  return IN_SOURCE.test(text);
}; // prettier-ignore

/** A path as it stands on the one side of a change. */
export const asBefore = ({ path, oldMode, oldBlob }: ChangedPath): FileInTree => ({
  path,
  mode: oldMode,
  blob: oldBlob,
});
/** And on the other one. */
export const asAfter = ({ path, newMode, newBlob }: ChangedPath): FileInTree => ({
  path,
  mode: newMode,
  blob: newBlob,
});

/** A file that is nothing but tests goes back as a whole. */
const whole = (changed: ChangedPath, isNamed: boolean, isAlone: boolean): Holding => {
  const isBack = changed.status !== 'added' && !isNamed;
  return {
    held: { path: changed.path, back: isBack ? 'file' : 'nothing', only: isAlone },
    ...{ changed, besides: null },
    kept: isBack ? asBefore(changed) : null,
    old: changed.status === 'added' ? null : asBefore(changed),
    without: isAlone ? asAfter(changed) : null,
  };
};

const takenApart = (read: ReadSource, path: string, text: string | null, names: ReadonlySet<string>): (WithTests & { readonly beside: string }) | null => {
  const source = text === null ? null : read(path, text);
  const tests = source === null ? null : testItemsOf(source, names);
  return source === null || tests === null ? null : { text: source.text, tests, beside: besideTests(source, tests) };
}; // prettier-ignore

/** What has to be known of a file beside its texts. */
type Asked = {
  readonly read: ReadSource;
  readonly names: ReadonlySet<string>;
  readonly isNamed: boolean;
  readonly isReported: boolean;
};

/** Of a file that is product and tests, only its tests go back. Null: it holds none. */
const among = (
  { changed, before, after }: TextsOf,
  { read, names, isNamed, isReported }: Asked,
): Holding | null => {
  const { path, newMode } = changed;
  const [old, now] = [takenApart(read, path, before, names), takenApart(read, path, after, names)];
  if (!isReported && old?.tests.items.length === 0) return null;
  const canTell = old !== null && now !== null && old.tests.items.length > 0;
  const made = canTell ? withTestsOf(now, old) : null;
  const tried = canTell ? withTestsOf(old, now) : null;
  // What is no text any more has none of them.
  const isSame = after !== null && (made === after || before === after);
  const isOnly = tried !== null && old?.beside === now?.beside;
  const back = isNamed || isSame ? 'nothing' : made === null ? null : 'tests';
  const asOld = isSame || made === null ? null : { path, mode: newMode, text: made };
  return {
    held: { path, back, only: isOnly },
    changed,
    kept: back === 'tests' ? asOld : null,
    old: asOld,
    without: isOnly ? asAfter(changed) : tried === null || tried === before ? null : { path, mode: changed.oldMode, text: tried },
    besides: now === null ? null : {
      ranges: now.tests.items,
      into: (text) => {
        const into = takenApart(read, path, text, names);
        return into === null ? null : withTestsOf(into, now);
      },
    },
  };
}; // prettier-ignore

/** What is asked of every changed file first: whether it holds tests at the base, or is reported to. */
const isAsked = ({ changed, before, after }: TextsOf, reported: ReadonlyMap<string, unknown>): boolean => {
  const { path, status } = changed;
  if (mayBeTest(path)) return false;
  if (status === 'added') return reported.has(path) && after !== null && testsInText(path, after) !== null;
  return reported.has(path) || (before !== null && testsInText(path, before) !== null);
};

/** What is known before a file is looked into: what runners report, what the contract names, and who loads what. */
type Known = {
  /** The names of tests that runners report of each file. */
  readonly reported: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the contract names: a file that it names letter by letter may change. */
  readonly allow: readonly string[];
};
type Loaded = { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> };

/** Who loads the files that are tests alone if nobody of the product does. */
const loadedAt = async (
  store: HarnessStore,
  { from, to }: { readonly from: string; readonly to: string },
  asked: readonly TextsOf[],
  { reported }: Known,
): Promise<Result<Loaded>> => {
  // Of what is more than tests by itself nobody has to ask.
  const open = asked.filter(({ changed: { path }, before, after }) => !isBoth(path, before ?? after ?? ''));
  if (open.length === 0) return ok({ before: new Set(), after: new Set() });
  const paths = open.map(({ changed }) => changed.path);
  const isTest = (path: string): boolean => reported.has(path);
  const [before, after] = await Promise.all([loadedIn(store, from, paths, isTest), loadedIn(store, to, paths, isTest)]);
  if (!before.ok) return before;
  return after.ok ? ok({ before: before.value, after: after.value }) : after;
};

/** What one file holds; null where that is no test. */
const holdingOf = (one: TextsOf, { reported, allow }: Known, loaded: Loaded, read: ReadSource): Holding | null => {
  const { changed, before, after } = one;
  const { path, status } = changed;
  const [isReported, isNamed] = [reported.has(path), allow.includes(path)];
  const text = status === 'added' ? after : before;
  const says = text === null ? null : testsInText(path, text);
  const isLoaded = (status === 'added' ? loaded.after : loaded.before).has(path);
  const isMixed = text !== null && (isLoaded || isBoth(path, text));
  // What brings in a library of tests and holds none is there for tests alone, unless the product has it.
  if (!isReported && says === 'framework' && (isMixed || isBelowProduct(path))) return null;
  // A word that begins a line need not begin a test.
  const apart = isReported ? null : takenApart(read, path, text, new Set());
  if (says === 'tests' && apart?.tests.items.length === 0) return null;
  if (isMixed)
    return status === 'added'
      ? null
      : among(one, { read, names: reported.get(path) ?? new Set(), isNamed, isReported });
  const isAlone = isReported && status !== 'deleted' && !loaded.after.has(path);
  return whole(changed, isNamed, isAlone && (after === null || !isBoth(path, after)));
};

/**
 * Finds the changed files that hold tests though nothing in their paths says so: by what they say at the base, and by
 * what the runners report of the result; and makes what stands in their place where tests and product are mixed anew.
 */
export const heldTests = async (
  store: HarnessStore,
  { from, to, texts }: { readonly from: string; readonly to: string; readonly texts: readonly TextsOf[] },
  known: Known,
): Promise<Result<readonly Holding[]>> => {
  const asked = texts.filter((one) => isAsked(one, known.reported));
  if (asked.length === 0) return ok([]);
  const sources = await loadSources();
  if (!sources.ok) return sources;
  const loaded = await loadedAt(store, { from, to }, asked, known);
  if (!loaded.ok) return loaded;
  return ok(asked.flatMap((one) => holdingOf(one, known, loaded.value, sources.value) ?? []));
};
