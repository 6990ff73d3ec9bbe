/** A place where two texts differ, by lines from 1: `oldCount` lines from `oldFrom` became `newCount` lines from `newFrom`. */
export type Hunk = {
  readonly oldFrom: number;
  readonly oldCount: number;
  readonly newFrom: number;
  readonly newCount: number;
};

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** The hunks of one file in a patch without context. */
const hunksIn = (section: string): readonly Hunk[] =>
  section.split('\n').flatMap((line) => {
    const found = HEADER.exec(line);
    if (found === null) return [];
    const [, oldFrom = '0', oldCount = '1', newFrom = '0', newCount = '1'] = found;
    return [
      {
        oldFrom: Number(oldFrom),
        oldCount: Number(oldCount),
        newFrom: Number(newFrom),
        newCount: Number(newCount),
      },
    ];
  });

/**
 * The hunks of every file in a patch that git printed without context, in the order of the patch.
 * A line of a file never begins like a header: it has a sign before it.
 */
export const hunksOfPatch = (patch: string): readonly (readonly Hunk[])[] =>
  patch.split(/^diff --git /m).slice(1).map(hunksIn); // prettier-ignore

/** The lines of a text, each with its end. */
export const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Where each line begins, and where the last one ends: `offsets[n - 1]` is the beginning of line n. */
export const lineOffsets = (text: string): readonly number[] => {
  const offsets = [0];
  for (const line of linesOf(text)) offsets.push((offsets.at(-1) ?? 0) + line.length);
  return offsets;
};

/** A piece of a text with another one in its place. */
export type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** A text with edits made. Of two that meet, the outer one counts; at one place they stand in the order given. */
export const edited = (text: string, edits: readonly Edit[]): string => {
  const sorted = edits.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const pieces: string[] = [];
  let at = 0;
  for (const edit of sorted) {
    if (edit.start < at) continue;
    pieces.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  return [...pieces, text.slice(at)].join('');
};

/** The edits that put back, in the new text, what stood at a hunk in the old one. */
export const revertHunk = (hunk: Hunk, before: string, after: string): Edit => {
  const old = linesOf(before).slice(Math.max(0, hunk.oldFrom - 1), Math.max(0, hunk.oldFrom - 1) + hunk.oldCount);
  const offsets = lineOffsets(after);
  // A hunk without new lines stands behind the line it names.
  const first = hunk.newCount === 0 ? hunk.newFrom : hunk.newFrom - 1;
  const start = offsets[first] ?? after.length;
  const end = offsets[first + hunk.newCount] ?? after.length;
  const gap = start === after.length && after !== '' && !after.endsWith('\n') && old.length > 0 ? '\n' : '';
  return { start, end, text: gap + old.join('') };
};
