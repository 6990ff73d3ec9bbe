import type { SgNode } from '@ast-grep/napi';
import { loadGrammars } from './grammars.ts';
import type { Language } from './languages.ts';
import { NODES } from './languages.ts';
import type { SyntaxRule } from './rule.ts';

/** Where something stands in a text, as offsets. */
export type Span = { readonly start: number; readonly end: number };

/** A node of a tree of syntax, as far as it is asked here. */
export type SyntaxNode = {
  readonly kind: () => string;
  readonly text: () => string;
  readonly isNamed: () => boolean;
  readonly field: (name: string) => SyntaxNode | null;
  readonly children: () => readonly SyntaxNode[];
  readonly prev: () => SyntaxNode | null;
  readonly range: () => {
    readonly start: { readonly line: number; readonly index: number };
    readonly end: { readonly line: number; readonly index: number };
  };
};

/** A text that was read as a language. */
export type Syntax = {
  readonly root: () => SyntaxNode;
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

const asNode = (node: SgNode): SyntaxNode => ({
  kind: () => String(node.kind()),
  text: () => node.text(),
  isNamed: () => node.isNamed(),
  field: (name) => orNull(node.field(name)),
  children: () => node.children().map(asNode),
  prev: () => orNull(node.prev()),
  range: () => node.range(),
});

const orNull = (node: SgNode | null): SyntaxNode | null => (node === null ? null : asNode(node));

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
      root: () => asNode(root),
      find,
      comments: () => ofKinds(NODES[language].comments),
      strings: () => ofKinds(NODES[language].strings),
    };
  };
};
