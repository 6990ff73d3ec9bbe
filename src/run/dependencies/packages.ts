import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '#contract';
import type { UsedPackages } from '#evidence';
import { ok, type Result } from '#failure';
import type { HarnessStore, Mount, Repository, Settings } from '#host';
import { JAIL_WORK, placesIn, providedMounts } from '../workspace.ts';
import { leftByScripts } from './left-by-scripts.ts';
import { NO_LOCK, type Asked } from './asked.ts';
import { namesCheckout } from '../python.ts';
import { askedBy, lockIn } from './locked-packages.ts';
import { askedOfPython, isEnvironment, listIn, NO_LIST } from './locked-python.ts';
import { installLocked, type Installed } from './package-cache.ts';
import { sideOfFolder, sideOfTree, type Side } from './tree-side.ts';

/** What is installed for checks. It follows from the lockfile of the tree that they run on. */
export type Packages = {
  /** Begins to install what the base asks for, so that it is there when the first check wants it. */
  readonly begin: () => void;
  /** The mounts over a check's copy of its tree, in which nothing has run yet. */
  readonly mountsFor: (folder: string) => Promise<Result<readonly Mount[]>>;
  /** What was mounted so far. */
  readonly used: () => readonly UsedPackages[];
};

/** What decides it. */
export type PackagesPlace = {
  readonly repository: Pick<Repository, 'root'>;
  readonly store: HarnessStore;
  /** The commit whose lockfile a person has agreed to; what another one asks for is held to it. */
  readonly base: string;
  /** The folders that jails may read, and those of them that the checkout has to give. */
  readonly wanted: readonly string[];
  readonly provided: readonly string[];
  readonly settings: Pick<Settings, 'packages'>;
  /** Whether the contract lets a lockfile be changed: nothing is fetched for one that may not be. */
  readonly mayChange: (path: string) => boolean;
  readonly tell: (sentence: string) => void;
};

/**
 * What became of a folder of packages: installed by the harness, nothing to install, or the reason why not.
 * `contradicted`: what was fetched has another digest than the lockfile says, which the base does not say.
 */
export type Settled = { readonly installed: Installed } | Unsettled | null;
type Unsettled = { readonly because: string; readonly contradicted?: true };

const MACHINE = `${process.platform} ${process.arch} ${process.versions.modules}`;

/** What everybody may name: whoever installs decides where it leads, or it is in the tree. */
const isAnyones = (source: string): boolean =>
  source === 'registry' || source === 'inside' || source.startsWith('link:');

const isInstalled = (path: string): boolean => basename(path) === 'node_modules' || isEnvironment(path);

/** The lockfile that says what a folder of packages holds. */
const lockOf = (side: Pick<Side, 'has'>, path: string): string | undefined =>
  isEnvironment(path) ? listIn(side, dirname(path)) : lockIn(side, dirname(path));

type Trees = { readonly side: Side; readonly agreed: Side };

const askedIn = (
  { side, agreed }: Trees,
  path: string,
  { repository }: Pick<PackagesPlace, 'repository'>,
): Promise<Result<Asked>> =>
  isEnvironment(path)
    ? askedOfPython(side, path, join(repository.root, path))
    : askedBy(side, dirname(path), MACHINE, agreed);

const ITSELF = 'the repository itself is installed in it, which no list of requirements says';

/** Whether an environment is meant at all: where there is one, and else the one with the usual name. */
const isMeant = (path: string, provided: readonly string[]): boolean =>
  !isEnvironment(path) || provided.includes(path) || (basename(path) === '.venv' && !provided.some(isEnvironment));

type Settling = {
  readonly lock: string;
  readonly place: PackagesPlace;
  readonly path: string;
  readonly isBase: boolean;
};

const settle = async (asked: Asked, { lock, place, path, isBase }: Settling): Promise<Settled> => {
  if (asked.kind === 'nothing') return null;
  if (asked.kind === 'unfit') return { because: asked.because };
  const folder = dirname(path);
  if (isEnvironment(path) && namesCheckout(join(place.repository.root, path), place.repository.root)) return { because: ITSELF };
  const { contradicted } = asked.locked;
  if (contradicted !== undefined)
    return { because: `${contradicted} has another digest than ${lock} says`, ...(!isBase && { contradicted: true }) };
  const installed = await installLocked(asked.locked, (sentence) => place.tell(`${lock}: ${sentence}`));
  if (!installed.ok) {
    const [{ code, message }] = installed.failures;
    return { because: message, ...(code === 'supply.integrity' && !isBase && { contradicted: true }) };
  }
  const built = leftByScripts(join(place.repository.root, folder), installed.value.place, [...asked.locked.scripted, ...installed.value.scripted]);
  return built.length === 0
    ? { installed: installed.value }
    : { because: `${built.map((one) => basename(one)).join(', ')} built something when it was installed, and the harness runs no such program` };
}; // prettier-ignore

const NOT_NPM = 'it is no folder of npm or of Python, so the harness does not install it';
const BY_SETTINGS = 'the settings say `packages: checkout`';

/**
 * Finds, or installs, what a provided folder would hold for a check on the base.
 *
 * @param path of the folder, as the settings name it
 */
export const settleBase = async (place: PackagesPlace, path: string): Promise<Result<Settled>> => {
  const isProvided = place.provided.includes(path);
  if (!isInstalled(path)) return ok(isProvided ? { because: NOT_NPM } : null);
  if (!isMeant(path, place.provided)) return ok(null);
  if (place.settings.packages === 'checkout') return ok(isProvided ? { because: BY_SETTINGS } : null);
  const side = await sideOfTree(place.store, place.base);
  if (!side.ok) return side;
  const lock = lockOf(side.value, path);
  if (lock === undefined && !isProvided) return ok(null);
  const asked = await askedIn({ side: side.value, agreed: side.value }, path, place);
  if (!asked.ok) return asked;
  const settled = await settle(asked.value, { lock: lock ?? path, place, path, isBase: true });
  return ok(settled !== null && 'because' in settled && settled.because === NO_LIST && !isProvided ? null : settled);
};

/** Why what another lockfile than the base's asks for is not even fetched; null where it may be. */
const refusedBeside = (asked: Asked, base: Asked | null): string | null => {
  if (asked.kind !== 'locked') return null;
  if (base?.kind !== 'locked') return 'the base has no lockfile that it could be held to';
  const { sources } = base.locked;
  const strange = asked.locked.sources.find((source) => !isAnyones(source) && !sources.includes(source));
  return strange === undefined ? null : `it names ${strange}, where nothing of the base comes from`;
};

/** The packages of one folder, settled once for each lockfile. */
const openFolder = (place: PackagesPlace, path: string) => {
  const settled = new Map<string, Promise<Result<Settled>>>();
  let base: Promise<Result<Side>> | null = null;
  const find = async (side: Side, lock: string): Promise<Result<Settled>> => {
    const agreed = await (base ??= sideOfTree(place.store, place.base));
    if (!agreed.ok) return agreed;
    const asked = await askedIn({ side, agreed: agreed.value }, path, place);
    if (!asked.ok) return asked;
    const isLocked = lockOf(agreed.value, path) !== undefined;
    const known = isLocked ? await askedIn({ side: agreed.value, agreed: agreed.value }, path, place) : ok(null);
    if (!known.ok) return known;
    const [one, other] = [asked.value, known.value];
    const isBase = one.kind === 'locked' && other?.kind === 'locked' && one.locked.lockfile === other.locked.lockfile;
    // With the manifests of the base too: what this tree's ask for beside its lockfile is a matter for the gates.
    if (isBase) return ok(await settle(other, { lock, place, path, isBase }));
    const refused = place.mayChange(lock) ? refusedBeside(one, other) : 'the contract does not let it be changed';
    return ok(refused === null ? await settle(one, { lock, place, path, isBase }) : { because: refused });
  };
  return async (side: Side): Promise<Result<Settled>> => {
    const lock = lockOf(side, path);
    if (lock === undefined) return ok({ because: isEnvironment(path) ? NO_LIST : NO_LOCK });
    const bytes = await side.bytes(lock);
    if (!bytes.ok) return bytes;
    const digest = sha256(bytes.value ?? new Uint8Array());
    const found = settled.get(digest) ?? find(side, lock);
    settled.set(digest, found);
    return found;
  };
};

/** What settled packages are as a part of evidence. */
export const asUsed = (folder: string, settled: Exclude<Settled, null>, provided: readonly string[]): UsedPackages => {
  if ('because' in settled) {
    const from = provided.includes(folder) ? 'checkout' : 'nowhere';
    const { because, contradicted } = settled;
    return { folder, from, lockfile: null, packages: null, because, ...(contradicted && { contradicted }) };
  }
  const { lockfile, packages } = settled.installed;
  return { folder, from: 'cache', lockfile, packages, because: null };
};

/** Opens the packages for the checks of one attempt, or of whatever else runs checks. */
export const openPackages = (place: PackagesPlace): Packages => {
  const { repository, wanted, provided, settings, store } = place;
  const used = new Map<string, UsedPackages>();
  const modules = wanted.filter((path) => isInstalled(path) && isMeant(path, provided));
  const folders = new Map(modules.map((path) => [path, openFolder(place, path)]));
  const fromCheckout = (path: string, settled: Unsettled, folder: string): readonly Mount[] => {
    const isThere = provided.includes(path);
    // What nothing is installed for need not be there at all.
    if (!isThere && (!folders.has(path) || settled.because === NO_LIST || settings.packages === 'checkout')) return [];
    const one = asUsed(path, settled, provided);
    used.set(JSON.stringify(one), one);
    return isThere ? providedMounts(repository, [path], folder) : [];
  };
  const fromCache = (path: string, { place: at, folders: all, ...more }: Installed, folder: string): readonly Mount[] => {
    const one = asUsed(path, { installed: { place: at, folders: all, ...more } }, provided);
    used.set(JSON.stringify(one), one);
    const below = (name: string): string => join(dirname(path), name);
    return all
      .filter((name) => placesIn(folder, [below(name)]).length > 0)
      .map((name): Mount => ({ kind: 'read-only', from: join(at, name), to: `${JAIL_WORK}/${below(name)}` }));
  };
  const mountsOf = async (path: string, folder: string): Promise<Result<readonly Mount[]>> => {
    const find = folders.get(path);
    if (find === undefined) return ok(fromCheckout(path, { because: NOT_NPM }, folder));
    if (settings.packages === 'checkout') return ok(fromCheckout(path, { because: BY_SETTINGS }, folder));
    const side = sideOfFolder(folder);
    // What the tree itself holds is what counts.
    if (existsSync(join(folder, path))) return ok([]);
    if (lockOf(side, path) === undefined && !provided.includes(path)) return ok([]);
    const settled = await find(side);
    if (!settled.ok) return settled;
    if (settled.value === null) return ok([]);
    return ok('installed' in settled.value ? fromCache(path, settled.value.installed, folder) : fromCheckout(path, settled.value, folder));
  };
  return {
    begin: () => {
      const early = modules.filter((path) => lockOf({ has: (one) => existsSync(join(repository.root, one)) }, path) !== undefined);
      if (early.length === 0 || settings.packages === 'checkout') return;
      const install = async (): Promise<void> => {
        const side = await sideOfTree(store, place.base);
        if (side.ok) await Promise.all(early.map((path) => folders.get(path)?.(side.value)));
      };
      // Whoever needs it is told.
      install().catch(() => {});
    },
    mountsFor: async (folder) => {
      const mounts: Mount[] = [];
      for (const path of wanted) {
        const more = await mountsOf(path, folder);
        if (!more.ok) return more;
        mounts.push(...more.value);
      }
      return ok(mounts);
    },
    used: () => [...used.values()].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}; // prettier-ignore
