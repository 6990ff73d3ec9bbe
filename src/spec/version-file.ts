import { isVersionFile } from './page.ts';

/** The numbers of a version in the name of a file: `v1.10.2` comes after `v1.9`. */
const numbersOf = (path: string): readonly number[] =>
  [...(/_v([\d.]+)/iu.exec(path)?.[1]?.matchAll(/\d+/gu) ?? [])].map(([digits]) => Number(digits));

const byVersion = (a: string, b: string): number => {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : 1;
};

/** Of some paths the newest version of a spec, by the number in its name; null where none is one. */
export const newestVersionFile = (paths: readonly string[]): string | null =>
  paths.filter(isVersionFile).toSorted(byVersion).at(-1) ?? null;
