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

let loading: Promise<ReadSyntax> | null = null;

/** Loads the grammars, once in a process, and only where a rule wants them: they take thirty milliseconds. */
export const loadSyntax = (): Promise<ReadSyntax> => (loading ??= load());

const load = async (): Promise<ReadSyntax> => {
  const [{ parse, registerDynamicLanguage }, python, go, rust] = await Promise.all([
    import('@ast-grep/napi'),
    import('@ast-grep/lang-python'),
    import('@ast-grep/lang-go'),
    import('@ast-grep/lang-rust'),
  ]);
  registerDynamicLanguage({ python: python.default, go: go.default, rust: rust.default });
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
