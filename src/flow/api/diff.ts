import { fail, ok, type Result } from '#failure';
import { commitNamed, openRepository, runRedocly, type Repository } from '#host';
import { changesOfRedocly, ratedChanges, redoclyConfig, spotsOf, type ApiChange, type Description } from '#spec';
import { asGiven, namedFiles, noDescription } from './lint.ts';
import { readDescription, readDescriptions } from './read-description.ts';
import { apiSettingsOf, treeOfCheckout, treeOfCommit, type Tree } from './tree.ts';

/** A change, with where it stands in its side. */
export type PlacedChange = ApiChange & { readonly line: number; readonly column: number };

/** What differs of one description. */
export type ApiDiff = { readonly file: string; readonly changes: readonly PlacedChange[] };

/** What is compared: the older and the newer state, and in each the description that is meant, null where it has none. */
type Pair = { readonly file: string; readonly base: Description | null; readonly revision: Description | null };

const whole = (file: string, side: ApiChange['side'], impact: ApiChange['impact'], says: string): PlacedChange => ({
  ...{ impact, rule: side === 'base' ? 'description-removed' : 'description-added', says, about: '', file },
  ...{ pointer: '', side, line: 1, column: 1 },
});

const at = (side: string, { files }: Description): readonly (readonly [string, string])[] =>
  [...asGiven({ files })].map(([path, text]) => [`${side}/${path}`, text]);

const withoutSide = (path: string): string => path.replace(/^(?:\.\/)?(?:base|revision)\//u, '');

const placedChanges = (changes: readonly ApiChange[], base: Description, revision: Description): readonly PlacedChange[] =>
  [...Map.groupBy(changes, ({ side, file }) => `${side} ${file}`).values()].flatMap((some) => {
    const [first] = some;
    const { texts } = first?.side === 'base' ? base : revision;
    const file = first?.file ?? '';
    const spots = spotsOf(file, texts.get(file) ?? '', some.map(({ pointer }) => pointer));
    return some.map((change, index) => ({ ...change, line: spots[index]?.line ?? 1, column: spots[index]?.column ?? 1 }));
  }); // prettier-ignore

const IMPACTS: readonly ApiChange['impact'][] = ['breaking', 'unknown', 'compatible'];

/** Rates what differs between two states of one description. A version of another kind is another description. */
const diffOf = async ({ file, base, revision }: Pair): Promise<Result<ApiDiff>> => {
  if (base === null) return ok({ file, changes: [whole(file, 'revision', 'compatible', 'the description is new')] });
  if (revision === null) return ok({ file, changes: [whole(file, 'base', 'breaking', 'the description is gone')] });
  if (base.kind !== revision.kind || base.version.split(':')[0] !== revision.version.split(':')[0])
    return ok({
      file,
      changes: [whole(file, 'revision', 'breaking', `it was ${base.version}, and is ${revision.version}`)],
    });
  const ended = await runRedocly({
    words: ['diff', `./base/${base.file}`, `./revision/${revision.file}`, '--format=json', '--fail-on=none'],
    ...{ config: redoclyConfig({}), files: new Map([...at('base', base), ...at('revision', revision)]) },
  });
  if (!ended.ok) return ended;
  const { stdout, stderr } = ended.value;
  const changes = changesOfRedocly(stdout);
  if (changes === null || /the diff (?:may|can) miss/iu.test(stderr))
    return fail('input.unreadable', `Redocly could not compare ${file}: ${stderr.trim().slice(0, 300)}`, {
      remedy: `writ api lint ${file}`,
    });
  const rated = ratedChanges(changes, base.version).map((one) => ({ ...one, file: withoutSide(one.file) }));
  const placed = placedChanges(rated, base, revision).toSorted(
    (one, other) => IMPACTS.indexOf(one.impact) - IMPACTS.indexOf(other.impact),
  );
  return ok({ file, changes: placed });
};

const commitOf = async (repository: Repository, name: string): Promise<Result<Tree>> => {
  const commit = await commitNamed(repository, name);
  if (!commit.ok) return commit;
  return commit.value === null
    ? fail('usage.argument', `“${name}” is no commit here`, { remedy: 'git fetch, or name a commit or a file' })
    : treeOfCommit(repository, commit.value);
};

/** The two states that `BASE`, `BASE..` or `BASE..REVISION` name; without a revision it is the checkout. */
const treesOf = async (
  repository: Repository,
  range: string,
): Promise<Result<{ readonly base: Tree; readonly revision: Tree }>> => {
  const [from = '', to = ''] = range.split('..');
  const base = await commitOf(repository, from);
  if (!base.ok) return base;
  const revision = to === '' ? await treeOfCheckout(repository) : await commitOf(repository, to);
  return revision.ok ? ok({ base: base.value, revision: revision.value }) : revision;
};

const descriptionAt = async (tree: Tree, file: string): Promise<Result<Description>> => {
  const read = await readDescription(tree, file);
  if (!read.ok) return read;
  return read.value === null ? fail('usage.unknown', `${file} is no description of an API`) : ok(read.value);
};

/** Two files of the checkout. */
const pairOfFiles = async (tree: Tree, base: string, revision: string): Promise<Result<readonly Pair[]>> => {
  const older = await descriptionAt(tree, base);
  if (!older.ok) return older;
  const newer = await descriptionAt(tree, revision);
  return newer.ok ? ok([{ file: revision, base: older.value, revision: newer.value }]) : newer;
};

const pairsBetween = async (
  repository: Repository,
  range: string,
  named: readonly string[],
): Promise<Result<readonly Pair[]>> => {
  const settings = apiSettingsOf(repository);
  if (!settings.ok) return settings;
  const trees = await treesOf(repository, range);
  if (!trees.ok) return trees;
  const { base, revision } = trees.value;
  const inBoth = (tree: Tree): readonly string[] => named.filter((file) => tree.paths.has(file));
  const missing = named.find((file) => !base.paths.has(file) && !revision.paths.has(file));
  if (missing !== undefined) return fail('usage.unknown', `there is no file ${missing}, before or after`);
  const all = async (tree: Tree): Promise<Result<readonly Description[]>> =>
    named.length > 0 && inBoth(tree).length === 0 ? ok([]) : readDescriptions(tree, { descriptions: settings.value.descriptions?.filter((file) => tree.paths.has(file)) }, inBoth(tree));
  const older = await all(base);
  if (!older.ok) return older;
  const newer = await all(revision);
  if (!newer.ok) return newer;
  const files = [...new Set([...older.value, ...newer.value].map(({ file }) => file))].toSorted();
  const find = (some: readonly Description[], file: string): Description | null => some.find((one) => one.file === file) ?? null;
  return ok(files.map((file) => ({ file, base: find(older.value, file), revision: find(newer.value, file) })));
}; // prettier-ignore

/**
 * Rates what differs between two states of the descriptions of a repository: what breaks those who rely on the older
 * one, what nobody can rate, and what does no harm. Redocly compares; what it has no rule for is unknown.
 *
 * @param base a commit, `BASE..REVISION`, or a file of the checkout
 * @param typed files that are meant; none: all descriptions
 */
export const diffApis = async (
  cwd: string,
  base: string,
  typed: readonly string[],
): Promise<Result<readonly ApiDiff[]>> => {
  const repository = await openRepository(cwd);
  if (!repository.ok) return repository;
  const named = namedFiles(repository.value.root, cwd, typed);
  if (!named.ok) return named;
  const checkout = await treeOfCheckout(repository.value);
  if (!checkout.ok) return checkout;
  const file = namedFiles(repository.value.root, cwd, [base]);
  const older = file.ok ? file.value[0] : undefined;
  const [newer] = named.value;
  const isFile = older !== undefined && checkout.value.paths.has(older);
  if (isFile && newer === undefined)
    return fail('usage.argument', `${base} is a file: name the one it is compared with`, {
      remedy: `writ api diff ${base} FILE`,
    });
  const pairs =
    isFile && newer !== undefined
      ? await pairOfFiles(checkout.value, older, newer)
      : await pairsBetween(repository.value, base, named.value);
  if (!pairs.ok) return pairs;
  if (pairs.value.length === 0) return noDescription();
  const diffs: ApiDiff[] = [];
  for (const pair of pairs.value) {
    const found = await diffOf(pair);
    if (!found.ok) return found;
    diffs.push(found.value);
  }
  return ok(diffs);
};
