/** The number by which a name takes its place among its neighbours. */
type Place = {
  readonly folder: string;
  /** The name by which a step is told from another: those of its way there and its way back are one. */
  readonly step: string;
  /** What stands before the number: `V`, `m`, `Version`, mostly nothing. */
  readonly series: string;
  readonly digits: string;
};

/** A date such as 2026-01-31-120000, versions such as V1.2__, and a plain number before a mark that ends it. */
const FORMS: readonly RegExp[] = [
  /^(?<series>)(?<digits>\d{4}-\d{2}-\d{2}(?:-\d+)*)(?=[_.-]|$)/u,
  /^(?<series>[A-Z])(?<digits>\d+(?:[._]\d+)*)__/u,
  /^(?<series>[A-Za-z]*[_-]?)(?<digits>\d+)(?=[_.\- ]|$)/u,
];

/** What comes again whenever its text changes has no place in the order (Flyway). */
const REPEATED = /^R__/u;

const placeOf = (folder: string, name: string): Place | null => {
  for (const form of FORMS) {
    const { series, digits } = form.exec(name)?.groups ?? {};
    const rest = name.slice((series ?? '').length + (digits ?? '').length);
    if (series !== undefined && digits !== undefined) return { folder, step: rest.split('.')[0] ?? '', series, digits };
  }
  return null;
};

/** The name of a file in its folder, and the name of that in its own: a step is a file, or a folder with one. */
const namesIn = (path: string): readonly (readonly [folder: string, name: string])[] => {
  const parts = path.split('/');
  return [parts.length - 1, parts.length - 2]
    .filter((at) => at >= 0)
    .map((at) => [parts.slice(0, at).join('/'), parts[at] ?? ''] as const);
};

const placeIn = (path: string): Place | null =>
  namesIn(path)
    .map(([folder, name]) => placeOf(folder, name))
    .find((place) => place !== null) ?? null;

const partsOf = (digits: string): readonly bigint[] =>
  digits.split(/[._]/u).map((one) => BigInt(one.replaceAll('-', '')));

const compare = (a: string, b: string): number => {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [one, other] = [left[at] ?? 0n, right[at] ?? 0n];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
};

/** From so many digits on, a number is a date: then days may lie between two of them. */
const DIGITS_OF_A_DATE = 8;

/** Where each number is the one after the last, the next one; null where there is no such law. */
const following = (numbers: readonly string[]): bigint | null => {
  if (numbers.some((one) => !/^\d+$/u.test(one) || one.length >= DIGITS_OF_A_DATE)) return null;
  const all = [...new Set(numbers.map(BigInt))].toSorted((a, b) => (a < b ? -1 : 1));
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined || all.length < 2) return null;
  return last - first === BigInt(all.length - 1) ? last + 1n : null;
};

/** How many digits each has, where all have as many. */
const widthOf = (numbers: readonly string[]): number | null => {
  const widths = new Set(numbers.map(({ length }) => length));
  const [width] = widths;
  return width !== undefined && width > 1 && widths.size === 1 ? width : null;
};

const problemOf = (digits: string, before: readonly string[]): string | null => {
  const last = before.reduce((a, b) => (compare(a, b) < 0 ? b : a));
  if (before.some((one) => compare(one, digits) === 0)) return `the number ${digits} is taken`;
  if (compare(digits, last) < 0) return `its number ${digits} is not after ${last}, the last one before`;
  const next = following(before);
  if (next !== null && BigInt(digits) !== next)
    return `its number is ${digits}, and the one after ${last} is ${String(next).padStart(last.length, '0')}`;
  const width = widthOf(before);
  if (width === null || digits.length === width || (digits.length > width && !digits.startsWith('0'))) return null;
  return `its number ${digits} has ${digits.length} digits, and all before it have ${width}`;
};

const seriesOf = ({ folder, series }: Place): string => `${folder}\0${series}`;
const stepOf = (place: Place): string => [seriesOf(place), partsOf(place.digits).join('.'), place.step].join('\0');

/** The numbers of each series in each folder, the steps that have one, and which folders have names without one. */
type Counted = {
  readonly numbers: Map<string, string[]>;
  readonly steps: Set<string>;
  readonly bare: Set<string>;
};

const count = ({ numbers, steps }: Counted, place: Place): void => {
  numbers.set(seriesOf(place), [...(numbers.get(seriesOf(place)) ?? []), place.digits]);
  steps.add(stepOf(place));
};

const countedIn = (paths: readonly string[]): Counted => {
  const counted: Counted = { numbers: new Map(), steps: new Set(), bare: new Set() };
  for (const path of paths) {
    const place = placeIn(path);
    if (place !== null) count(counted, place);
    const bare = place !== null ? [] : namesIn(path).filter(([, name]) => !REPEATED.test(name));
    for (const [folder] of bare) counted.bare.add(folder);
  }
  return counted;
};

/** A number for what has none, where everything beside it has one. */
const missingIn = (path: string, { numbers, bare }: Counted): string | null => {
  if (namesIn(path).some(([, name]) => REPEATED.test(name))) return null;
  const folder = namesIn(path).find(([one]) => [...numbers.keys()].some((key) => key.startsWith(`${one}\0`)))?.[0];
  return folder === undefined || bare.has(folder)
    ? null
    : `it has no number, and whatever else is in ${folder} has one`;
};

/**
 * New names that do not take the next place in the order of their folder: a number that is taken, or comes before the
 * last one, or leaves a gap where there is none, or is written with fewer digits; or none, where all others have one.
 *
 * @param before the paths that were there; where none of a folder has a number, no law is known for it
 * @param added the paths that came
 */
export const misnumbered = (
  before: readonly string[],
  added: readonly string[],
): readonly { readonly path: string; readonly says: string }[] => {
  const counted = countedIn(before);
  const places = added.map((path) => ({ path, place: placeIn(path) }));
  const sorted = places.toSorted((a, b) => compare(a.place?.digits ?? '0', b.place?.digits ?? '0'));
  return sorted.flatMap(({ path, place }) => {
    if (place === null) {
      const says = missingIn(path, counted);
      return says === null ? [] : [{ path, says }];
    }
    // What goes there and what goes back, or a second file of a folder, is the same step.
    if (counted.steps.has(stepOf(place))) return [];
    const known = counted.numbers.get(seriesOf(place)) ?? [];
    const says = known.length === 0 ? null : problemOf(place.digits, known);
    count(counted, place);
    return says === null ? [] : [{ path, says }];
  });
};
