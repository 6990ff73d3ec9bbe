/**
 * What is asked for by something else than a name and a version. Such an address is fetched by whoever installs, even
 * where the lockfile does not know it: it is where a request goes, and what is written into it goes along.
 */

/** What npm takes for a version, a range or a tag: nothing in it can be an address, a path or a repository. */
const PLAIN = /^[^:/\\]*$/u;
const NAME = String.raw`(@[\w.~-]+\/)?[\w.~-]+`;
/** Another name for a package, by a plain range. */
const ALIAS = new RegExp(String.raw`^npm:${NAME}(@[^:/\\]*)?$`, 'u');
/** A file or a folder below, as it lies in the tree. */
const INSIDE = /^file:(?!\/|~)(?!(.*\/)?\.\.(\/|$))[^\\%]*$/u;

const isPlain = (spec: string): boolean => PLAIN.test(spec) || ALIAS.test(spec) || INSIDE.test(spec);

const GROUPS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides'] as const;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every text at any depth: npm reads some of these in more than one shape. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

const askedIn = (manifest: Readonly<Record<string, unknown>>): readonly string[] =>
  GROUPS.flatMap((group) => textsIn(manifest[group]));

const PLACE = new RegExp(String.raw`(^|\/)node_modules\/${NAME}$`, 'u');

/** What an entry of a lockfile is called, which npm puts together to an order where nothing says where it lies. */
const namedBy = (place: string, { name, version }: Readonly<Record<string, unknown>>): readonly string[] => {
  const isNamed = place === '' || !place.includes('node_modules/') || PLACE.test(place);
  const isCalled = name === undefined || (typeof name === 'string' && new RegExp(`^${NAME}$`, 'u').test(name));
  return [...(isNamed ? [] : [place]), ...(isCalled ? [] : [String(name)]), ...textsIn(version)];
};

const strange = (specs: readonly string[]): readonly string[] =>
  [...new Set(specs.filter((spec) => !isPlain(spec)))].toSorted();

/** The addresses that a manifest asks for; null where it is none. */
export const addressesAsked = (manifest: unknown): readonly string[] | null =>
  isRecord(manifest) ? strange(askedIn(manifest)) : null;

/** The addresses that the entries of a lockfile ask for, or are called by, beside where they were fetched from; null where it is none. */
export const addressesLocked = (lock: unknown): readonly string[] | null => {
  const packages = isRecord(lock) ? lock['packages'] : undefined;
  if (!isRecord(packages) || !Object.values(packages).every(isRecord)) return null;
  const entries = Object.entries(packages).filter((one): one is [string, Readonly<Record<string, unknown>>] => isRecord(one[1]));
  return strange(entries.flatMap(([place, entry]) => [...askedIn(entry), ...namedBy(place, entry)]));
}; // prettier-ignore
