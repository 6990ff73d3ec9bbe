import { RE2JS } from 're2js';
import { finderOf, literalsOf, lookFor, type Literals } from './literals.ts';
import type { Span } from './syntax.ts';

/**
 * A regular expression of RE2: it takes time in proportion to the text, whatever the expression and the text are
 * (S3-D13). `^` and `$` mean lines.
 */
export type Pattern = {
  /** What must be in whatever it matches; null where that is not known. */
  readonly literals: Literals | null;
  /** A quick look; what is not in a text by this is not matched in it either. */
  readonly mayBeIn: (text: string) => boolean;
  readonly isIn: (text: string) => boolean;
  readonly find: (text: string) => readonly Match[];
};

/** A match, and the text of its first group. */
export type Match = Span & { readonly group: string | null };

/** More of one kind in one file helps nobody, and a rule that matches everything must not fill the memory. */
const MOST = 1000;

/** What may match the end of a line, or a place in the whole text. */
const BEYOND_A_LINE = /\\[sWDPpAzQCxn]|\[\^|\[\[|\(\?[a-zA-Z-]*s|\\[tfvr]-|[^ -\u{10ffff}]/u;

/** The lines that hold one of the texts, each with where it begins. */
function* linesWith(text: string, look: RegExp): Generator<readonly [start: number, line: string]> {
  look.lastIndex = 0;
  for (let found = look.exec(text); found !== null; found = look.exec(text)) {
    const start = text.lastIndexOf('\n', found.index) + 1;
    const end = text.indexOf('\n', found.index);
    const line = text.slice(start, end === -1 ? undefined : end);
    yield [start, line];
    if (end === -1) return;
    look.lastIndex = end + 1;
  }
}

const matchesIn = (compiled: RE2JS, text: string, offset: number, matches: Match[]): void => {
  const matcher = compiled.matcher(text);
  while (matches.length < MOST && matcher.find()) {
    const group = matcher.groupCount() > 0 ? matcher.group(1) : null;
    matches.push({ start: offset + matcher.start(), end: offset + matcher.end(), group });
  }
};

const known = new Map<string, Pattern | string>();

/** A compiled expression, or what is wrong with it. The same is compiled once: that takes longer than many a search. */
export const patternOf = (regex: string): Pattern | string => {
  const pattern = known.get(regex) ?? compile(regex);
  known.set(regex, pattern);
  return pattern;
};

const compile = (regex: string): Pattern | string => {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(regex, RE2JS.MULTILINE);
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/^error parsing regexp: /u, '').replace('`(?m)', '`')
      : String(error);
  }
  const literals = literalsOf(regex);
  // A text that holds the end of a line is in no line.
  const isByLine =
    literals !== null && !BEYOND_A_LINE.test(regex) && literals.texts.every((text) => !text.includes('\n'));
  const each = literals === null ? null : lookFor(literals, 'g');
  const mayBeIn = literals === null ? (): boolean => true : finderOf(literals);
  return {
    literals,
    mayBeIn,
    isIn: (text) => mayBeIn(text) && compiled.test(text),
    find: (text) => {
      const matches: Match[] = [];
      if (isByLine && each !== null)
        for (const [start, line] of linesWith(text, each)) matchesIn(compiled, line, start, matches);
      else if (mayBeIn(text)) matchesIn(compiled, text, 0, matches);
      return matches;
    },
  };
};
