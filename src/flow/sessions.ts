import type { ChainEvent } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { isAlive } from '#host';
import { readRuns, type RunRow } from '#ledger';
import { askToAbort, followSessionLog, leaveWord, livePlace, readSessionLog } from '#run';
import type { Project } from './project.ts';
import { locateRun } from './review.ts';

/** A run as somebody looks on: what is recorded of the session with its backend. */
export type Session = SessionStanding & { readonly events: readonly ChainEvent[] };

/** Whether somebody carries a run out just now, or nobody does although it has not come to its end: it was cut off. */
export type SessionStanding = { readonly row: RunRow; readonly atWork: boolean; readonly cutOff: boolean };

const isAtWork = ({ state, holder }: RunRow): boolean => state === 'running' && isAlive(holder);

const standingOf = (row: RunRow): SessionStanding => ({
  ...{ row, atWork: isAtWork(row) },
  cutOff: (row.state === 'running' || row.state === 'sealed') && !isAlive(row.holder),
});

/** The sessions of this repository, the newest last. */
export const listSessions = async (project: Project): Promise<Result<readonly SessionStanding[]>> => {
  const rows = await readRuns(project.ledger, 'all');
  return rows.ok ? ok(rows.value.map(standingOf)) : rows;
};

/** What is recorded of the session of a run, by the beginning of its id; without one, of the last. */
export const readSession = async (project: Project, prefix: string | undefined): Promise<Result<Session>> => {
  const row = await locateRun(project, prefix);
  if (!row.ok) return row;
  const events = readSessionLog(project.repository, row.value.run);
  return events.ok ? ok({ ...standingOf(row.value), events: events.value }) : events;
};

/** The same as it comes, until the run is sealed or nobody carries it out any more. */
export const followSession = async (
  project: Project,
  prefix: string | undefined,
): Promise<Result<{ readonly row: RunRow; readonly events: AsyncGenerator<readonly ChainEvent[]> }>> => {
  const row = await locateRun(project, prefix);
  if (!row.ok) return row;
  const { run, holder } = row.value;
  return ok({ row: row.value, events: followSessionLog(project.repository, run, () => isAlive(holder)) });
};

/** Where a text was said in a session. */
export type Found = { readonly run: string; readonly event: ChainEvent };

/** Every event of any session, or of one, in which a text stands, whatever the case of its letters. */
export const searchSessions = async (
  project: Project,
  text: string,
  prefix: string | undefined,
): Promise<Result<readonly Found[]>> => {
  const rows = prefix === undefined ? await readRuns(project.ledger, 'all') : undefined;
  if (rows !== undefined && !rows.ok) return rows;
  const one = prefix === undefined ? undefined : await locateRun(project, prefix);
  if (one !== undefined && !one.ok) return one;
  const wanted = text.toLowerCase();
  const runs = one === undefined ? (rows?.value ?? []) : [one.value];
  return ok(
    runs.flatMap(({ run }) => {
      const events = readSessionLog(project.repository, run);
      // A run that was closed before its backend began has none.
      if (!events.ok) return [];
      return events.value
        .filter((event) =>
          Object.values(event).some((value) => typeof value === 'string' && value.toLowerCase().includes(wanted)),
        )
        .map((event) => ({ run, event }));
    }),
  );
};

const hasEvent = (events: readonly ChainEvent[], type: string): boolean =>
  events.some((event) => event['type'] === type);

/** Who speaks, where nobody else is named. */
const nameOf = ({ settings: { signer } }: Project): string => signer?.name ?? 'somebody';

/** How long is waited for a backend to end: as long as an agent has for ending its turn, and some. */
const ABORT_MS = 15_000;

/**
 * Has the backend of a run ended, and waits for it. The run itself goes on: it seals what was done, and its verdict is
 * FAIL. Fails with `usage.argument` where no backend is at work.
 */
export const abortSession = async (
  project: Project,
  prefix: string | undefined,
  {
    because,
    tell,
    by = nameOf(project),
  }: { readonly because: string; readonly tell: (sentence: string) => void; readonly by?: string },
): Promise<Result<{ readonly row: RunRow; readonly ended: boolean }>> => {
  const found = await readSession(project, prefix);
  if (!found.ok) return found;
  const { row, events } = found.value;
  if (!isAtWork(row) || !hasEvent(events, 'backend.started') || hasEvent(events, 'backend.ended'))
    return fail('usage.argument', `no backend is at work on ${row.run}`, { remedy: 'writ session list' });
  const asked = askToAbort(livePlace(project.repository, row.run), { by, because });
  if (!asked.ok) return asked;
  tell(`waiting for the backend of ${row.run} to end`);
  const until = Date.now() + ABORT_MS;
  const waits = (): boolean => Date.now() < until && isAlive(row.holder);
  for await (const came of followSessionLog(project.repository, row.run, waits))
    if (hasEvent(came, 'backend.ended')) return ok({ row, ended: true });
  return ok({ row, ended: false });
};

/** How long is waited for the process that carries a run out to have taken a word. */
const WORD_MS = 5000;

/**
 * Says something to the agent of a run that is at work: it is recorded at once, and given to it when its turn ends, or,
 * where it is urgent, after its turn was cancelled. Fails with `usage.argument` where no backend is at work, or one that
 * nobody can speak with.
 */
export const messageSession = async (
  project: Project,
  prefix: string | undefined,
  { text, urgent, by = nameOf(project) }: { readonly text: string; readonly urgent: boolean; readonly by?: string },
): Promise<Result<{ readonly row: RunRow; readonly word: string; readonly taken: boolean }>> => {
  const found = await readSession(project, prefix);
  if (!found.ok) return found;
  const { row, events } = found.value;
  if (!isAtWork(row) || !hasEvent(events, 'backend.started') || hasEvent(events, 'backend.ended'))
    return fail('usage.argument', `no backend is at work on ${row.run}`, { remedy: 'writ session list' });
  if (!hasEvent(events, 'session.opened'))
    return fail('usage.argument', `${row.backend} is not spoken with while it works, or not yet`, {
      remedy: `writ session tail ${row.run}`,
    });
  const word = { by, text, urgent };
  const { id, left } = leaveWord(livePlace(project.repository, row.run).words, word);
  if (!left.ok) return left;
  const until = Date.now() + WORD_MS;
  const waits = (): boolean => Date.now() < until && isAlive(row.holder);
  for await (const came of followSessionLog(project.repository, row.run, waits))
    if (came.some((event) => event['word'] === id)) return ok({ row, word: id, taken: true });
  return ok({ row, word: id, taken: false });
};
