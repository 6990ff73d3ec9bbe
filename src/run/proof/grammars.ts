import type { StubValue } from '#evidence';

/** How an emptied function gives back a value: text put at the beginning of its body, or null where none will do. */
type Emptied = (value: StubValue, result: string | null, name: string | null) => string | null;

/** What a proof has to know of a language, in the words of its grammar. */
export type Grammar = {
  readonly name: string;
  readonly endings: readonly string[];
  /** Nodes whose children can be taken away one by one. */
  readonly containers: ReadonlySet<string>;
  /** Nodes with a body that can be emptied. */
  readonly functions: ReadonlySet<string>;
  readonly declarations: ReadonlySet<string>;
  /** Without behaviour of their own: comments, types, and what only names something for others. */
  readonly comments: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
  /** What is called to say something, and does nothing else, as its name is written. */
  readonly says: RegExp;
  /** What is written in place of a statement that is taken away. */
  readonly nothing: string;
  readonly emptied: Emptied;
  /** A value in place of data that was declared anew, or null where data cannot be stood in for. */
  readonly stub: (value: StubValue) => string | null;
  /** What the file needs at its end for stubs to work. */
  readonly epilogue: string;
  /** Literal data, by kind. */
  readonly data: ReadonlySet<string>;
  /** Whether one of the attributes before a function or a module makes it one of tests beside the code. */
  readonly isTest: (attribute: string) => boolean;
};

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

/** Answers to everything with itself: whoever looks at a result sees that it is wrong, whoever does not sees nothing. */
const ANYTHING = `
function __writStub() {
  const self = new Proxy(function () {}, {
    get: (_, key) =>
      key === 'then' || key === 'toJSON' || key === 'asymmetricMatch' || key === '$$typeof' || key === 'nodeType' || key === '@@__IMMUTABLE_ITERABLE__@@' ? undefined
      : key === Symbol.toPrimitive ? () => 'stub'
      : key === Symbol.iterator ? function* () {}
      : key === Symbol.asyncIterator ? async function* () {}
      : typeof key === 'symbol' ? undefined
      : key === 'prototype' ? {}
      : self,
    apply: () => self, construct: () => self, set: () => true, has: () => true,
  });
  return self;
}
`;

const SCRIPT_VALUES: Record<StubValue, string> = { anything: '__writStub()', nothing: 'undefined', record: '({})' };

const SCRIPT: Omit<Grammar, 'name' | 'endings' | 'epilogue'> = {
  containers: words('program statement_block class_body switch_case switch_default'),
  functions: words(
    'function_declaration function_expression generator_function generator_function_declaration method_definition arrow_function',
  ),
  declarations: words(
    'function_declaration generator_function_declaration class_declaration abstract_class_declaration method_definition lexical_declaration variable_declaration export_statement public_field_definition field_definition enum_declaration',
  ),
  comments: words('comment hash_bang_line'),
  types: words(
    'type_annotation interface_declaration type_alias_declaration type_parameters type_arguments ambient_declaration function_signature method_signature abstract_method_signature index_signature override_modifier accessibility_modifier asserts_annotation type_predicate_annotation',
  ),
  imports: words('import_statement'),
  says: /^(?:console|logger|log|debug)(?:\??\.(?:log|trace|debug|verbose|info|warn|error|fatal|dir|table))?$/,
  nothing: '',
  // A constructor must first let its parent begin.
  emptied: (value, _, name) => (name === 'constructor' ? null : `return ${SCRIPT_VALUES[value]};`),
  stub: (value) => SCRIPT_VALUES[value],
  data: words('number string template_string true false null regex array object unary_expression binary_expression'),
  isTest: () => false,
};

const PYTHON_VALUES: Record<StubValue, string> = {
  anything: '__import__("unittest.mock", fromlist=["mock"]).MagicMock()',
  nothing: 'None',
  record: '{}',
};

/** What Python demands of its own methods. */
const mustBeNone = (name: string | null): boolean =>
  /^__(init|post_init|init_subclass|set_name|del)__$/.test(name ?? '');

const goResults = (result: string | null): readonly string[] => {
  if (result === null) return [];
  if (!result.startsWith('(')) return [result];
  const parts = result
    .slice(1, -1)
    .split(/,(?![^([{]*[)\]}])/)
    .map((part) => part.trim());
  return parts.filter((part) => part !== '');
};

/** What a type of functions gives back; undefined for every other type. */
const goFunctionResult = (type: string): string | null | undefined => {
  const open = /^func\s*\(/.test(type) ? type.indexOf('(') : -1;
  if (open === -1) return undefined;
  let depth = 0;
  for (let at = open; at < type.length; at += 1) {
    depth += type[at] === '(' ? 1 : type[at] === ')' ? -1 : 0;
    if (depth === 0) return type.slice(at + 1).trim() || null;
  }
  return undefined;
};

/** Nothing, of a type. No function at all would break whoever calls it before a test can compare anything. */
const goNothing = (type: string): string => {
  const result = goFunctionResult(type);
  return result === undefined ? `*new(${type})` : `${type} { ${goReturn(result)} }`;
};

const goReturn = (result: string | null): string => {
  const types = goResults(result);
  // Named results are zero already.
  const isNamed = types.some(
    (type) => /^\w+\s+[\w*[\]]/.test(type) && !/^(chan|func|map|struct|interface)\b/.test(type),
  );
  return isNamed || types.length === 0 ? 'return;' : `return ${types.map(goNothing).join(', ')};`;
};

const rustReturn = (value: StubValue, result: string | null): string | null => {
  if (result === null || result === '()') return value === 'anything' ? 'return;' : null;
  if (/^(\w+::)*Result\b/.test(result)) return value === 'anything' ? 'return Ok(Default::default());' : null;
  return value === 'anything' ? 'return Default::default();' : null;
};

/** The languages whose code can be taken apart. */
export const GRAMMARS: readonly Grammar[] = [
  { ...SCRIPT, name: 'TypeScript', endings: ['ts', 'mts', 'cts'], epilogue: ANYTHING.replace('__writStub()', '__writStub(): any').replace('self = ', 'self: any = ') },
  { ...SCRIPT, name: 'Tsx', endings: ['tsx'], epilogue: ANYTHING.replace('__writStub()', '__writStub(): any').replace('self = ', 'self: any = ') },
  { ...SCRIPT, name: 'JavaScript', endings: ['js', 'mjs', 'cjs', 'jsx'], epilogue: ANYTHING },
  {
    name: 'python',
    endings: ['py'],
    containers: words('module block'),
    functions: words('function_definition'),
    declarations: words('function_definition class_definition decorated_definition'),
    comments: words('comment'),
    types: words('type type_alias_statement'),
    imports: words('import_statement import_from_statement future_import_statement'),
    says: /^(?:print|(?:logger|logging|log)\.(?:debug|info|warn|warning|error|critical|fatal|exception|log))$/,
    nothing: 'pass',
    emptied: (value, _, name) => `return ${mustBeNone(name) ? 'None' : PYTHON_VALUES[value]}`,
    stub: (value) => PYTHON_VALUES[value],
    epilogue: '',
    data: words('integer float string concatenated_string true false none list dictionary tuple set unary_operator binary_operator'),
    isTest: () => false,
  },
  {
    name: 'go',
    endings: ['go'],
    containers: words('source_file statement_list'),
    functions: words('function_declaration method_declaration func_literal'),
    declarations: words('function_declaration method_declaration type_declaration var_declaration const_declaration'),
    comments: words('comment'),
    types: words('type_declaration package_clause'),
    imports: words('import_declaration'),
    says: /^(?:(?:fmt|log)\.Print(?:f|ln)?|slog\.(?:Debug|Info|Warn|Error)(?:Context)?|slog\.Log(?:Attrs)?)$/,
    nothing: '',
    emptied: (value, result) => (value === 'anything' ? goReturn(result) : null),
    stub: () => null,
    epilogue: '',
    data: words(''),
    isTest: () => false,
  },
  {
    name: 'rust',
    endings: ['rs'],
    containers: words('source_file block declaration_list'),
    functions: words('function_item'),
    declarations: words('function_item impl_item mod_item struct_item enum_item const_item static_item trait_item'),
    comments: words('line_comment block_comment'),
    types: words('type_item struct_item trait_item attribute_item inner_attribute_item'),
    imports: words('use_declaration extern_crate_declaration mod_declaration'),
    says: /^(?:(?:log|tracing)::)?(?:println|eprintln|print|eprint|dbg|log|info|debug|warn|trace|error)!?$/,
    nothing: '',
    emptied: rustReturn,
    stub: () => null,
    epilogue: '',
    data: words(''),
    isTest: (attribute) => /^#\[\s*(?:cfg\(\s*test\s*\)|(?:\w+::)?test\s*(?:\([^\n]*\))?)\s*\]$/.test(attribute),
  },
]; // prettier-ignore
