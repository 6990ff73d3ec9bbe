import type { ChangedPath, HygieneFinding, SecretFinding } from '#evidence';
import { ok, type Result } from '#failure';
import { blobsOf, type HarnessStore } from '#host';
import { lineOf, type SecretWatch, type Withheld } from './watch.ts';

/** What a search of a result came to. `held` are the paths that may not be taken. */
export type Searched = {
  readonly files: number;
  readonly findings: readonly SecretFinding[];
  readonly held: readonly string[];
};

/** Nothing, and a commit of another repository: no content to search. */
const EMPTY: readonly string[] = ['000000', '160000'];

const bytesOf = (blobs: ReadonlyMap<string, Uint8Array>, id: string): string =>
  Buffer.from(blobs.get(id) ?? new Uint8Array()).toString('latin1');

const inName = async ({ find, withhold }: SecretWatch, path: string): Promise<readonly SecretFinding[]> => {
  const spans = await find(Buffer.from(path).toString('latin1'));
  if (spans.length === 0) return [];
  const place = Buffer.from((await withhold(Buffer.from(path), '')).value).toString('utf8');
  return spans.map(({ start, end, rule, source }) => ({
    ...{ at: 'name', place, line: 1, rule, length: end - start, source, standing: 'new' },
  }));
};

const contentBefore = async (store: HarnessStore, { oldMode, oldBlob }: ChangedPath): Promise<Result<string>> => {
  if (EMPTY.includes(oldMode)) return ok('');
  const old = await blobsOf(store, [oldBlob]);
  return old.ok ? ok(bytesOf(old.value, oldBlob)) : old;
};

const inContent = async (
  { find }: SecretWatch,
  { path }: ChangedPath,
  text: string,
  before: () => Promise<Result<string>>,
): Promise<Result<readonly SecretFinding[]>> => {
  const spans = await find(text);
  if (spans.length === 0) return ok([]);
  const old = await before();
  if (!old.ok) return old;
  return ok(
    spans.map(({ start, end, rule, source }) => ({
      ...{ at: 'result', place: path, line: lineOf(text, start), rule, length: end - start, source },
      standing: old.value.includes(text.slice(start, end)) ? 'base' : 'new',
    })),
  );
};

/** What is to be searched, and which findings keep no file from being taken. */
export type Search = {
  readonly changed: readonly ChangedPath[];
  readonly mayStay: (finding: SecretFinding) => boolean;
};

/** Searches every changed file in full, and every name. What a file held at the base already may stay in it. */
export const searchResult = async (
  store: HarnessStore,
  secrets: SecretWatch,
  { changed, mayStay }: Search,
): Promise<Result<Searched>> => {
  const paths = changed.filter(({ newMode }) => !EMPTY.includes(newMode));
  const ids = paths.map(({ newBlob }) => newBlob);
  const blobs = await blobsOf(store, ids);
  if (!blobs.ok) return blobs;
  const findings: SecretFinding[] = [];
  const held: string[] = [];
  for (const one of paths) {
    const text = bytesOf(blobs.value, one.newBlob);
    const inside = await inContent(secrets, one, text, () => contentBefore(store, one));
    if (!inside.ok) return inside;
    const named = await inName(secrets, one.path);
    // Where the name itself holds one, the place of the others must not tell it.
    const place = named[0]?.place ?? one.path;
    const found = [...inside.value.map((finding) => ({ ...finding, place })), ...named];
    findings.push(...found);
    if (found.some((finding) => !mayStay(finding))) held.push(one.path);
  }
  return ok({ files: paths.length, findings, held });
};

/** Findings of other kinds name paths, and a name can hold a secret too. */
export const withoutSecrets = async (
  secrets: SecretWatch,
  findings: readonly HygieneFinding[],
): Promise<Withheld<readonly HygieneFinding[]>> => {
  const texts = findings.flatMap(({ path, says }) => [path, says]);
  const names = await secrets.withholdTexts(texts, 'changes.json');
  const value = findings.map((finding, index) => ({
    ...{ ...finding, path: names.value[2 * index] ?? '', says: names.value[2 * index + 1] ?? '' },
  }));
  return { value, findings: names.findings };
};
