import type { ListItem, RootContent } from 'mdast';
import { refuse, keepSection, type Desk } from './desk.ts';
import type { ForeignForm } from './draft.ts';
import { fieldNamed, nearlyField, type FieldName } from './field-names.ts';
import { endOfBlock, startOfBlock } from '../markdown-blocks.ts';
import { entriesOf, oneLine, sectionsOf, sourceOf, type Entry, type Section, type Sheet } from './outline.ts';

/** One named field: what stands on its own line, what stands below, and all of it as it was written. */
export type Field = {
  readonly at: number;
  readonly value: string;
  readonly entries: readonly Entry[];
  /** What is neither on its line nor an entry. */
  readonly prose: string;
  readonly nodes: readonly RootContent[];
  readonly source: string;
};

export type Fields = {
  readonly form: Exclude<ForeignForm, 'front-matter'>;
  readonly found: ReadonlyMap<FieldName, Field>;
  /** The headings of the first level, as they are written. */
  readonly titles: readonly string[];
};

/** The fields by which the form is told: a table or a log under a heading of its own makes no other form. */
const CORE: readonly FieldName[] = ['WHAT', 'WHY', 'IN_SCOPE_PATHS', 'DONE_MEANS', 'TEST_PLAN'];

/** Headings that only group fields. */
const GROUPS = /^(metadata|scope|task)$/i;
const isGroup = ({ title, depth }: Section): boolean => depth <= 1 || GROUPS.test(title);

type Label = { readonly label: string; readonly value: string };

/** `LABEL: value`, with or without marks around the label. */
const labelled = (text: string): Label | null => {
  const { label, value } =
    /^(?<label>[*`]{0,3}[A-Za-z][^:\n]{0,60}?):[*`]{0,3}(?:\s+(?<value>[^]*))?$/.exec(text)?.groups ?? {};
  return label === undefined ? null : { label, value: (value ?? '').trim() };
};

/** A heading is a label with or without a colon behind it. */
const headed = (title: string): Label => labelled(title) ?? { label: title, value: '' };

const fieldFrom = (text: string, at: number, value: string, nodes: readonly RootContent[]): Field => {
  const below = sourceOf(text, nodes);
  const source = [value, below].filter((part) => part !== '').join('\n\n');
  return { at, value, ...entriesOf(text, nodes), nodes, source };
};

type Reading = { readonly sheet: Sheet; readonly desk: Desk; readonly found: Map<FieldName, Field> };

const add = ({ desk, found }: Reading, name: FieldName, field: Field): void => {
  if (found.has(name)) refuse(desk, field.at, `the field ${name} is there twice`, 'leave one of them');
  else found.set(name, field);
};

/** Says that a label is nearly a field: read as text, what it says would be lost to the contract. */
const suspect = (desk: Desk, at: number, label: string): void => {
  const meant = nearlyField(label);
  if (meant !== null)
    refuse(desk, at, `there is no field “${oneLine(label).slice(0, 60)}”; did you mean ${meant}?`, `write ${meant}`);
};

/** Reads an item of a list that groups fields; gives back the item where it is none. */
const readItem = (reading: Reading, item: ListItem): ListItem | null => {
  const { text } = reading.sheet;
  const [first, ...rest] = item.children;
  const words = first?.type === 'paragraph' ? text.slice(startOfBlock(first), endOfBlock(first)) : '';
  const said = labelled(words);
  const name = said === null ? null : fieldNamed(said.label);
  if (said === null || name === null) {
    if (said !== null) suspect(reading.desk, startOfBlock(item), said.label);
    return item;
  }
  const column = startOfBlock(item) - (text.lastIndexOf('\n', startOfBlock(item) - 1) + 1);
  const value = said.value.replaceAll(new RegExp(`\\n[ \\t]{0,${column + 2}}`, 'g'), '\n');
  add(reading, name, fieldFrom(text, startOfBlock(first ?? item), value, rest));
  return null;
};

/** Reads what stands in a group: lists of fields, and text that is none. */
const readGroup = (reading: Reading, section: Section, isLaterTitle: boolean): void => {
  const { sheet, desk } = reading;
  const strangers = section.nodes.flatMap((node): readonly RootContent[] =>
    node.type === 'list' ? node.children.flatMap((item) => readItem(reading, item) ?? []) : [node],
  );
  const text = strangers.map((node) => sourceOf(sheet.text, [node])).join('\n\n');
  // The title of the file may become the name of the task; that of a group says nothing.
  if (text !== '' || isLaterTitle) keepSection(desk, section.title, text);
};

/** Whether a heading ends the section it is met in. Below a field only one of its own level or above does. */
const ends = (_title: string, depth: number, within: Section): boolean => isGroup(within) || depth <= within.depth;

/**
 * Reads named fields, as items of a list (`- TASK_ID: …`), as headings (`## TASK_ID`), or as both. A field counts only
 * in its place: an item of the list below another field is text of that field.
 *
 * @returns the fields, with what was twice or misspelt on the desk, and text that is none in the notes.
 */
export const readFields = (sheet: Sheet, desk: Desk): Fields => {
  const reading: Reading = { sheet, desk, found: new Map() };
  const sections = sectionsOf(sheet, ends);
  const titles = sections.filter(({ depth }) => depth === 1).map(({ title }) => title);
  let headings = 0;
  for (const section of sections) {
    const { label, value } = headed(section.title);
    const name = section.depth === 0 ? null : fieldNamed(label);
    if (name !== null) {
      if (CORE.includes(name)) headings += 1;
      add(reading, name, fieldFrom(sheet.text, section.at, value, section.nodes));
    } else if (isGroup(section)) readGroup(reading, section, section.depth === 1 && section.title !== titles[0]);
    else {
      suspect(desk, section.at, label);
      keepSection(desk, section.title, sourceOf(sheet.text, section.nodes));
    }
  }
  return { form: headings > 0 ? 'headings' : 'list', found: reading.found, titles };
};
