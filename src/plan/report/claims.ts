import type { Failure } from '#failure';
import { didYouMean } from '#contract';
import type { BoardLine } from '../board.ts';
import { claimLines, type ClaimLine } from './claim-lines.ts';
import type { Completed, Happened, WorkReport } from './work-report.ts';

/** What claims are held against. */
export type Known = {
  readonly report: WorkReport;
  readonly lines: readonly BoardLine[];
  readonly happened: readonly Happened[];
  /** Hashes a text may name that git knows as commits of the branch that is checked out, as they are written there. */
  readonly commits: ReadonlySet<string>;
};

const DAY = 'YYYY-MM-DD'.length;

/** How far a task has really come. */
const standOf = ({ happened, lines }: Known, task: string): string => {
  const line = lines.find((one) => one.task === task);
  const approval = happened.findLast(({ event }) => event.kind === 'contract.approved' && event.task === task);
  if (line === undefined) return 'there is no such task';
  if (line.state === 'superseded' || line.state === 'abandoned') return `it is ${line.state}, and nothing landed`;
  if (approval?.event.kind !== 'contract.approved') return 'nobody has even approved it';
  const { signer } = approval.event;
  const run = line.run === null ? 'it has not been run' : `${line.run.run}: ${line.run.state}`;
  return `${signer} approved it on ${approval.at.slice(0, DAY)} (event ${approval.seq}), and nothing landed: ${run}`;
};

/** Whether a hash is, or begins, one of these. */
const isOneOf = (hash: string, whole: readonly (string | null)[]): boolean =>
  whole.some((one) => one !== null && one.startsWith(hash));

const proofsOf = ({ happened }: Known, { commit, verdict, run }: Completed): readonly (string | null)[] => {
  const of = happened.flatMap(({ event }) => {
    if (!('run' in event) || event.run !== run) return [];
    if (event.kind === 'run.landed') return [event.commit, event.tip, event.landing];
    return event.kind === 'run.decided' ? [event.decision] : event.kind === 'run.judged' ? [event.verdict] : [];
  });
  return [commit, verdict, ...of];
};

/** What is wrong with a claim about a task that was completed, or null: that it names no proof, or what is none. */
const unprovenOf = (known: Known, done: readonly Completed[], { about, entry }: ClaimLine): string | null => {
  const [first] = done;
  if (first === undefined) return null;
  const hashes = about.hashes.length > 0 ? about.hashes : entry.hashes;
  const runs = about.runs.length > 0 ? about.runs : entry.runs;
  const proofs = done.flatMap((one) => proofsOf(known, one));
  const proven = hashes.some((hash) => isOneOf(hash, proofs)) || runs.some((run) => done.some((one) => one.run?.startsWith(run) === true)); // prettier-ignore
  const landed = known.report.completed.flatMap((one) => proofsOf(known, one));
  // A right hash lends nothing to a made-up one beside it; digits alone are a number as likely.
  const bogus = about.hashes.filter(
    (hash) => /[a-f]/u.test(hash) && !isOneOf(hash, landed) && !known.commits.has(hash),
  );
  if (proven && bogus.length === 0) return null;
  const names = first.commit === null ? `run ${first.run ?? ''}` : `commit ${first.commit.slice(0, 12)}`;
  const task = first.task ?? first.name;
  if (proven) return `${task} was completed as ${names}, and ${bogus.join(', ')} is no commit of this branch`;
  return hashes.length > 0
    ? `${task} was completed as ${names}, not as ${hashes.join(', ')}`
    : `${task} is completed, and nothing here proves it: name ${names}`;
};

type Fault = Pick<Failure, 'message' | 'remedy'>;

const aboutTask = (known: Known, claim: ClaimLine, task: string): readonly Fault[] => {
  const done = known.report.completed.filter((one) => one.task === task);
  if (done.length > 0) {
    const message = unprovenOf(known, done, claim);
    return message === null ? [] : [{ message, remedy: 'writ report --md' }];
  }
  const lost = known.report.needed.find((one) => one.task === task && one.says.startsWith('it landed'));
  if (lost !== undefined) return [{ message: `${task} is said to be completed; ${lost.says}`, remedy: lost.next }];
  const line = known.lines.find((one) => one.task === task);
  const meant = line === undefined ? didYouMean(task, known.lines.map((one) => one.task)) : null; // prettier-ignore
  const guess = meant === null ? '' : `; did you mean “${meant}”?`;
  const message = `${task} is said to be completed; ${standOf(known, task)}${guess}`;
  return [{ message, remedy: line?.next ?? 'writ report' }];
};

const aboutRun = (known: Known, claim: ClaimLine, run: string): readonly Fault[] => {
  if (known.report.completed.some((one) => one.run?.startsWith(run) === true)) return [];
  const task = known.lines.find((line) => line.run?.run.startsWith(run) === true)?.task;
  if (task === undefined) return [{ message: `${run} is said to be completed; nothing of that run has landed` }];
  return claim.about.tasks.includes(task) ? [] : aboutTask(known, claim, task);
};

const faultsOf = (known: Known, claim: ClaimLine): readonly Fault[] => {
  const { tasks, runs, hashes } = claim.about;
  const faults = [...tasks.flatMap((task) => aboutTask(known, claim, task)), ...runs.flatMap((run) => aboutRun(known, claim, run))]; // prettier-ignore
  if (tasks.length + runs.length > 0) return faults;
  const all = hashes.length > 0 ? hashes : claim.entry.hashes;
  if (all.length === 0) return [{ message: 'something is said to be completed, and no task, run or commit is named' }];
  const landed = known.report.completed.flatMap((one) => proofsOf(known, one));
  const unknown = all.filter((hash) => !known.commits.has(hash) && !isOneOf(hash, landed));
  return unknown.map((hash) => ({ message: `${hash} is no commit of this branch, and nothing that landed` }));
};

/** The hashes a text names, for git to be asked about. */
export const hashesClaimed = (text: string): readonly string[] => [
  ...new Set(claimLines(text).flatMap(({ about, entry }) => [...about.hashes, ...entry.hashes])),
];

/** What came of holding a text to the record: how many lines claim, and what is wrong with them. */
export type ClaimCheck = { readonly claims: number; readonly faults: readonly Failure[] };

/**
 * Holds every line of a text that says something is done to what was done (S0-R79, R82, R83): it must have landed, and
 * the line must name what proves it.
 *
 * @param file what the text is called
 */
export const checkClaims = (text: string, file: string, known: Known): ClaimCheck => {
  const claimed = claimLines(text, new Map(known.lines.map(({ name, task }) => [name, task])));
  const faults = claimed.flatMap((claim) =>
    faultsOf(known, claim).map((fault): Failure => {
      const { line, column } = claim;
      return { code: 'report.claim', ...fault, where: { file, line, column, text: claim.text.slice(0, 300) } };
    }),
  );
  return { claims: claimed.length, faults };
};
