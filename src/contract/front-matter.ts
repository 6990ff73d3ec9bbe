import { Composer, isMap, isScalar, isSeq, Parser, type CST, type Node } from 'yaml';
import { invariant } from '#failure';

/** YAML as nothing but texts, lists and maps: what a text means is for its field to say, so `no` stays “no”. */
export type Raw = string | null | readonly Raw[] | { readonly [key: string]: Raw };

/** Where something begins and ends in the page, as offsets. */
export type Span = { readonly start: number; readonly end: number };

export type YamlFault = { readonly at: number; readonly message: string; readonly remedy?: string };

/**
 * The fields of a front matter. `spans` says where the value of a field stands (`done.2.says`, items from 1) and,
 * under `key:` and the same name, where its key stands.
 */
export type FrontMatter = {
  readonly fields: { readonly [key: string]: Raw };
  readonly spans: ReadonlyMap<string, Span>;
};

const COMPOSED = {
  schema: 'failsafe',
  merge: false,
  uniqueKeys: true,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

const DEPTH = 32;
const ITEMS = 1000;

const WITHOUT: Partial<Record<string, string>> = {
  alias: 'an alias (“*name”)',
  anchor: 'an anchor (“&name”)',
  tag: 'a tag (“!name”)',
  directive: 'a directive (“%NAME”)',
};

/** Calls `see` with each part of a token. There are hundreds in a page, so no list is made of them first. */
const seeParts = (token: CST.Token, see: (part: CST.Token) => void): void => {
  if ('start' in token) {
    if (Array.isArray(token.start)) token.start.forEach(see);
    else see(token.start);
  }
  if ('props' in token) token.props.forEach(see);
  if ('items' in token)
    for (const { start, key, sep, value } of token.items) {
      start.forEach(see);
      if (key) see(key);
      sep?.forEach(see);
      if (value) see(value);
    }
  if ('value' in token && token.value !== undefined) see(token.value);
};

/** The kinds of token that have parts to look at; all others are words, signs and spaces. */
const NESTED: ReadonlySet<string> = new Set(['document', 'block-map', 'block-seq', 'block-scalar', 'flow-collection']);

type Nested = { readonly token: CST.Token; readonly depth: number };

/**
 * Finds what a task file may not hold before anything is built from it, without recursion, so that neither depth nor
 * a bomb of aliases costs more than reading the text once.
 */
const forbiddenIn = (tokens: readonly CST.Token[], noun: string): readonly YamlFault[] => {
  const faults: YamlFault[] = [];
  const open: Nested[] = [];
  let tooDeep: number | null = null;
  const lookAt = (token: CST.Token, depth: number): void => {
    const at = 'offset' in token ? token.offset : 0;
    const what = WITHOUT[token.type];
    if (what !== undefined) faults.push({ at, message: `${noun} holds ${what}`, remedy: 'write the value out' });
    if (NESTED.has(token.type)) open.push({ token, depth });
    if (depth > DEPTH) tooDeep = at;
  };
  for (const token of tokens) lookAt(token, 0);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token } = next;
    if ('items' in token && token.items.length > ITEMS)
      return [
        {
          at: 'offset' in token ? token.offset : 0,
          message: `${noun} holds a list of more than ${ITEMS} items`,
        },
      ];
    const depth = 'items' in token ? next.depth + 1 : next.depth;
    seeParts(token, (part) => lookAt(part, depth));
    if (tooDeep !== null) return [{ at: tooDeep, message: `${noun} is nested deeper than ${DEPTH} levels` }];
  }
  // One of each kind is enough to say, and a bomb has thousands.
  return faults
    .toSorted((a, b) => a.at - b.at)
    .filter(({ message }, index, all) => all.findIndex((other) => other.message === message) === index);
};

type Building = { readonly base: number; readonly spans: Map<string, Span>; readonly faults: YamlFault[] };

const spanOf = (building: Building, node: Node): Span => {
  const [start, end] = node.range ?? [0, 0];
  return { start: building.base + start, end: building.base + end };
};

const rawOf = (building: Building, node: unknown, field: string): Raw => {
  const named = (name: string): string => (field === '' ? name : `${field}.${name}`);
  if (isScalar(node)) {
    building.spans.set(field, spanOf(building, node));
    const empty = node.type === 'PLAIN' && /^(|~|null|Null|NULL)$/.test(node.source ?? '');
    return empty || typeof node.value !== 'string' ? null : node.value;
  }
  if (isSeq(node)) {
    building.spans.set(field, spanOf(building, node));
    return node.items.map((item, index) => rawOf(building, item, named(`${index + 1}`)));
  }
  if (!isMap(node)) return null;
  building.spans.set(field, spanOf(building, node));
  const entries = node.items.flatMap(({ key, value }): readonly (readonly [string, Raw])[] => {
    if (!isScalar(key) || typeof key.value !== 'string') {
      building.faults.push({ at: spanOf(building, node).start, message: 'a key is not a plain word' });
      return [];
    }
    const name = named(key.value);
    const place = spanOf(building, key);
    building.spans.set(`key:${name}`, place).set(name, place);
    return [[key.value, rawOf(building, value, name)]];
  });
  // Own properties only: a key called __proto__ must stay a key.
  return Object.fromEntries(entries);
};

/**
 * Reads the YAML of a front matter that begins at offset `base` of its page. Aliases, anchors, tags, directives,
 * duplicate keys, more than 32 levels and more than 1,000 items in one list are refused.
 *
 * @param noun what the text is called in messages
 * @returns the fields, or what is wrong with them, with offsets into the page.
 */
export const readFrontMatter = (
  yaml: string,
  base: number,
  noun = 'the front matter',
): FrontMatter | readonly YamlFault[] => {
  const shift = (fault: YamlFault): YamlFault => ({ ...fault, at: fault.at + base });
  // Read once, looked through, and only then made into anything.
  const tokens = [...new Parser().parse(yaml)];
  const forbidden = forbiddenIn(tokens, noun);
  if (forbidden.length > 0) return forbidden.map(shift);
  const [document, another] = new Composer(COMPOSED).compose(tokens, true, yaml.length);
  invariant(document !== undefined, 'a document was demanded');
  // What comes after the end of the first document would be text that no field holds and nobody signs.
  if (another !== undefined) return [shift({ at: another.range[0], message: `${noun} holds a second document` })];
  const wrong = [...document.errors, ...document.warnings];
  if (wrong.length > 0) {
    return wrong.map(({ code, message, pos }) =>
      shift({
        at: pos[0],
        message: code === 'DUPLICATE_KEY' ? 'a key is given twice' : `not YAML: ${message.split('\n')[0]}`,
      }),
    );
  }
  const building: Building = { base, spans: new Map(), faults: [] };
  const fields = rawOf(building, document.contents, '');
  if (building.faults.length > 0) return building.faults;
  return fields === null || typeof fields === 'string' || isList(fields)
    ? [{ at: base, message: `${noun} is not a list of \`key: value\` lines` }]
    : { fields, spans: building.spans };
};

const isList = (raw: readonly Raw[] | { readonly [key: string]: Raw }): raw is readonly Raw[] => Array.isArray(raw);
