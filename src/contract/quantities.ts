type Unit = readonly [name: string, size: number];

/** Longest first: printing takes the largest unit that divides the number. */
const DURATIONS: readonly Unit[] = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];
const SIZES: readonly Unit[] = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['KB', 1000],
  ['B', 1],
];
/** Read, but printed as the others: powers of two, and the other way of writing a kilobyte. */
const ALSO_READ: readonly Unit[] = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
  ['kB', 1000],
];

const parse = (text: string, units: readonly Unit[]): number | null => {
  const [, digits = '', name = ''] = /^([1-9]\d{0,14})([A-Za-z]+)$/.exec(text) ?? [];
  const size = units.find(([unit]) => unit === name)?.[1];
  const amount = Number(digits) * (size ?? 0);
  return amount > 0 && Number.isSafeInteger(amount) ? amount : null;
};

const print = (amount: number, units: readonly Unit[]): string => {
  const [name, size] = units.find(([, unit]) => amount % unit === 0) ?? ['', 1];
  return `${amount / size}${name}`;
};

/** Milliseconds of `90s`, `2m` or `1h`; null for anything else, zero included. */
export const parseDuration = (text: string): number | null => parse(text, DURATIONS);
/** The shortest exact text of milliseconds. */
export const printDuration = (ms: number): string => print(ms, DURATIONS);
/** Bytes of `512MB` or `1GB` (powers of ten) or `1GiB` (of two); null for anything else, zero included. */
export const parseSize = (text: string): number | null => parse(text, [...SIZES, ...ALSO_READ]);
/** The shortest exact text of bytes. */
export const printSize = (bytes: number): string => print(bytes, SIZES);
