/** What a shell would act upon. A check is started without one, so these could not do what they look like. */
const SHELL_ONLY = /[|;&$`<>()*?[\]#~!{}]/;
const PLAIN = /^[\w@%+=:,./-]+$/;

/** Words of a command line, or what is wrong with it as the end of a sentence. */
export type Words = { readonly words: readonly string[] } | { readonly problem: string };

/** One character sequence of the line: a quoted run, an escaped character, or a bare one. */
const PIECE = /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])|(\s+)|([^])/gu;

/**
 * Splits a command line into words as a shell would, with quotes and backslashes and nothing else: no variables,
 * no globs, no pipes. What a shell would expand or act upon is refused, so that nobody signs a line that means
 * something else than it seems.
 */
export const splitWords = (line: string): Words => {
  const words: string[] = [];
  let word: string | null = null;
  for (const [, single, double, escaped, blank, bare] of line.matchAll(PIECE)) {
    if (blank !== undefined) {
      if (/[\n\r]/.test(blank)) return { problem: 'has more than one line' };
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    if (double !== undefined && /(^|[^\\])(\\\\)*[$`]/.test(double))
      return { problem: 'holds “$” or a backquote, which no shell will expand here' };
    if (bare !== undefined && (bare === "'" || bare === '"' || bare === '\\'))
      return { problem: 'has a quote that never ends' };
    if (bare !== undefined && SHELL_ONLY.test(bare)) return { problem: `holds “${bare}”, which needs a shell` };
    word = (word ?? '') + (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? bare ?? '');
  }
  const all = word === null ? words : [...words, word];
  return /^\w+=/.test(all[0] ?? '') ? { problem: 'begins with a variable, which needs a shell' } : { words: all };
};

/** The words as one line that `splitWords` reads back. */
export const joinWords = (words: readonly string[]): string =>
  words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
