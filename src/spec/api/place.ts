import { visit } from 'jsonc-parser';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { pathOf, type Path } from '../documents/api-data.ts';

/** Where something stands in a text, with that line. Lines and columns count from 1. */
export type Spot = { readonly line: number; readonly column: number; readonly text: string };

const LONGEST_LINE = 300;

const counterOf = (text: string): LineCounter => {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) counter.addNewLine(at + 1);
  return counter;
};

/** Where the names and items of a JSON text begin that somebody asks for; the others are passed over. */
const offsetsInJson = (text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, number> => {
  const found = new Map<string, number>();
  const note = (path: Path, offset: number): void => {
    const key = JSON.stringify(path);
    if (wanted.has(key) && !found.has(key)) found.set(key, offset);
  };
  visit(text, {
    onObjectProperty: (...[name, offset, , , , placeOf]) => note([...placeOf().map(String), name], offset),
    onObjectBegin: (...[offset, , , , placeOf]) => note(placeOf().map(String), offset),
    onArrayBegin: (...[offset, , , , placeOf]) => note(placeOf().map(String), offset),
    onLiteralValue: (...[, offset, , , , placeOf]) => note(placeOf().map(String), offset),
  });
  return found;
};

const offsetInYaml = (document: Document, path: Path): number | null => {
  const parent = document.getIn(path.slice(0, -1), true);
  const name = path.at(-1);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === name) : undefined;
  if (isScalar(pair?.key)) return pair.key.range?.[0] ?? null;
  const item = isSeq(parent) ? parent.items[Number(name)] : document.getIn(path, true);
  return isNode(item) ? (item.range?.[0] ?? null) : null;
};

/** Where a name leads: itself, or, where it is not written there, what stands around it. */
const ancestors = (path: Path): readonly Path[] => path.map((_, index) => path.slice(0, path.length - index));

/**
 * Finds where the ends of pointers stand in a text. What is not written there is where it would stand: at the nearest
 * thing around it.
 *
 * @returns a spot for each pointer, in their order
 */
export const spotsOf = (file: string, text: string, pointers: readonly string[]): readonly Spot[] => {
  if (pointers.length === 0) return [];
  const lines = text.split('\n');
  const counter = counterOf(text);
  const spot = (offset: number): Spot => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col, text: (lines[line - 1] ?? '').trimEnd().slice(0, LONGEST_LINE) };
  };
  const paths = pointers.map(pathOf);
  if (file.toLowerCase().endsWith('.json')) {
    const found = offsetsInJson(text, new Set(paths.flatMap(ancestors).map((path) => JSON.stringify(path))));
    return paths.map((path) => spot(ancestors(path).flatMap((one) => found.get(JSON.stringify(one)) ?? [])[0] ?? 0));
  }
  const document = parseDocument(text);
  return paths.map((path) => {
    for (const one of ancestors(path)) {
      const offset = offsetInYaml(document, one);
      if (offset !== null) return spot(offset);
    }
    return spot(0);
  });
};
