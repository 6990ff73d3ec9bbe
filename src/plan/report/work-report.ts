import type { Digest } from '#contract';
import type { EventKind, WritEvent } from '#events';
import type { BoardLine } from '../board.ts';
import { overdue, overdueText } from '../clocks.ts';
import { isOver } from '../reach.ts';

/** The kinds of event that a report is made of. */
export const REPORTED = [
  'contract.approved',
  'run.judged',
  'run.waived',
  'run.decided',
  'run.carried',
  'run.landed',
  'promotion.approved',
  'branch.promoted',
] as const satisfies readonly EventKind[];

/** Something that has happened, with its place in the ledger. */
export type Happened = { readonly seq: number; readonly at: string; readonly event: WritEvent };

/** Something that was done, with what proves it (S0-R78). `commit` is null only where no change was needed. */
export type Completed = {
  readonly seq: number;
  readonly at: string;
  readonly task: string | null;
  readonly name: string;
  readonly run: string | null;
  readonly how: 'landed' | 'no change' | 'promoted';
  readonly commit: string | null;
  readonly ref: string | null;
  readonly verdict: Digest | null;
};

/** Something that somebody has signed, and that is not done (S0-R82): `seq` is the event that says so. */
export type Authorized = {
  readonly seq: number;
  readonly at: string;
  readonly task: string | null;
  readonly action: 'run' | 'land' | 'promote';
  readonly by: string;
  readonly says: string;
  readonly next: string | null;
};

/** Something that does not go on without a person. */
export type Needed = { readonly task: string; readonly name: string; readonly says: string; readonly next: string };

/** What was done, what was only allowed, and what waits for somebody (S0-R80). */
export type WorkReport = {
  readonly completed: readonly Completed[];
  readonly authorized: readonly Authorized[];
  readonly needed: readonly Needed[];
};

/** What is known of each run: the verdict that stands, and who decided last. */
type RunFacts = { readonly verdict: Digest | null; readonly accepted: Authorized | null };

const factsOf = (happened: readonly Happened[]): ReadonlyMap<string, RunFacts> => {
  const facts = new Map<string, RunFacts>();
  const put = (run: string, more: Partial<RunFacts>): void => {
    facts.set(run, { verdict: null, accepted: null, ...facts.get(run), ...more });
  };
  for (const { seq, at, event } of happened)
    if (event.kind === 'run.judged' || event.kind === 'run.waived' || event.kind === 'run.carried')
      put(event.run, { verdict: event.verdict });
    else if (event.kind === 'run.decided' && event.outcome === 'accept' && event.awaits.length === 0) {
      const said = { task: event.task, action: 'land', by: event.signer, next: `writ land ${event.run}` } as const;
      put(event.run, { accepted: { seq, at, ...said, says: `${event.run} was accepted and has not landed` } });
    }
  return facts;
};

const completedBy = (
  { seq, at, event }: Happened,
  facts: ReadonlyMap<string, RunFacts>,
): Omit<Completed, 'name'> | null => {
  switch (event.kind) {
    case 'run.landed': {
      const { task, run, commit, ref } = event;
      return { seq, at, task, run, how: 'landed', commit, ref, verdict: facts.get(run)?.verdict ?? null };
    }
    case 'run.decided': {
      if (event.outcome !== 'accept' || event.noChange !== true || event.awaits.length > 0) return null;
      const { task, run } = event;
      return {
        seq,
        at,
        task,
        run,
        how: 'no change',
        commit: null,
        ref: null,
        verdict: facts.get(run)?.verdict ?? null,
      };
    }
    case 'branch.promoted':
      return { seq, at, task: null, run: null, how: 'promoted', commit: event.commit, ref: event.ref, verdict: null };
    default:
      return null;
  }
};

/** How far a task has come that was approved and has not landed. */
const progressOf = ({ state, run, blockedBy }: BoardLine): string => {
  if (run === null) return blockedBy.length === 0 ? 'it has not been run' : `it waits for ${blockedBy.join(', ')}`;
  if (run.cutOff === true) return `${run.run} was cut off`;
  if (state === 'validated') return `${run.run} passed, and nobody has decided`;
  return `attempt ${run.attempt}, ${run.run}: ${run.state}`;
};

const authorizedIn = (
  line: BoardLine,
  happened: readonly Happened[],
  facts: ReadonlyMap<string, RunFacts>,
): readonly Authorized[] => {
  // What its branch has lost was executed: it stands under what needs a person.
  if (isOver(line) || line.state === 'backlog' || line.state === 'draft' || line.lost !== undefined) return [];
  const accepted = line.state === 'accepted' && line.run !== null ? (facts.get(line.run.run)?.accepted ?? null) : null;
  if (accepted !== null) return [{ ...accepted, next: line.next }];
  const approval = happened.findLast(
    ({ event }) => event.kind === 'contract.approved' && event.task === line.task && event.version === line.version,
  );
  if (approval?.event.kind !== 'contract.approved') return [];
  const { seq, at } = approval;
  const said = { task: line.task, action: 'run', by: approval.event.signer, next: line.next } as const;
  return [{ seq, at, ...said, says: `${line.name}: approved and not landed; ${progressOf(line)}` }];
};

const promotionsAllowed = (happened: readonly Happened[]): readonly Authorized[] => {
  const moved = new Set(happened.flatMap(({ event }) => (event.kind === 'branch.promoted' ? [`${event.ref} ${event.commit}`] : []))); // prettier-ignore
  return happened.flatMap(({ seq, at, event }): readonly Authorized[] => {
    if (event.kind !== 'promotion.approved' || moved.has(`${event.ref} ${event.commit}`)) return [];
    const branch = event.ref.replace('refs/heads/', '');
    const says = `${branch} may be moved to ${event.commit.slice(0, 12)} and was not`;
    return [{ seq, at, task: null, action: 'promote', by: event.signer, says, next: `writ promote ${branch}` }];
  });
};

/** Why a task waits for a person, or null. */
const needOf = (line: BoardLine): string | null => {
  const { state, run, stopped, next, needless } = line;
  if (stopped !== null) return `it stands still: ${stopped}`;
  if (next === null) return null;
  if (run?.cutOff === true) return `${run.run} was cut off before its end`;
  if (run !== null && run.awaits.length > 0)
    return `${run.run} waits for the decision of ${run.awaits.join(', then ')}`;
  switch (state) {
    case 'draft':
      return 'its task file cannot be signed yet';
    case 'backlog':
      return needless === undefined ? 'nobody has approved it' : `it is not needed: ${needless}`;
    case 'in_progress':
      return run?.state === 'failed'
        ? `${run.run} failed`
        : run?.state === 'rejected'
          ? `${run.run} was rejected`
          : null;
    case 'ready_for_validation':
    case 'validated':
      return run === null ? null : `${run.run} waits for a decision`;
    case 'accepted':
      return run === null || run.branch === null ? null : `${run.branch} waits to be merged`;
    default:
      return null;
  }
};

/** What the report is made at, and which commits that landed are on their branch no more. */
export type ReportView = { readonly now: string; readonly since: string | null; readonly gone: ReadonlySet<string> };

const neededOf = (line: BoardLine, now: string): readonly Needed[] => {
  const late = overdue(line, now);
  const says = [needOf(line), late === null ? null : overdueText(late)].filter((text) => text !== null);
  const { task, name } = line;
  return says.length === 0 ? [] : [{ task, name, says: says.join('; '), next: line.next ?? `writ plan show ${task}` }];
};

/**
 * The work report (S0-R76 to R83), from the ledger alone. Done is what landed, was promoted, or needed no change and was
 * accepted so; what was only approved is authorized, however far it has come.
 *
 * @param happened events of the kinds in `REPORTED`, in order
 * @param lines the board
 */
export const workReport = (
  happened: readonly Happened[],
  lines: readonly BoardLine[],
  view: ReportView,
): WorkReport => {
  const facts = factsOf(happened);
  const names = new Map(lines.map(({ task, name }) => [task, name]));
  const all = happened.flatMap((one): readonly Completed[] => {
    const done = completedBy(one, facts);
    if (done === null) return [];
    return [{ ...done, name: done.task === null ? `${done.ref ?? ''}` : (names.get(done.task) ?? '') }];
  });
  const isGone = ({ commit }: Completed): boolean => commit !== null && view.gone.has(commit);
  const lost = all.filter(isGone).map(({ task, name, commit, ref }): Needed => ({
    ...{ task: task ?? name, name, next: lines.find((line) => line.task === task && line.lost !== undefined)?.next ?? `git branch --contains ${commit ?? ''}` }, // prettier-ignore
    says: `it landed as ${commit ?? ''}, and ${ref ?? 'its branch'} holds that commit no more`,
  }));
  return {
    completed: all.filter((one) => !isGone(one) && (view.since === null || one.at >= view.since)),
    authorized: [...lines.flatMap((line) => authorizedIn(line, happened, facts)), ...promotionsAllowed(happened)],
    needed: [...lost, ...lines.flatMap((line) => neededOf(line, view.now))],
  };
};
