import { fail, invariant, ok, type Failure, type Result } from '#failure';
import { incompleteFields } from './completeness.ts';
import type { Check, Contract } from './contract.ts';
import type { Estimate } from './estimate.ts';
import { readFrontMatter, type FrontMatter, type Span, type YamlFault } from './front-matter.ts';
import { placeAt, type Page } from './page.ts';
import { joinWords } from './shell-words.ts';
import { placeholdersIn } from './placeholders.ts';
import { splitTask, type TaskParts } from './task-body.ts';
import { takeContract, type TaskDefaults } from './task-contract.ts';
import { FIELD, sayUnknown, TASK_FIELDS, TOLERATED_FIELDS } from './task-fields.ts';
import { blame, spanOf, startOf, take, takeAll, type Fault, type Form } from './task-form.ts';

/** A task as its file tells it: what is signed, and what only orders and accompanies the work. */
export type Task = {
  readonly contract: Contract;
  readonly dependsOn: readonly string[];
  readonly estimate: Estimate | null;
  readonly phase: number | null;
  /** What it is worth, beside others; null: nobody has said. */
  readonly value: number | null;
  /** The section “Notes”: not part of the contract. */
  readonly notes: string;
  /** The name the text was given, for messages. */
  readonly file: string;
};

export type TaskOptions = {
  /** What to call the file in messages. */
  readonly file: string;
  readonly defaults: TaskDefaults;
  /** What keeps the harness from executing a check, or null; only whoever executes it can say. */
  readonly commandFault?: CommandFault;
};

type CommandFault = (check: Check) => Failure | null;

/** Nobody reads a longer order before signing it. */
const FILE_LIMIT = 256 * 1024;
const FRONT_LIMIT = 64 * 1024;

const takeDependencies = (form: Form, id: string): readonly string[] => {
  const dependsOn = takeAll(form, 'depends_on', FIELD.taskId, () => '');
  dependsOn.forEach((on, index) => {
    const twice = dependsOn.indexOf(on) < index;
    if (on === '' || (on !== id && !twice)) return;
    const message = twice ? `“${on}” is listed twice` : 'the task depends on itself';
    blame(form, `depends_on.${index + 1}`, { code: 'task.field', message, remedy: 'remove it from `depends_on`' });
  });
  return dependsOn;
};

/** Two fields of which one is, or lies in, the other. */
const related = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

/** What the contract lacks as a whole, but for fields that could not be read: those have their fault already. */
const judge = (form: Form, page: Page, contract: Contract, commandFault: CommandFault): void => {
  const unreadable = form.faults.map(({ field }) => field.replace(/^key:/, ''));
  for (const { field, failure } of incompleteFields(contract)) {
    if (!unreadable.some((other) => related(field, other)))
      form.faults.push({ field, at: startOf(form.spans, field), failure });
  }
  for (const [index, check] of contract.checks.entries()) {
    const field = `checks.${index + 1}.run`;
    const failure = unreadable.some((other) => related(field, other)) ? null : commandFault(check);
    if (failure !== null) form.faults.push({ field, at: startOf(form.spans, field), failure });
  }
  const seen = new Map<string, number>();
  for (const { field, text } of placeholdersIn(contract)) {
    const { start, end } = spanOf(form.spans, field);
    const found = page.text.indexOf(text, seen.get(`${field} ${text}`) ?? start);
    const at = found === -1 || found >= end ? start : found;
    seen.set(`${field} ${text}`, at + text.length);
    form.faults.push({ field, at, failure: { code: 'task.placeholder', message: `“${text}” was left unfilled` } });
  }
};

const sectionSpans = ({ front, sections }: TaskParts): readonly (readonly [string, Span])[] => {
  const after = { start: front?.end ?? 0, end: front?.end ?? 0 };
  return (['What', 'Why', 'Out of scope'] as const).map((section) => [section, sections[section]?.span ?? after]);
};

/** How many faults are told at once. */
const FAULTS_TOLD = 100;

/** A failure, and the field of the task file it is about (`done.2.proof`), or nothing where it is about the whole. */
export type FieldFailure = { readonly field: string; readonly failure: Failure };

/** A task, or every fault of its file with the field it is about. */
export type TaskReading =
  | { readonly ok: true; readonly value: Task }
  | { readonly ok: false; readonly faults: readonly [FieldFailure, ...FieldFailure[]] };

/** The faults with their places, in the order of the file. */
const failuresOf = (page: Page, faults: readonly Fault[]): readonly FieldFailure[] =>
  faults
    .toSorted((a, b) => a.at - b.at)
    .slice(0, FAULTS_TOLD)
    .map(({ at, field, failure }) => ({ field, failure: { ...failure, where: placeAt(page, at) } }));

const syntaxFault = ({ at, message, remedy = 'mend the place shown' }: YamlFault): Fault => ({
  field: '',
  at,
  failure: { code: 'task.syntax', message, remedy },
});

/** The fields of a front matter, or what leaves nothing to read of it. */
const readFront = (front: TaskParts['front'], { text, file }: Page): FrontMatter | readonly YamlFault[] => {
  const begins = /^---[ \t]*(\n|$)/u.test(text);
  if (front === null)
    return [
      {
        at: 0,
        message: begins
          ? 'the front matter that begins here is not closed: a line of “---” ends it'
          : 'the file does not begin with a front matter between two lines of “---”',
        remedy: begins
          ? 'close it with a line of “---”'
          : `if it is a task of another tool: writ task import ${joinWords([file])}`,
      },
    ];
  if (front.yaml.length > FRONT_LIMIT)
    return [{ at: front.at, message: 'the front matter is longer than 64 KiB', remedy: 'cut the task smaller' }];
  return readFrontMatter(front.yaml, front.at);
};

/** The form of a task file, or the faults that leave none; either way with what the body had wrong. */
const readForm = (parts: TaskParts, page: Page): Form | readonly Fault[] => {
  const faults = parts.faults.map(({ at, message }): Fault => ({
    field: '',
    at,
    failure: { code: 'task.field', message, remedy: 'rename the heading, or move the text' },
  }));
  const front = readFront(parts.front, page);
  if (!('spans' in front)) return [...faults, ...front.map(syntaxFault)];
  const form: Form = { raw: front.fields, spans: new Map([...front.spans, ...sectionSpans(parts)]), faults };
  for (const key of Object.keys(front.fields)) {
    const known = TASK_FIELDS.some((field) => field === key) || TOLERATED_FIELDS.includes(key);
    if (!known) blame(form, `key:${key}`, { code: 'task.field', message: sayUnknown(key, TASK_FIELDS) });
  }
  return form;
};

/** The fields of a page as they stand, whatever is wrong with them; null where there are none. */
export const readFields = (page: Page): Form | null => {
  const parts = splitTask(page.text);
  const form = 'message' in parts ? null : readForm(parts, page);
  return form !== null && 'raw' in form ? form : null;
};

const refused = (page: Page, faults: readonly Fault[]): Extract<TaskReading, { readonly ok: false }> => {
  const [first, ...rest] = failuresOf(page, faults);
  invariant(first !== undefined, 'what cannot be read has a reason');
  return { ok: false, faults: [first, ...rest] };
};

/** What keeps a text from being read as a page at all: its size, or something in it that is no text. */
export const pageOf = (text: string, file: string): Result<Page> => {
  if (text.length > FILE_LIMIT) return tooLarge(file);
  const page: Page = { file, text: text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n') };
  const strange = page.text.search(/[^\P{Cc}\n\t]|\p{Cs}/u);
  return strange === -1
    ? ok(page)
    : fail('input.unreadable', `${file} is not text: it holds a control character or half a character`, {
        where: placeAt(page, strange),
      });
};

/** Reads a page as `parseTask` does, and says of each fault which field it is about. */
export const readTask = (
  page: Page,
  { defaults, commandFault = () => null }: Pick<TaskOptions, 'defaults' | 'commandFault'>,
): TaskReading => {
  const parts = splitTask(page.text);
  if ('message' in parts) return refused(page, [syntaxFault(parts)]);
  const form = readForm(parts, page);
  if (!('raw' in form)) return refused(page, form);
  const estimate = take<Estimate | null>(form, 'estimate', FIELD.estimate, null);
  const phase = take<number | null>(form, 'phase', FIELD.phase, null);
  const value = take<number | null>(form, 'value', FIELD.value, null);
  const contract = takeContract(form, parts.sections, estimate, defaults);
  const dependsOn = takeDependencies(form, contract.id);
  judge(form, page, contract, commandFault);
  if (form.faults.length > 0) return refused(page, form.faults);
  const notes = parts.sections.Notes?.text ?? '';
  return { ok: true, value: { contract, dependsOn, estimate, phase, value, notes, file: page.file } };
};

/**
 * Reads a task file: YAML front matter and Markdown sections, in the shape of PRODUCT “Task file”. What it returns is
 * complete in the sense of `incompleteIn` and free of placeholders. Line ends may be `\n` or `\r\n`.
 *
 * @param text at most 256 KiB of text without control characters.
 * @returns the task, or every independent fault with file, line, column and a remedy: `input.too-large`,
 * `input.unreadable`, `task.*` or `citation.syntax`.
 */
export const parseTask = (text: string, options: TaskOptions): Result<Task> => {
  const page = pageOf(text, options.file);
  if (!page.ok) return page;
  const read = readTask(page.value, options);
  if (read.ok) return read;
  const [first, ...rest] = read.faults;
  return { ok: false, failures: [first.failure, ...rest.map(({ failure }) => failure)] };
};

const tooLarge = (file: string): Result<never> => fail('input.too-large', `${file} is larger than 256 KiB`);

/** How many bytes from the beginning are text: halved until it is found, since a decoder says no more than yes or no. */
const textLength = (bytes: Uint8Array): number => {
  const isText = (length: number): boolean => {
    try {
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let [good, bad] = [0, bytes.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isText(middle)) good = middle;
    else bad = middle;
  }
  return good;
};

/** Says where bytes are no UTF-8 text, as a place that an editor can go to. */
export const notText = (bytes: Uint8Array, file: string): Result<never> => {
  const text = new TextDecoder('utf-8')
    .decode(bytes.subarray(0, textLength(bytes)), { stream: true })
    .replaceAll('\r\n', '\n');
  return fail('input.unreadable', `${file} is not UTF-8 text from here on`, {
    where: placeAt({ file, text: `${text}\uFFFD` }, text.length),
  });
};

/** Reads a task file from its bytes, which must be UTF-8: as `parseTask`, with `input.unreadable` for other bytes. */
export const parseTaskBytes = (bytes: Uint8Array, options: TaskOptions): Result<Task> => {
  if (bytes.length > FILE_LIMIT) return tooLarge(options.file);
  const text = decoded(bytes);
  return text === null ? notText(bytes, options.file) : parseTask(text, options);
};

/** The text of bytes that are UTF-8, else null. */
export const decoded = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};
