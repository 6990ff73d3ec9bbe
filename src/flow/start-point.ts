import { ok, type Result } from '#failure';
import { readDocument, readEvents, readRuns, type ContractRow, type Ledger, type RunRow } from '#ledger';
import { parseEnvelope, parseStatement, parseVerdict } from '#signoff';

/** Where the next attempt begins: how many were used, and the run whose sealed tree it goes on from; null: at the base. */
export type StartPoint = {
  readonly attempts: number;
  readonly tree: string | null;
  readonly from: RunRow | null;
  /** What was found against that run. */
  readonly findings: readonly string[];
};

/**
 * The runs whose work the next one may go on with: those under the same approval or, before the first of them, those
 * of the version before that began at the same base. From another base their trees would undo what has landed since.
 */
const workOf = (runs: readonly RunRow[], { approval, version, base }: ContractRow): readonly RunRow[] => {
  const own = runs.filter((run) => run.version === version);
  return own.length > 0
    ? own.filter((run) => run.approval === approval)
    : runs.filter((run) => run.version < version && run.base === base);
};

/** What a person said when rejecting a run. */
const rejectionOf = async (ledger: Ledger, { decision, state }: RunRow): Promise<Result<readonly string[]>> => {
  if (state !== 'rejected' || decision === null) return ok([]);
  const document = await readDocument(ledger, decision);
  if (!document.ok || document.value === null) return document.ok ? ok([]) : document;
  const envelope = parseEnvelope(document.value, 'the decision');
  const statement = envelope.ok ? parseStatement('decision', envelope.value.payload) : envelope;
  return ok(statement.ok ? [`a person rejected it: ${statement.value.because}`] : []);
};

/** What came of trying to land an accepted run, where the target had changed too much: it is to be done again there. */
const refusalOf = async (ledger: Ledger, { run, state }: RunRow): Promise<Result<readonly string[]>> => {
  if (state !== 'accepted') return ok([]);
  const events = await readEvents(ledger, { run, limit: 1000 });
  if (!events.ok) return events;
  const refused = events.value.findLast(({ kind }) => kind === 'landing.refused');
  const body: unknown = refused === undefined ? null : JSON.parse(refused.body);
  const because = typeof body === 'object' && body !== null && 'because' in body ? body.because : [];
  if (!Array.isArray(because)) return ok([]);
  return ok(because.map((one) => `it was accepted, and could not land: ${String(one)}`));
};

/** What the verdict of a run and the person who decided had against it, as the ledger has it. */
const findingsOf = async (ledger: Ledger, row: RunRow): Promise<Result<readonly string[]>> => {
  const document = row.verdict === null ? ok(null) : await readDocument(ledger, row.verdict);
  if (!document.ok) return document;
  const envelope = document.value === null ? null : parseEnvelope(document.value, 'the verdict');
  const verdict = envelope?.ok === true ? parseVerdict(envelope.value.payload) : null;
  const gates = verdict?.ok === true ? verdict.value.gates : [];
  const rejection = await rejectionOf(ledger, row);
  if (!rejection.ok) return rejection;
  const refusal = await refusalOf(ledger, row);
  if (!refusal.ok) return refusal;
  return ok([
    ...rejection.value,
    ...refusal.value,
    ...gates
      .filter(({ outcome, waiver }) => outcome !== 'pass' && waiver === null)
      .flatMap(({ gate, findings }) => findings.map(({ message }) => `${gate}: ${message}`)),
  ]);
};

/** Where the next attempt at a contract begins. */
export const startPoint = async (ledger: Ledger, row: ContractRow): Promise<Result<StartPoint>> => {
  const runs = await readRuns(ledger, { task: row.task });
  if (!runs.ok) return runs;
  const attempts = runs.value.filter(({ approval }) => approval === row.approval).map(({ attempt }) => attempt);
  const last = runs.value.at(-1);
  const refused = last === undefined ? ok([]) : await refusalOf(ledger, last);
  if (!refused.ok) return refused;
  // What could not land where the target stands is done anew from there, knowing what kept it.
  const goesOn = refused.value.length === 0;
  const from = goesOn ? (workOf(runs.value, row).findLast(({ tree }) => tree !== null) ?? null) : null;
  const findings = from === null ? refused : await findingsOf(ledger, from);
  if (!findings.ok) return findings;
  return ok({ attempts: Math.max(0, ...attempts), tree: from?.tree ?? null, from, findings: findings.value });
};
