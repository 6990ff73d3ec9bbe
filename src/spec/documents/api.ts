import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { visit } from 'jsonc-parser';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Anchor, ReadDocument, SpecFault } from '../anchor.ts';

/** OpenAPI or AsyncAPI, by the name of a file. */
export type ApiKind = 'openapi' | 'asyncapi';

const FILE = /(?:^|[./_-])(openapi|asyncapi|swagger)(?:[._-][^/]*)?\.(?:ya?ml|json)$/iu;

/** Which kind of description a file is by its name; null: none. */
export const apiKind = (file: string): ApiKind | null => {
  const name = FILE.exec(file)?.[1]?.toLowerCase();
  return name === undefined ? null : name === 'asyncapi' ? 'asyncapi' : 'openapi';
};

type Path = readonly string[];
type Lines = { readonly line: number; readonly lastLine: number };
/** A description as data, with the lines of what stands no deeper than an anchor. */
type Parsed = { readonly value: unknown; readonly linesOf: (path: Path) => Lines };
type Unread = { readonly line: number; readonly column: number; readonly says: string };

const DEEPEST = 3;
const keyOf = (path: Path): string => JSON.stringify(path);

const parseJson = (text: string): Parsed | Unread => {
  const found = new Map<string, { line: number; lastLine: number }>();
  const open: string[] = [];
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) counter.addNewLine(at + 1);
  let fault: Unread | null = null;
  visit(text, {
    onObjectProperty: (...[name, offset, , , , pathOf]) => {
      if (open.length > DEEPEST) return;
      const { line } = counter.linePos(offset);
      found.set(keyOf([...pathOf().map(String), name]), { line, lastLine: line });
    },
    onObjectBegin: (...[, , , , pathOf]) => void open.push(open.length > DEEPEST ? '' : keyOf(pathOf().map(String))),
    onObjectEnd: (offset) => {
      const lines = found.get(open.pop() ?? '');
      if (lines !== undefined) lines.lastLine = counter.linePos(offset).line;
    },
    onError: (_code, offset) => {
      const { line, col } = counter.linePos(offset);
      fault ??= { line, column: col, says: 'it is not JSON' };
    },
  });
  if (fault !== null) return fault;
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
  } catch {
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

const parse = (file: string, text: string): Parsed | Unread =>
  file.toLowerCase().endsWith('.json') ? parseJson(text) : parseYaml(text);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** The members of what stands at a path, where that is a mapping. */
const membersAt = (value: unknown, path: Path): readonly (readonly [name: string, member: unknown])[] => {
  const found = path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value);
  return isRecord(found) ? Object.entries(found) : [];
};

const partsOf = (value: unknown, parent: Path): readonly Path[] =>
  membersAt(value, parent).map(([name]) => [...parent, name]);

/** The places of a description that work is done for: operations, messages, schemas and what else is named. */
const placesIn = (value: unknown, kind: ApiKind): readonly Path[] => {
  const components = membersAt(value, ['components']).flatMap(([group]) => partsOf(value, ['components', group]));
  if (kind === 'asyncapi') return [...partsOf(value, ['channels']), ...partsOf(value, ['operations']), ...components];
  const operations = ['paths', 'webhooks'].flatMap((group) =>
    membersAt(value, [group]).flatMap(([path, item]) =>
      Object.keys(isRecord(item) ? item : {}).filter((method) => METHODS.includes(method)).map((method) => [group, path, method]),
    ),
  );
  return [...operations, ...components, ...partsOf(value, ['definitions'])];
}; // prettier-ignore

/** A JSON pointer (RFC 6901) to a path, in the characters a citation may have. */
const pointerTo = (path: Path): string =>
  path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const pathOf = (pointer: string): Path =>
  pointer.split('/').slice(1).map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')); // prettier-ignore

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((at, name) => {
    if (Array.isArray(at)) return /^(?:0|[1-9]\d*)$/u.test(name) ? at[Number(name)] : undefined;
    return isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }, value);

/** By what it says and not by how it is laid out: keys in another order, or a comment, make no other text of it. */
const digestOf = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex');

const titleOf = (path: Path, value: unknown): string => {
  const [group, name = '', method] = path;
  const says = isRecord(value) && typeof value['summary'] === 'string' ? `: ${value['summary']}` : '';
  return group === 'paths' || group === 'webhooks' ? `${method?.toUpperCase() ?? ''} ${name}${says}` : `${path.slice(0, -1).join(' ')} ${path.at(-1) ?? ''}${says}`;
}; // prettier-ignore

const anchorAt = (file: string, kind: ApiKind, { value, linesOf }: Parsed, path: Path): Anchor => {
  const found = valueAt(value, path);
  const isDeprecated = isRecord(found) && found['deprecated'] === true;
  return {
    ...{ kind, cite: `${kind}:${file}#${pointerTo(path)}`, file, ...linesOf(path), title: titleOf(path, found) },
    ...{ digest: digestOf(found), binding: !isDeprecated, note: isDeprecated ? 'deprecated' : null },
  };
};

const kindOfValue = (value: unknown): ApiKind | null => {
  if (!isRecord(value)) return null;
  if (typeof value['asyncapi'] === 'string') return 'asyncapi';
  return typeof value['openapi'] === 'string' || typeof value['swagger'] === 'string' ? 'openapi' : null;
};

const faultIn = (file: string, text: string, { line, column, says }: Unread): SpecFault => ({
  ...{ file, line, column, says },
  text: text.split('\n', line)[line - 1]?.slice(0, 300) ?? '',
});

/** Reads a description of an API: its operations, channels and components, found by JSON pointer. */
export const readApi = (file: string, text: string): ReadDocument => {
  const parsed = parse(file, text);
  if ('says' in parsed) return { anchors: [], faults: [faultIn(file, text, parsed)] };
  const kind = kindOfValue(parsed.value);
  if (kind === null) return { anchors: [], faults: [faultIn(file, text, { line: 1, column: 1, says: 'it does not say which version of openapi or asyncapi it is' })] };
  return { anchors: placesIn(parsed.value, kind).map((path) => anchorAt(file, kind, parsed, path)), faults: [] };
}; // prettier-ignore

/** The anchor at any pointer into a description; null where there is nothing at it. */
export const anchorAtPointer = (file: string, text: string, pointer: string): Anchor | null => {
  const parsed = parse(file, text);
  if ('says' in parsed) return null;
  const kind = kindOfValue(parsed.value);
  const path = pathOf(pointer);
  return kind === null || valueAt(parsed.value, path) === undefined ? null : anchorAt(file, kind, parsed, path);
};
