import { remark, type Desk } from './desk.ts';
import { entryOf, oneLine, type Sheet } from './outline.ts';
import type { Field } from './named-fields.ts';

type Count = { readonly name: string; readonly from: number; readonly to: number };

const LISTS: readonly (Count & { readonly terms?: true })[] = [
  { name: 'FILES_TO_OPEN', from: 5, to: 15 },
  { name: 'SEARCH_TERMS', from: 10, to: 20, terms: true },
  { name: 'RUN_COMMANDS', from: 3, to: 6 },
  { name: 'RISK_MAP', from: 3, to: 8 },
];

/** Says where a number is not the one its form asks for. Strict contracts are held to it by Writ itself. */
export const tellCount = (desk: Desk, at: number, found: number, { name, from, to }: Count): void => {
  if (found < from || found > to) remark(desk, at, `${name} has ${found}; its form asks for ${from} to ${to}`);
};

/** How many terms a line holds: those in quotes, else one; a bullet may hold several (S3-D9). */
const termsIn = (line: string): number => line.match(/"[^"]+"|“[^”]+”|`[^`]+`/g)?.length ?? 1;

/** Counts the lists of a work plan (S3-R23): terms, not bullets. */
export const countWorkPlan = (desk: Desk, { text }: Sheet, bootstrap: Field): void => {
  const items = bootstrap.nodes.flatMap((node) => (node.type === 'list' ? node.children : []));
  for (const list of LISTS) {
    const item = items.find((one) => entryOf(text, one).text.toUpperCase().replace(/[*`]/g, '').startsWith(list.name));
    if (item === undefined) {
      remark(desk, bootstrap.at, `BOOTSTRAP has no ${list.name}; its form asks for ${list.from} to ${list.to}`);
      continue;
    }
    const below = item.children.flatMap((node) => (node.type === 'list' ? node.children : []));
    const lines = below.map((one) => entryOf(text, one).text);
    const inline = oneLine(entryOf(text, item).text.slice(entryOf(text, item).text.indexOf(':') + 1));
    const all = lines.length > 0 ? lines : inline.split(/,\s*/).filter((term) => term !== '');
    const found = list.terms === true ? all.reduce((sum, line) => sum + termsIn(line), 0) : all.length;
    tellCount(desk, entryOf(text, item).at, found, list);
  }
};
