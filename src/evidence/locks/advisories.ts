import semver from 'semver';
import { z } from 'zod';

/** What a list of advisories calls the world that a lockfile's packages come from; by the name of the lockfile. */
const WORLDS: readonly (readonly [name: RegExp, ecosystem: string])[] = [
  [/(^|\/)(package-lock|npm-shrinkwrap)\.json$|(^|\/)(pnpm-lock\.yaml|yarn\.lock)$/, 'npm'],
  [/(^|\/)Cargo\.lock$/, 'crates.io'],
  [/(^|\/)go\.sum$/, 'Go'],
  [/(^|\/)(requirements[^/]*\.txt|uv\.lock|poetry\.lock)$/, 'PyPI'],
];

/** The ecosystem of a lockfile, as OSV names it; null where there is none. */
export const ecosystemOf = (lock: string): string | null => WORLDS.find(([name]) => name.test(lock))?.[1] ?? null;

const Event = z.object({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
});
const Affected = z.object({
  package: z.object({ ecosystem: z.string(), name: z.string() }).optional(),
  versions: z.array(z.string()).optional(),
  ranges: z.array(z.object({ type: z.string(), events: z.array(Event) })).optional(),
});
const Osv = z.object({
  id: z.string().min(1),
  summary: z.string().optional(),
  withdrawn: z.string().optional(),
  affected: z.array(Affected).optional(),
});

/** What is known to be wrong with some versions of packages, in the form of OSV 1.x. */
export type Advisory = z.infer<typeof Osv>;

/** Reads one file of a list of advisories; null where it is none. */
export const readAdvisory = (text: string): Advisory | null => {
  try {
    return Osv.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
};

type Range = NonNullable<z.infer<typeof Affected>['ranges']>[number];

/** Whether a version lies in a range. One that cannot be compared does: nothing shows that it does not. */
const isIn = (version: string, { events }: Range): boolean => {
  const own = semver.parse(version, { loose: true });
  if (own === null) return true;
  const isFrom = (at: string): boolean => at === '0' || semver.gte(own, at, { loose: true });
  const steps = events.flatMap(({ introduced, fixed, last_affected: last }) => [introduced, fixed, last].flatMap((at) => at ?? []));
  if (steps.some((at) => at !== '0' && semver.parse(at, { loose: true }) === null)) return true;
  const rank = (event: z.infer<typeof Event>): string => event.introduced ?? event.fixed ?? event.last_affected ?? '0';
  const sorted = events.toSorted((a, b) => (rank(a) === '0' ? -1 : rank(b) === '0' ? 1 : semver.compareLoose(rank(a), rank(b))));
  let affected = false;
  for (const { introduced, fixed, last_affected: last } of sorted) {
    if (introduced !== undefined && isFrom(introduced)) affected = true;
    if (fixed !== undefined && isFrom(fixed)) affected = false;
    if (last !== undefined && semver.gt(own, last, { loose: true })) affected = false;
  }
  return affected;
}; // prettier-ignore

const normal = (ecosystem: string, name: string): string =>
  ecosystem === 'PyPI' ? name.toLowerCase().replaceAll(/[-_.]+/g, '-') : name;

/** Whether an advisory is about this version of a package. */
export const isAbout = (advisory: Advisory, ecosystem: string, name: string, version: string): boolean => {
  if (advisory.withdrawn !== undefined) return false;
  return (advisory.affected ?? []).some(({ package: of, versions = [], ranges = [] }) => {
    if (of === undefined || of.ecosystem.split(':')[0] !== ecosystem || normal(ecosystem, of.name) !== normal(ecosystem, name)) return false;
    if (versions.includes(version) || versions.includes(version.replace(/^v/, ''))) return true;
    // Commits say nothing of versions; and where all versions are listed, and nothing else is said, the list counts.
    const comparable = ranges.filter(({ type }) => type !== 'GIT');
    if (comparable.length === 0) return versions.length === 0;
    if (versions.length > 0 && comparable.every(({ type }) => type !== 'SEMVER') && ecosystem === 'PyPI') return false;
    return comparable.some((range) => isIn(version, range));
  });
}; // prettier-ignore
