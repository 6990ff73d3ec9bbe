import { ok, type Result } from '#failure';
import { readDocument, readRuns, type ContractRow, type Ledger, type RunRow } from '#ledger';
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

/** What the verdict of a run and the person who decided had against it, as the ledger has it. */
const findingsOf = async (ledger: Ledger, row: RunRow): Promise<Result<readonly string[]>> => {
  const document = row.verdict === null ? ok(null) : await readDocument(ledger, row.verdict);
  if (!document.ok) return document;
  const envelope = document.value === null ? null : parseEnvelope(document.value, 'the verdict');
  const verdict = envelope?.ok === true ? parseVerdict(envelope.value.payload) : null;
  const gates = verdict?.ok === true ? verdict.value.gates : [];
  const rejection = await rejectionOf(ledger, row);
  if (!rejection.ok) return rejection;
  return ok([
    ...rejection.value,
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
  const from = workOf(runs.value, row).findLast(({ tree }) => tree !== null) ?? null;
  const findings = from === null ? ok([]) : await findingsOf(ledger, from);
  if (!findings.ok) return findings;
  return ok({ attempts: Math.max(0, ...attempts), tree: from?.tree ?? null, from, findings: findings.value });
};
