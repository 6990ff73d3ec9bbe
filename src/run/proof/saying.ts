import type { Source, SourceNode } from './syntax.ts';

/** What only names, holds or joins values, in any of the languages: whatever else may do something. */
const PLAIN = new Set(
  `identifier property_identifier private_property_identifier field_identifier package_identifier type_identifier
  shorthand_property_identifier member_expression subscript_expression selector_expression index_expression
  field_expression scoped_identifier attribute subscript slice slice_expression optional_chain this self super
  string string_start string_content string_end string_fragment string_literal char_literal raw_string_literal
  raw_string_literal_content interpreted_string_literal interpreted_string_literal_content rune_literal
  concatenated_string escape_sequence interpolation format_specifier format_expression type_conversion
  template_string template_substitution regex regex_pattern regex_flags
  number integer float int_literal float_literal integer_literal boolean_literal true false null undefined none nil
  True False None object pair array list tuple dictionary set composite_literal literal_value literal_element
  keyed_element spread_element list_splat dictionary_splat variadic_argument keyword_argument
  binary_expression binary_operator unary_expression unary_operator boolean_operator not_operator comparison_operator
  ternary_expression conditional_expression parenthesized_expression reference_expression
  as_expression satisfies_expression non_null_expression predefined_type primitive_type
  typeof instanceof in is and or not if else as satisfies void
  comment line_comment block_comment`.split(/\s+/u),
);

/** Marks that write, count up, take from a channel, or leave the function. */
const isDoing = (mark: string): boolean => /^(?:(?:[^=!<>]*|<<|>>>?)=|:=|\+\+|--|<-|\?)$/u.test(mark);

const isPlain = (node: SourceNode, parent: SourceNode): boolean => {
  const { kind, children } = node;
  if (/^\w/u.test(kind)) return PLAIN.has(kind) && children.every((child) => isPlain(child, node));
  // The name of an argument is no variable, and a question mark between two values leaves nothing.
  if (kind === '=') return parent.kind === 'keyword_argument' || parent.kind === 'interpolation';
  return (kind === '?' && parent.kind === 'ternary_expression') || !isDoing(kind);
};

const CALLS = new Set(['call_expression', 'call', 'macro_invocation']);
const ARGUMENTS = new Set(['arguments', 'argument_list', 'token_tree']);

/** The one call that a statement is, or null. */
const callOf = (node: SourceNode): SourceNode | null => {
  if (CALLS.has(node.kind)) return node;
  const [only, ...more] = node.children.filter(({ kind }) => kind !== ';');
  return node.kind === 'expression_statement' && only !== undefined && more.length === 0 ? callOf(only) : null;
};

/** A text in its place, as Python describes what stands below it. */
const isText = (node: SourceNode): boolean => {
  if (node.kind === 'string') return node.children.every(({ kind }) => kind !== 'interpolation');
  const [only, ...more] = node.children;
  return node.kind === 'expression_statement' && only !== undefined && more.length === 0 && isText(only);
};

/** Whether a statement describes what stands around it, as texts in their place do in Python; no program has to read it. */
export const isDescription = ({ grammar }: Pick<Source, 'grammar'>, node: SourceNode): boolean =>
  grammar.name === 'python' && node.kind === 'expression_statement' && isText(node);

/**
 * Whether a statement only says something: all of it is one call of what says things in its language, and what it hands
 * over is there already. How a statement begins does not tell: after a comma, or within its arguments, there may be more.
 */
export const onlySays = ({ grammar, text }: Pick<Source, 'grammar' | 'text'>, node: SourceNode): boolean => {
  if (grammar.name === 'python' && isText(node)) return true;
  const call = callOf(node);
  const last = call?.children.at(-1);
  const [callee] = call?.children ?? [];
  if (call === null || callee === undefined || last === undefined || !ARGUMENTS.has(last.kind)) return false;
  const name = text.slice(callee.start, last.start).replaceAll(/\s/gu, '');
  return grammar.says.test(name) && last.children.every((child) => isPlain(child, last));
};
