import { isTaskId } from '../completeness.ts';
import { TASK_TYPES } from '../contract.ts';
import { countWorkPlan } from './counts.ts';
import { keep, refuse, remark, type Desk } from './desk.ts';
import { readDone } from './done-fields.ts';
import type { Draft } from './draft.ts';
import { stateNamed } from './field-names.ts';
import { readFields, type Field, type Fields } from './named-fields.ts';
import { oneLine, type Sheet } from './outline.ts';
import { bare, origin, type Reading } from './reading.ts';
import { readCites, readPaths, readRollback, readTier } from './scope-fields.ts';

/** An id that names a file must not be able to name another one (S3-D12). */
const readId = ({ desk, field }: Reading): string => {
  const found = field('TASK_ID');
  const id = bare(found?.value || oneLine(found?.source ?? ''));
  const [word = ''] = id.split(/\s/);
  if (!isTaskId(id))
    refuse(
      desk,
      found?.at ?? 0,
      found === null
        ? 'TASK_ID stands where no field is read'
        : id === ''
          ? 'TASK_ID is empty'
          : `“${word.slice(0, 100)}” is not an id`,
      'write it as WP-1-short-name, of at most 100 letters, digits, “.”, “_” and “-”',
    );
  return isTaskId(id) ? id : '';
};

const readType = ({ desk, field }: Reading): Draft['type'] => {
  const bootstrap = field('BOOTSTRAP');
  const inside = bootstrap?.entries.find(({ text }) => /^\**TASK_TYPE\b/i.test(text));
  const found = field('TASK_TYPE');
  const at = found?.at ?? inside?.at ?? 0;
  const word = bare(found?.value || found?.prose || (inside?.text.replace(/^[^:]*:\**\s*/, '') ?? ''));
  const type = TASK_TYPES.find((one) => one === word.toLowerCase());
  if (type !== undefined) return type;
  if (word !== '')
    refuse(desk, at, `the task type “${word.slice(0, 40)}” is none of ${TASK_TYPES.join(', ')}`, 'TASK_TYPE: FEATURE');
  else remark(desk, 0, 'TASK_TYPE is missing: feature was assumed; it makes the prefix of the commit');
  return 'feature';
};

/** What waits for this task is said in the tasks that wait; the line is no reason and goes to the notes. */
const readWhy = (reading: Reading): string => {
  const { desk, field } = reading;
  const found = field('WHY');
  origin(reading, 'Why', found?.at);
  const lines = (found?.source ?? '').split('\n');
  const blocks = lines.filter((line) => /^\**Blocks\**:/.test(line.trim()));
  if (found !== null && blocks.length > 0)
    remark(
      desk,
      found.at,
      `“${blocks.join(' ').trim()}” is said in the tasks that wait, under \`depends_on\`; it went to the notes`,
    );
  keep(desk, 'What waits for this task', blocks.join('\n'));
  return lines
    .filter((line) => !blocks.includes(line))
    .join('\n')
    .trim();
};

const NAME_LIMIT = 100;

const readName = (reading: Reading, id: string, what: string, titles: readonly string[]): string => {
  // A title that only repeats the id is no name.
  const own = titles.find((title) => title !== '' && (id === '' || !title.endsWith(id)));
  if (own !== undefined) return own;
  const [sentence = ''] = oneLine(what).split(/(?<=[.!?])\s/);
  const name =
    sentence.length <= NAME_LIMIT
      ? sentence.replace(/\.$/, '')
      : `${sentence
          .slice(0, NAME_LIMIT)
          .toWellFormed()
          .replace(/\s*\S*$/, '')} …`;
  if (name !== '')
    remark(reading.desk, reading.field('WHAT')?.at ?? 0, 'its name is the first sentence of What: the form has none');
  return name;
};

const KEPT = ['DATE', 'REQUESTOR', 'SPEC_VERSION', 'BOOTSTRAP', 'VALIDATION', 'EVIDENCE_MAPPING', 'TOOLING'] as const;

/** What is no part of a contract, kept as it stood; and what it must not be mistaken for. */
const keepRest = ({ desk, field }: Reading): void => {
  const state = field('STATUS');
  if (state !== null) {
    const word = oneLine(state.source);
    const own = stateNamed(word);
    remark(
      desk,
      state.at,
      `STATUS “${word.slice(0, 60)}”${own === null ? '' : ` (${own})`} is not taken over: only what Writ's ledger has seen is a state`,
    );
  }
  for (const name of KEPT) keep(desk, name, field(name)?.source ?? '');
  const signed = field('USER_SIGNATURE') ?? field('SIGNATURE_LOG');
  if (signed !== null)
    remark(
      desk,
      signed.at,
      'its signature is text that anybody can type: nothing is approved by it. writ approve signs',
    );
  keep(desk, 'USER_SIGNATURE (text; no approval)', field('USER_SIGNATURE')?.source ?? '');
  keep(desk, 'SIGNATURE_LOG (text; no approval)', field('SIGNATURE_LOG')?.source ?? '');
};

const listOf = (field: Field | null): readonly string[] =>
  field === null
    ? []
    : [field.value, field.prose, ...field.entries.map(({ text }) => text)]
        .flatMap((text) => text.split(/,\s*/))
        .map(bare)
        .filter((word) => word !== '' && !/^none$/i.test(word));

/** Reads a task of named fields (S3-R19). What cannot be read is on the desk, with its place. */
export const draftFromFields = (sheet: Sheet, desk: Desk): { readonly draft: Draft; readonly form: Fields['form'] } => {
  const { found, form, titles } = readFields(sheet, desk);
  const reading: Reading = { desk, field: (name) => found.get(name) ?? null };
  const { field } = reading;
  const id = readId(reading);
  const what = field('WHAT')?.source.trim() ?? '';
  origin(reading, 'What', field('WHAT')?.at);
  origin(reading, 'Out of scope', field('OUT_OF_SCOPE')?.at);
  const draft: Draft = {
    id,
    name: readName(reading, id, what, titles),
    type: readType(reading),
    phase: field('PHASE')?.value || (/^WP-(\d{1,9})-/.exec(id)?.[1] ?? null),
    dependsOn: listOf(field('DEPENDS_ON')),
    estimate: null,
    riskTier: readTier(reading),
    cites: readCites(reading),
    allow: readPaths(reading),
    ...readDone(reading),
    rollback: readRollback(reading),
    what,
    why: readWhy(reading),
    outOfScope: field('OUT_OF_SCOPE')?.source.trim() ?? '',
  };
  keepRest(reading);
  const bootstrap = field('BOOTSTRAP');
  if (bootstrap !== null) countWorkPlan(desk, sheet, bootstrap);
  return { draft, form };
};
