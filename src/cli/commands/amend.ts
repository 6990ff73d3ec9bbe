import { TERMS, type TaskChange } from '#contract';
import { fail, ok, type Result } from '#failure';
import { approve, approvedTerms, findTask, proposeAmendment, signerOf, type Project } from '#flow';
import { atTerminal, consentVia } from '../ask.ts';
import type { Io, Shown } from '../io.ts';
import { approvedShown } from './approve.ts';
import { withRecord } from './with-project.ts';
import { backendOf, given, number, text, texts, type Words } from '../words.ts';

const changeOf = (words: Words): TaskChange => ({
  allow: texts(words, 'allow'),
  deny: texts(words, 'deny'),
  dropAllow: texts(words, 'dropAllow'),
  dropDeny: texts(words, 'dropDeny'),
  checks: texts(words, 'check'),
  dropChecks: texts(words, 'dropCheck'),
  attempts: number(words, 'attempts') ?? null,
});

const checkAmendment = (project: Project, words: Words): Result<unknown> => {
  const task = findTask(project, text(words, 'task') ?? '');
  return task.ok ? signerOf(project) : task;
};

/** `writ amend TASK` */
export const amendCommand = (words: Words, io: Io): Promise<Result<Shown>> =>
  withRecord(
    (looked) => checkAmendment(looked, words),
    async (project): Promise<Result<Shown>> => {
      const proposal = await proposeAmendment(project, text(words, 'task') ?? '', changeOf(words));
      if (!proposal.ok) return proposal;
      const { contract } = proposal.value.task;
      if (TERMS[contract.strictness].terminal && !atTerminal(io))
        return fail('approval.hasty', 'a strict contract is approved by a person at a terminal', {
          remedy: 'type the same again, in a terminal',
        });
      const before = await approvedTerms(project, contract.id);
      if (!before.ok) return before;
      const order = {
        backend: backendOf(words) ?? before.value.backend,
        because: text(words, 'because') ?? '',
        ifMoved: given(words, 'ifMoved') || before.value.ifMoved,
      };
      const done = await approve(project, proposal.value, order, consentVia(io, `Sign version ${contract.version}?`));
      return done.ok ? ok(approvedShown(proposal.value, done.value)) : done;
    },
  );
