/** A line that a patch takes away or adds: where it stands in the file before, or after, from 1, and what it says. */
export type PatchLine = { readonly at: number; readonly text: string };

/** Lines that stand together in a patch: what was there and what is, and the lines around them that stay. */
export type PatchHunk = {
  readonly removed: readonly PatchLine[];
  readonly added: readonly PatchLine[];
  readonly around: readonly string[];
};

/** What a patch does to one file. `isNew`: it was not there before. `isGone`: it is there no more. */
export type PatchFile = {
  readonly path: string;
  readonly isNew: boolean;
  readonly isGone: boolean;
  readonly hunks: readonly PatchHunk[];
};

type WritingHunk = { removed: PatchLine[]; added: PatchLine[]; around: string[] };
type Writing = { path: string; isNew: boolean; isGone: boolean; hunks: WritingHunk[] };

/** Behind it stands the line that git takes for the head of what the lines are in. */
const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:(?:,\d+)? @@ ?([^]*))?/u;
/** A name of a file, in quotes where it holds what git escapes. */
const NAMED = /^(?:---|\+\+\+) "?[ab]\/(.*?)"?\t?$/u;

/**
 * Reads a patch between two trees as git prints it. What has no text is a file without hunks.
 *
 * @returns the files in their order, those that are gone by the name they had
 */
export const patchFiles = (patch: Uint8Array): readonly PatchFile[] => {
  const files: Writing[] = [];
  let [old, now] = [0, 0];
  // Inside a hunk, `+++` is an added line that begins with `++`.
  let inHunk = false;
  for (const line of new TextDecoder().decode(patch).split('\n')) {
    const file = files.at(-1);
    const start = HUNK.exec(line);
    if (line.startsWith('diff --git ')) {
      files.push({ path: '', isNew: false, isGone: false, hunks: [] });
      inHunk = false;
    } else if (file === undefined) continue;
    else if (start !== null) {
      [old, now] = [Number(start[1]), Number(start[2])];
      file.hunks.push({ removed: [], added: [], around: start[3] === undefined || start[3] === '' ? [] : [start[3]] });
      inHunk = true;
    } else if (!inHunk) {
      file.path = NAMED.exec(line)?.[1] ?? file.path;
      file.isNew ||= line.startsWith('--- /dev/null');
      file.isGone ||= line.startsWith('+++ /dev/null');
    } else if (line.startsWith('+')) file.hunks.at(-1)?.added.push({ at: now++, text: line.slice(1) });
    else if (line.startsWith('-')) file.hunks.at(-1)?.removed.push({ at: old++, text: line.slice(1) });
    else if (line.startsWith(' ')) {
      file.hunks.at(-1)?.around.push(line.slice(1));
      [old, now] = [old + 1, now + 1];
    }
  }
  return files;
};

/** One line that a patch adds; `line`: where it stands in the result, from 1. */
export type AddedLine = { readonly file: string; readonly line: number; readonly text: string };

/** The lines that a patch adds, in order. */
export const addedLines = (patch: Uint8Array): readonly AddedLine[] =>
  patchFiles(patch).flatMap(({ path, hunks }) =>
    hunks.flatMap(({ added }) => added.map(({ at, text }) => ({ file: path, line: at, text }))),
  );
