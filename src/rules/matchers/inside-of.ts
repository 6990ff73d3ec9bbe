import type { SyntaxNode } from '../syntax.ts';

/** All nodes of some kinds inside of one, but for those below nodes of others: functions of their own. */
export const insideOf = (
  node: SyntaxNode,
  wanted: readonly string[],
  notBelow: readonly string[],
): readonly SyntaxNode[] =>
  node.children().flatMap((child) => {
    const kind = child.kind();
    if (notBelow.includes(kind)) return [];
    return [...(wanted.includes(kind) ? [child] : []), ...insideOf(child, wanted, notBelow)];
  });

const CATCHES = ['catch_clause', 'except_clause', 'except_group_clause'];

/** The same, but for what is thrown where something beside it catches. What the catching part throws leaves it. */
export const thrownInside = (
  node: SyntaxNode,
  wanted: readonly string[],
  notBelow: readonly string[],
): readonly SyntaxNode[] => {
  const children = node.children();
  const isCaught = node.kind() === 'try_statement' && children.some((child) => CATCHES.includes(child.kind()));
  return children.flatMap((child) => {
    const kind = child.kind();
    if (notBelow.includes(kind) || (isCaught && (kind === 'statement_block' || kind === 'block'))) return [];
    return [...(wanted.includes(kind) ? [child] : []), ...thrownInside(child, wanted, notBelow)];
  });
};

/** The names in one list that are not in the other. */
export const without = (names: readonly string[], others: readonly string[]): readonly string[] =>
  names.filter((name) => !others.includes(name));

/** Whether a text holds a name as a word of its own. */
export const hasWord = (text: string, name: string): boolean => text.split(/[^\p{L}\p{N}_$]+/u).includes(name);
