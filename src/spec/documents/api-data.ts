import { visit } from 'jsonc-parser';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';

/** OpenAPI or AsyncAPI, by the name of a file. */
export type ApiKind = 'openapi' | 'asyncapi';

const FILE = /(?:^|[./_-])(openapi|asyncapi|swagger)(?:[._-][^/]*)?\.(?:ya?ml|json)$/iu;

/** Which kind of description a file is by its name; null: none. */
export const apiKind = (file: string): ApiKind | null => {
  const name = FILE.exec(file)?.[1]?.toLowerCase();
  return name === undefined ? null : name === 'asyncapi' ? 'asyncapi' : 'openapi';
};

export type Path = readonly string[];
type Lines = { readonly line: number; readonly lastLine: number };
/** A description as data, with the lines of what stands no deeper than an anchor. */
export type Parsed = { readonly value: unknown; readonly linesOf: (path: Path) => Lines };
export type Unread = { readonly line: number; readonly column: number; readonly says: string };

const DEEPEST = 3;
const keyOf = (path: Path): string => JSON.stringify(path);

const parseJson = (text: string): Parsed | Unread => {
  const found = new Map<string, { line: number; lastLine: number }>();
  const open: string[] = [];
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) counter.addNewLine(at + 1);
  let fault: Unread | null = null;
  let [depth, deepest] = [0, 0];
  const enter = (): void => void (deepest = Math.max(deepest, ++depth));
  visit(text, {
    onObjectProperty: (...[name, offset, , , , pathOf]) => {
      if (open.length > DEEPEST) return;
      const { line } = counter.linePos(offset);
      found.set(keyOf([...pathOf().map(String), name]), { line, lastLine: line });
    },
    onArrayBegin: enter,
    onArrayEnd: () => void (depth -= 1),
    onObjectBegin: (...[, , , , pathOf]) => {
      enter();
      open.push(open.length > DEEPEST ? '' : keyOf(pathOf().map(String)));
    },
    onObjectEnd: (offset) => {
      depth -= 1;
      const lines = found.get(open.pop() ?? '');
      if (lines !== undefined) lines.lastLine = counter.linePos(offset).line;
    },
    onError: (_code, offset) => {
      const { line, col } = counter.linePos(offset);
      fault ??= { line, column: col, says: 'it is not JSON' };
    },
  });
  if (fault !== null) return fault;
  if (deepest > DEEPEST_VALUE) return TOO_DEEP;
  try {
    const value: unknown = JSON.parse(text);
    return { value, linesOf: (path) => found.get(keyOf(path)) ?? { line: 1, lastLine: 1 } };
  } catch (error) {
    return { line: 1, column: 1, says: error instanceof Error ? error.message : 'it is not JSON' };
  }
}; // prettier-ignore

const parseYaml = (text: string): Parsed | Unread => {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = counter.linePos(error.pos[0]);
    return { line: Math.max(line, 1), column: Math.max(col, 1), says: error.message.split('\n')[0] ?? 'it is not YAML' };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 1000 });
    // An alias of what it stands in makes a value without an end, which has no digest.
    JSON.stringify(value);
  } catch (cause) {
    if (cause instanceof RangeError) return TOO_DEEP;
    return { line: 1, column: 1, says: 'its aliases stand for more than anybody wrote' };
  }
  const linesOf = (path: Path): Lines => {
    const parent = document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === path.at(-1)) : undefined;
    const node = document.getIn(path, true);
    const [start, end] = isNode(node) ? (node.range ?? [0, 0]) : [0, 0];
    const from = isScalar(pair?.key) ? (pair.key.range?.[0] ?? start) : start;
    return { line: counter.linePos(from).line, lastLine: counter.linePos(Math.max(end - 1, start)).line };
  };
  return { value, linesOf };
}; // prettier-ignore

const DEEPEST_VALUE = 500;
const TOO_DEEP: Unread = { line: 1, column: 1, says: 'it is nested deeper than anybody reads' };

/** Level by level, and each thing once: aliases make a tree of a few lines as large as they like. */
const isTooDeep = (value: unknown): boolean => {
  let level = new Set([value]);
  for (let depth = 0; level.size > 0; depth += 1) {
    if (depth > DEEPEST_VALUE) return true;
    level = new Set(
      [...level].flatMap((one): unknown[] => (typeof one === 'object' && one !== null ? Object.values(one) : [])),
    );
  }
  return false;
};

/** Reads a description as data. One that is nested too deep is none: whoever walks through it would fall off the stack. */
export const parse = (file: string, text: string): Parsed | Unread => {
  try {
    if (file.toLowerCase().endsWith('.json')) return parseJson(text);
    const parsed = parseYaml(text);
    return 'says' in parsed || !isTooDeep(parsed.value) ? parsed : TOO_DEEP;
  } catch (error) {
    if (error instanceof RangeError) return TOO_DEEP;
    throw error;
  }
};

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** A JSON pointer (RFC 6901) to a path, in the characters a citation may have. */
export const pointerTo = (path: Path): string =>
  path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

export const pathOf = (pointer: string): Path =>
  pointer.split('/').slice(1).map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')); // prettier-ignore

export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, name) => {
    if (Array.isArray(at)) return /^(?:0|[1-9]\d*)$/u.test(name) ? at[Number(name)] : undefined;
    return isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }, value);

export const kindOfValue = (value: unknown): ApiKind | null => {
  if (!isRecord(value)) return null;
  if (typeof value['asyncapi'] === 'string') return 'asyncapi';
  return typeof value['openapi'] === 'string' || typeof value['swagger'] === 'string' ? 'openapi' : null;
};
