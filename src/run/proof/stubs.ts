import type { StubValue } from '#evidence';
import { edited, linesOf, lineOffsets, type Edit, type Hunk } from './hunks.ts';
import type { Source, SourceNode } from './syntax.ts';
import { outerFunctions, type ChangedFile } from './units.ts';

/** The edit that empties a function, or null where its language or its kind has no way. */
const emptyBody = ({ grammar, text }: Source, node: SourceNode, value: StubValue): readonly Edit[] => {
  const { body } = node;
  if (body === null) return [];
  const says = grammar.emptied(value, node.result, node.name);
  if (says === null) return [];
  if (grammar.name === 'python') {
    const line = text.slice(text.lastIndexOf('\n', body.start - 1) + 1, body.start);
    const end = /^\s*$/.test(line) ? `\n${line}` : '; ';
    return [{ start: body.start, end: body.start, text: `${says}${end}` }];
  }
  if (text[body.start] === '{') return [{ start: body.start + 1, end: body.start + 1, text: ` ${says} ` }];
  // An arrow whose body is an expression.
  const given = says.replace(/^return |;$/g, '');
  return [{ start: body.start, end: body.end, text: `(${given})` }];
};

/** What empties all functions of a part. */
export const emptied = (source: Source, functions: readonly SourceNode[], value: StubValue): readonly Edit[] => {
  const edits = functions.flatMap((node) => emptyBody(source, node, value));
  return edits.length === 0 ? [] : [...edits, atEnd(source)];
};

/** What is declared at a sign, or given back: the expression that can be replaced by a value; null where there is none. */
const expressionOf = (node: SourceNode): SourceNode | null => {
  if (node.kind === 'return_statement')
    return node.children.find(({ kind }) => /\w/.test(kind) && kind !== 'return' && kind !== 'comment') ?? null;
  const sign = node.children.findIndex(({ kind }) => kind === '=');
  if (sign !== -1) return node.children[sign + 1] ?? null;
  const declaring = /declaration|declarator|definition|export_statement|expression_statement|assignment/;
  return node.children.filter(({ kind }) => declaring.test(kind)).map(expressionOf).find((one) => one !== null) ?? null;
}; // prettier-ignore

/** What puts a value in the place of what a part declares or gives back; nothing where it holds functions, or has no such place. */
export const valued = (source: Source, node: SourceNode | null, value: StubValue): readonly Edit[] => {
  const stub = source.grammar.stub(value);
  const expression = node === null || stub === null ? null : expressionOf(node);
  if (expression === null || stub === null || source.grammar.functions.has(expression.kind)) return [];
  return [{ start: expression.start, end: expression.end, text: stub }, atEnd(source)];
};

const atEnd = ({ grammar, text }: Source): Edit => ({ start: text.length, end: text.length, text: grammar.epilogue });

/** Literal through and through: what names something else is not to be replaced. */
const isData = ({ grammar }: Source, node: SourceNode): boolean => {
  const namesOther = (one: SourceNode): boolean =>
    /^(identifier|shorthand_property_identifier|call|call_expression|new_expression|spread_element|member_expression|attribute)$/.test(
      one.kind,
    ) || one.children.some(namesOther);
  return grammar.data.has(node.kind) && !namesOther(node);
};

/** Stubs in place of the data that a declaration holds: of the initial value where that is literal. */
const emptyData = (source: Source, node: SourceNode, value: StubValue): readonly Edit[] => {
  const stub = source.grammar.stub(value);
  if (stub === null || source.grammar.functions.has(node.kind)) return [];
  const sign = node.children.findIndex(({ kind }) => kind === '=');
  const initial = sign === -1 ? undefined : node.children[sign + 1];
  if (initial !== undefined && isData(source, initial) && outerFunctions(source, initial).length === 0)
    return [{ start: initial.start, end: initial.end, text: stub }];
  return node.children.flatMap((child) => emptyData(source, child, value));
};

const stubbed = (source: Source, nodes: readonly SourceNode[], value: StubValue): readonly Edit[] => [
  ...nodes.flatMap((node) => outerFunctions(source, node)).flatMap((node) => emptyBody(source, node, value)),
  ...nodes.filter((node) => isDeclared(source, node)).flatMap((node) => emptyData(source, node, value)),
];

/** Whether a node brings a name into being. In Python an assignment does. */
const isDeclared = ({ grammar }: Source, { kind, children }: SourceNode): boolean =>
  grammar.declarations.has(kind) ||
  grammar.types.has(kind) ||
  (grammar.name === 'python' && kind === 'expression_statement' && children[0]?.kind === 'assignment');

const isWiring = ({ text }: Source, { kind, start, end }: SourceNode): boolean =>
  /^(module\.)?exports\b/.test(text.slice(start, end)) ||
  (kind === 'export_statement' && /^export\s*(type\s*)?[{*]/.test(text.slice(start, end)));

/** What stands in a file at its own level and at that of its classes: never what is in a function. */
const outerNodes = (source: Source, node = source.root): readonly SourceNode[] => {
  const { grammar } = source;
  if (grammar.functions.has(node.kind)) return [];
  return node.children.flatMap((child) =>
    grammar.containers.has(node.kind) ? [child, ...outerNodes(source, child)] : outerNodes(source, child),
  );
};

const nameOf = (node: SourceNode): string | null =>
  node.name ?? node.children.map(nameOf).find((name) => name !== null) ?? null;

const within = (text: string, from: number, count: number) => {
  const offsets = lineOffsets(text);
  const start = offsets[from - 1] ?? text.length;
  const end = offsets[from - 1 + count] ?? text.length;
  return (node: SourceNode): boolean => count > 0 && node.start >= start && node.end <= end;
};

const isOutermost = (node: SourceNode, _: number, all: readonly SourceNode[]): boolean =>
  !all.some((other) => other !== node && other.start <= node.start && other.end >= node.end);

/** The text of some lines of a file without its imports and exports by list. */
const linesWithoutWiring = (source: Source | null, text: string, from: number, count: number): string => {
  const lines = linesOf(text).slice(Math.max(0, from - 1), Math.max(0, from - 1) + count).join('');
  if (source === null || count === 0) return lines;
  const lies = within(text, from, count);
  const start = lineOffsets(text)[from - 1] ?? 0;
  const wiring = outerNodes(source).filter(
    (node) => lies(node) && (source.grammar.imports.has(node.kind) || isWiring(source, node)),
  );
  return edited(lines, wiring.map((node) => ({ start: node.start - start, end: node.end - start, text: '' })));
}; // prettier-ignore

/** One hunk as it stands in a stub of the file: the old lines, and of the new ones what is declared anew, emptied. */
const stubHunk = (before: Source, after: Source, hunk: Hunk, value: StubValue): string => {
  const known = new Set(outerNodes(before).map(nameOf));
  const { grammar, text } = after;
  const kept = outerNodes(after)
    .filter(within(text, hunk.newFrom, hunk.newCount))
    .filter((node) => {
      if (grammar.imports.has(node.kind) || isWiring(after, node)) return true;
      if (node.kind === 'attribute_item') return true;
      return isDeclared(after, node) && !known.has(nameOf(node));
    })
    .filter(isOutermost);
  const hasWiring = kept.some((node) => grammar.imports.has(node.kind) || isWiring(after, node));
  const old = hasWiring
    ? linesWithoutWiring(before, before.text, hunk.oldFrom, hunk.oldCount)
    : linesWithoutWiring(null, before.text, hunk.oldFrom, hunk.oldCount);
  const pieces = kept.map((node) => {
    const line = text.lastIndexOf('\n', node.start - 1) + 1;
    const indent = /^\s*$/.test(text.slice(line, node.start)) ? text.slice(line, node.start) : '';
    const edits = stubbed(after, [node], value)
      .filter(({ start, end }) => start >= node.start && end <= node.end)
      .map((edit) => ({ ...edit, start: edit.start - node.start, end: edit.end - node.start }));
    return `${indent}${edited(text.slice(node.start, node.end), edits)}\n`;
  });
  return [old, ...(old !== '' && !old.endsWith('\n') && pieces.length > 0 ? ['\n'] : []), ...pieces].join('');
};

/**
 * A file of the result as if nothing of it had been done but to declare what it declares anew: what stood at the base,
 * with empty stubs. Null where the file is no source that can be taken apart, or has nothing to declare.
 *
 * @param before the file of the base, read; null where there was none
 */
export const stubOf = (file: ChangedFile, before: Source | null, value: StubValue): string | null => {
  const { source: after } = file;
  if (after === null) return null;
  if (file.before === null) {
    const edits = stubbed(after, outerNodes(after).filter(isOutermost), value);
    return edits.length === 0 ? after.text : edited(after.text, [...edits, atEnd(after)]);
  }
  if (before === null) return null;
  const offsets = lineOffsets(after.text);
  const edits = file.hunks.map((hunk): Edit => {
    const first = hunk.newCount === 0 ? hunk.newFrom : hunk.newFrom - 1;
    const start = offsets[first] ?? after.text.length;
    const end = offsets[first + hunk.newCount] ?? after.text.length;
    return { start, end, text: stubHunk(before, after, hunk, value) };
  });
  return `${edited(after.text, edits)}${after.grammar.epilogue}`;
};
