import { hidesText, lookalikesIn, visibleLine } from '#contract';
import { addedLines } from './patch-lines.ts';

/** What of the text that a patch adds to a file is not what it seems to a person who reads it. */
export type Deceptive = {
  readonly file: string;
  /** Terminal escapes, bidirectional and zero-width characters, and what else is drawn as nothing. */
  readonly unseen: boolean;
  /** Words with letters that pose as others, and spaces that are none, escaped; each once. */
  readonly posing: readonly string[];
};

/** Tabs, and the line ends of Windows, are characters that nobody is deceived by. */
const withoutTabs = (line: string): string => line.replaceAll('\t', ' ').replace(/\r$/u, '');

const posingIn = (text: string): readonly string[] => [
  ...lookalikesIn(text),
  ...(text.match(/[\p{Zs}--[ ]]/gv) ?? []).map(visibleLine),
];

/**
 * The files a patch adds text to that is not what it seems (red team E16). What a person is shown has it escaped, and
 * this says where to look.
 *
 * @param patch a patch between two trees as git prints it
 */
export const deceptiveFiles = (patch: Uint8Array): readonly Deceptive[] => {
  const files = new Map<string, { readonly unseen: boolean; readonly posing: ReadonlySet<string> }>();
  for (const { file, text } of addedLines(patch)) {
    const line = withoutTabs(text);
    const [unseen, posing] = [hidesText(line), posingIn(line)];
    if (!unseen && posing.length === 0) continue;
    const before = files.get(file);
    files.set(file, {
      unseen: unseen || before?.unseen === true,
      posing: new Set([...(before?.posing ?? []), ...posing]),
    });
  }
  return [...files].map(([file, { unseen, posing }]) => ({ file, unseen, posing: [...posing] }));
};
