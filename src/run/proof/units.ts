import type { ProofDepth } from '#contract';
import type { Unit } from '#evidence';
import { lineOffsets, revertHunk, type Edit, type Hunk } from './hunks.ts';
import { isDescription } from './saying.ts';
import type { Source, SourceNode } from './syntax.ts';

/** A changed file as it was and is; null where it was not there, is not there, or is no text. */
export type ChangedFile = {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly hunks: readonly Hunk[];
  readonly source: Source | null;
  /** The file as it was, read. */
  readonly old: Source | null;
};

/** A unit with what takes it away, and what empties it instead where it holds functions. `edits: null`: the whole file goes back. */
export type Part = {
  readonly unit: Omit<Unit, 'id'>;
  readonly edits: readonly Edit[] | null;
  /** What takes it away but for declarations in it that are parts by themselves; null where it holds none. */
  readonly keeping: readonly Edit[] | null;
  readonly functions: readonly SourceNode[];
  /** The piece of syntax that it is; null where it is lines. */
  readonly node: SourceNode | null;
};

type Range = { readonly start: number; readonly end: number };

/** The new lines of hunks as ranges of the text. */
const newRanges = (text: string, hunks: readonly Hunk[]): readonly Range[] => {
  const offsets = lineOffsets(text);
  return hunks
    .filter(({ newCount }) => newCount > 0)
    .map(({ newFrom, newCount }) => ({
      start: offsets[newFrom - 1] ?? text.length,
      end: offsets[newFrom - 1 + newCount] ?? text.length,
    }));
};

const lies = (node: Range, range: Range): boolean => node.start >= range.start && node.end <= range.end;
const meets = (node: Range, range: Range): boolean => node.start < range.end && node.end > range.start;

/** What does nothing in the product: comments, types, imports, and tests that stand beside the code. */
const isIdle = ({ grammar }: Pick<Source, 'grammar'>, node: SourceNode): boolean =>
  grammar.comments.has(node.kind) ||
  grammar.types.has(node.kind) ||
  grammar.imports.has(node.kind) ||
  (node.kind === 'export_statement' && node.children.some((child) => grammar.types.has(child.kind))) ||
  (grammar.functions.has(node.kind) || grammar.declarations.has(node.kind)
    ? node.attributes.some(grammar.isTest)
    : false);

/** Brackets, commas and the like have no name of their own: what they are is what they are called. */
const isNamed = ({ kind }: SourceNode): boolean => /^\w/.test(kind) && kind !== 'empty_statement';

/** The children of containers that lie wholly in a range and do something; with `deep`, also what is within these. */
const nodesIn = (source: Source, node: SourceNode, range: Range, deep: boolean): readonly SourceNode[] => {
  if (!meets(node, range)) return [];
  return node.children.flatMap((child): readonly SourceNode[] => {
    const isPart = source.grammar.containers.has(node.kind) && isNamed(child) && lies(child, range);
    if (isIdle(source, child)) return [];
    const within = isPart && !deep ? [] : nodesIn(source, child, range, deep);
    return isPart ? [child, ...within] : within;
  });
};

const nameOf = (node: SourceNode): string | null =>
  node.name ?? node.children.map(nameOf).find((name) => name !== null) ?? null;

/** What a module of CommonJS gives out by a name. */
const GIVEN_OUT = /^(?:module\s*\.\s*)?exports\s*\.\s*([\w$]+)\s*=(?!=)/u;

/** The name that a node declares, null where what it declares has none, undefined where it declares nothing. */
const declaredBy = ({ grammar, text }: Source, node: SourceNode): string | null | undefined => {
  if (grammar.declarations.has(node.kind)) return nameOf(node);
  return node.kind === 'expression_statement' ? GIVEN_OUT.exec(text.slice(node.start, node.end))?.[1] : undefined;
};

/** Every name that a text declares, at any depth. */
const namesIn = (source: Source): ReadonlySet<string | null> => {
  const walk = (node: SourceNode): readonly (string | null)[] => {
    const name = declaredBy(source, node);
    return [...(name === undefined ? [] : [name]), ...node.children.flatMap(walk)];
  };
  return new Set(walk(source.root));
};

/** The functions in a node that are in no other one. */
export const outerFunctions = ({ grammar }: Pick<Source, 'grammar'>, node: SourceNode): readonly SourceNode[] => {
  if (isIdle({ grammar }, node)) return [];
  if (grammar.functions.has(node.kind)) return node.body === null ? [] : [node];
  return node.children.flatMap((child) => outerFunctions({ grammar }, child));
}; // prettier-ignore

/**
 * The functions that a change touches: the innermost one around each hunk; where none is around it, the outermost ones
 * that it touches.
 */
export const touchedFunctions = (source: Source, hunks: readonly Hunk[]): readonly SourceNode[] => {
  const { grammar, root, text } = source;
  const ranges = hunks.map((hunk) => newRanges(text, [hunk])[0] ?? goneAt(text, hunk));
  const around = (node: SourceNode, range: Range): SourceNode | null => {
    const inner = node.children.map((child) => around(child, range)).find((one) => one !== null) ?? null;
    const isAround = grammar.functions.has(node.kind) && node.body !== null && node.start <= range.start && node.end >= range.end;
    return inner ?? (isAround ? node : null);
  };
  const touched = ranges.flatMap((range) => {
    const inner = around(root, trimmed(text, range));
    return inner === null ? outerFunctions(source, root).filter((node) => meets(node, range)) : [inner];
  });
  return [...new Set(touched)];
}; // prettier-ignore

/** Where lines are only gone there is a place, and no line. */
const goneAt = (text: string, { newFrom }: Hunk): Range => {
  const at = lineOffsets(text)[newFrom] ?? text.length;
  return { start: Math.max(0, at - 1), end: at };
};

/** A range without the white space around it. */
const trimmed = (text: string, { start, end }: Range): Range => {
  const piece = text.slice(start, end);
  const from = start + (piece.length - piece.trimStart().length);
  return { start: from, end: Math.max(from, start + piece.trimEnd().replace(/;$/, '').length) };
};

const lineAt = (offsets: readonly number[], offset: number): number => {
  const next = offsets.findIndex((start) => start > offset);
  return next === -1 ? Math.max(1, offsets.length - 1) : next;
};

const ofNode = (file: ChangedFile, source: Source, node: SourceNode): Part => {
  const { grammar, text } = source;
  const offsets = lineOffsets(text);
  const name = declaredBy(source, node);
  return {
    unit: {
      path: file.path,
      from: lineAt(offsets, node.start),
      to: lineAt(offsets, Math.max(node.start, node.end - 1)),
      kind: name === undefined ? 'statement' : 'declaration',
      name: name ?? null,
    },
    edits: [{ start: node.start, end: node.end, text: grammar.nothing }],
    keeping: null,
    functions: outerFunctions(source, node),
    node,
  };
};

/** A node from the beginning of its line, where nothing else is before it. */
const lineOf = (text: string, { start, end }: SourceNode): string => {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return `${text.slice(/^\s*$/.test(text.slice(line, start)) ? line : start, end)}\n`;
};

const ofHunk = (file: ChangedFile, hunk: Hunk, declared: readonly SourceNode[] = []): Part => {
  const after = file.after ?? '';
  const revert = revertHunk(hunk, file.before ?? '', after);
  const end = revert.text === '' || revert.text.endsWith('\n') ? '' : '\n';
  const kept = declared.map((node) => lineOf(after, node)).join('');
  return {
    unit: {
      path: file.path,
      from: hunk.newCount === 0 ? hunk.newFrom + 1 : hunk.newFrom,
      to: hunk.newFrom + Math.max(0, hunk.newCount - 1),
      kind: 'lines',
      name: null,
    },
    edits: [revert],
    keeping: declared.length === 0 ? null : [{ ...revert, text: `${revert.text}${end}${kept}` }],
    functions: [],
    node: null,
  };
};

/** Whether all the code of a range is in these nodes, but for what does nothing. */
const covers = (source: Source, range: Range, nodes: readonly SourceNode[]): boolean => {
  const leaves = (node: SourceNode): readonly SourceNode[] =>
    isIdle(source, node) ? [] : node.children.length === 0 ? [node] : node.children.flatMap(leaves);
  return leaves(source.root)
    .filter((leaf) => leaf.end > leaf.start && meets(leaf, range))
    .every((leaf) => nodes.some((node) => lies(leaf, node)) || leaf.kind === ';');
};

const partsOfHunk = (file: ChangedFile, source: Source, hunk: Hunk, depth: ProofDepth): readonly Part[] => {
  const [range] = newRanges(source.text, [hunk]);
  if (range === undefined) return [ofHunk(file, hunk)];
  const nodes = nodesIn(source, source.root, range, depth === 'statements');
  const whole = hunk.oldCount === 0 && nodes.length > 0 && covers(source, range, nodes);
  // Where old lines gave way to new ones, only what is declared anew can stand by itself.
  const known = file.old === null ? new Set() : namesIn(file.old);
  const isNew = (node: SourceNode): boolean => {
    const name = declaredBy(source, node);
    return name !== undefined && !known.has(name);
  };
  const apart = hunk.oldCount === 0 || depth === 'statements' ? nodes : nodes.filter(isNew);
  const parts = apart.map((node) => ofNode(file, source, node));
  const declared = nodes.filter(isNew).filter((node, _, all) => !all.some((other) => other !== node && lies(node, other)));
  return whole ? parts : [ofHunk(file, hunk, declared), ...parts];
}; // prettier-ignore

/** The parts of a changed file that can be taken away one by one. */
export const partsOf = (file: ChangedFile, depth: ProofDepth): readonly Part[] => {
  const { path, before, after, source, hunks } = file;
  const lines = after === null ? 0 : lineOffsets(after).length - 1;
  const whole: Part = {
    unit: { path, from: 1, to: lines, kind: 'file', name: null },
    edits: null,
    keeping: null,
    functions: [],
    node: null,
  };
  if (after === null || (before === null && source === null) || hunks.length === 0) return [whole];
  if (source === null) return hunks.map((hunk) => ofHunk(file, hunk));
  const parts = hunks.flatMap((hunk) => partsOfHunk(file, source, hunk, depth));
  return parts;
};

/** What stands before a type goes with it. */
const leadsToType = ({ kind }: SourceNode, next: SourceNode | undefined): boolean =>
  (kind === ':' || kind === '->') && next?.kind === 'type';

/**
 * The words of a text that have an effect, in order: without comments, descriptions, white space, types, and what only
 * brings names in.
 */
export const effectOf = (source: Source): string => {
  const { grammar, text, root } = source;
  const walk = (node: SourceNode): readonly string[] => {
    if (isIdle(source, node) || isDescription(source, node)) return [];
    const { kind, children } = node;
    // In some languages white space alone says where a block ends.
    if (grammar.containers.has(kind)) return ['\u0001', ...children.flatMap(walk), '\u0002'];
    if (children.length === 0 || /string/.test(kind)) return [text.slice(node.start, node.end)];
    return children.filter((child, index) => !leadsToType(child, children[index + 1])).flatMap(walk);
  };
  return walk(root).join('\u0000');
};
