import { beginsDescription, readApiFile } from '../api/description.ts';
import { isRecord } from '../documents/api-data.ts';
import { sectionsOf } from '../documents/lines.ts';
import { entriesOf, isSaid, type Listing } from './listing.ts';

type Texts = ReadonlyMap<string, string>;
const short = (text: string): string => (text.split('\n', 1)[0] ?? '').slice(0, 80);

const listed = (section: Listing, what: string): readonly string[] => {
  const entries = entriesOf(section);
  if (entries.length === 0) return [`${section.file}:${section.line} lists no ${what}`];
  return entries
    .filter(({ text }) => /\b(?:TBD|TODO)\b/u.test(text))
    .map(({ text, line }) => `${section.file}:${line}: “${short(text)}” is not settled`);
};

/** Every trade-off says what makes one look at it again: in a column or field of its own, or in its words (S4-R2). */
const revisited = (section: Listing): readonly string[] => {
  const missing = entriesOf(section).filter(({ text, columns }) => {
    const column = [...columns].find(([name]) => /revisit|trigger/u.test(name));
    return column === undefined ? !/\b(?:revisit|trigger)\w*\b/iu.test(text) : !isSaid(column[1]);
  });
  return [
    ...listed(section, 'trade-off'),
    ...missing.map(({ text, line }) => `${section.file}:${line}: “${short(text)}” does not say when to revisit it`),
  ];
};

const PREREQUISITE =
  /\b(?:prerequisites?|depends? (?:up)?on|blocked by|requires?|needs|only after|once phase|after phase)\b/iu;

/** The phases of a roadmap: each says what belongs to it, and each but the first what has to be done before it (S4-R2). */
const phased = ({ file, line, lines }: Listing): readonly string[] => {
  const sections = sectionsOf(lines.map((one, index) => ({ ...one, at: index + 1 })));
  const phases = sections.flatMap(({ title, line: first, lastLine }) => {
    const [, digits] = /^(?:[\d.]+\s+)?phase[ -](\d+)\b/iu.exec(title) ?? [];
    const at = lines[first - 1]?.at ?? line;
    return digits === undefined ? [] : [{ number: Number(digits), at, body: lines.slice(first, lastLine) }];
  });
  if (phases.length === 0) return [`${file}:${line} has no heading “Phase N”`];
  return phases.flatMap(({ number, at, body }, index): readonly string[] => {
    const before = phases[index - 1];
    const says = body.filter(({ text }) => !/^ {0,3}#{1,6}\s/u.test(text) && isSaid(text.replace(/^[\s|*+-]+/u, '')));
    const needs = says.filter(({ text }) => PREREQUISITE.test(text));
    const named = needs.flatMap(({ text }) => [...text.matchAll(/\bphase[ -](\d+)/giu)].map(([, digits]) => Number(digits)));
    const later = named.find((one) => one >= number);
    return [
      ...(before !== undefined && number <= before.number ? [`${file}:${at}: phase ${number} comes after phase ${before.number}`] : []),
      ...(says.length === 0 ? [`${file}:${at}: phase ${number} says nothing of what belongs to it`] : []),
      ...(before !== undefined && says.length > 0 && needs.length === 0
        ? [`${file}:${at}: phase ${number} does not say what blocks it; write: Prerequisites: phase ${before.number}`]
        : []),
      ...(later === undefined ? [] : [`${file}:${at}: phase ${number} is blocked by phase ${later}, which does not come before it`]),
    ];
  });
}; // prettier-ignore

/** The register has entries that say something, each once, and where work begins it is named (S4-R10). */
const registered = (section: Listing, texts: Texts): readonly string[] => {
  const { file, line } = section;
  const entries = entriesOf(section).flatMap(({ text, line: at }) => {
    const [whole, id] = /^\|?\s*\**\[?(ASM-[\w.-]*\w)/u.exec(text) ?? [];
    return whole === undefined || id === undefined ? [] : [{ id, at, says: text.slice(whole.length) }];
  });
  if (entries.length === 0) return [`${file}:${line} has no entry ASM-…`];
  const name = file.split('/').at(-1) ?? file;
  const isNamed = [...texts].some(([path, text]) => path !== file && (text.includes(name) || /\bASM-\d/u.test(text)));
  return [
    ...entries.filter(({ id }, index) => entries.findIndex((one) => one.id === id) < index).map(({ id, at }) => `${file}:${at} has ${id} twice`),
    ...entries.filter(({ says }) => !/\p{L}/u.test(says)).map(({ id, at }) => `${file}:${at}: ${id} says nothing`),
    ...(isNamed ? [] : [`${file} is named by none of the other documents here: link it from where whoever begins reads`]),
  ];
}; // prettier-ignore

const hasMembers = (value: unknown): boolean =>
  isRecord(value) && Object.entries(value).some(([name, member]) => !name.startsWith('x-') && isRecord(member) && Object.keys(member).length > 0); // prettier-ignore

const described = ({ file }: Listing, texts: Texts): readonly string[] => {
  const read = readApiFile(file, texts.get(file) ?? '');
  if ('fault' in read) return [`${file}:${read.fault.line}:${read.fault.column}: ${read.fault.says}`];
  const { value } = read;
  if (beginsDescription(value) === null || !isRecord(value)) return [`${file} is no OpenAPI or AsyncAPI description`];
  const isAny = ['paths', 'webhooks', 'channels', 'operations'].some((name) => hasMembers(value[name]));
  return isAny ? [] : [`${file}:1 describes no operation: nothing is held to it`];
};

const written = ({ file, line, lines }: Listing): readonly string[] =>
  lines.some(({ text }) => isSaid(text)) ? [] : [`${file}:${line} says nothing`];

/** What has to hold in each place that an item names; each finding with its place. */
export const MET_BY = {
  contracts: described,
  security_gates: (section: Listing) => listed(section, 'gate'),
  operations_gates: (section: Listing) => listed(section, 'gate'),
  trade_offs: revisited,
  roadmap: phased,
  assumptions: registered,
  entry_points: written,
} as const satisfies Readonly<Record<string, (section: Listing, texts: Texts) => readonly string[]>>;
