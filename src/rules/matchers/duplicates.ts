import { hash } from 'node:crypto';

/** Lines that say something, each with where it stands. */
type Said = { readonly line: number; readonly text: string };

const saidIn = (text: string): readonly Said[] =>
  text.split('\n').flatMap((raw, index) => {
    const line = raw.trim().replaceAll(/\s+/gu, ' ');
    // A brace or a comment alone makes nobody copy anything.
    return /[\p{L}\p{N}]/u.test(line) && !/^(\/\/|\/\*|\*|#|import\b|from\b|use\b)/u.test(line)
      ? [{ line: index + 1, text: line }]
      : [];
  });

export type Copied = {
  readonly path: string;
  readonly line: number;
  readonly from: { readonly path: string; readonly line: number };
};

/** Where a run of lines was first seen. */
type Seen = { readonly path: string; readonly line: number; readonly at: number };

/** Copies in one file, of what was seen before it and within it. */
const copiesIn = (path: string, said: readonly Said[], lines: number, seen: Map<string, Seen>): readonly Copied[] => {
  const copies: Copied[] = [];
  // Within a run that was told already there is nothing more to tell.
  let toldUntil = -1;
  for (let at = 0; at + lines <= said.length; at += 1) {
    const window = said.slice(at, at + lines);
    const key = hash('sha256', window.map((one) => one.text).join('\n'), 'base64');
    const line = window[0]?.line ?? 1;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, { path, line, at });
    if (before === undefined || (before.path === path && before.at + lines > at)) continue;
    if (at > toldUntil) copies.push({ path, line, from: { path: before.path, line: before.line } });
    toldUntil = at + lines - 1;
  }
  return copies;
};

/**
 * Runs of at least so many lines that stand in two places. Each is told once, at the later place.
 *
 * @param files in the order in which the first of two is the original
 */
export const duplicatesIn = (
  files: readonly { readonly path: string; readonly text: string }[],
  lines: number,
): readonly Copied[] => {
  const seen = new Map<string, Seen>();
  return files.flatMap(({ path, text }) => copiesIn(path, saidIn(text), lines, seen));
};
