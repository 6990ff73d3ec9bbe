import { parseCitation } from '#spec';
import { isTaskId } from '../completeness.ts';
import type { FrontMatter, Raw } from '../front-matter.ts';
import { keep, keepSection, refuse, remark, type Desk } from './desk.ts';
import type { Draft } from './draft.ts';
import { stateNamed } from './field-names.ts';
import { entriesOf, oneLine, sectionsOf, sourceOf, type Section, type Sheet } from './outline.ts';

const ESTIMATE = ['scope', 'risk', 'impact', 'level'] as const;
const TAKEN: readonly string[] = ['id', 'name', 'status', 'depends_on', ...ESTIMATE];

const placeOf = ({ spans }: FrontMatter, field: string): number => spans.get(field)?.start ?? 0;

/** The text of a field; a fault where it is a list or a map. */
const wordOf = (front: FrontMatter, desk: Desk, field: string): string => {
  const raw = Object.hasOwn(front.fields, field) ? front.fields[field] : null;
  if (typeof raw === 'string') return oneLine(raw);
  if (raw !== null && raw !== undefined)
    refuse(desk, placeOf(front, field), `“${field}” is not one word or line`, `${field}: …`);
  return '';
};

/** Writ's ids begin with `WP-`; what could name another file than its own is refused (S3-D12). */
const ownId = (desk: Desk, at: number, id: string): string => {
  const own = isTaskId(id) ? id : `WP-${id}`;
  if (isTaskId(own)) return own;
  const message = id === '' ? 'the task has no id' : `“${id.slice(0, 100)}” cannot be an id`;
  refuse(desk, at, message, 'write it in letters, digits, “.”, “_” and “-”, at most 96 of them');
  return '';
};

const readId = (front: FrontMatter, desk: Desk): string => {
  const said = wordOf(front, desk, 'id');
  const id = ownId(desk, placeOf(front, 'id'), said);
  if (id !== '' && id !== said) remark(desk, placeOf(front, 'id'), `the id “${said}” became ${id}`);
  return id;
};

const readDependencies = (front: FrontMatter, desk: Desk): readonly string[] => {
  const raw: Raw | undefined = front.fields['depends_on'];
  if (raw === null || raw === undefined) return [];
  if (typeof raw !== 'string' && !isList(raw)) {
    refuse(desk, placeOf(front, 'depends_on'), '“depends_on” is not a list', 'depends_on: [ID, ID]');
    return [];
  }
  const items = typeof raw === 'string' ? [raw] : raw;
  return items.flatMap((item, index) => {
    const at = placeOf(front, `depends_on.${index + 1}`);
    return typeof item === 'string' ? [ownId(desk, at, oneLine(item))] : [];
  });
};
const isList = (raw: readonly Raw[] | { readonly [key: string]: Raw }): raw is readonly Raw[] => Array.isArray(raw);

const readType = (desk: Desk, level: string, at: number): Draft['type'] => {
  const type = level === 'research' ? 'research' : 'feature';
  remark(
    desk,
    at,
    `the form has no type: ${type} was assumed${level === '' ? '' : `, from level ${level}`}; it makes the prefix of the commit`,
  );
  return type;
};

type Sections = ReadonlyMap<string, Section>;
const HOME = ['description', 'acceptance criteria', 'references', 'notes', 'summary'];

const readSections = (sheet: Sheet, desk: Desk): Sections => {
  const found = new Map<string, Section>();
  for (const section of sectionsOf(sheet, (_title, depth) => depth <= 2)) {
    const name = oneLine(section.title.replace(/[*_`:]/g, '')).toLowerCase();
    if (!HOME.includes(name)) keepSection(desk, section.title, sourceOf(sheet.text, section.nodes));
    else if (found.has(name))
      refuse(desk, section.at, `the section “${section.title}” is there twice`, 'leave one of them');
    else found.set(name, section);
  }
  return found;
};

const readDone = (sheet: Sheet, desk: Desk, section: Section | undefined): Draft['done'] => {
  if (section === undefined) return [];
  desk.origins.set('done', section.at);
  const { entries, prose } = entriesOf(sheet.text, section.nodes);
  if (prose !== '' || entries.some(({ nested }) => nested !== ''))
    keep(desk, section.title, sourceOf(sheet.text, section.nodes));
  if (/^[ \t]*(?:[*+-]|\d+[.)])[ \t]+\[[xX]\]/m.test(sourceOf(sheet.text, section.nodes)))
    remark(desk, section.at, 'a ticked box proves nothing: each done-item needs its proof here too');
  return entries.map(({ text, at }, index) => {
    desk.origins.set(`done.${index + 1}`, at);
    return { says: text, cites: [], proof: null };
  });
};

const readCites = (sheet: Sheet, desk: Desk, section: Section | undefined): readonly string[] => {
  if (section === undefined) return [];
  const { entries } = entriesOf(sheet.text, section.nodes);
  keep(desk, section.title, sourceOf(sheet.text, section.nodes));
  return entries.map(({ text }) => text).filter((text) => parseCitation(text).ok);
};

const inYaml = (raw: Raw): string => (typeof raw === 'string' ? raw : JSON.stringify(raw));

/** What the front matter says beyond the form, and where the task is said to stand: kept, and told. */
const keepRest = (front: FrontMatter, desk: Desk): void => {
  const status = wordOf(front, desk, 'status');
  const own = stateNamed(status);
  if (status !== '')
    remark(
      desk,
      placeOf(front, 'status'),
      `status “${status.slice(0, 60)}”${own === null ? '' : ` (${own})`} is not taken over: only what Writ's ledger has seen is a state`,
    );
  const others = Object.entries(front.fields).filter(([key]) => !TAKEN.includes(key));
  keep(desk, 'Other fields', others.map(([key, raw]) => `- ${key}: ${inYaml(raw)}`).join('\n'));
};

/** Reads a task with machine fields in its front matter and acceptance criteria in its body (S2-R27 to S2-R34). */
export const draftFromFrontMatter = (sheet: Sheet, front: FrontMatter, desk: Desk): Draft => {
  const sections = readSections(sheet, desk);
  const description = sections.get('description');
  const estimate = ESTIMATE.flatMap((field) => {
    desk.origins.set(`estimate.${field}`, placeOf(front, field));
    const word = wordOf(front, desk, field).toLowerCase();
    return word === '' ? [] : [[field, word] as const];
  });
  for (const field of ['id', 'name', 'depends_on']) desk.origins.set(field, placeOf(front, field));
  const risk = wordOf(front, desk, 'risk');
  if (risk !== '')
    remark(
      desk,
      placeOf(front, 'risk'),
      `risk “${risk}” is how likely the work fails; the risk tier, how much proof it owes, is computed from it and from the paths`,
    );
  const draft: Draft = {
    id: readId(front, desk),
    name: wordOf(front, desk, 'name'),
    type: readType(desk, wordOf(front, desk, 'level').toLowerCase(), placeOf(front, 'level')),
    phase: null,
    dependsOn: readDependencies(front, desk),
    estimate: Object.fromEntries(estimate),
    riskTier: null,
    cites: readCites(sheet, desk, sections.get('references')),
    allow: [],
    checks: [],
    done: readDone(sheet, desk, sections.get('acceptance criteria')),
    rollback: '',
    what: description === undefined ? '' : sourceOf(sheet.text, description.nodes).trim(),
    why: '',
    outOfScope: '',
  };
  if (description !== undefined) desk.origins.set('What', description.at);
  keepRest(front, desk);
  for (const name of ['notes', 'summary']) {
    const section = sections.get(name);
    keep(
      desk,
      name === 'notes' ? 'Notes of the source' : 'Summary',
      section === undefined ? '' : sourceOf(sheet.text, section.nodes),
    );
  }
  return draft;
};
