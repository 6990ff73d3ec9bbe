import { sha256 } from '#contract';
import type { Finding } from './rule.ts';

/** Where a repository keeps the violations it started from. */
export const KNOWN_FILE = '.writ/known-violations.json';

/**
 * A violation as it is told again when lines have moved: by its rule, its file, its line without its blanks, and how
 * many alike there are. Where a line stands is not part of it.
 */
export type KnownViolation = {
  readonly rule: string;
  readonly path: string;
  /** The SHA-256 of the line. */
  readonly line: string;
  readonly times: number;
};
export type KnownList = readonly KnownViolation[];

const keyOf = ({ rule, path }: { readonly rule: string; readonly path: string }, line: string): string =>
  `${rule}\0${path}\0${line}`;

const lineHash = ({ excerpt, says }: Pick<Finding, 'excerpt' | 'says'>): string =>
  // What stands on no line, such as a missing option, is told by its words.
  sha256(excerpt.trim() === '' ? says : excerpt.trim().replaceAll(/\s+/gu, ' '));

const counted = (findings: readonly Finding[]): Map<string, KnownViolation> => {
  const counts = new Map<string, KnownViolation>();
  for (const finding of findings) {
    const { rule, path } = finding;
    const line = lineHash(finding);
    const key = keyOf(finding, line);
    counts.set(key, { rule, path, line, times: (counts.get(key)?.times ?? 0) + 1 });
  }
  return counts;
};

/** The list of what is found today, in an order that does not depend on chance. */
export const knownOf = (findings: readonly Finding[]): KnownList =>
  [...counted(findings)].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, known]) => known);

/** What is new, how much was known, and which of the known is gone. */
export type Sifted = {
  readonly fresh: readonly Finding[];
  readonly known: number;
  readonly gone: KnownList;
};

/** Tells what is new from what was known. Of several alike, as many are known as were counted. */
export const sift = (findings: readonly Finding[], list: KnownList): Sifted => {
  const left = new Map(list.map((one) => [keyOf(one, one.line), one.times]));
  const fresh = findings.filter((finding) => {
    const key = keyOf(finding, lineHash(finding));
    const times = left.get(key) ?? 0;
    if (times > 0) left.set(key, times - 1);
    return times === 0;
  });
  const gone = list.flatMap((one) => {
    const times = left.get(keyOf(one, one.line)) ?? 0;
    return times > 0 ? [{ ...one, times }] : [];
  });
  return { fresh, known: findings.length - fresh.length, gone };
};

/**
 * What a change brings: findings that its base had not in the same file. What is in a new file and was in one that is
 * gone by now has only moved.
 */
export const withoutOld = (
  findings: readonly Finding[],
  before: readonly Finding[],
  { isGone, isNew }: { readonly isGone: (path: string) => boolean; readonly isNew: (path: string) => boolean },
): Sifted => {
  const inPlace = sift(findings, knownOf(before));
  const moved = new Map<string, number>();
  for (const { rule, path, line, times } of inPlace.gone)
    if (isGone(path)) moved.set(`${rule}\0${line}`, (moved.get(`${rule}\0${line}`) ?? 0) + times);
  const fresh = inPlace.fresh.filter((finding) => {
    if (!isNew(finding.path)) return true;
    const key = `${finding.rule}\0${lineHash(finding)}`;
    const times = moved.get(key) ?? 0;
    if (times > 0) moved.set(key, times - 1);
    return times === 0;
  });
  return { ...inPlace, fresh, known: findings.length - fresh.length };
};
