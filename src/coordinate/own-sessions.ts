import { ok, type Result } from '#failure';
import { abortSession, messageSession, readSession, type Project } from '#flow';
import { isAlive } from '#host';
import { readRuns, spawnedRuns, type RunRow } from '#ledger';
import type { Answer, Status, Which } from '#mcp';
import { workspacePath } from '#run';

const statusOf = ({ state, holder }: RunRow): Status => {
  // One that is sealed is not over for whoever waits: its verdict comes a moment later.
  if ((state === 'running' || state === 'sealed') && isAlive(holder)) return 'active';
  if (state === 'passed' || state === 'accepted' || state === 'landed') return 'completed';
  // One that is not at work and has not come to its end was cut off; `closed` is what becomes of that.
  return state === 'failed' || state === 'rejected' ? 'failed' : 'aborted';
};

/** What its agent last said to its session, and what was noticed about it: the newest few. */
const MOST_SAID = 5;
const heardOf = async (project: Project, run: string): Promise<Answer> => {
  const session = await readSession(project, run);
  // There is nothing to hear before its backend begins.
  if (!session.ok) return {};
  const { events } = session.value;
  const said = events.filter(({ type, tool }) => type === 'session.called' && tool !== 'scope');
  const alerts = events.filter(({ type }) => type === 'session.alert');
  return {
    lastHeard: events.at(-1)?.['at'] ?? null,
    alerts: alerts.slice(-MOST_SAID).map(({ at, rule, does, says }) => ({ at, rule, does, says })),
    said: said.slice(-MOST_SAID).map(({ at, tool, text }) => ({ at, tool, text })),
  };
};

/** The most that one answer tells of; whoever wants others names them. */
const MOST_SHOWN = 100;

/** The sessions that an orchestrator had begun, the newest last: those of others are not there for it. */
export const ownSessions = async (
  project: Project,
  orchestrator: string,
  { sessionIds, status }: Which,
): Promise<Result<Answer>> => {
  const [own, all] = [await spawnedRuns(project.ledger, orchestrator), await readRuns(project.ledger, 'all')];
  if (!own.ok) return own;
  if (!all.ok) return all;
  const runs = new Set(own.value);
  const wanted = all.value
    .map((row) => ({ row, status: statusOf(row) }))
    .filter(({ row }) => runs.has(row.run) && (sessionIds?.includes(row.run) ?? true))
    .filter((one) => status === undefined || one.status === status);
  const sessions: Answer[] = [];
  for (const { row, status: is } of wanted.slice(-MOST_SHOWN)) {
    const { run, task, attempt, backend, state, at } = row;
    const heard = is === 'active' || sessionIds !== undefined ? await heardOf(project, run) : {};
    const path = workspacePath(project.repository, task);
    sessions.push({ sessionId: run, task, attempt, backend, status: is, state, at, worktreePath: path, ...heard });
  }
  return ok({ sessions, more: Math.max(0, wanted.length - MOST_SHOWN) });
};

/** Says something to the agent of a session, in the name of who says it. */
export const messageOwn = async (
  project: Project,
  {
    session,
    ...word
  }: { readonly session: string; readonly text: string; readonly urgent: boolean; readonly by: string },
): Promise<Result<Answer>> => {
  const sent = await messageSession(project, session, word);
  return sent.ok ? ok({ sessionId: session, word: sent.value.word, taken: sent.value.taken }) : sent;
};

/** Ends the backend of a session. What it did is kept and sealed, and its verdict is FAIL. */
export const abortOwn = async (
  project: Project,
  {
    session,
    ...wish
  }: {
    readonly session: string;
    readonly because: string;
    readonly by: string;
    readonly tell: (sentence: string) => void;
  },
): Promise<Result<Answer>> => {
  const aborted = await abortSession(project, session, wish);
  return aborted.ok ? ok({ sessionId: session, ended: aborted.value.ended }) : aborted;
};
