import { visibleLine } from '#contract';

/** Tabs, and the line ends of Windows, are characters that nobody is deceived by. */
const isUnseen = (line: string): boolean => {
  const text = line.replaceAll('\t', ' ').replace(/\r$/u, '');
  return visibleLine(text) !== text;
};

/**
 * The files a patch adds text to that cannot be seen as it is: terminal escapes, bidirectional and zero-width
 * characters (red team E16). What a person is shown has them escaped, and this says where to look.
 *
 * @param patch a patch between two trees as git prints it
 */
export const filesWithUnseenText = (patch: Uint8Array): readonly string[] => {
  const files = new Set<string>();
  let file = '';
  // Inside a hunk, `+++` is an added line that begins with `++`.
  let inHunk = false;
  for (const line of new TextDecoder().decode(patch).split('\n')) {
    if (line.startsWith('diff --git ')) inHunk = false;
    else if (line.startsWith('@@ ')) inHunk = true;
    else if (!inHunk && line.startsWith('+++ ')) file = line.slice(4).replace(/^b\//u, '');
    else if (inHunk && line.startsWith('+') && isUnseen(line)) files.add(file);
  }
  return [...files];
};
