import { parseDocument } from 'yaml';
import { digestOfText, type Anchor, type ReadDocument, type SpecFault, type SpecKind } from '../anchor.ts';
import { fieldIn } from './decisions.ts';
import { faultAt, linesOf, sectionsOf, textOf, type Line } from './lines.ts';

/** Documents that list things by ids of their own: assumptions, watched trade-offs, phases of a roadmap, products. */
type RegisterKind = Extract<SpecKind, 'asm' | 'watch' | 'phase' | 'prd'>;

const FILES: readonly (readonly [kind: RegisterKind, file: RegExp])[] = [
  ['asm', /(?:^|\/)assumptions(?:[-_]register)?\.md$/iu],
  ['watch', /(?:^|\/)(?:[^/]+[-_])?watchlist\.md$/iu],
  ['phase', /(?:^|\/)(?:implementation[-_])?roadmap\.md$/iu],
  ['prd', /(?:^|\/)(?:prds?\/[^/]+|prd(?:[-_.][^/]*)?|[^/]+[-_.]prd)\.md$/iu],
];

/** Which register a file is by its name; null: none. */
export const registerKind = (file: string): RegisterKind | null =>
  FILES.find(([, pattern]) => pattern.test(file))?.[0] ?? null;

const IDS: Readonly<Record<RegisterKind, string>> = {
  asm: String.raw`ASM-\d+`,
  watch: String.raw`[A-Z]{1,8}-\d+`,
  phase: String.raw`Phase[ -]\d+`,
  prd: String.raw`(?:FR|NFR|US|BR|AC|REQ)-?\d+(?:\.\d+)*`,
};

/** An entry: a heading that begins with an id, with all that stands under it; or a row of a table, or an item of a list. */
type Entry = { readonly id: string; readonly title: string; readonly line: number; readonly lastLine: number };

const entriesIn = (kind: RegisterKind, lines: readonly Line[]): readonly Entry[] => {
  const id = IDS[kind];
  const heading = new RegExp(String.raw`^(?:\*\*)?(${id})(?:\*\*)?(?:\s*[:.—–-]\s*|\s+|$)(.*)$`, 'isu');
  const row = new RegExp(String.raw`^\s*\|\s*(?:\*\*)?(${id})(?:\*\*)?\s*\|\s*([^|]*)`, 'iu');
  const item = new RegExp(String.raw`^\s*[-*+]\s+(?:\*\*)?(${id})(?:\*\*)?\s*[:—–-]\s*(.*)$`, 'isu');
  const headed = sectionsOf(lines).flatMap(({ title, line, lastLine }): Entry[] => {
    const [, found, says = ''] = heading.exec(title) ?? [];
    return found === undefined ? [] : [{ id: found, title: says.trim(), line, lastLine }];
  });
  // A phase is a section: what a table says of phases is about them.
  const listed = (kind === 'phase' ? [] : lines).flatMap(({ at, text, isCode }): Entry[] => {
    const [, found, says = ''] = isCode ? [] : (row.exec(text) ?? item.exec(text) ?? []);
    return found === undefined ? [] : [{ id: found, title: says.trim(), line: at, lastLine: at }];
  });
  return [...headed, ...listed].toSorted((one, other) => one.line - other.line);
};

/** The statuses of S4-D1; what turned out wrong, or is over, is nothing to build on. */
const STATUSES = ['open', 'validated', 'invalidated', 'retired'] as const;
const statusOf = (own: readonly Line[]): string | null => {
  const said = fieldIn(own, 'status')?.value.toLowerCase();
  const cells = (own[0]?.text ?? '').toLowerCase().split('|').map((cell) => cell.trim()); // prettier-ignore
  return said ?? cells.find((cell) => STATUSES.some((one) => one === cell)) ?? null;
};

type Told = Pick<Anchor, 'binding' | 'note'> & { readonly fault: string | null };
const toldOf = (kind: RegisterKind, id: string, own: readonly Line[]): Told => {
  if (kind === 'phase') return { binding: false, note: 'phase', fault: null };
  if (kind !== 'asm') return { binding: true, note: null, fault: null };
  const said = statusOf(own);
  const known = STATUSES.find((one) => said?.startsWith(one) === true) ?? null;
  const fault = known === null ? `${id} has no status of ${STATUSES.join(', ')}` : null;
  return { binding: known === 'open' || known === 'validated', note: known ?? said, fault };
};

/** What a front matter calls a document; what is wrong with it where it does not. */
const nameIn = (file: string, lines: readonly Line[]): { readonly name: string; readonly fault: SpecFault | null } => {
  const byFile = file.split('/').at(-1)?.replace(/\.md$/iu, '').replaceAll(/[^\w.-]/gu, '-') ?? 'prd'; // prettier-ignore
  if (lines[0]?.text.trim() !== '---') return { name: byFile, fault: null };
  const end = lines.findIndex(({ text }, index) => index > 0 && text.trim() === '---');
  if (end === -1) return { name: byFile, fault: faultAt(file, lines, 1, 'its front matter has no end') };
  const text = textOf(lines, 2, end);
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    // What it counts begins below the line that opens the front matter; what has no end is told where it has none.
    const at = text.slice(0, error.pos[0]).split('\n').length + 1;
    return { name: byFile, fault: faultAt(file, lines, Math.min(at, end), `its front matter is no YAML: ${error.message.split('\n')[0] ?? ''}`) }; // prettier-ignore
  }
  const name: unknown = document.get('name');
  return typeof name === 'string' && /^[A-Za-z0-9][\w.-]*$/u.test(name)
    ? { name, fault: null }
    : { name: byFile, fault: faultAt(file, lines, 1, 'its front matter has no `name` of letters, digits and “-”') };
};

const numberOf = (kind: RegisterKind, id: string): string =>
  kind === 'phase' ? id.replace(/^phase[ -]0*(?=\d)/iu, '') : id.toUpperCase();

/** Reads a register of assumptions, a watchlist, the phases of a roadmap, or a description of a product (S1-R1, S4-D1). */
export const readRegister = (file: string, text: string): ReadDocument => {
  const kind = registerKind(file);
  if (kind === null) return { anchors: [], faults: [] };
  const lines = linesOf(text);
  const named = kind === 'prd' ? nameIn(file, lines) : null;
  const faults: SpecFault[] = named?.fault == null ? [] : [named.fault];
  const seen = new Map<string, number>();
  const anchors = entriesIn(kind, lines).map(({ id, title, line, lastLine }): Anchor => {
    const number = numberOf(kind, id);
    const before = seen.get(number);
    if (before !== undefined) faults.push({ ...faultAt(file, lines, line, `${number} is there twice: line ${before} has it, too`), ...(kind === 'asm' ? { next: `writ spec renumber ${number}` } : {}) });
    seen.set(number, before ?? line);
    const { binding, note, fault } = toldOf(kind, number, lines.slice(line - 1, lastLine));
    if (fault !== null) faults.push(faultAt(file, lines, line, fault));
    const cite = `${kind}:${named === null ? '' : `${named.name}/`}${number}`;
    return { kind, cite, file, line, lastLine, title, digest: digestOfText(textOf(lines, line, lastLine)), binding, note };
  });
  if (named === null) return { anchors, faults };
  const whole = { line: 1, lastLine: lines.length, title: named.name, digest: digestOfText(textOf(lines, 1, lines.length)) };
  return { anchors: [{ kind, cite: `prd:${named.name}`, file, ...whole, binding: true, note: null }, ...anchors], faults };
}; // prettier-ignore
