import { RE2JS } from 're2js';
import type { Span } from './syntax.ts';

/**
 * A regular expression of RE2: it takes time in proportion to the text, whatever the expression and the text are
 * (S3-D13). `^` and `$` mean lines.
 */
export type Pattern = {
  readonly isIn: (text: string) => boolean;
  readonly find: (text: string) => readonly Match[];
};

/** A match, and the text of its first group. */
export type Match = Span & { readonly group: string | null };

/** More of one kind in one file helps nobody, and a rule that matches everything must not fill the memory. */
const MOST = 1000;

/** A compiled expression, or what is wrong with it. */
export const patternOf = (regex: string): Pattern | string => {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(regex, RE2JS.MULTILINE);
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/^error parsing regexp: /u, '').replace('`(?m)', '`')
      : String(error);
  }
  return {
    isIn: (text) => compiled.test(text),
    find: (text) => {
      const matcher = compiled.matcher(text);
      const matches: Match[] = [];
      while (matches.length < MOST && matcher.find()) {
        const group = matcher.groupCount() > 0 ? matcher.group(1) : null;
        matches.push({ start: matcher.start(), end: matcher.end(), group });
      }
      return matches;
    },
  };
};
