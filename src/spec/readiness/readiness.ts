import { z } from 'zod';
import { beginsDescription, readApiFile } from '../api/description.ts';

/** Where a repository says how each item of its readiness is met. */
export const READINESS_FILE = '.writ/readiness.yaml';

/** What has to stand before agents write code (S4-R2, R6, R10, R11, R13, R14), in this order. */
export const READINESS_ITEMS = {
  contracts: 'descriptions of the APIs, which are what the code is held to',
  security_gates: 'what has to hold for security before a launch',
  operations_gates: 'what has to hold for operations before a launch',
  trade_offs: 'trade-offs that were made, each with what makes one look at it again',
  roadmap: 'the phases of the work, in their order',
  assumptions: 'the register of assumptions',
  entry_points: 'where whoever begins finds the rest',
} as const;
export type ReadinessItem = keyof typeof READINESS_ITEMS;

const place = z.string().regex(/\S/u);
const item = z.union([
  z.strictObject({ at: z.array(place).min(1) }),
  z.strictObject({ none: z.string().regex(/^because\b\P{L}*[\p{L}\p{N}]/u, 'says why: “because …”') }),
]);

/** The form of `.writ/readiness.yaml`: each item says where it is met, or why there is none. */
export const readinessSchema = z.strictObject({
  contracts: item.optional(),
  security_gates: item.optional(),
  operations_gates: item.optional(),
  trade_offs: item.optional(),
  roadmap: item.optional(),
  assumptions: item.optional(),
  entry_points: item.optional(),
});
export type ReadinessTerms = z.infer<typeof readinessSchema>;

/** How one item stands: where it is met, and what speaks against it. Nothing said of it is missing, and refuses. */
export type ReadinessFinding = {
  readonly item: ReadinessItem;
  readonly outcome: 'pass' | 'fail' | 'missing';
  readonly says: string;
  /** `FILE:LINE` of each place that meets it. */
  readonly at: readonly string[];
  readonly findings: readonly string[];
};

type Section = { readonly file: string; readonly line: number; readonly lines: readonly string[] };

const HEADING = /^(#{1,6})\s+(.+)$/su;
const titleOf = (line: string): string | undefined =>
  HEADING.exec(line)?.[2]
    ?.replace(/(?<!#)#+$/u, '')
    .trimEnd();

/** The lines of a file outside of code fences; those inside are empty. */
const plainLines = (text: string): readonly string[] => {
  let fence: string | null = null;
  return text.split(/\r?\n/u).map((line) => {
    const [, mark] = /^\s*(`{3,}|~{3,})/u.exec(line) ?? [];
    if (mark !== undefined && (fence === null || mark.startsWith(fence))) {
      fence = fence === null ? mark : null;
      return '';
    }
    return fence === null ? line : '';
  });
};

/** A file, or the section of it under a heading: `FILE#Heading`. */
const sectionAt = (cited: string, texts: ReadonlyMap<string, string>): Section | string => {
  const [file = '', heading] = cited.split('#', 2);
  const text = texts.get(file);
  if (text === undefined) return `there is no file ${file}`;
  const lines = plainLines(text);
  if (heading === undefined) return { file, line: 1, lines };
  const levelOf = (line: string): number => HEADING.exec(line)?.[1]?.length ?? 0;
  const start = lines.findIndex((line) => titleOf(line)?.toLowerCase() === heading.trim().toLowerCase());
  if (start === -1) return `${file} has no heading “${heading}”`;
  const level = levelOf(lines[start] ?? '');
  const length = lines.slice(start + 1).findIndex((line) => levelOf(line) > 0 && levelOf(line) <= level);
  return { file, line: start + 1, lines: lines.slice(start + 1, length === -1 ? undefined : start + 1 + length) };
};

const isRule = (row: string): boolean => /^\s*\|?[\s:|-]+\|?\s*$/u.test(row) && row.includes('-');
const cellsOf = (row: string): readonly string[] => row.trim().replace(/^\||\|$/gu, '').split('|').map((cell) => cell.trim()); // prettier-ignore

/** What is listed in a section: rows of tables, with their columns, and items of lists. What has no letter says nothing. */
type Entry = { readonly text: string; readonly columns: ReadonlyMap<string, string> | null };

const entriesOf = ({ lines }: Section): readonly Entry[] => {
  let header: readonly string[] | null = null;
  const all = lines.flatMap((line, index): readonly Entry[] => {
    if (!line.trim().startsWith('|')) {
      header = null;
      const [, text] = /^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(\S.*)$/u.exec(line) ?? [];
      return text === undefined ? [] : [{ text, columns: null }];
    }
    if (isRule(line)) return [];
    if (header === null && isRule(lines[index + 1] ?? '')) {
      header = cellsOf(line).map((name) => name.toLowerCase());
      return [];
    }
    const names = header ?? [];
    return [{ text: line.trim(), columns: new Map(cellsOf(line).map((cell, at) => [names[at] ?? '', cell])) }];
  });
  return all.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
};

const isSaid = (text: string): boolean => /[\p{L}\p{N}]/u.test(text) && !/^(?:TBD|TODO|N\/A|none|\?+)\b/iu.test(text);

const listed = (section: Section, what: string): readonly string[] => {
  const entries = entriesOf(section);
  const open = entries.filter(({ text }) => /\b(?:TBD|TODO)\b/u.test(text));
  if (entries.length === 0) return [`${section.file}:${section.line} lists no ${what}`];
  return open.map(({ text }) => `${section.file}: “${text.slice(0, 80)}” is not settled`);
};

/** Every trade-off says what makes one look at it again: in a column, or in its words. */
const revisited = (section: Section): readonly string[] => {
  const missing = entriesOf(section).filter(({ text, columns }) => {
    const column = [...(columns ?? [])].find(([name]) => /revisit|trigger/u.test(name));
    return column === undefined ? !/\b(?:revisit|trigger)\w*\b/iu.test(text) : !isSaid(column[1]);
  });
  return [
    ...listed(section, 'trade-off'),
    ...missing.map(({ text }) => `${section.file}: “${text.slice(0, 80)}” does not say when to revisit it`),
  ];
};

const phased = ({ file, line, lines }: Section): readonly string[] => {
  const numbers = lines.flatMap((one) => /^#{1,6}\s.*?\bphase\s+(\d+)/isu.exec(one)?.[1] ?? []).map(Number);
  if (numbers.length === 0) return [`${file}:${line} has no heading “Phase N”`];
  const wrong = numbers.findIndex((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0));
  return wrong === -1 ? [] : [`${file}: phase ${numbers[wrong]} comes after phase ${numbers[wrong - 1]}`];
};

const registered = (section: Section): readonly string[] => {
  const ids = section.lines.flatMap((line) => /^\s*(?:\||[-*+]|#{1,6})\s*\**(ASM-[\w.-]+)/u.exec(line)?.[1] ?? []);
  if (ids.length === 0) return [`${section.file}:${section.line} has no entry ASM-…`];
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return twice === undefined ? [] : [`${section.file} has ${twice} twice`];
};

const described = ({ file }: Section, texts: ReadonlyMap<string, string>): readonly string[] => {
  const read = readApiFile(file, texts.get(file) ?? '');
  if ('fault' in read) return [`${file}:${read.fault.line}:${read.fault.column}: ${read.fault.says}`];
  return beginsDescription(read.value) === null ? [`${file} is no OpenAPI or AsyncAPI description`] : [];
};

const written = ({ file, line, lines }: Section): readonly string[] =>
  lines.some((one) => isSaid(one)) ? [] : [`${file}:${line} says nothing`];

const RULES: Readonly<Record<ReadinessItem, (section: Section, texts: ReadonlyMap<string, string>) => readonly string[]>> = {
  contracts: described,
  security_gates: (section) => listed(section, 'gate'),
  operations_gates: (section) => listed(section, 'gate'),
  trade_offs: revisited,
  roadmap: phased,
  assumptions: registered,
  entry_points: written,
}; // prettier-ignore

const judgeItem = (name: ReadinessItem, terms: ReadinessTerms, texts: ReadonlyMap<string, string>): ReadinessFinding => {
  const said = terms[name];
  const about = { item: name, says: READINESS_ITEMS[name] };
  if (said === undefined)
    return { ...about, outcome: 'missing', at: [], findings: [`${READINESS_FILE} does not say where it is`] };
  if ('none' in said) return { ...about, outcome: 'pass', at: [], findings: [], says: `${about.says}: none, ${said.none}` };
  const sections = said.at.map((cited) => sectionAt(cited, texts));
  const findings = sections.flatMap((section) => (typeof section === 'string' ? [section] : RULES[name](section, texts)));
  const at = sections.flatMap((section) => (typeof section === 'string' ? [] : [`${section.file}:${section.line}`]));
  return { ...about, outcome: findings.length === 0 ? 'pass' : 'fail', at, findings };
}; // prettier-ignore

/** The files that the items name. */
export const filesOfReadiness = (terms: ReadinessTerms): readonly string[] =>
  Object.values(terms).flatMap((one) => (one === undefined || 'none' in one ? [] : one.at.map((at) => at.split('#', 1)[0] ?? ''))); // prettier-ignore

/**
 * Whether a repository is ready for agents to write code in it: every item says where it is met, and is met there, or
 * says why there is none. An item of which nothing is said is missing.
 */
export const judgeReadiness = (
  terms: ReadinessTerms,
  texts: ReadonlyMap<string, string>,
): readonly ReadinessFinding[] => {
  const names: readonly ReadinessItem[] = ['contracts', 'security_gates', 'operations_gates', 'trade_offs', 'roadmap', 'assumptions', 'entry_points']; // prettier-ignore
  return names.map((name) => judgeItem(name, terms, texts));
};
