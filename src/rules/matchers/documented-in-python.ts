import type { SyntaxNode } from '../syntax.ts';
import type { PublicItem } from './public-item.ts';
import { hasWord, insideOf, thrownInside, without } from './inside-of.ts';

const NOT_BELOW = ['function_definition', 'class_definition', 'lambda'];

/** The text that a function or a class begins with, or null. */
const docOf = (node: SyntaxNode): string | null => {
  const first = node
    .field('body')
    ?.children()
    .find((child) => child.isNamed() && child.kind() !== 'comment');
  const text = first?.kind() === 'expression_statement' ? first.children()[0] : undefined;
  return text?.kind() === 'string' ? text.text() : null;
};

const parametersOf = (node: SyntaxNode, isBound: boolean): readonly string[] => {
  const names = (node.field('parameters')?.children() ?? []).flatMap((child) => {
    if (!child.isNamed() || ['comment', 'keyword_separator', 'positional_separator'].includes(child.kind())) return [];
    return /^\*{0,2}([\p{L}_][\p{L}\p{N}_]*)/u.exec(child.text())?.[1] ?? [];
  });
  return isBound ? names.slice(1) : names;
};

/** Whether whatever is named can be passed: then a name that is documented may be one of those. */
const takesAny = (node: SyntaxNode): boolean =>
  (node.field('parameters')?.children() ?? []).some((child) => child.text().startsWith('**'));

const indentOf = (line: string): number => line.length - line.trimStart().length;

const ENTRY = /^\*{0,2}([\p{L}_][\p{L}\p{N}_]*(?:\s*,\s*\*{0,2}[\p{L}_][\p{L}\p{N}_]*)*)\s*(?:\([^)]*\))?\s*(?::.*)?$/u;
const HEAD = /^\s*(?:Args|Arguments|Parameters|Params|Keyword Arg(?:ument)?s|Other Parameters):?\s*$/u;

/** The names that a section holds, in the form of Google (deeper than its head) or of numpy (below a line of dashes). */
const entriesBelow = (lines: readonly string[], head: number): readonly string[] => {
  const isRuled = /^\s*-{3,}\s*$/u.test(lines[head + 1] ?? '');
  const rest = lines.slice(head + (isRuled ? 2 : 1));
  const indent = indentOf(rest.find((line) => line.trim() !== '') ?? '');
  const end = rest.findIndex(
    (line, at) =>
      (line.trim() !== '' && indentOf(line) < indent) || (isRuled && /^\s*-{3,}\s*$/u.test(rest[at + 1] ?? '')),
  );
  return (end === -1 ? rest : rest.slice(0, end))
    .filter((line) => indentOf(line) === indent)
    .flatMap((line) => ENTRY.exec(line.trim())?.[1]?.split(/\s*,\s*/u) ?? [])
    .map((name) => name.replaceAll('*', ''));
};

/** The parameters that a docstring names, in the form of Sphinx, Google or numpy. */
const toldIn = (doc: string): readonly string[] => {
  const lines = doc
    .replace(/^[rRuUbB]*(?:"""|''')/u, '')
    .replace(/(?:"""|''')$/u, '')
    .split('\n');
  return [
    ...[...doc.matchAll(/:param\s+(?:[^:\n]*\s)?\*{0,2}([\p{L}_][\p{L}\p{N}_]*)\s*:/gu)].map(([, name = '']) => name),
    ...lines.flatMap((line, at) => (HEAD.test(line) ? entriesBelow(lines, at) : [])),
  ];
};

const givesBack = (node: SyntaxNode): boolean => {
  const type = node.field('return_type')?.text();
  if (type !== undefined) return !['None', 'NoReturn', 'Never'].includes(type.split('.').at(-1) ?? '');
  const body = node.field('body');
  const returns = body === null ? [] : insideOf(body, ['return_statement'], NOT_BELOW);
  return returns.some((one) => one.children().some((child) => child.isNamed() && child.text() !== 'None'));
};

const raisedBy = (node: SyntaxNode): readonly string[] => {
  const body = node.field('body');
  const raised = body === null ? [] : thrownInside(body, ['raise_statement'], NOT_BELOW);
  const names = raised.flatMap((one) => {
    const what = one.children().find((child) => child.isNamed());
    // What begins with a small letter is an error that came from elsewhere, under a name of its own.
    return /^(?:\w+\.)*([A-Z]\w*)/u.exec(what?.text() ?? '')?.[1] ?? [];
  });
  return [...new Set(names)];
};

const faultsIn = (doc: string, node: SyntaxNode, isBound: boolean): readonly string[] => {
  const [named, told] = [parametersOf(node, isBound), toldIn(doc)];
  const raises = doc
    .split(/:(?:raises?|except(?:ion)?)\b|^\s*Raises:?\s*$/mu)
    .slice(1)
    .join(' ');
  const saysReturn = /:(?:returns?|rtype|yields?)\b|^\s*(?:Returns?|Yields?):?\s*$/mu.test(doc);
  return [
    ...without(named, told).map((name) => `does not name the parameter ${name}`),
    ...(takesAny(node) ? [] : without(told, named)).map((name) => `names ${name}, which is no parameter`),
    ...(givesBack(node) && !saysReturn ? ['does not say what it returns'] : []),
    ...raisedBy(node).flatMap((name) => (hasWord(raises, name) ? [] : [`does not say that it raises ${name}`])),
  ];
};

type Found = { readonly node: SyntaxNode; readonly decorators: string };

/** Functions and classes of a block, with what decorates them; what begins with _ is nobody else's. */
const publicIn = (block: SyntaxNode | null): readonly Found[] =>
  (block?.children() ?? []).flatMap((child) => {
    const node = child.kind() === 'decorated_definition' ? child.field('definition') : child;
    if (node === null || !['function_definition', 'class_definition'].includes(node.kind())) return [];
    if (node.field('name')?.text().startsWith('_') !== false) return [];
    const decorators = child.children().flatMap((one) => (one.kind() === 'decorator' ? [one.text()] : []));
    return /@(?:\w+\.)*(?:overload|override|property|\w+\.setter)\b/u.test(decorators.join('\n'))
      ? []
      : [{ node, decorators: decorators.join('\n') }];
  });

const itemsOf = ({ node, decorators }: Found, of: string | null): readonly PublicItem[] => {
  const own = node.field('name')?.text() ?? '';
  const name = of === null ? own : `${of}.${own}`;
  const doc = docOf(node);
  if (node.kind() === 'class_definition')
    return [
      { node, name, faults: doc === null ? null : [] },
      ...publicIn(node.field('body')).flatMap((found) => itemsOf(found, name)),
    ];
  const isBound = of !== null && !decorators.includes('@staticmethod');
  return [{ node, name, faults: doc === null ? null : faultsIn(doc, node, isBound) }];
};

/** What a module of Python has for others: functions, classes and their methods. */
export const pythonItems = (root: SyntaxNode): readonly PublicItem[] =>
  publicIn(root).flatMap((found) => itemsOf(found, null));
