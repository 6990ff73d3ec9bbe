/** Languages whose syntax is known here, with the endings of their files. */
const ENDINGS = {
  typescript: ['ts', 'mts', 'cts'],
  tsx: ['tsx'],
  javascript: ['js', 'mjs', 'cjs', 'jsx'],
  python: ['py', 'pyi'],
  go: ['go'],
  rust: ['rs'],
} as const;

export type Language = keyof typeof ENDINGS;
const isLanguage = (name: string): name is Language => Object.hasOwn(ENDINGS, name);
export const LANGUAGES: readonly Language[] = Object.keys(ENDINGS).filter(isLanguage);

const BY_ENDING: ReadonlyMap<string, Language> = new Map(
  LANGUAGES.flatMap((language) => ENDINGS[language].map((ending) => [ending, language])),
);

/** The language of a file by its name, or null where its syntax is not known here. */
export const languageOf = (path: string): Language | null => {
  const dot = path.lastIndexOf('.');
  return dot === -1 ? null : (BY_ENDING.get(path.slice(dot + 1).toLowerCase()) ?? null);
};

/** Whether a file is source by its name: then nothing in it may keep a rule from looking at it. */
export const isSource = (path: string): boolean => languageOf(path) !== null;

/** What is a comment, and what is the text of a string, in the words of each language's grammar. */
export const NODES: Readonly<
  Record<Language, { readonly comments: readonly string[]; readonly strings: readonly string[] }>
> = {
  typescript: { comments: ['comment'], strings: ['string_fragment', 'escape_sequence'] },
  tsx: { comments: ['comment'], strings: ['string_fragment', 'escape_sequence', 'jsx_text'] },
  javascript: { comments: ['comment'], strings: ['string_fragment', 'escape_sequence', 'jsx_text'] },
  python: { comments: ['comment'], strings: ['string_content', 'escape_sequence'] },
  go: {
    comments: ['comment'],
    strings: ['interpreted_string_literal_content', 'raw_string_literal_content', 'escape_sequence'],
  },
  rust: { comments: ['line_comment', 'block_comment'], strings: ['string_content', 'escape_sequence'] },
};
