import { TERMS } from '#contract';
import { fail, ok, type Result } from '#failure';
import { approve, approveRun, findTask, propose, signerOf, type Approved, type Project, type Proposal } from '#flow';
import { atTerminal, consentVia } from '../ask.ts';
import type { Io, Shown } from '../io.ts';

import { approveChangeCommand, changeNamed, mayBeChange } from './approve-change.ts';
import { eachInTurn } from './each-in-turn.ts';
import { withProject, withRecord } from './with-project.ts';
import { backendOf, given, text, texts, type Words } from '../words.ts';

const checkTask = (project: Project, name: string): Result<unknown> => {
  const task = findTask(project, name);
  return task.ok ? signerOf(project) : task;
};

/** What is told of a contract that was approved, and what to type next. */
export const approvedShown = (
  { task, digest }: Proposal,
  { approval, statement, awaits, differences }: Approved,
): Shown => {
  const { id, version, attempts } = task.contract;
  const [first] = awaits;
  const next =
    first === undefined ? `writ run ${id} --backend ${statement.backend ?? 'ID'}` : `writ approve ${id}, by ${first}`;
  return {
    text: `Approved ${id} v${version}, ${attempts} attempt${attempts === 1 ? '' : 's'}. Next: ${next}`,
    json: { task: id, version, contract: digest, approval, statement, awaits, differences, next },
  };
};

/** `writ approve TASK|CHANGE…` */
export const approveCommand = (words: Words, io: Io): Promise<Result<Shown>> =>
  eachInTurn(texts(words, 'names'), async (name = '') => {
    if (!mayBeChange(name)) return approveOne(name, words, io);
    const change = await withProject((project) => Promise.resolve(changeNamed(project, name)));
    if (!change.ok) return change;
    return change.value === null ? approveOne(name, words, io) : approveChangeCommand(change.value, io);
  });

const approveOne = (name: string, words: Words, io: Io): Promise<Result<Shown>> =>
  withRecord(
    (looked) => checkTask(looked, name),
    async (project): Promise<Result<Shown>> => {
      const proposal = propose(project, name);
      if (!proposal.ok) return proposal;
      const { contract } = proposal.value.task;
      if (TERMS[contract.strictness].terminal && !atTerminal(io))
        return fail('approval.hasty', 'a strict contract is approved by a person at a terminal');
      const backend = backendOf(words) ?? null;
      if (text(words, 'for') === 'run') {
        if (backend === null)
          return fail('backend.unnamed', 'a run is approved for one backend', {
            remedy: `writ approve ${contract.id} --for run --backend ID`,
          });
        const done = await approveRun(project, contract.id, backend, consentVia(io, 'Sign this run?'));
        return done.ok
          ? ok({
              text: `Approved the run of ${contract.id} by ${backend}.`,
              json: { task: contract.id, approval: done.value, backend },
            })
          : done;
      }
      const order = { backend, ifMoved: given(words, 'ifMoved') };
      const done = await approve(project, proposal.value, order, consentVia(io, 'Sign this contract?'));
      if (!done.ok) return done;
      return ok(approvedShown(proposal.value, done.value));
    },
  );
