import { visibleLine } from '#contract';
import { fail, ok, type Result } from '#failure';
import { capabilitiesIn, readChanges, type OpenChanges } from '#flow';
import { changeIssues, isValid, specFile, specIssues, type Issue } from '#spec';
import type { Io, Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { given, text, type Words } from '../words.ts';
import { withRepository } from './with-repository.ts';

type Item = { readonly id: string; readonly type: 'change' | 'spec'; readonly issues: readonly Issue[] };

const specItems = (open: OpenChanges): readonly Item[] =>
  capabilitiesIn(open).map((id): Item => {
    const found = open.specs(id);
    const file = specFile(id);
    const unread = typeof found === 'string' ? null : (found?.unread ?? 'it cannot be read');
    const issues: readonly Issue[] = typeof found === 'string' ? specIssues(file, found) : [{ level: 'error', rule: 'unread', file, line: 1, says: unread ?? '' }];
    return { id, type: 'spec', issues };
  }); // prettier-ignore

const COLOURS = { error: 'red', warning: 'yellow', info: 'dim' } as const;

const linesOf = (open: OpenChanges, { level, rule, file, line, says }: Issue): readonly string[] => {
  const found = open.textOf(file);
  const shown = level === 'info' || typeof found !== 'string' ? undefined : found.split(/\r?\n/u)[line - 1];
  return [
    `${paint(COLOURS[level], level)} ${visibleLine(file)}:${line}:1: ${visibleLine(says)} ${paint('dim', `[${rule}]`)}`,
    ...(shown === undefined || shown === '' ? [] : [`    ${visibleLine(shown.slice(0, 200))}`]),
  ];
};

const shown = (open: OpenChanges, items: readonly Item[], isForPeople: boolean): Shown => {
  const bad = items.filter(({ issues }) => !isValid(issues));
  const count = `${items.length} ${items.length === 1 ? 'document' : 'documents'}, ${bad.length === 0 ? 'all of them valid' : `${bad.length} invalid: ${bad.map(({ type, id }) => `${type} ${visibleLine(id)}`).join(', ')}`}`;
  // Lines are shown from their files, which are not read again for a program.
  const issues = isForPeople ? items.flatMap((item) => item.issues) : [];
  return {
    text: [...issues.flatMap((issue) => linesOf(open, issue)), items.length === 0 ? 'Nothing to validate: no change is open, and there are no specs.' : count].join('\n'),
    json: {
      items: items.map(({ id, type, issues: found }) => ({ id, type, valid: isValid(found), issues: found.map((issue) => ({ ...issue, column: 1 })) })),
      summary: { items: items.length, passed: items.length - bad.length, failed: bad.length },
    },
    exit: bad.length === 0 ? 0 : 2,
  };
}; // prettier-ignore

/** `writ change validate [CHANGE]`: the rules of `openspec validate --strict`, of one change or of all and the specs. */
export const changeValidate = (words: Words, io: Io): Promise<Result<Shown>> =>
  withRepository((repository) => {
    const name = text(words, 'change');
    const only = given(words, 'specs');
    if (only && name !== undefined) return fail('usage.argument', '--specs takes no change: it validates the specs alone');
    const open = readChanges(repository, 'all', name);
    if (!open.ok) return open;
    const changes = [...open.value.changes.values()].map((change): Item => ({ id: change.name, type: 'change', issues: changeIssues(change, open.value.project, open.value.specs) }));
    return ok(shown(open.value, [...(only ? [] : changes), ...(name === undefined ? specItems(open.value) : [])], !io.json));
  }); // prettier-ignore
