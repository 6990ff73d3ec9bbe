import type { SyntaxNode } from '../syntax.ts';
import type { PublicItem } from './public-item.ts';
import { insideOf } from './inside-of.ts';

/** The comments right before something, with no blank line between them. */
const commentsBefore = (node: SyntaxNode, passed: readonly string[]): readonly string[] => {
  const texts: string[] = [];
  let [line, before] = [node.range().start.line, node.prev()];
  while (before !== null && [...passed, 'comment', 'line_comment', 'block_comment'].includes(before.kind())) {
    const { start, end } = before.range();
    const text = before.text();
    // A comment to the end of its line may have that end in it.
    if (line - (end.line - (text.endsWith('\n') ? 1 : 0)) > 1) break;
    if (!passed.includes(before.kind())) texts.unshift(text);
    [line, before] = [start.line, before.prev()];
  }
  return texts;
};

const isCapital = (name: string | undefined): name is string => name !== undefined && /^\p{Lu}/u.test(name);

/** The type that a method of Go belongs to. */
const receiverOf = (method: SyntaxNode): string =>
  /\*?\s*(\w+)(?:\[[^\]]*\])?\s*\)$/u.exec(method.field('receiver')?.text() ?? '')?.[1] ?? '';

/** What a file of Go exports: its documentation begins with its name (Go Doc Comments). */
export const goItems = (root: SyntaxNode): readonly PublicItem[] =>
  root.children().flatMap((node): readonly PublicItem[] => {
    const specs = node.kind() === 'type_declaration' ? node.children().filter((one) => one.kind() === 'type_spec') : [];
    const isFunction = ['function_declaration', 'method_declaration'].includes(node.kind());
    const name = (isFunction ? node : specs.length === 1 ? specs[0] : undefined)?.field('name')?.text();
    if (!isCapital(name) || (node.kind() === 'method_declaration' && !isCapital(receiverOf(node)))) return [];
    const comments = commentsBefore(node, []).filter((one) => !/^\/\/(?:go:|nolint\b|line )/u.test(one));
    if (comments.length === 0) return [{ node, name, faults: null }];
    const first = comments[0]?.replace(/^\/[/*]\s*/u, '') ?? '';
    const begins = new RegExp(String.raw`^(?:(?:A|An|The)\s+)?${name}\b|^Deprecated:`, 'u').test(first);
    return [{ node, name, faults: begins ? [] : [`does not begin with ${name}`] }];
  });

const RUST_ITEMS = ['function_item', 'struct_item', 'enum_item', 'trait_item'];

const isTest = (node: SyntaxNode): boolean => {
  for (let before = node.prev(); before?.kind() === 'attribute_item'; before = before.prev())
    if (/\btest\b/u.test(before.text())) return true;
  return false;
};

const rustFaults = (doc: string, node: SyntaxNode): readonly string[] => {
  if (node.kind() !== 'function_item') return [];
  const body = node.field('body');
  const panics = (
    body === null ? [] : insideOf(body, ['macro_invocation'], ['closure_expression', 'function_item'])
  ).some((one) => one.text().startsWith('panic!'));
  return [
    ...(/\bResult\b/u.test(node.field('return_type')?.text() ?? '') && !/#\s*Errors\b/u.test(doc)
      ? ['has no section # Errors']
      : []),
    ...(panics && !/#\s*Panics\b/u.test(doc) ? ['has no section # Panics'] : []),
  ];
};

const rustIn = (block: SyntaxNode, of: string | null): readonly PublicItem[] =>
  block.children().flatMap((node): readonly PublicItem[] => {
    if (isTest(node)) return [];
    const body = node.field('body');
    // What implements a trait is documented there.
    if (node.kind() === 'impl_item' && node.field('trait') === null && body !== null)
      return rustIn(body, node.field('type')?.text() ?? '');
    const isPublic = node.children().some((one) => one.kind() === 'visibility_modifier' && one.text() === 'pub');
    if (isPublic && node.kind() === 'mod_item' && body !== null) return rustIn(body, null);
    if (!isPublic || !RUST_ITEMS.includes(node.kind())) return [];
    const name = [of, node.field('name')?.text() ?? ''].filter((one) => one !== null).join('::');
    const doc = commentsBefore(node, ['attribute_item']).filter((one) => /^\/(?:\/\/(?!\/)|\*\*)/u.test(one));
    return [{ node, name, faults: doc.length === 0 ? null : rustFaults(doc.join('\n'), node) }];
  });

/** What a file of Rust has for others: errors and panics have sections of their own (Rust API Guidelines C-FAILURE). */
export const rustItems = (root: SyntaxNode): readonly PublicItem[] => rustIn(root, null);
