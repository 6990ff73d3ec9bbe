import { loadGrammars } from './grammars.ts';
import type { Language } from './languages.ts';
import { NODES } from './languages.ts';
import type { SyntaxRule } from './rule.ts';

/** Where something stands in a text, as offsets. */
export type Span = { readonly start: number; readonly end: number };

/** A text that was read as a language. */
export type Syntax = {
  /** The places of a piece of syntax, in order. Throws where the rule is none for this language. */
  readonly find: (rule: SyntaxRule) => readonly Span[];
  /** The comments and the texts of strings. */
  readonly comments: () => readonly Span[];
  readonly strings: () => readonly Span[];
};

/** Reads texts. */
export type ReadSyntax = (language: Language, text: string) => Syntax;

const NAMES: Readonly<Record<Language, string>> = {
  typescript: 'TypeScript',
  tsx: 'Tsx',
  javascript: 'JavaScript',
  python: 'python',
  go: 'go',
  rust: 'rust',
};

/** What reads texts, by the grammars. */
export const loadSyntax = async (): Promise<ReadSyntax> => {
  const parse = await loadGrammars();
  return (language, text) => {
    const root = parse(NAMES[language], text).root();
    const find = (rule: SyntaxRule): readonly Span[] =>
      root.findAll({ rule }).map((node) => {
        const { start, end } = node.range();
        return { start: start.index, end: end.index };
      });
    const ofKinds = (kinds: readonly string[]) => find({ any: kinds.map((kind) => ({ kind })) });
    return {
      find,
      comments: () => ofKinds(NODES[language].comments),
      strings: () => ofKinds(NODES[language].strings),
    };
  };
};
