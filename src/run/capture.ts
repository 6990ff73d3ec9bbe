import { dirname, join } from 'node:path';
import type {
  ChangedPath,
  Changes,
  DependencyRecord,
  HygieneFinding,
  RuleScan,
  SecretScan,
  SpecRecord,
} from '#evidence';
import { ok, type Failure, type Result } from '#failure';
import {
  absorb,
  captureTree,
  changedPaths,
  differenceBetween,
  harmfulObject,
  inQuarantine,
  putBack,
  scanWorkTree,
  statOf,
  type HarnessStore,
  type TreeDifference,
  type KnownChanges,
  type LineCounts,
} from '#host';
import type { Attempt } from './attempt.ts';
import { lookAtDependencies } from './dependencies/in-result.ts';
import { scanResult } from './rules-in-result.ts';
import { searchResult, withoutSecrets, type Search, type Searched } from './secrets/in-result.ts';
import { lookAtSpecsOf } from './spec-look.ts';
import { placesIn } from './workspace.ts';

/** What became of the workspace. */
export type Captured = {
  readonly changes: Changes;
  readonly patch: Uint8Array;
  readonly counts: LineCounts;
  readonly secrets: Pick<SecretScan, 'files' | 'findings'>;
  readonly rules: RuleScan;
  readonly dependencies: Omit<DependencyRecord, 'used'>;
  readonly specs: SpecRecord;
};

/** What cannot be taken into a tree is a finding already, and left out so that the rest can be seen. */
const untakable = (findings: readonly HygieneFinding[]): readonly string[] =>
  findings.flatMap(({ kind, path }) => {
    if (kind === 'unreadable') return [path];
    if (kind !== 'nested-repository') return [];
    return [dirname(path) === '.' ? path : dirname(path)];
  });

/** The finding that a work tree as a whole cannot be taken, where that and not the machine is at fault. */
const refusedAsWhole = (failures: readonly Failure[]): readonly HygieneFinding[] =>
  failures
    .filter(({ code }) => code === 'file.hygiene')
    .map(({ message }) => ({ path: '.', kind: 'unreadable', says: message }));

const bytesOf = (path: string): number => statOf(path)?.size ?? 0;

/** What of a change can be kept as evidence: git makes no patch of a file of more than a gigabyte. */
const LARGEST_CHANGE_BYTES = 256 * 1024 * 1024;

/** The finding that a change is larger than any evidence of it could be. */
const tooLarge = (workspace: string, paths: readonly ChangedPath[]): readonly HygieneFinding[] => {
  const bytes = paths.reduce((sum, { path }) => sum + bytesOf(join(workspace, path)), 0);
  return bytes <= LARGEST_CHANGE_BYTES
    ? []
    : [
        {
          path: '.',
          kind: 'too-large',
          says: `${bytes} bytes in changed files, of which ${LARGEST_CHANGE_BYTES} can be kept`,
        },
      ];
};

/** What a signer waived beforehand is taken, and so is what the file held before. A key that Writ hands out never is. */
const mayStay = ({ start }: Attempt['order']): Search['mayStay'] => {
  const waived = (start.waivers ?? []).some(({ name, over }) => name === 'secrets.absent' && over === null);
  return ({ source, standing }) => source === 'pattern' && (waived || standing === 'base');
};

/** So many files with secrets are no oversight; and each would have to be named to git. */
const HELD_LIMIT = 200;
const tooManySecrets = (files: number): readonly HygieneFinding[] => [
  { path: '.', kind: 'unreadable', says: `${files} files hold secrets, so nothing of the result was taken` },
];

type Taken = {
  readonly tree: string;
  readonly paths: readonly ChangedPath[];
  readonly untaken: readonly HygieneFinding[];
  readonly searched: Searched;
  /** What differs from the base, where that was asked while it was searched for secrets. */
  readonly difference?: TreeDifference;
};

const NOTHING_SEARCHED: Searched = { files: 0, findings: [], held: [] };

/**
 * Takes the workspace as a tree, with what differs from the base. What cannot be taken at all must end in a verdict
 * like every other cheat: then it is the tree the attempt began with, and a finding that refuses.
 *
 * It is first taken into a quarantine and searched for secrets there. A file that holds one is never kept: it stays
 * what it was at the base.
 */
const take = (
  attempt: Attempt,
  workspace: string,
  { leaveOut, known }: { readonly leaveOut: readonly string[]; readonly known: KnownChanges | null },
): Promise<Result<Taken>> =>
  inQuarantine(attempt.store, async (quarantine) => {
    const { store, order, secrets, folders } = attempt;
    const from = async (
      tree: string,
      untaken: readonly HygieneFinding[],
      searched: Searched,
    ): Promise<Result<Taken>> => {
      const paths = await changedPaths(store, order.base, tree);
      return paths.ok ? ok({ tree, paths: paths.value, untaken, searched }) : paths;
    };
    const instead = (untaken: readonly HygieneFinding[]) =>
      from(order.start.freshness.startTree, untaken, NOTHING_SEARCHED);
    const captured = await captureTree(quarantine, workspace, leaveOut, known);
    if (!captured.ok) {
      const refused = refusedAsWhole(captured.failures);
      return refused.length === 0 ? captured : instead(refused);
    }
    const seen = await changedPaths(quarantine, order.base, captured.value);
    if (!seen.ok) return seen;
    const large = tooLarge(workspace, seen.value);
    if (large.length > 0) return instead(large);
    // Git finds out what differs while the same is searched for secrets; where one is found, it is asked anew.
    const [searched, difference] = await Promise.all([
      searchResult(quarantine, secrets, { changed: seen.value, mayStay: mayStay(order) }),
      differenceBetween(quarantine, order.base, captured.value),
    ]);
    if (!searched.ok) return searched;
    if (!difference.ok) return difference;
    const { held } = searched.value;
    if (held.length > HELD_LIMIT) return instead(tooManySecrets(held.length));
    if (held.length === 0) {
      absorb(store, quarantine);
      // The folder for the checks is brought to this tree while the rest is found out about it.
      folders.prepare(captured.value);
      const facts = { tree: captured.value, paths: seen.value, difference: difference.value };
      return ok({ ...facts, untaken: [], searched: searched.value });
    }
    const rest = await captureTree(store, workspace, [...leaveOut, ...held]);
    if (!rest.ok) return rest;
    const tree = await putBack(store, rest.value, order.base, held);
    return tree.ok ? from(tree.value, [], searched.value) : tree;
  });

/**
 * Git's own look at every object that the result adds: what it finds harmful would be refused at the landing, when
 * somebody has accepted it already.
 */
export const lookAtObjects = async (
  store: HarnessStore,
  { base, tree }: { readonly base: string; readonly tree: string },
  paths: readonly ChangedPath[],
): Promise<Result<Pick<Changes, 'hygiene'> & Required<Pick<Changes, 'objects'>>>> => {
  if (paths.length === 0) return ok({ objects: 'sound', hygiene: [] });
  const harmful = await inQuarantine(store, (scratch) => harmfulObject(store, scratch, { tree, base }));
  if (!harmful.ok) return harmful;
  if (harmful.value === null) return ok({ objects: 'sound', hygiene: [] });
  const { object, says } = harmful.value;
  const path = paths.find(({ newBlob }) => newBlob === object)?.path ?? '.';
  return ok({ objects: 'refused', hygiene: [{ path, kind: 'harmful-object', says: `git refuses it: ${says}` }] });
};

/** Kinds of finding that the base may have had already: they count only where something changed. */
const MAY_BE_OLD: readonly HygieneFinding['kind'][] = ['name', 'collision', 'symlink-outside', 'bare-repository'];

/** What the base had already is not this run's doing; only what changed is judged. */
export const ofThisRun =
  (paths: readonly ChangedPath[]) =>
  ({ kind, path }: HygieneFinding): boolean =>
    !MAY_BE_OLD.includes(kind) ||
    (path === '.' ? paths.length > 0 : paths.some((one) => one.path === path || one.path.startsWith(`${path}/`)));

/** git compares every file with every path it is given. */
const KNOWN_LIMIT = 500;

/**
 * What changed since git wrote the workspace, where the scan alone can tell. Whatever has to be left out, or is in the
 * place of a mount, is for git to see to, over the whole.
 */
const knownChanges = (
  changed: KnownChanges | null,
  places: { readonly provided: readonly string[]; readonly mounted: readonly string[] },
): KnownChanges | null => {
  const { provided, mounted } = places;
  if (changed === null || changed.paths.length > KNOWN_LIMIT || mounted.length < provided.length) return null;
  const isBelow = (path: string): boolean => mounted.some((one) => path === one || path.startsWith(`${one}/`));
  return changed.paths.some(isBelow) ? null : changed;
};

/** Captures the workspace as a tree and measures what differs from the approved base, by means the agent never touched. */
export const capture = async (attempt: Attempt, workspace: string): Promise<Result<Captured>> => {
  const { store, order, provided, secrets } = attempt;
  const watch = attempt.workspace.watch();
  const hygiene = scanWorkTree(
    workspace,
    ['.git', ...provided],
    watch?.see,
    (await watch?.untouchedIn(workspace)) ?? null,
  );
  const mounted = placesIn(workspace, provided);
  const unfit = untakable(hygiene);
  const known = watch === null || unfit.length > 0 ? null : knownChanges(watch.changed(), { provided, mounted });
  const taken = await take(attempt, workspace, { leaveOut: ['.git', ...mounted, ...unfit], known });
  if (!taken.ok) return taken;
  const { tree, paths, untaken, searched } = taken.value;
  const { specs: cited } = order.start;
  const [difference, looked, rules, dependencies, specs] = await Promise.all([
    taken.value.difference === undefined ? differenceBetween(store, order.base, tree) : ok(taken.value.difference),
    lookAtObjects(store, { base: order.base, tree }, paths),
    scanResult(attempt, tree, paths),
    lookAtDependencies(store, { base: order.base, tree, paths }, attempt.settings.advisories),
    lookAtSpecsOf(store, { base: order.base, tree, paths }, cited),
  ]);
  if (!difference.ok) return difference;
  if (!looked.ok) return looked;
  if (!rules.ok) return rules;
  if (!dependencies.ok) return dependencies;
  if (!specs.ok) return specs;
  const gitlinks = paths
    .filter(({ newMode }) => newMode === '160000')
    .map(({ path }): HygieneFinding => ({ path, kind: 'gitlink', says: 'a submodule' }));
  const findings = [...hygiene.filter(ofThisRun(paths)), ...gitlinks, ...untaken, ...looked.value.hygiene];
  const told = await withoutSecrets(secrets, findings);
  return ok({
    changes: { writ: 1, base: order.base, tree, paths, hygiene: told.value, objects: looked.value.objects },
    ...difference.value,
    rules: rules.value,
    dependencies: dependencies.value,
    specs: { ...cited, result: specs.value },
    secrets: { files: searched.files, findings: [...searched.findings, ...told.findings] },
  });
};
