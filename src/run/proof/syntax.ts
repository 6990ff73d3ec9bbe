import type { SgNode } from '@ast-grep/napi';
import { fail, ok, type Result } from '#failure';
import { loadGrammars, type Parse } from '#rules';
import { GRAMMARS, type Grammar } from './grammars.ts';

/** A piece of a source text: what the grammar calls it, where it stands (offsets), and what it is made of. */
export type SourceNode = {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly name: string | null;
  readonly body: SourceNode | null;
  readonly result: string | null;
  readonly children: readonly SourceNode[];
};

/** A text that was read as the language its file name says. */
export type Source = { readonly grammar: Grammar; readonly text: string; readonly root: SourceNode };

/** Reads a source text; null where the language is not known here or the text is none of it. */
export type ReadSource = (path: string, text: string) => Source | null;

const nodeOf = (node: SgNode): SourceNode => {
  const { start, end } = node.range();
  const body = node.field('body');
  return {
    kind: String(node.kind()),
    start: start.index,
    end: end.index,
    name: (node.field('name') ?? (String(node.kind()) === 'assignment' ? node.field('left') : null))?.text() ?? null,
    body: body === null ? null : nodeOf(body),
    result: node.field('result')?.text() ?? node.field('return_type')?.text() ?? null,
    children: node.children().map(nodeOf),
  };
};

const unread = (error: unknown): Result<never> =>
  fail(
    'machine.grammars',
    `the grammars cannot be loaded: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`,
  );

/**
 * What reads source texts. A proof without it would take nothing apart and blame nothing, so there is none.
 *
 * @param load how the grammars come here
 * @returns or `machine.grammars`
 */
export const loadSources = async (load = loadGrammars): Promise<Result<ReadSource>> => {
  let parse: Parse;
  try {
    parse = await load();
  } catch (error) {
    return unread(error);
  }
  return ok((path, text) => {
    const grammar = GRAMMARS.find(({ endings }) => endings.some((ending) => path.toLowerCase().endsWith(`.${ending}`)));
    return grammar === undefined ? null : { grammar, text, root: nodeOf(parse(grammar.name, text).root()) };
  });
};
