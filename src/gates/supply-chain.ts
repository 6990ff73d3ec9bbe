import {
  isFetched,
  isLockfile,
  isStrong,
  manifestOf,
  type DependencyRecord,
  type LockChange,
  type LockedChange,
  type RunEvidence,
} from '#evidence';
import { few, isDependencyFile, type Contract } from '#contract';
import type { Failure } from '#failure';
import { failIf, missing, type Gate } from './gate.ts';

type Found = { readonly failures: readonly Failure[]; readonly notices: readonly string[] };
const NOTHING: Found = { failures: [], notices: [] };

const REMEDY = 'writ run TASK, or: writ waive supply.chain --run RUN --because "…" --until 1d';
const refuse = (code: Failure['code'], message: string): Failure => ({ code, message, remedy: REMEDY });

/** A registry over an encrypted connection, by its host alone. */
const isRegistry = (from: string): boolean => from === 'registry' || /^https:\/\/[^/@]+$/.test(from);

const sourceFailures = ({ path, before, sources }: LockChange, { name, after }: LockedChange, isStrict: boolean) => {
  if (after === null || !isFetched(after) || after.from === 'registry' || sources.includes(after.from)) return [];
  // Where there was no lockfile, there is nothing that a registry could be new beside.
  if (before === 'absent' && isRegistry(after.from) && !isStrict) return [];
  return [refuse('supply.source', `${path}: ${name} ${after.version} comes from ${after.from}, where nothing of the base comes from`)]; // prettier-ignore
};

/** What is wrong with one package that is pinned otherwise than before. */
const packageFailures = (lock: LockChange, change: LockedChange, isStrict: boolean): readonly Failure[] => {
  const { name, after, before } = change;
  if (after === null) return [];
  const what = `${lock.path}: ${name} ${after.version}`;
  const same = before.filter(({ version, integrity }) => version === after.version && integrity !== null);
  const isKnown = same.some(({ integrity }) => integrity === after.integrity);
  const isOther = same.length > 0 && !isKnown;
  const isWeak = after.integrity !== null && !isKnown && !isStrong(after.integrity);
  return [
    ...sourceFailures(lock, change, isStrict),
    ...(after.integrity === null && isFetched(after) ? [refuse('supply.integrity', `${what} has no digest to hold what is fetched to`)] : []),
    ...(isWeak ? [refuse('supply.integrity', `${what} is held to no digest that cannot be had for two files`)] : []),
    ...(after.integrity !== null && isOther ? [refuse('supply.integrity', `${what} has another digest than at the base, and the same version`)] : []),
    ...(after.script && !before.some(({ script }) => script) ? [refuse('supply.script', `${what} runs a program when it is installed`)] : []),
  ]; // prettier-ignore
};

const TOLD = 12;
const listed = (path: string, says: string, all: readonly string[]): readonly string[] => {
  if (all.length === 0) return [];
  return [`${path}: ${all.length} ${all.length === 1 ? 'package' : 'packages'} ${says}: ${few(all, TOLD, (count) => `and ${count} more`).join(', ')}`]; // prettier-ignore
};

const versions = ({ before }: LockedChange): string => before.map(({ version }) => version).join(', ');

/** Everything that was changed, for the person who decides. */
const packageNotices = ({ path, packages, before }: LockChange): readonly string[] => {
  const now = packages.flatMap((one) => (one.after === null ? [] : [{ ...one, after: one.after }]));
  const isKnown = ({ before: old, after }: (typeof now)[number]) => old.some(({ version }) => version === after.version);
  const tell = (one: (typeof now)[number]) => `${one.name} ${one.before.length === 0 ? '' : `${versions(one)} → `}${one.after.version}`;
  const from = [...new Set(now.flatMap(({ after }) => (isRegistry(after.from) ? [after.from] : [])))];
  return [
    ...listed(path, 'added', now.filter((one) => one.before.length === 0).map(tell)),
    ...listed(path, 'changed', now.filter((one) => one.before.length > 0 && !isKnown(one)).map(tell)),
    ...listed(path, 'pinned otherwise in the same version', now.filter(isKnown).map(({ name, after }) => `${name} ${after.version}`)),
    ...listed(path, 'removed', packages.filter(({ after }) => after === null).map((one) => `${one.name} ${versions(one)}`)),
    ...(before === 'absent' && from.length > 0 ? [`${path} is new; its packages come from ${from.join(', ')}`] : []),
  ];
}; // prettier-ignore

const lockFound = (lock: LockChange, { strictness }: Contract): Found => {
  const { path, before, after, says, packages } = lock;
  const isStrict = strictness === 'strict';
  if (after === 'absent')
    return before === 'absent' ? NOTHING : { ...NOTHING, failures: [refuse('supply.lockfile', `${path} is gone, and nothing pins what it pinned`)] }; // prettier-ignore
  if (after === 'unread' || before === 'unread') {
    const message = `${path} was changed, and ${says ?? 'cannot be read'}: which packages it brings is not known`;
    const isTold = strictness === 'light' && before !== 'read';
    return isTold
      ? { failures: [], notices: [message] }
      : { notices: [], failures: [refuse('supply.lockfile', message)] };
  }
  return {
    failures: packages.flatMap((change) => packageFailures(lock, change, isStrict)),
    notices: packageNotices(lock),
  };
};

/** Lockfiles that manifests were compared with before a record said so. */
const wasCompared = (lock: string): boolean =>
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml)$/u.test(lock);

const manifestFound = ({ path, lock, compared, asks, differences, scripts, sources }: DependencyRecord['manifests'][number]): Found => ({
  failures: [
    ...differences.map((one) => refuse('supply.disagreement', `${path} and ${lock ?? 'its lockfile'} do not say the same: ${one}`)),
    ...scripts.map((one) => refuse('supply.script', `${path} has something run when it is installed, which is new: ${one}`)),
    ...sources.map((one) => refuse('supply.source', `${path} leads to ${one}, where nothing in it led at the base`)),
  ],
  notices: [
    ...(lock === null && asks > 0 ? [`${path}: no lockfile pins what it asks for`] : []),
    ...(lock !== null && !(compared ?? wasCompared(lock)) ? [`nobody has looked whether ${path} and ${lock} say the same`] : []),
  ],
}); // prettier-ignore

/**
 * What the checks found installed counts as known only where the harness has put it there. That nothing could be
 * fetched says nothing; that something else was fetched than the result pins is what digests are for.
 */
const usedFound = (used: DependencyRecord['used'][number], { strictness }: Contract): Found => {
  const { folder, from, because, contradicted } = used;
  if (contradicted === true)
    return {
      notices: [],
      failures: [
        refuse(
          'supply.integrity',
          `${folder}: what is fetched is not what the lockfile says: ${because ?? 'nobody says why'}`,
        ),
      ],
    };
  if (from === 'cache') return NOTHING;
  const what =
    from === 'checkout'
      ? `the checks used ${folder} of the checkout, of which nothing is recorded`
      : `the checks found no ${folder}`;
  const message = `${what}: ${because ?? 'nobody says why'}`;
  return strictness === 'strict'
    ? { notices: [], failures: [refuse('supply.unrecorded', message)] }
    : { failures: [], notices: [message] };
};

const WANTED = 'name a folder of OSV advisories in config.yaml: `advisories: { folder: /… }`, then: writ run TASK';

/** What is known of the packages that were pinned anew. Where nobody could look, that is told, or refused. */
const lookedUpFound = ({ lookedUp }: DependencyRecord, { strictness, riskTier }: Contract): Found => {
  if (lookedUp === null) return NOTHING;
  const { advisories, count, because, found } = lookedUp;
  const failures = found.map(({ path, name, version, id, says }) =>
    refuse('supply.harmful', `${path}: ${name} ${version} is known to be harmful: ${id}${says === '' ? '' : ` (${says})`}`),
  );
  if (advisories !== null)
    return { failures, notices: failures.length > 0 ? [] : [`none of ${count} advisories is about a package that was changed`] };
  const message = `nobody has looked whether a package that was changed is known to be harmful: ${because ?? 'nobody says why'}`;
  const isDemanded = strictness === 'strict' && riskTier.tier === 'HIGH';
  return isDemanded
    ? { notices: [], failures: [...failures, { code: 'supply.unaudited', message, remedy: WANTED }] }
    : { failures, notices: [message] };
}; // prettier-ignore

/** Whether a package was pinned anew, so that somebody has to have looked it up. */
const isAnyPinned = ({ locks }: DependencyRecord): boolean =>
  locks.some(({ packages }) => packages.some(({ after }) => after !== null && isFetched(after)));

/** A changed file that decides which code of others is run, and that nobody has looked at. */
const unlooked = ({ locks, manifests }: DependencyRecord, changes: NonNullable<RunEvidence['changes']>) =>
  changes.paths.find(
    ({ path }) =>
      (isLockfile(path) && !locks.some((one) => one.path === path)) ||
      (manifestOf(path) !== null && !manifests.some((one) => one.path === manifestOf(path))),
  );

/** Files that say which code of others is run, and of which nothing is read here but that they were changed. */
const unreadFiles = ({ paths }: NonNullable<RunEvidence['changes']>): readonly string[] =>
  paths.flatMap(({ path }) =>
    isDependencyFile(path) && !isLockfile(path) && manifestOf(path) === null
      ? [`${path} was changed, and nobody has looked which code of others that brings`]
      : [],
  );

/**
 * What a result depends on comes from where it came from before, is held to a digest, runs nothing when it is
 * installed, and is what its manifest asks for; and the checks used what the harness installed (red team H19, H20).
 */
export const supplyChain: Gate<RunEvidence> = {
  id: 'supply.chain',
  judge: ({ contract, changes, dependencies }) => {
    if (!contract) return missing('the contract');
    if (!changes) return missing('the difference between base and result');
    if (!dependencies) return missing('the look at dependencies');
    if (dependencies.base !== changes.base || dependencies.tree !== changes.tree)
      return missing('a look at the dependencies of this result');
    const gap = unlooked(dependencies, changes);
    if (gap !== undefined) return missing(`a look at what was changed in ${gap.path}`);
    const inFiles = [
      ...dependencies.locks.map((lock) => lockFound(lock, contract.value)),
      ...dependencies.manifests.map(manifestFound),
    ];
    const used = dependencies.used.map((one) => usedFound(one, contract.value));
    if (dependencies.lookedUp === null && isAnyPinned(dependencies))
      return missing('a word on whether the packages that were changed are known to be harmful', [
        ...[...inFiles, ...used].flatMap(({ notices }) => notices),
        ...unreadFiles(changes),
      ]);
    const found = [...inFiles, lookedUpFound(dependencies, contract.value), ...used];
    return failIf(
      found.flatMap(({ failures }) => failures),
      [...found.flatMap(({ notices }) => notices), ...unreadFiles(changes)],
    );
  },
};
