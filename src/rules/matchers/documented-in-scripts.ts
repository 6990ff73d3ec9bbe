import type { SyntaxNode } from '../syntax.ts';
import type { PublicItem } from './public-item.ts';
import { hasWord, insideOf, thrownInside, without } from './inside-of.ts';

const FUNCTIONS = [
  'function_declaration',
  'generator_function_declaration',
  'function_signature',
  'arrow_function',
  'function_expression',
  'generator_function',
];
const METHODS = ['method_definition', 'method_signature', 'abstract_method_signature'];
const TYPES = ['class_declaration', 'abstract_class_declaration', 'class', 'interface_declaration'];

/** A comment in the form of JSDoc right before something, or before what decorates it. */
const docBefore = (node: SyntaxNode): string | null => {
  let before = node.prev();
  while (before?.kind() === 'decorator') before = before.prev();
  return before?.kind() === 'comment' && before.text().startsWith('/**') ? before.text() : null;
};

/** The name of a parameter; null where it is taken apart, and has none. */
const parameterName = (parameter: SyntaxNode): string | null => {
  const pattern = parameter.field('pattern') ?? parameter.field('left') ?? parameter;
  const named = pattern.kind() === 'rest_pattern' ? (pattern.children().at(-1) ?? pattern) : pattern;
  return named.kind() === 'identifier' || named.kind() === 'this' ? named.text() : null;
};

const parametersOf = (node: SyntaxNode): readonly (string | null)[] => {
  const one = node.field('parameter');
  const list = one === null ? (node.field('parameters')?.children() ?? []) : [one];
  return list
    .filter((child) => child.isNamed() && child.kind() !== 'comment')
    .map(parameterName)
    .filter((name) => name !== 'this');
};

const NOTHING = /^:\s*(?:Promise<\s*)?(?:void|undefined|never)\s*>?$|^:\s*(?:asserts\b|this$)/u;

/** Whether something comes back: what its type says, or, without one, whether it returns a value. */
const givesBack = (node: SyntaxNode): boolean => {
  const type = node.field('return_type');
  if (type !== null) return !NOTHING.test(type.text());
  const body = node.field('body');
  if (body === null) return false;
  if (body.kind() !== 'statement_block') return true;
  const returns = insideOf(body, ['return_statement'], [...FUNCTIONS, ...METHODS]);
  return returns.some((one) => one.children().some((child) => child.isNamed() && child.kind() !== 'comment'));
};

/** The classes of errors that a function throws where nothing in it catches them. */
const thrownBy = (node: SyntaxNode): readonly string[] => {
  const body = node.field('body');
  const thrown = body === null ? [] : thrownInside(body, ['throw_statement'], [...FUNCTIONS, ...METHODS]);
  const names = thrown.flatMap((one) => {
    const made = one.children().find((child) => child.kind() === 'new_expression');
    return made?.field('constructor')?.text().split('.').at(-1) ?? [];
  });
  return [...new Set(names)];
};

const PARAM = /@(?:param|arg|argument)\s+(?:\{[^}]*\}\s*)?\[?([\w$.]+)/gu;

const faultsIn = (doc: string, node: SyntaxNode, isConstructor: boolean): readonly string[] => {
  if (/@(?:inheritdoc|override)\b/iu.test(doc)) return [];
  const parameters = parametersOf(node);
  const named = parameters.flatMap((name) => name ?? []);
  const told = [...doc.matchAll(PARAM)].flatMap(([, name = '']) => (name.includes('.') ? [] : [name]));
  // What is taken apart has no name of its own, and may be called anything.
  const apart = parameters.length - named.length;
  const [missing, foreign] = [without(named, told), without(told, named)];
  const throws = doc
    .split(/@(?:throws|exception)\b/u)
    .slice(1)
    .join(' ');
  return [
    ...missing.map((name) => `has no @param ${name}`),
    ...(foreign.length < apart ? ['has no @param for what is taken apart'] : []),
    ...foreign.slice(apart).map((name) => `names @param ${name}, which is no parameter`),
    ...(!isConstructor && givesBack(node) && !/@(?:returns?|yields?)\b/u.test(doc) ? ['has no @returns'] : []),
    ...thrownBy(node).flatMap((name) => (hasWord(throws, name) ? [] : [`has no @throws ${name}`])),
  ];
};

const itemOf = (node: SyntaxNode, documented: SyntaxNode, name: string): PublicItem => {
  const doc = docBefore(documented);
  const isConstructor = name.endsWith('.constructor');
  return { node: documented, name, faults: doc === null ? null : faultsIn(doc, node, isConstructor) };
};

const isHidden = (member: SyntaxNode): boolean =>
  member
    .children()
    .some((child) =>
      ['accessibility_modifier', 'private_property_identifier', 'get', 'set', 'override_modifier'].includes(
        child.kind(),
      )
        ? child.text() !== 'public'
        : false,
    );

const membersOf = (type: SyntaxNode, of: string): readonly PublicItem[] =>
  (type.field('body')?.children() ?? [])
    .filter((member) => METHODS.includes(member.kind()) && !isHidden(member))
    .map((member) => itemOf(member, member, `${of}.${member.field('name')?.text() ?? ''}`))
    // A constructor that takes nothing has nothing to say.
    .filter(({ name, node }) => !name.endsWith('.constructor') || parametersOf(node).length > 0);

const declared = (node: SyntaxNode, exported: SyntaxNode): readonly PublicItem[] => {
  const kind = node.kind();
  const name = node.field('name')?.text() ?? 'the default';
  if (FUNCTIONS.includes(kind)) return [itemOf(node, exported, name)];
  if (TYPES.includes(kind)) {
    const faults = docBefore(exported) === null ? null : [];
    return [{ node: exported, name, faults }, ...membersOf(node, name)];
  }
  if (kind !== 'lexical_declaration') return [];
  return node.children().flatMap((child) => {
    const value = child.kind() === 'variable_declarator' ? child.field('value') : null;
    const isFunction = value !== null && FUNCTIONS.includes(value.kind());
    return isFunction ? [itemOf(value, exported, child.field('name')?.text() ?? '')] : [];
  });
};

/** Of what is exported by the name it has in the file: these names, with what else is exported right there. */
type Exported = { readonly names: readonly string[]; readonly items: readonly PublicItem[] };

const NONE: Exported = { names: [], items: [] };

/** What is given to others as a value: a function, a class, a name, or an object with some of these. */
const givenAway = (value: SyntaxNode, exported: SyntaxNode, name: string): Exported => {
  const kind = value.kind();
  if (kind === 'identifier') return { names: [value.text()], items: [] };
  if (FUNCTIONS.includes(kind)) return { names: [], items: [itemOf(value, exported, name)] };
  if (TYPES.includes(kind)) return { names: [], items: declared(value, exported) };
  if (kind !== 'object') return NONE;
  const parts = value.children().map((child): Exported => {
    if (child.kind() === 'shorthand_property_identifier') return { names: [child.text()], items: [] };
    if (METHODS.includes(child.kind()))
      return { names: [], items: [itemOf(child, child, child.field('name')?.text() ?? '')] };
    const given = child.kind() === 'pair' ? child.field('value') : null;
    return given === null ? NONE : givenAway(given, child, child.field('key')?.text() ?? '');
  });
  return { names: parts.flatMap(({ names }) => names), items: parts.flatMap(({ items }) => items) };
};

/** What a statement exports by a name, or by CommonJS; what comes from another file is documented there. */
const exportedBy = (statement: SyntaxNode): Exported => {
  if (statement.kind() === 'export_statement') {
    const value = statement.field('value');
    if (value?.kind() === 'identifier') return { names: [value.text()], items: [] };
    const clause = statement.children().find((child) => child.kind() === 'export_clause');
    if (clause === undefined || statement.field('source') !== null) return NONE;
    return { names: clause.children().flatMap((one) => one.field('name')?.text() ?? []), items: [] };
  }
  const assigned = statement.kind() === 'expression_statement' ? statement.children()[0] : undefined;
  const to = assigned?.kind() === 'assignment_expression' ? (assigned.field('left')?.text() ?? '') : '';
  const exporting = /^(?:module\.)?exports(?:\.([\w$]+))?$/u.exec(to);
  const value = exporting === null ? null : (assigned?.field('right') ?? null);
  return value === null ? NONE : givenAway(value, statement, exporting?.[1] ?? 'the default');
};

/** What a file of TypeScript or JavaScript exports, where it is declared or by its name. Of several signatures the first one counts. */
export const scriptItems = (root: SyntaxNode): readonly PublicItem[] => {
  const statements = root.children();
  const others = statements.map(exportedBy);
  const named = new Set(others.flatMap(({ names }) => names));
  const items = statements.flatMap((child) =>
    child.kind() === 'export_statement'
      ? child.children().flatMap((one) => declared(one, child))
      : declared(child, child).filter(({ name }) => named.has(name.split('.')[0] ?? '')),
  );
  return [...items, ...others.flatMap((one) => one.items)].filter(
    (item, at, all) => all.findIndex(({ name }) => name === item.name) === at,
  );
};
