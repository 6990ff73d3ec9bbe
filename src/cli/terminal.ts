import { styleText } from 'node:util';
import { visible, visibleJson } from '#contract';

/** The colours a command may use. */
const STYLES = ['red', 'green', 'yellow', 'cyan', 'dim', 'bold'] as const;
type Style = (typeof STYLES)[number];

/**
 * What stands for a colour until the text is written. Whatever else comes with the text is shown escaped then, so nobody
 * but `paint` can colour anything; and nobody who wrote a text before this process began can know the mark.
 */
const MARK = `\u{1}${Math.random().toString(36).slice(2)}`;

/** A text in a colour, where a person looks on; none elsewhere (NO_COLOR, pipes). */
export const paint = (style: Style, text: string): string => `${MARK}<${style}>${text}${MARK}>`;

const PAINTED = new RegExp(`${MARK}<(\\w+)>(.*?)${MARK}>`, 'gsu');

/** A text as it may go to a terminal: every character that could hide, move or recolour others is escaped, and the colours put in. */
const forTerminal = (text: string, stream: NodeJS.WriteStream): string => {
  const pieces: string[] = [];
  let from = 0;
  for (const found of text.matchAll(PAINTED)) {
    const [whole, style, inner = ''] = found;
    const known = STYLES.find((one) => one === style);
    pieces.push(visible(text.slice(from, found.index)));
    pieces.push(known === undefined ? visible(inner) : styleText(known, visible(inner), { stream }));
    from = found.index + whole.length;
  }
  return [...pieces, visible(text.slice(from))].join('');
};

/** Writes a text for people. All that any command says goes through here, wherever the words came from. */
export const writeText = (stream: NodeJS.WriteStream, text: string): void => {
  stream.write(forTerminal(text, stream));
};

/** Writes one JSON document on a line. It may be read at a terminal, too; whoever parses it gets the very text. */
export const writeJson = (value: unknown): void => {
  process.stdout.write(`${visibleJson(value)}\n`);
};
