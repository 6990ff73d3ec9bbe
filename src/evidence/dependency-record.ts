import { z } from 'zod';
import { isSame, type Locked, type LockedPackages } from './locks/locked.ts';
import { DigestText, ObjectId } from './manifest.ts';
import type { Digest } from '#contract';

/** A package that the result pins otherwise than the base: as it is now, null where it is gone, and all that the base pinned of its name. */
export type LockedChange = {
  readonly name: string;
  readonly after: Locked | null;
  readonly before: readonly Locked[];
};

/** Whether a lockfile was there and could be read. */
export type LockState = 'absent' | 'read' | 'unread';

/** A lockfile that the run changed. */
export type LockChange = {
  readonly path: string;
  readonly before: LockState;
  readonly after: LockState;
  /** Why it could not be read; null where it could. */
  readonly says: string | null;
  /** Where the base fetches packages from. */
  readonly sources: readonly string[];
  readonly packages: readonly LockedChange[];
};

/** A manifest, or settings of pnpm, that the run changed, or whose lockfile it changed. */
export type ManifestChange = {
  readonly path: string;
  /** The lockfile that pins what it asks for; null where there is none. */
  readonly lock: string | null;
  /** Whether the two were compared; absent where there is no lockfile, and before there was this field. */
  readonly compared?: boolean;
  /** How many packages it asks for. */
  readonly asks: number;
  /** Where it and its lockfile do not say the same, and did at the base. */
  readonly differences: readonly string[];
  /** Programs that are run at an installation, and that the base does not have so. */
  readonly scripts: readonly string[];
  /** Where its overrides and settings lead, and where those of the base do not; none were looked for before there was this field. */
  readonly sources: readonly string[];
};

/** What the checks found installed. */
export type UsedPackages = {
  /** The folder of the tree that they were seen in. */
  readonly folder: string;
  /**
   * `cache`: installed by the harness from a lockfile. `checkout`: what the person has there, of which nothing is known.
   * `nowhere`: there is a lockfile, and neither of the two.
   */
  readonly from: 'cache' | 'checkout' | 'nowhere';
  /** Of the lockfile's bytes, and over every file that came of it; null where it is the checkout's. */
  readonly lockfile: Digest | null;
  readonly packages: Digest | null;
  /** Why it is not from the cache; null where it is. */
  readonly because: string | null;
  /** What was fetched has another digest than the lockfile of the result says, and the base's does not say so. */
  readonly contradicted?: true;
};

/** What advisories say of the packages that a run pins anew. */
export type LookedUp = {
  /** The digest over the advisories that were read; null where there were none to look in, and then why. */
  readonly advisories: Digest | null;
  readonly count: number;
  readonly because: string | null;
  readonly found: readonly {
    readonly path: string;
    readonly name: string;
    readonly version: string;
    readonly id: string;
    readonly says: string;
  }[];
};

/** What a run changed of what it depends on, and what its checks depended on. Since the fourth edition of evidence. */
export type DependencyRecord = {
  readonly writ: 1;
  readonly base: string;
  readonly tree: string;
  readonly locks: readonly LockChange[];
  readonly manifests: readonly ManifestChange[];
  /** Null where the run pins no package anew that is fetched. */
  readonly lookedUp: LookedUp | null;
  readonly used: readonly UsedPackages[];
};

export const DEPENDENCIES_FILE = 'dependencies.json';

const LockedSchema = z.strictObject({
  version: z.string(),
  from: z.string().min(1),
  integrity: z.string().min(1).nullable(),
  script: z.boolean(),
});
const State = z.enum(['absent', 'read', 'unread']);

export const DependenciesSchema: z.ZodType<DependencyRecord> = z.strictObject({
  writ: z.literal(1),
  base: ObjectId,
  tree: ObjectId,
  locks: z.array(
    z.strictObject({
      path: z.string().min(1),
      before: State,
      after: State,
      says: z.string().min(1).nullable(),
      sources: z.array(z.string().min(1)),
      packages: z.array(
        z.strictObject({ name: z.string(), after: LockedSchema.nullable(), before: z.array(LockedSchema) }),
      ),
    }),
  ),
  manifests: z.array(
    z.strictObject({
      path: z.string().min(1),
      lock: z.string().min(1).nullable(),
      compared: z.boolean().exactOptional(),
      asks: z.int().min(0),
      differences: z.array(z.string()),
      scripts: z.array(z.string()),
      sources: z.array(z.string()).default([]),
    }),
  ),
  lookedUp: z
    .strictObject({
      advisories: DigestText.nullable(),
      count: z.int().min(0),
      because: z.string().min(1).nullable(),
      found: z.array(
        z.strictObject({
          path: z.string().min(1),
          name: z.string(),
          version: z.string(),
          id: z.string().min(1),
          says: z.string(),
        }),
      ),
    })
    .nullable(),
  used: z.array(
    z.strictObject({
      folder: z.string().min(1),
      from: z.enum(['cache', 'checkout', 'nowhere']),
      lockfile: DigestText.nullable(),
      packages: DigestText.nullable(),
      because: z.string().min(1).nullable(),
      contradicted: z.literal(true).exactOptional(),
    }),
  ),
});

/** A lockfile on one side of a change: its packages, why they cannot be told, or null where it is not there. */
export type LockSide = LockedPackages | string | null;

const stateOf = (side: LockSide): LockState =>
  side === null ? 'absent' : typeof side === 'string' ? 'unread' : 'read';
const NONE: LockedPackages = new Map();
const packagesOf = (side: LockSide): LockedPackages => (side === null || typeof side === 'string' ? NONE : side);

/** How a lockfile was changed. Every package that is pinned otherwise is listed, in the order of its name. */
export const lockChange = (path: string, before: LockSide, after: LockSide): LockChange => {
  const [was, is] = [packagesOf(before), packagesOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])].toSorted();
  const says = [after, before].find((side) => typeof side === 'string');
  return {
    path,
    ...{ before: stateOf(before), after: stateOf(after), says: typeof says === 'string' ? says : null },
    sources: [...new Set([...was.values()].flatMap((all) => all.map(({ from }) => from)))].toSorted(),
    packages: names.flatMap((name): readonly LockedChange[] => {
      const [old, now] = [was.get(name) ?? [], is.get(name) ?? []];
      const changed = now.filter((one) => !old.some((other) => isSame(one, other)));
      if (now.length === 0) return [{ name, after: null, before: old }];
      return changed.map((one) => ({ name, after: one, before: old }));
    }),
  };
};
