import { fail, ok, type Failure, type Place, type Result } from '#failure';
import { readFrontMatter } from '../front-matter.ts';
import { endOfBlock, frontOf, readBlocks, startOfBlock, tooNested } from '../markdown-blocks.ts';
import { placeAt, type Page } from '../page.ts';
import type { TaskDefaults } from '../task-contract.ts';
import { decoded, notText, pageOf, readTask, type Task } from '../task-file.ts';
import { emptyDesk, type Desk } from './desk.ts';
import type { Draft, ForeignForm } from './draft.ts';
import { draftFromFields } from './from-fields.ts';
import { draftFromFrontMatter } from './from-front-matter.ts';
import { lineToAdd } from './lines-to-add.ts';
import { writeDraft } from './write-draft.ts';
import type { Sheet } from './outline.ts';

/** What an imported task still lacks to be a contract. */
export type Lack = {
  readonly message: string;
  /** Where in the new file. */
  readonly where: Place;
  /** Where in the source the nearest thing to it stands; null where nothing does. */
  readonly source: Place | null;
  /** What to write there; null where the message says it. */
  readonly add: string | null;
};

/** A task of another tool in Writ's own form, and what a person has to know about it. */
export type ImportedTask = {
  readonly id: string;
  readonly form: ForeignForm;
  /** The new task file. */
  readonly text: string;
  readonly task: Task | null;
  readonly remarks: readonly { readonly message: string; readonly where: Place }[];
  readonly lacks: readonly Lack[];
};

export type ImportOptions = {
  /** What to call the source in messages and in the notes. */
  readonly file: string;
  /** What to call the new file, once its id is known. */
  readonly target: (id: string) => string;
  readonly defaults: TaskDefaults;
};

export const FORM_SAYS: Readonly<Record<ForeignForm, string>> = {
  'front-matter': 'front matter with acceptance criteria',
  list: 'named fields as a list',
  headings: 'named fields as headings',
};

/** Top fields that only Writ's own form has, and those that only the other form has. */
const OWN = /^(?:type|strictness|base|estimate|risk_tier|cites|paths|forbid|checks|done|no_tests|rollback)\s*:/m;
const FOREIGN = /^(?:scope|risk|impact|level)\s*:/m;
const STATUS = /^status\s*:\s*["']?(?:pending|in[-_]progress|completed|blocked|failed)\b/m;
const ID_FIELD = /^[ \t]*(?:#{1,6}[ \t]+|[*+-][ \t]+)[*`]{0,3}(?:TASK_ID|WP_ID)[*`]{0,3}[ \t]*(?::|$)/m;

/**
 * Which form a text has, from its front matter and from where TASK_ID stands: Writ's own, one of another tool, or none
 * that is known. Only what decides is looked at: whether it can be read is for its reader to say.
 */
export const taskForm = (text: string): 'own' | 'front-matter' | 'fields' | null => {
  const plain = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const front = /^---\n([^]*?)\n---[ \t]*(?:\n|$)/.exec(plain)?.[1];
  if (front !== undefined) {
    if (OWN.test(front)) return 'own';
    return (FOREIGN.test(front) || STATUS.test(front)) && /^id\s*:/m.test(front) ? 'front-matter' : null;
  }
  if (tooNested(plain) !== null) return null;
  const places = readBlocks(plain).children.filter(({ type }) => type === 'heading' || type === 'list');
  const stands = places.some((node) => ID_FIELD.test(plain.slice(startOfBlock(node), endOfBlock(node))));
  return stands ? 'fields' : null;
};

const LOOKED_FOR =
  'looked for: a front matter with id, name, status, depends_on, scope, risk, impact and level; or the field TASK_ID, as “- TASK_ID: WP-…” or as “## TASK_ID”';

type Reading = { readonly draft: Draft; readonly form: ForeignForm };

/** The draft of a page, with faults on the desk; or null where there is nothing to read. */
const readDraft = (page: Page, sheet: Sheet, desk: Desk): Reading | null => {
  const form = taskForm(page.text);
  if (form === 'fields') return draftFromFields(sheet, desk);
  const front = frontOf(sheet.root, page.text);
  if (form !== 'front-matter' || front === null) return null;
  const fields = readFrontMatter(front.yaml, front.at);
  if ('spans' in fields) return { draft: draftFromFrontMatter(sheet, fields, desk), form };
  desk.faults.push(...fields.map(({ at, message, remedy = 'mend the place shown' }) => ({ at, message, remedy })));
  return null;
};

const faultsOf = (page: Page, { faults }: Desk): readonly Failure[] =>
  faults
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, message, remedy }) => ({ code: 'task.field', message, remedy, where: placeAt(page, at) }));

/** Where the source speaks of a field, or of what it is part of. */
const originOf = (desk: Desk, field: string): number | null => {
  const found = desk.origins.get(field);
  const dot = field.lastIndexOf('.');
  return found ?? (dot === -1 ? null : originOf(desk, field.slice(0, dot)));
};

const headingsOf = (text: string): readonly string[] => {
  const headings = readBlocks(text).children.filter((node) => node.type === 'heading' && node.depth <= 2);
  return headings.map((node) => text.slice(startOfBlock(node), endOfBlock(node)));
};

/** What is opened in a section and never closed: in the new file it would swallow the sections that follow. */
const leftOpen = (draft: Draft): string | undefined =>
  (
    [
      ['What', draft.what],
      ['Why', draft.why],
      ['Out of scope', draft.outOfScope],
    ] as const
  ).find(([, text]) => headingsOf(`${text}\n\n## Next\n`).at(-1) !== '## Next')?.[0];

/** Whether every section of the new file begins where it should. */
const carriedOver = (text: string): boolean => headingsOf(text).join() === '## What,## Why,## Out of scope,## Notes';

const withProvenance = (desk: Desk, file: string, form: ForeignForm, place: (at: number) => Place): Desk['notes'] => [
  {
    title: 'Imported',
    text: [
      `From ${file}, ${FORM_SAYS[form]}.`,
      ...desk.remarks.map(({ at, message }) => `- line ${place(at).line}: ${message}`),
    ].join('\n'),
  },
  ...desk.notes,
];

/**
 * Reads a task of another tool (S2-R27 to R34, S3-R17 to R29) and writes it in Writ's own form. Nothing is lost: what
 * has no home in a contract stands in the notes. Nothing is guessed in silence: each guess is a remark, in the result
 * and in the notes. What the contract lacks stays empty and is listed, found by the parser that will read the file.
 *
 * @param bytes the source, as `parseTaskBytes` takes it.
 * @returns the task, or why nothing can be made of it: `task.form` where it has no such form, else every fault with
 * its place.
 */
export const importTask = (bytes: Uint8Array, { file, target, defaults }: ImportOptions): Result<ImportedTask> => {
  const text = decoded(bytes);
  if (text === null) return notText(bytes, file);
  const read = pageOf(text, file);
  if (!read.ok) return read;
  const page = read.value;
  const place = (at: number): Place => placeAt(page, at);
  const nested = tooNested(page.text);
  if (nested !== null) return fail('task.syntax', nested.message, { where: place(nested.at) });
  const root = readBlocks(page.text);
  const desk = emptyDesk();
  const found = readDraft(page, { text: page.text, root }, desk);
  const [fault, ...others] = faultsOf(page, desk);
  if (fault !== undefined) return { ok: false, failures: [fault, ...others] };
  if (found === null)
    return fail('task.form', `this is no task of a form that can be imported; ${LOOKED_FOR}`, { where: place(0) });
  const { draft, form } = found;
  desk.remarks.sort((a, b) => a.at - b.at);
  const written = writeDraft(draft, withProvenance(desk, file, form, place));
  const open = leftOpen(draft);
  if (open !== undefined || !carriedOver(written))
    return fail('task.syntax', 'a block of code or a comment is opened and never closed', {
      where: place((open === undefined ? null : originOf(desk, open)) ?? 0),
      remedy: 'close it',
    });
  const task = readTask({ file: target(draft.id), text: written }, { defaults });
  const faults = task.ok ? [] : task.faults;
  return ok({
    id: draft.id,
    form,
    text: written,
    task: task.ok ? task.value : null,
    remarks: desk.remarks.map(({ at, message }) => ({ message, where: place(at) })),
    lacks: faults.map(({ field, failure }) => {
      const at = originOf(desk, field.replace(/^key:/, ''));
      return {
        message: failure.message,
        where: failure.where ?? { file: target(draft.id), line: 1, column: 1 },
        source: at === null ? null : place(at),
        add: lineToAdd(draft, field),
      };
    }),
  });
};
