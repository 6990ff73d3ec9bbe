import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';

type Json = { readonly [field: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What of a configuration of TypeScript is looked at; null where it is none. */
const configIn = (value: unknown): { readonly inherits: readonly string[]; readonly options: Json } | null => {
  if (!isObject(value)) return null;
  const { extends: named = [], compilerOptions = {} } = value;
  const all: readonly unknown[] = Array.isArray(named) ? named : [named];
  const inherits = all.filter((one) => typeof one === 'string');
  return inherits.length === all.length && isObject(compilerOptions) ? { inherits, options: compilerOptions } : null;
};

/** Options that `strict` switches on, where nothing says otherwise. */
const OF_STRICT: readonly string[] =
  'noImplicitAny strictNullChecks strictFunctionTypes strictBindCallApply strictPropertyInitialization noImplicitThis useUnknownInCatchVariables alwaysStrict strictBuiltinIteratorReturn'.split(
    ' ',
  );

/** What a configuration comes to, and what it inherits that is not in the repository. */
type Effective = { readonly options: Json; readonly unseen: readonly string[] };

const joined = (from: string, to: string): string => {
  const parts = from.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
};

/** What a configuration has in effect, its own options over those it inherits; a text is why it cannot be known. */
const effectiveOf = (
  path: string,
  texts: ReadonlyMap<string, string>,
  within: readonly string[] = [],
): Effective | string => {
  const text = texts.get(path);
  if (text === undefined) return { options: {}, unseen: [path] };
  if (within.includes(path)) return `${path} extends itself`;
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [broken] = errors;
  if (broken !== undefined)
    return `${path} is not JSON: ${printParseErrorCode(broken.error)} at offset ${broken.offset}`;
  const config = configIn(value);
  if (config === null) return `${path} is not a configuration of TypeScript`;
  let effective: Effective = { options: {}, unseen: [] };
  for (const from of config.inherits) {
    const base = from.startsWith('.') ? joined(path, from.endsWith('.json') ? from : `${from}.json`) : null;
    const found = base === null ? { options: {}, unseen: [from] } : effectiveOf(base, texts, [...within, path]);
    if (typeof found === 'string') return found;
    effective = { options: { ...effective.options, ...found.options }, unseen: [...effective.unseen, ...found.unseen] };
  }
  return { options: { ...effective.options, ...config.options }, unseen: effective.unseen };
};

const valueOf = (options: Json, name: string): unknown =>
  options[name] ?? (OF_STRICT.includes(name) ? options['strict'] : undefined);

/**
 * The options that a configuration has not in effect as they are wanted, whatever it inherits; or, as a text, why that
 * cannot be known. What is inherited from outside of the repository counts as not said.
 */
export const compilerFaults = (
  path: string,
  texts: ReadonlyMap<string, string>,
  wanted: Readonly<Record<string, boolean>>,
): readonly string[] | string => {
  const effective = effectiveOf(path, texts);
  if (typeof effective === 'string') return effective;
  const unseen = effective.unseen.length === 0 ? '' : `, and ${effective.unseen.join(', ')} is not in the repository`;
  return Object.entries(wanted).flatMap(([name, value]) => {
    const is = valueOf(effective.options, name);
    return is === value
      ? []
      : [`${name} is ${is === undefined ? `not set${unseen}` : JSON.stringify(is)}, and has to be ${value}`];
  });
};
