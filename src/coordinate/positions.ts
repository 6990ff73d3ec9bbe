import { parseContract, type Contract, type Digest } from '#contract';
import { fail, ok, type Result } from '#failure';
import { approvalSays, lookAtTasks, planOf, type Plan, type Project } from '#flow';
import { isAlive, now, resolveRef } from '#host';
import {
  newestContracts,
  readDecisions,
  readDocument,
  readRuns,
  type ContractRow,
  type Ledger,
  type RunRow,
} from '#ledger';
import {
  afterRuns,
  lostText,
  tailsOf,
  touchedPaths,
  type Approval,
  type BoardLine,
  type LastRun,
  type Position,
  type Refused,
} from '#plan';
import { parseEnvelope, parseStatement, parseVerdict } from '#signoff';

/** What was read before and cannot change, and what was refused without leaving a trace in the ledger. */
export type Remembered = {
  readonly contracts: Map<Digest, Contract>;
  readonly approvals: Map<Digest, Approval | null>;
  /** By task, each for as long as everything is as it was then, and no longer than a minute. */
  readonly refusals: Map<string, Remembrance>;
};

/** A refusal, with all that was seen of what it depended on, and when, by the clock that never goes back. */
type Remembrance = { readonly asItWas: string; readonly at: number; readonly refused: Refused };

/** What was in the way may have gone without a trace in the record: a file, a program, room on the disk. */
const HOLDS_FOR_MS = 60_000;

/** What a task was refused with, where that still holds. */
export const refusalNow = (before: Remembrance | undefined, asItWas: string, at: number): Refused | null =>
  before !== undefined && before.asItWas === asItWas && at - before.at < HOLDS_FOR_MS ? before.refused : null;

export const nothingRemembered = (): Remembered => ({
  contracts: new Map(),
  approvals: new Map(),
  refusals: new Map(),
});

/** Where everything stands. */
export type Standing = {
  readonly positions: readonly Position[];
};

const contractOf = async (ledger: Ledger, digest: Digest, { contracts }: Remembered): Promise<Result<Contract>> => {
  const known = contracts.get(digest);
  if (known !== undefined) return ok(known);
  const bytes = await readDocument(ledger, digest);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return fail('ledger.broken', `the ledger has no bytes for the contract ${digest}`);
  const contract = parseContract(bytes.value);
  if (contract.ok) contracts.set(digest, contract.value);
  return contract;
};

/** What was signed for a version by everybody who has to, or null. */
const approvalOf = async (
  ledger: Ledger,
  row: ContractRow,
  { approvals }: Remembered,
): Promise<Result<Approval | null>> => {
  if (row.approval === null || row.state === 'backlog') return ok(null);
  const known = approvals.get(row.approval);
  if (known !== undefined) return ok(known);
  const bytes = await readDocument(ledger, row.approval);
  if (!bytes.ok) return bytes;
  const said = approvalSays(bytes.value);
  const approval =
    said === null
      ? null
      : { base: said.base, ifMoved: said.ifMoved ?? false, backend: said.backend, attempts: said.attempts };
  approvals.set(row.approval, approval);
  return ok(approval);
};

/** Whether everybody who accepted a run allowed it to land where the target has moved to, and still does. */
const isMovable = async (ledger: Ledger, { run, state }: RunRow): Promise<Result<boolean>> => {
  if (state !== 'accepted') return ok(false);
  const decisions = await readDecisions(ledger, run);
  if (!decisions.ok) return decisions;
  for (const { decision } of decisions.value) {
    const bytes = await readDocument(ledger, decision);
    if (!bytes.ok) return bytes;
    const envelope = bytes.value === null ? null : parseEnvelope(bytes.value, 'the decision');
    const said = envelope?.ok === true ? parseStatement('decision', envelope.value.payload) : null;
    if (said?.ok !== true || said.value.ifMoved === undefined || said.value.ifMoved.until <= now()) return ok(false);
  }
  return ok(decisions.value.length > 0);
};

/** What the verdict of a run says: that it changed nothing, and why its agent cannot go on without a person, or null. */
type Said = { readonly noChange: boolean; readonly stuck: string | null };
const NOTHING_SAID: Said = { noChange: false, stuck: null };

const saidOf = async (ledger: Ledger, { state, verdict }: RunRow): Promise<Result<Said>> => {
  if (verdict === null || (state !== 'failed' && state !== 'passed' && state !== 'accepted')) return ok(NOTHING_SAID);
  const bytes = await readDocument(ledger, verdict);
  if (!bytes.ok) return bytes;
  const envelope = bytes.value === null ? null : parseEnvelope(bytes.value, 'the verdict');
  const said = envelope?.ok === true ? parseVerdict(envelope.value.payload) : null;
  if (said?.ok !== true) return ok(NOTHING_SAID);
  const findings = said.value.gates.flatMap((gate) => gate.findings);
  const blocked = state === 'failed' ? findings.find(({ code }) => code === 'backend.blocked') : undefined;
  return ok({ noChange: said.value.noChange === true, stuck: blocked?.message ?? null });
};

const lastRun = async (ledger: Ledger, row: ContractRow, runs: readonly RunRow[]): Promise<Result<LastRun | null>> => {
  const last = runs.findLast(({ version }) => version === row.version);
  if (last === undefined) return ok(null);
  const movable = await isMovable(ledger, last);
  if (!movable.ok) return movable;
  const said = await saidOf(ledger, last);
  if (!said.ok) return said;
  const stuck = last.approval === row.approval ? said.value.stuck : null;
  const open = last.state === 'running' || last.state === 'sealed';
  const lives = open && isAlive(last.holder);
  const { run, state, backend, base, awaits, branch } = last;
  const flags = { underWay: lives, cutOff: open && !lives, noChange: said.value.noChange, movable: movable.value };
  return ok({ run, state, backend, base, awaits, branch, stuck, ...flags });
};

/** Everything a refusal depended on: where one of it is different, it may be tried again. */
export const asItIs = ({ approval, target, used, run }: Position, approvalDigest: Digest | null): string =>
  [approvalDigest, approval?.base, target, used, run?.run, run?.state].join(' ');

type Known = {
  readonly project: Project;
  readonly plan: Plan;
  readonly remembered: Remembered;
  readonly chains: readonly number[];
  readonly runs: ReadonlyMap<string, readonly RunRow[]>;
  readonly targets: Map<string, string | null>;
};

const targetOf = async ({ project, targets }: Known, ref: string): Promise<Result<string | null>> => {
  const known = targets.get(ref);
  if (known !== undefined) return ok(known);
  const found = await resolveRef(project.repository, ref);
  if (found.ok) targets.set(ref, found.value);
  return found;
};

const NOTHING_YET = afterRuns([], null, 0);

/** A task that nobody has signed yet, from its file alone. */
const unsigned = (known: Known, { task, blockedBy: waitsFor, needless, next }: BoardLine): Position => {
  const place = known.plan.graph.placeOf.get(task) ?? -1;
  const own = known.plan.graph.tasks[place];
  return {
    ...{ task, state: own?.state ?? 'backlog', waitsFor, stopped: null, paths: own?.paths ?? { allow: [], deny: [] } },
    ...{ chain: known.chains[place] ?? 1, targetRef: '', target: null, approval: null, used: 0, after: NOTHING_YET },
    ...{ run: null, refused: needless === undefined ? null : { says: `not needed: ${needless}`, command: next } },
  };
};

const signed = async (known: Known, row: ContractRow, base: Position): Promise<Result<Position>> => {
  const { project, remembered, runs } = known;
  const { ledger } = project;
  const contract = await contractOf(ledger, row.contract, remembered);
  if (!contract.ok) return contract;
  const targetRef = `refs/heads/${contract.value.baseBranch}`;
  const target = await targetOf(known, targetRef);
  if (!target.ok) return target;
  const approval = await approvalOf(ledger, row, remembered);
  if (!approval.ok) return approval;
  const all = runs.get(row.task) ?? [];
  const run = await lastRun(ledger, row, all);
  if (!run.ok) return run;
  const position: Position = {
    ...base,
    ...{ state: row.state, stopped: row.blocked, paths: touchedPaths(contract.value), targetRef, target: target.value },
    ...{ approval: approval.value, used: all.filter((one) => one.approval === row.approval).length },
    ...{ after: afterRuns(all, row.approval, approval.value?.attempts ?? 0), run: run.value },
  };
  const before = remembered.refusals.get(row.task);
  return ok({ ...position, refused: refusalNow(before, asItIs(position, row.approval), performance.now()) });
};

/** What was rewritten out of its branch has not landed, whatever the ledger says of the run: a person has to get it back. */
export const withLoss = (position: Position, { lost, next }: Pick<BoardLine, 'lost' | 'next'>): Position =>
  lost === undefined ? position : { ...position, state: 'accepted', lost: { says: lostText(lost), command: next } };

/**
 * Reads where every task stands: what was signed, tried and decided from the ledger, and what waits for what from the plan.
 *
 * Fails as `lookAtTasks` and `planOf` do, and with what is wrong with the ledger.
 */
export const readPositions = async (project: Project, remembered: Remembered): Promise<Result<Standing>> => {
  const seen = await lookAtTasks(project.cwd);
  if (!seen.ok) return seen;
  const plan = await planOf(seen.value);
  if (!plan.ok) return plan;
  const [rows, all] = [await newestContracts(project.ledger), await readRuns(project.ledger, 'all')];
  if (!rows.ok) return rows;
  if (!all.ok) return all;
  const byTask = new Map(rows.value.map((row) => [row.task, row]));
  const { weights: chains } = tailsOf(plan.value.graph, () => 1);
  const runs = Map.groupBy(all.value, ({ task }) => task);
  // git has just said where the branch stands that is checked out, which is the target of most.
  const { branch, head } = seen.value.repository;
  const targets = new Map(branch === null ? [] : [[`refs/heads/${branch}`, head]]);
  const known: Known = { project, plan: plan.value, remembered, chains, runs, targets };
  const positions: Position[] = [];
  for (const line of plan.value.lines) {
    const row = byTask.get(line.task);
    const own = unsigned(known, line);
    const position = row === undefined ? ok(own) : await signed(known, row, own);
    if (!position.ok) return position;
    positions.push(withLoss(position.value, line));
  }
  return ok({ positions });
};

/** Remembers that something was refused, until anything that it may have hung on is different. */
export const rememberRefusal = async (
  { ledger }: Project,
  { refusals }: Remembered,
  position: Position,
  refused: Refused,
): Promise<void> => {
  const rows = await newestContracts(ledger);
  const row = rows.ok ? rows.value.find(({ task }) => task === position.task) : undefined;
  refusals.set(position.task, { asItWas: asItIs(position, row?.approval ?? null), at: performance.now(), refused });
};
