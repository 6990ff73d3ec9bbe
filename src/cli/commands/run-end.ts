import { few, visibleLine, type Contract, type GateId } from '#contract';
import { nextAttempt, remedyFor, type GateFinding, type Verdict } from '#gates';
import type { RunEnd } from '#run';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { acceptLine } from './accept-line.ts';
import { waiveLine } from './waive-line.ts';

/** Of each gate. */
const SHOWN_FINDINGS = 10;

/** What is shown of a run that came to a verdict. */
type End = Omit<RunEnd, 'verdictDigest' | 'abortedBy'> & {
  /** The one command that helps, where that is not to be found from the run itself. */
  readonly next?: string;
};

/** The attempt that comes after one that failed; where the contract has no more of them, it has to be amended first. */
export const anotherAttempt = (
  { id, attempts }: Pick<Contract, 'id' | 'attempts'>,
  attempt: number,
  backend: string,
): string => {
  const next = nextAttempt({ id, attempts }, attempt, backend);
  return attempt < attempts ? `${next}   (attempt ${attempt + 1} of ${attempts})` : next;
};

const nextAfter = ({ verdict, run, contract, attempt }: End, backend: string): string => {
  if (verdict.result === 'PASS') return `writ review ${run}, then: ${acceptLine(run, contract)}`;
  const waive = waiveLine(run, verdict.gates);
  if (waive !== null) return `writ review ${run}, then: ${waive}`;
  return `writ review ${run}, then: ${anotherAttempt(contract, attempt, backend)}`;
};

/** What is looked at only where a backend has ended well: where it has not, what these gates lack follows from that. */
const AFTER_BACKEND: ReadonlySet<GateId> = new Set([
  ...(['checks.passed', 'done.proven', 'proof.f2p', 'proof.elsewhere', 'proof.removal'] as const),
  ...(['coverage.met', 'review.passed'] as const),
]);

const refuses = ({ outcome, waiver }: GateFinding): boolean => outcome !== 'pass' && waiver === null;

/** The gates of a verdict as a person reads them: why the backend came to no good end first, and what only follows from that apart. */
const inOrder = ({ gates }: Verdict) => {
  const reason = gates.find((line) => line.gate === 'backend.finished' && refuses(line));
  const checks = gates.find(({ gate }) => gate === 'checks.passed');
  // One that says that it is blocked ended all the same, and what it did was checked.
  const isUnchecked = checks?.findings.length !== 0 && checks?.findings.every(({ code }) => code === 'check.missing');
  if (reason === undefined || isUnchecked !== true) return { told: gates, follow: [] };
  const others = gates.filter((line) => line !== reason);
  const follows = (line: GateFinding): boolean => AFTER_BACKEND.has(line.gate) && refuses(line);
  return { told: [reason, ...others.filter((line) => !follows(line))], follow: others.filter(follows) };
};

/** What helps against the findings, each remedy once, but for what is said at the end in any case. */
const remediesFor = (
  gates: readonly GateFinding[],
  { run, contract, attempt }: End,
  backend: string,
  next: string,
): readonly string[] =>
  [
    ...new Set(
      gates
        .flatMap(({ findings, waiver }) => (waiver === null ? findings : []))
        .map((found) => remedyFor(found, { run, task: contract.id, again: nextAttempt(contract, attempt, backend) })),
    ),
  ].filter((remedy) => !next.includes(remedy));

/**
 * A run's verdict with every reason, and what to type next.
 *
 * @param more further fields of the JSON
 */
export const shownEnd = (end: End, backend: string, more: Shown['json'] = {}): Shown => {
  const { run, verdict, changes, contract, attempt } = end;
  const next = end.next ?? nextAfter(end, backend);
  const { told, follow } = inOrder(verdict);
  const findings = told.flatMap(({ gate, findings: found, waiver }) =>
    few(
      found.map(
        ({ code, message }) => `  ${waiver === null ? '' : 'waived '}${gate}: ${visibleLine(message)} [${code}]`,
      ),
      SHOWN_FINDINGS,
      (count) => `  ${gate}: and ${count} more, all of them in: writ review ${run}`,
    ),
  );
  const lines = [
    `${verdict.result === 'PASS' ? paint('green', 'PASS') : paint('red', 'FAIL')}  ${contract.id}, run ${run}: ${verdict.noChange ? 'NO-CHANGE, ' : ''}${changes.paths.length} file${changes.paths.length === 1 ? '' : 's'} changed`,
    ...findings,
    ...(follow.length === 0 ? [] : [`  so nothing was checked: ${follow.map(({ gate }) => gate).join(', ')}`]),
    ...verdict.notices.map((notice) => `  notice: ${visibleLine(notice)}`),
    ...[...remediesFor(told, end, backend, next), next].map((remedy) => `${paint('cyan', 'next')}  ${remedy}`),
  ];
  return {
    text: lines.join('\n'),
    json: {
      run,
      task: contract.id,
      attempt,
      result: verdict.result,
      noChange: verdict.noChange === true,
      gates: verdict.gates,
      notices: verdict.notices,
      tree: end.tree,
      changed: changes.paths.map(({ path, status }) => ({ path, status })),
      next,
      ...more,
    },
    exit: verdict.result === 'PASS' ? 0 : 1,
  };
};
