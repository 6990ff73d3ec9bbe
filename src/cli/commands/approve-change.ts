import { join } from 'node:path';
import { TERMS, visible, visibleLine } from '#contract';
import { fail, ok, type Result } from '#failure';
import { approveChange, findTask, type ApprovalStanding, type OpenChanges, type Project } from '#flow';
import { kindOf } from '#host';
import { CHANGES, documentsOf, isChangeName, REVIEW, textAt, type ChangeFiles } from '#spec';
import { atTerminal, consentVia } from '../ask.ts';
import type { Io, Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { operationsOf } from './change-show.ts';
import { withProject } from './with-project.ts';

const BY_PATH = /^(?:\.\/)?openspec\/changes\/([^/]+)\/?$/u;

/** Whether a name may mean a change at all: most tasks are called otherwise, and then nobody looks. */
export const mayBeChange = (name: string): boolean => isChangeName(name) || BY_PATH.test(name);

/** The open change that a name means, or null: a task. Fails with `usage.argument` where it means both. */
export const changeNamed = (project: Project, name: string): Result<string | null> => {
  const byPath = BY_PATH.exec(name)?.[1];
  if (byPath !== undefined) return ok(byPath);
  if (!isChangeName(name) || kindOf(join(project.repository.root, CHANGES, name)) !== 'folder') return ok(null);
  const task = findTask(project, name);
  if (!task.ok && task.failures[0].code === 'usage.unknown') return ok(name);
  return fail('usage.argument', `${name} is a task, and an open change as well`, {
    remedy: `writ approve ${CHANGES}/${name}, or the path of the task's file`,
  });
};

/** What a person reads before the statement: the documents, what they do with requirements, and the report. */
const shownBefore = (open: OpenChanges, change: ChangeFiles): string => {
  const read = documentsOf(change, open.project, (path) => open.textOf(`${change.folder}/${path}`));
  const documents = 'fault' in read ? [] : [...read.files];
  const report = textAt(change.files, REVIEW);
  return [
    paint('bold', visibleLine(change.folder)),
    ...documents.map(([path, digest]) => `  ${digest.slice(0, 12)}  ${visibleLine(path)}`),
    '',
    ...operationsOf(change).map(({ operation, capability, name, to }) => `  ${operation} ${visibleLine(capability)}: ${visibleLine(name)}${to === null ? '' : ` → ${visibleLine(to)}`}`), // prettier-ignore
    ...(report === null ? [] : ['', paint('bold', REVIEW), visible(report.trim()).replaceAll(/^/gmu, '  ')]),
    '',
  ].join('\n');
};

/** What is told of a change, its report and its approvals. */
export const approvalLines = (standing: ApprovalStanding): readonly string[] => {
  const { review, reviewVoid, approvals, awaits, demand } = standing;
  const reported = review.kind === 'read' ? `${visibleLine(review.review.by)} approves it` : '';
  const asks = demand === 'free' ? '' : paint('dim', `  an archive needs ${demand === 'approved' ? 'it' : 'that, and a report'}`); // prettier-ignore
  return [
    ...(review.kind === 'none'
      ? []
      : [`  report     ${reviewVoid === null ? reported : paint('yellow', `counts for nothing: ${visibleLine(reviewVoid)}`)}`]), // prettier-ignore
    ...approvals.map(({ signer, at, until, void: because }) =>
      because === null
        ? `  approved   by ${visibleLine(signer)} at ${at ?? '?'}, until ${until?.slice(0, 10) ?? '?'}`
        : `  approval   ${paint('yellow', `of ${visibleLine(signer)} counts for nothing: ${visibleLine(because)}`)}`,
    ),
    ...(awaits.length === 0 || (demand === 'free' && approvals.length === 0)
      ? []
      : [`  awaits     approval by ${awaits.join(', then ')}${asks}`]),
  ];
};

/** `writ approve CHANGE` */
export const approveChangeCommand = (name: string, io: Io): Promise<Result<Shown>> =>
  withProject(async (project) => {
    if (TERMS[project.settings.strictness].terminal && !atTerminal(io))
      return fail('approval.hasty', 'where everything is strict, a change is approved by a person at a terminal', {
        remedy: `writ approve ${name}, in a terminal`,
      });
    const done = await approveChange(project, name, shownBefore, consentVia(io, 'Sign this change?'));
    if (!done.ok) return done;
    const { file, statement, awaits } = done.value;
    const [first] = awaits;
    const next = first === undefined ? `git add ${file}` : `git add ${file}, and then: writ approve ${name}, by ${first}`; // prettier-ignore
    return ok({
      text: `Approved the change ${name}: ${file}. Another byte of its documents or of its report, and that counts for nothing.\nnext    ${next}`,
      json: { change: name, file, statement, awaits, next },
    });
  });
