import { visibleLine } from '#contract';
import { fail, ok, type Result } from '#failure';
import {
  capabilitiesIn,
  isRecord,
  keptOfChanges,
  programAt,
  readChanges,
  readerOfChanges,
  type OpenChanges,
} from '#flow';
import type { Repository } from '#host';
import { changeIssues, isValid, specFile, specIssues, type Issue } from '#spec';
import type { Io, Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { given, text, type Words } from '../words.ts';

type Item = { readonly id: string; readonly type: 'change' | 'spec'; readonly issues: readonly Issue[] };
type TextOf = OpenChanges['textOf'];

const specItems = (open: OpenChanges): readonly Item[] =>
  capabilitiesIn(open).map((id): Item => {
    const found = open.specs(id);
    const file = specFile(id);
    const unread = typeof found === 'string' ? null : (found?.unread ?? 'it cannot be read');
    const issues: readonly Issue[] = typeof found === 'string' ? specIssues(file, found) : [{ level: 'error', rule: 'unread', file, line: 1, says: unread ?? '' }];
    return { id, type: 'spec', issues };
  }); // prettier-ignore

const COLOURS = { error: 'red', warning: 'yellow', info: 'dim' } as const;

const linesOf = (textOf: TextOf, { level, rule, file, line, says }: Issue): readonly string[] => {
  const found = textOf(file);
  const shown = level === 'info' || typeof found !== 'string' ? undefined : found.split(/\r?\n/u)[line - 1];
  return [
    `${paint(COLOURS[level], level)} ${visibleLine(file)}:${line}:1: ${visibleLine(says)} ${paint('dim', `[${rule}]`)}`,
    ...(shown === undefined || shown === '' ? [] : [`    ${visibleLine(shown.slice(0, 200))}`]),
  ];
};

const shown = (textOf: TextOf, items: readonly Item[], isForPeople: boolean): Shown => {
  const bad = items.filter(({ issues }) => !isValid(issues));
  const count = `${items.length} ${items.length === 1 ? 'document' : 'documents'}, ${bad.length === 0 ? 'all of them valid' : `${bad.length} invalid: ${bad.map(({ type, id }) => `${type} ${visibleLine(id)}`).join(', ')}`}`;
  // Lines are shown from their files, which are not read again for a program.
  const issues = isForPeople ? items.flatMap((item) => item.issues) : [];
  return {
    text: [...issues.flatMap((issue) => linesOf(textOf, issue)), items.length === 0 ? 'Nothing to validate: no change is open, and there are no specs.' : count].join('\n'),
    json: {
      items: items.map(({ id, type, issues: found }) => ({ id, type, valid: isValid(found), issues: found.map((issue) => ({ ...issue, column: 1 })) })),
      summary: { items: items.length, passed: items.length - bad.length, failed: bad.length },
    },
    exit: bad.length === 0 ? 0 : 2,
  };
}; // prettier-ignore

const isIssue = (value: unknown): value is Issue =>
  isRecord(value) &&
  Object.hasOwn(COLOURS, String(value['level'])) &&
  typeof value['rule'] === 'string' &&
  typeof value['file'] === 'string' &&
  typeof value['line'] === 'number' &&
  typeof value['says'] === 'string';
const isItem = (value: unknown): value is Item =>
  isRecord(value) &&
  typeof value['id'] === 'string' &&
  (value['type'] === 'change' || value['type'] === 'spec') &&
  Array.isArray(value['issues']) &&
  value['issues'].every(isIssue);
const areItems = (value: unknown): value is readonly Item[] => Array.isArray(value) && value.every(isItem);

type Asked = { readonly name: string | undefined; readonly only: boolean };

const itemsOf = (repository: Repository, { name, only }: Asked): Result<readonly Item[]> => {
  const open = readChanges(repository, 'all', name);
  if (!open.ok) return open;
  const { project, specs } = open.value;
  const changes = [...open.value.changes.values()].map((change): Item => ({ id: change.name, type: 'change', issues: changeIssues(change, project, specs) }));
  return ok([...(only ? [] : changes), ...(name === undefined ? specItems(open.value) : [])]);
}; // prettier-ignore

/** `writ change validate [CHANGE]`: the rules of `openspec validate --strict`, of one change or of all and the specs. */
export const changeValidate = async (words: Words, io: Io): Promise<Result<Shown>> => {
  const asked: Asked = { name: text(words, 'change'), only: given(words, 'specs') };
  if (asked.only && asked.name !== undefined)
    return fail('usage.argument', '--specs takes no change: it validates the specs alone');
  const found = await keptOfChanges(process.cwd(), {
    asks: `change validate${asked.only ? ' --specs' : ''}${asked.name === undefined ? '' : ` ${asked.name}`}`,
    // Of one change it is read at once, and is nothing to remember.
    program: asked.name === undefined ? programAt(import.meta.url) : null,
    is: areItems,
    answer: (repository) => itemsOf(repository, asked),
  });
  if (!found.ok) return found;
  return ok(shown(readerOfChanges(found.value), found.value.value, !io.json));
};
