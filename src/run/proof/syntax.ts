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
  /** The attributes that stand before it, where its language has such. */
  readonly attributes: readonly string[];
  readonly children: readonly SourceNode[];
};

/** A text that was read as the language its file name says. */
export type Source = { readonly grammar: Grammar; readonly text: string; readonly root: SourceNode };

/** Nobody writes so much into one file; what a program made is changed as a whole. In characters. */
const LONGEST = 1_000_000;

/** Reads a source text; null where the language is not known here, or the text is too long to have been written. */
export type ReadSource = (path: string, text: string) => Source | null;

/** What is nested deeper is not taken apart: nobody wrote it, and whatever walks a tree walks it by calling itself. */
const DEEPEST = 400;

/** What is asked for once is kept: a call into the grammars takes longer than all that is done with its answer. */
const once = <T>(read: () => T): (() => T) => {
  let kept: { readonly value: T } | null = null;
  return () => (kept ??= { value: read() }).value;
};

/** Comments among attributes are none, whatever they look like. */
const attributesBefore = (node: SgNode): readonly string[] => {
  const found: string[] = [];
  for (let one = node.prev(); one !== null; one = one.prev()) {
    const kind = String(one.kind());
    if (kind === 'attribute_item') found.push(one.text());
    else if (kind !== 'line_comment' && kind !== 'block_comment') break;
  }
  return found;
};

/** Pieces are read when somebody looks at them: a change touches a few of the hundred thousands in a large file. */
const nodeOf = (node: SgNode, depth = 0): SourceNode => {
  const { start, end } = node.range();
  const kind = String(node.kind());
  const pieces = once(() => (depth === DEEPEST ? [] : node.children()));
  const children = once(() => pieces().map((one) => nodeOf(one, depth + 1)));
  const name = once(() => node.field('name') ?? (kind === 'assignment' ? node.field('left') : null));
  const body = once(() => {
    const id = node.field('body')?.id();
    return id === undefined ? null : (children()[pieces().findIndex((one) => one.id() === id)] ?? null);
  });
  const result = once(() => node.field('result') ?? node.field('return_type'));
  const attributes = once(() => attributesBefore(node));
  return {
    ...{ kind, start: start.index, end: end.index },
    get name() {
      return name()?.text() ?? null;
    },
    get body() {
      return body();
    },
    get result() {
      return result()?.text() ?? null;
    },
    get attributes() {
      return attributes();
    },
    get children() {
      return children();
    },
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
    if (text.length > LONGEST) return null;
    const grammar = GRAMMARS.find(({ endings }) => endings.some((ending) => path.toLowerCase().endsWith(`.${ending}`)));
    return grammar === undefined ? null : { grammar, text, root: nodeOf(parse(grammar.name, text).root()) };
  });
};
