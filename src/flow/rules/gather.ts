import { fail, ok, type Result } from '#failure';
import {
  blobsOf,
  checkoutDifferences,
  filesOfCheckout,
  filesOfIndex,
  readerOfCheckout,
  stagedDifferences,
  type Difference,
  type Repository,
} from '#host';
import {
  changedText,
  LARGEST_TEXT_BYTES,
  textOf,
  wantedTexts,
  type ChangedText,
  type Rulebook,
  type SourceText,
} from '#rules';
import { isWithin } from './within.ts';

/** What is to be looked at: the checkout, what is staged, or what differs from a commit. */
export type Look =
  /** The list of files may be asked for before it is known by which rules. */
  | { readonly at: 'checkout'; readonly listed: ReturnType<typeof filesOfCheckout> }
  | { readonly at: 'staged' }
  | { readonly at: 'change'; readonly base: string };

/** A file that was not looked at, and why. */
export type Skipped = { readonly path: string; readonly says: string };

/** Everything that a scan looks at. `before` is what the same files were at the base. */
export type Gathered = {
  readonly paths: readonly string[];
  /** Files of the checkout are read when they are asked for, once. */
  readonly files: Iterable<SourceText>;
  readonly before: readonly SourceText[];
  readonly pathsBefore: readonly string[];
  readonly change: readonly ChangedText[] | null;
  readonly texts: ReadonlyMap<string, string>;
  /** All paths there are, where a change is looked at. */
  readonly tree: readonly string[];
  /** Complete once the files were read. */
  readonly skipped: readonly Skipped[];
};

type Read = { readonly files: readonly SourceText[]; readonly skipped: readonly Skipped[] };

/** Bytes as texts; what is no text, or too large for one, is skipped and said. */
const readAll = (bytes: Iterable<readonly [path: string, bytes: Uint8Array | null]>): Read => {
  const files: SourceText[] = [];
  const skipped: Skipped[] = [];
  for (const [path, content] of bytes) {
    if (content === null) continue;
    const read = textOf(path, content);
    if ('text' in read) files.push({ path, text: read.text });
    else skipped.push({ path, says: read.skipped });
  }
  return { files, skipped };
};

/** Files of the checkout, read one by one. What is skipped is added to the list on the way. */
function* fromDisk(repository: Repository, paths: readonly string[], skipped: Skipped[] = []): Generator<SourceText> {
  const read = readerOfCheckout(repository, LARGEST_TEXT_BYTES);
  for (const path of paths) {
    const content = read(path);
    if (content === null) continue;
    const found = content === 'too large' ? { skipped: content } : textOf(path, content);
    if ('text' in found) yield { path, text: found.text };
    else skipped.push({ path, says: found.skipped });
  }
}

const fromBlobs = async (
  repository: Repository,
  wanted: readonly (readonly [path: string, blob: string])[],
): Promise<Result<Read>> => {
  const store = { gitDir: repository.commonDir, objects: repository.objects };
  const blobs = await blobsOf(
    store,
    wanted.map(([, blob]) => blob),
  );
  return blobs.ok ? ok(readAll(wanted.map(([path, blob]) => [path, blobs.value.get(blob) ?? null]))) : blobs;
};

const NONE = (): boolean => false;

const asTexts = (files: Iterable<SourceText>): ReadonlyMap<string, string> =>
  new Map(Iterator.from(files).map(({ path, text }) => [path, text]));

/** Where a name that was given holds nothing, that is no reason to be content. */
const refuseEmpty = (names: readonly string[], paths: readonly string[]): Result<null> => {
  const empty = names.find((name) => !paths.some(isWithin([name])));
  return empty === undefined
    ? ok(null)
    : fail('usage.argument', `no file is called “${empty}”, or lies below it`, { remedy: 'see: git ls-files' });
};

const ofCheckout = async (
  repository: Repository,
  listing: ReturnType<typeof filesOfCheckout>,
  rulebook: Rulebook,
  names: readonly string[],
): Promise<Result<Gathered>> => {
  const listed = await listing;
  if (!listed.ok) return listed;
  const named = refuseEmpty(names, listed.value);
  if (!named.ok) return named;
  const paths = names.length === 0 ? listed.value : listed.value.filter(isWithin(names));
  const skipped: Skipped[] = [];
  const files = fromDisk(repository, paths, skipped);
  const isWanted = wantedTexts(rulebook, false) ?? NONE;
  const texts = asTexts(fromDisk(repository, listed.value.filter(isWanted)));
  return ok({ paths, files, before: [], pathsBefore: [], change: null, texts, tree: listed.value, skipped });
};

const idsOf = (
  differences: readonly Difference[],
  side: 'old' | 'next',
): readonly (readonly [path: string, blob: string])[] =>
  differences.flatMap(({ path, [side]: blob }) => (blob === null || blob === '' ? [] : [[path, blob] as const]));

const isAdding = (differences: readonly Difference[]): boolean => differences.some(({ old }) => old === null);

type Sides = {
  readonly differences: readonly Difference[];
  readonly now: Read;
  readonly texts: ReadonlyMap<string, string>;
  readonly tree: readonly string[];
};

/** Both sides of a change. A file that is no text on one side is not looked at, and said. */
const bothSides = async (
  repository: Repository,
  { differences, now, texts, tree }: Sides,
): Promise<Result<Gathered>> => {
  const old = await fromBlobs(repository, idsOf(differences, 'old'));
  if (!old.ok) return old;
  const [before, after] = [asTexts(old.value.files), asTexts(now.files)];
  const change = differences.map(({ path, old: was, next }) =>
    changedText(path, was === null ? null : (before.get(path) ?? ''), next === null ? null : (after.get(path) ?? '')),
  );
  const paths = differences.flatMap(({ path, next }) => (next === null ? [] : [path]));
  return ok({
    paths,
    files: now.files,
    before: old.value.files,
    pathsBefore: idsOf(differences, 'old').map(([path]) => path),
    change,
    ...{ texts, tree },
    skipped: now.skipped,
  });
};

const ofIndex = async (
  repository: Repository,
  rulebook: Rulebook,
  names: readonly string[],
): Promise<Result<Gathered>> => {
  const [all, listed] = await Promise.all([stagedDifferences(repository, repository.head), filesOfIndex(repository)]);
  if (!all.ok) return all;
  if (!listed.ok) return listed;
  const differences = names.length === 0 ? all.value : all.value.filter(({ path }) => isWithin(names)(path));
  const now = await fromBlobs(repository, idsOf(differences, 'next'));
  if (!now.ok) return now;
  const isWanted = wantedTexts(rulebook, isAdding(differences)) ?? NONE;
  const unchanged = fromDisk(
    repository,
    listed.value.filter((path) => isWanted(path) && !all.value.some((one) => one.path === path)),
  );
  const texts = asTexts([...unchanged, ...now.value.files]);
  return bothSides(repository, { differences, now: now.value, texts, tree: listed.value });
};

const ofChange = async (
  repository: Repository,
  base: string,
  rulebook: Rulebook,
  names: readonly string[],
): Promise<Result<Gathered>> => {
  const [all, listed] = await Promise.all([checkoutDifferences(repository, base), filesOfCheckout(repository)]);
  if (!all.ok) return all;
  if (!listed.ok) return listed;
  const differences = names.length === 0 ? all.value : all.value.filter(({ path }) => isWithin(names)(path));
  const skipped: Skipped[] = [];
  const there = differences.flatMap(({ path, next }) => (next === null ? [] : [path]));
  const now = { files: [...fromDisk(repository, there, skipped)], skipped };
  const texts = asTexts(
    fromDisk(repository, listed.value.filter(wantedTexts(rulebook, isAdding(differences)) ?? NONE)),
  );
  return bothSides(repository, { differences, now, texts, tree: listed.value });
};

/** Reads everything that a scan looks at, in few processes. Names are files or folders of the repository; none: all. */
export const gather = (
  repository: Repository,
  look: Look,
  rulebook: Rulebook,
  names: readonly string[],
): Promise<Result<Gathered>> => {
  switch (look.at) {
    case 'checkout':
      return ofCheckout(repository, look.listed, rulebook, names);
    case 'staged':
      return ofIndex(repository, rulebook, names);
    case 'change':
      return ofChange(repository, look.base, rulebook, names);
  }
};
