import { existsSync } from 'node:fs';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { JAIL_KINDS, weakJail } from '#contract';
import type { Holder } from '#events';
import { ok, type Result } from '#failure';
import type { BoardTask } from '#plan';
import { cannotOpen, LEDGER_VERSION, openDatabase } from './open-database.ts';
import { readNames, readRunState, readTaskState, readTier } from './states.ts';

type Row = Readonly<Record<string, SQLOutputValue>>;

/**
 * Each task's newest version with its last run: two steps down an index for each task, however much has happened. In
 * SQL as it is, because to load what builds queries would take longer than all that the board does.
 */
const BOARD = `
  select c.task, c.version, c.name, c.at, c.state, c.tier, c.depends_on, c.blocked, c.cites, c.base,
         (select at from runs where task = c.task and version = c.version order by seq limit 1) as begun,
         case when r.approval = c.approval and r.state in ('failed', 'rejected', 'closed')
              then (select iif(json_valid(cast(bytes as text)), json_extract(cast(bytes as text), '$.attempts'), null)
                    from documents where digest = c.contract)
         end as attempts,
         case when c.state = 'landed'
              then (select json_extract(body, '$.tip') || ' ' || json_extract(body, '$.ref') from events
                    where run = r.run and kind = 'run.landed' order by seq desc limit 1)
         end as landed,
         case when r.verdict is not null
              then (select json_extract(body, '$.jail') from events
                    where run = r.run and kind = 'run.judged' order by seq desc limit 1)
         end as jail,
         r.run, r.attempt, r.state as run_state, r.no_change, r.awaits, r.branch, r.holder_pid, r.holder_start
  from contracts c
  left join runs r on r.seq = (select max(seq) from runs where task = c.task and version = c.version)
  where c.version = (select max(version) from contracts where task = c.task)
  order by c.task`;

const text = (row: Row, column: string): string => String(row[column]);

const runOf = (row: Row, isGone: (holder: Holder) => boolean): BoardTask['run'] => {
  if (row['run'] === null) return null;
  const state = readRunState(text(row, 'run_state'));
  const jail = weakJail(JAIL_KINDS.find((kind) => kind === row['jail']));
  const run = {
    ...{ run: text(row, 'run'), attempt: Number(row['attempt']), state, noChange: row['no_change'] === 1 },
    branch: row['branch'] === null ? null : text(row, 'branch'),
    awaits: readNames(text(row, 'awaits')),
    ...(typeof row['attempts'] === 'number' ? { attempts: row['attempts'] } : {}),
    ...(jail !== null && { jail }),
  };
  if (state !== 'running' && state !== 'sealed') return run;
  return { ...run, cutOff: isGone({ pid: Number(row['holder_pid']), startedAt: text(row, 'holder_start') }) };
};

/** How what a contract cites read when it was approved. */
const pinsIn = (column: string): NonNullable<BoardTask['cites']> =>
  readNames(column).map((pin) => {
    const [digest = ''] = pin.split(' ', 1);
    return { cite: pin.slice(digest.length + 1), digest };
  });

/** Where a task has landed; where nothing had to, because nothing was to be changed, nowhere. */
const landedIn = (row: Row): Pick<BoardTask, 'landed'> => {
  const [tip = '', ref] = row['landed'] === null ? [] : text(row, 'landed').split(' ');
  return ref === undefined ? {} : { landed: { ref, tip } };
};

/** Since when a task is in its state: under way it is since its first run, however often it was tried since. */
const sinceOf = (row: Row): string =>
  text(row, row['state'] === 'in_progress' && row['begun'] !== null ? 'begun' : 'at');

const versionOf = (database: DatabaseSync): unknown => database.prepare('pragma user_version').get()?.['user_version'];

/** Brings a ledger of an older Writ up to date, or refuses that of a newer one. */
const bringUpToDate = async (path: string): Promise<Result<null>> => {
  const { openLedger } = await import('./open.ts');
  const ledger = await openLedger(path);
  if (!ledger.ok) return ledger;
  await ledger.value.close();
  return ok(null);
};

/**
 * Every task the ledger knows, in its newest version, with its last run; for the board. Nothing is written.
 *
 * @param path the ledger's file; where there is none, there are no tasks
 * @param isGone whether the process of a run that has not come to its end is no more
 */
export const readBoard = async (
  path: string,
  isGone: (holder: Holder) => boolean,
): Promise<Result<readonly BoardTask[]>> => {
  if (!existsSync(path)) return ok([]);
  try {
    const opened = openDatabase(path, { readOnly: true });
    if (!opened.ok) return opened;
    const database = opened.value;
    try {
      if (versionOf(database) === LEDGER_VERSION) return ok(rowsOf(database, isGone));
    } finally {
      database.close();
    }
    const current = await bringUpToDate(path);
    return current.ok ? await readBoard(path, isGone) : current;
  } catch (error) {
    return cannotOpen(error);
  }
};

const rowsOf = (database: DatabaseSync, isGone: (holder: Holder) => boolean): readonly BoardTask[] =>
  database
    .prepare(BOARD)
    .all()
    .map((row) => ({
      ...{ task: text(row, 'task'), version: Number(row['version']), name: text(row, 'name'), since: sinceOf(row) },
      state: readTaskState(text(row, 'state')),
      tier: readTier(text(row, 'tier')),
      dependsOn: readNames(text(row, 'depends_on')),
      stopped: row['blocked'] === null ? null : text(row, 'blocked'),
      run: runOf(row, isGone),
      ...landedIn(row),
      ...(row['cites'] === '[]' ? {} : { cites: pinsIn(text(row, 'cites')), citedAt: text(row, 'base') }),
    }));
