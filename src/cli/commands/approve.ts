import { TERMS, type Contract } from '#contract';
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

/**
 * What is typed after an approval of a contract: whoever has to sign next does, in strict the run is signed as well, and
 * then it may begin.
 */
export const afterApproval = (
  { id, strictness }: Pick<Contract, 'id' | 'strictness'>,
  { backend, awaits: [first] }: { readonly backend: string | null; readonly awaits: readonly string[] },
): string => {
  if (first !== undefined) return `writ approve ${id}, by ${first}`;
  const isRunSigned = TERMS[strictness].approvals.includes('run');
  return `writ ${isRunSigned ? `approve ${id} --for run` : `run ${id}`} --backend ${backend ?? 'ID'}`;
};

/** What is told of a contract that was approved, and what to type next. */
export const approvedShown = (
  { task: { contract }, digest }: Proposal,
  { approval, statement, awaits, differences }: Approved,
): Shown => {
  const { id, version, attempts } = contract;
  const next = afterApproval(contract, { backend: statement.backend, awaits });
  return {
    text: `Approved ${id} v${version}, ${attempts} attempt${attempts === 1 ? '' : 's'}. Next: ${next}`,
    json: { task: id, version, contract: digest, approval, statement, awaits, differences, next },
  };
};

/** One of several: what comes next is said once for all of them, but for what somebody else has to sign as well. */
const oneOfSeveral = (done: Result<Shown>): Result<Shown> =>
  done.ok ? ok({ ...done.value, text: done.value.text.replace(/ Next: writ run .*$/u, '') }) : done;

/** `writ approve TASK|CHANGE…` */
export const approveCommand = async (words: Words, io: Io): Promise<Result<Shown>> => {
  const names = texts(words, 'names');
  const isOne = names.length < 2;
  const done = await eachInTurn(names, async (name = '') => {
    if (mayBeChange(name)) {
      const change = await withProject((project) => Promise.resolve(changeNamed(project, name)));
      if (!change.ok) return change;
      if (change.value !== null) return approveChangeCommand(change.value, io);
    }
    const one = await approveOne(name, words, io);
    return isOne ? one : oneOfSeveral(one);
  });
  if (!done.ok || isOne || (done.value.exit ?? 0) !== 0) return done;
  const next = `Next: writ coordinate --backend ${backendOf(words) ?? 'ID'}`;
  return ok({ ...done.value, text: `${done.value.text}\n${next}` });
};

/** The command that somebody typed, with the words that decide what is signed. */
const sameAgain = (id: string, words: Words): string => {
  const [what, backend] = [text(words, 'for'), backendOf(words)];
  const more = [
    ...(what === undefined ? [] : [`--for ${what}`]),
    ...(backend === undefined ? [] : [`--backend ${backend}`]),
    ...(given(words, 'ifMoved') ? ['--if-moved'] : []),
  ];
  return [`writ approve ${id}`, ...more].join(' ');
};

const approveOne = (name: string, words: Words, io: Io): Promise<Result<Shown>> =>
  withRecord(
    (looked) => checkTask(looked, name),
    async (project): Promise<Result<Shown>> => {
      const proposal = propose(project, name);
      if (!proposal.ok) return proposal;
      const { contract } = proposal.value.task;
      if (TERMS[contract.strictness].terminal && !atTerminal(io))
        return fail('approval.hasty', 'a strict contract is approved by a person at a terminal', {
          remedy: `${sameAgain(contract.id, words)}, in a terminal`,
        });
      const backend = backendOf(words) ?? null;
      if (text(words, 'for') === 'run') {
        if (backend === null)
          return fail('backend.unnamed', 'a run is approved for one backend', {
            remedy: `writ approve ${contract.id} --for run --backend ID`,
          });
        const done = await approveRun(project, contract.id, backend, consentVia(io, 'Sign this run?'));
        const next = `writ run ${contract.id} --backend ${backend}`;
        return done.ok
          ? ok({
              text: `Approved the run of ${contract.id} by ${backend}. Next: ${next}`,
              json: { task: contract.id, approval: done.value, backend, next },
            })
          : done;
      }
      const order = { backend, ifMoved: given(words, 'ifMoved') };
      const done = await approve(project, proposal.value, order, consentVia(io, 'Sign this contract?'));
      if (!done.ok) return done;
      return ok(approvedShown(proposal.value, done.value));
    },
  );
