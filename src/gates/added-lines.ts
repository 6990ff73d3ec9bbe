/** One line that a patch adds. */
export type AddedLine = {
  readonly file: string;
  /** Where it stands in the result, from 1. */
  readonly line: number;
  readonly text: string;
};

/**
 * The lines that a patch adds, in order.
 *
 * @param patch a patch between two trees as git prints it
 */
export const addedLines = (patch: Uint8Array): readonly AddedLine[] => {
  const added: AddedLine[] = [];
  let file = '';
  let next = 0;
  // Inside a hunk, `+++` is an added line that begins with `++`.
  let inHunk = false;
  for (const line of new TextDecoder().decode(patch).split('\n')) {
    const hunk = /^@@ -\S+ \+(\d+)/u.exec(line);
    if (line.startsWith('diff --git ')) inHunk = false;
    else if (hunk !== null) [inHunk, next] = [true, Number(hunk[1])];
    else if (!inHunk && line.startsWith('+++ ')) file = line.slice(4).replace(/^b\//u, '');
    else if (inHunk && line.startsWith('+')) added.push({ file, line: next++, text: line.slice(1) });
    else if (inHunk && line.startsWith(' ')) next += 1;
  }
  return added;
};
