import { parseUntil } from '#contract';
import { fail, ok, type Result } from '#failure';
import { checkReport, reportWork, type Project } from '#flow';
import { isAllDone, reportLines, reportMarkdown } from '#plan';
import type { Shown } from '../io.ts';
import { given, text, type Words } from '../words.ts';
import { withProject } from './with-project.ts';

/** A time so long ago, or the beginning of a day; null: from the beginning. */
const sinceOf = (words: Words): Result<string | null> => {
  const said = text(words, 'since');
  if (said === undefined) return ok(null);
  const nowMs = Date.now();
  if (/^\d{4}-\d\d-\d\d$/u.test(said) && parseUntil(said, nowMs) !== null) return ok(`${said}T00:00:00.000Z`);
  const until = parseUntil(said, nowMs);
  if (until !== null && !said.includes('-')) return ok(new Date(2 * nowMs - until).toISOString());
  return fail('usage.argument', `--since ${said} is neither a time like 8h or 2d nor a day like 2026-11-21`);
};

const check = async (project: Project, file: string): Promise<Result<Shown>> => {
  const checked = await checkReport(project, file);
  if (!checked.ok) return checked;
  const { claims, faults } = checked.value;
  const [first, ...rest] = faults;
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  const said =
    claims === 0
      ? `No line of ${file} says that something is completed.`
      : `${claims} line${claims === 1 ? '' : 's'} of ${file} say${claims === 1 ? 's' : ''} that something is completed, and names what proves it.`;
  return ok({ text: said, json: { file, claims } });
};

/** `writ report` */
export const report = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const file = text(words, 'check');
    if (file !== undefined) return check(project, file);
    const since = sinceOf(words);
    if (!since.ok) return since;
    const made = await reportWork(project, since.value);
    if (!made.ok) return made;
    const lines = given(words, 'md') ? reportMarkdown(made.value) : reportLines(made.value).join('\n');
    return ok({ text: lines, json: { ...made.value, nothingPending: isAllDone(made.value) } });
  });
