import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { approvalOf, AT, codesOf, digest, passed, runOf, valueOf } from './ledger.fixture.ts';
import { record, recordVerdict } from './ledger.ts';
import { adapt, openLedger } from './open.ts';
import { readBoard } from './read-board.ts';
import { MIGRATIONS, type Tables } from './schema.ts';

const root = mkdtempSync(join(tmpdir(), 'writ-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => join(mkdtempSync(join(root, 'l-')), 'ledger.sqlite');

describe('the board', () => {
  it('shows each task once, in its newest version, with the last run of that version', async () => {
    const path = fresh();
    const ledger = valueOf(await openLedger(path));
    await passed(ledger, 'T', 'R-1');
    valueOf(await approvalOf(ledger, 'U'));
    valueOf(await runOf(ledger, 'U', 'R-2'));
    valueOf(await runOf(ledger, 'U', 'R-3', { isAlive: () => false }));
    valueOf(await approvalOf(ledger, 'T', { version: 2, use: 'amend' }));
    const seen = async (isGone: boolean) => valueOf(await readBoard(path, () => isGone));
    expect(await seen(true)).toMatchObject([
      { task: 'T', version: 2, state: 'ready', run: null, stopped: null },
      { task: 'U', version: 1, run: { run: 'R-3', attempt: 2, state: 'running', cutOff: true } },
    ]);
    expect((await seen(false))[1]?.run?.cutOff).toBe(false);
    await ledger.close();
  });

  it('tells how many attempts were approved where one came to nothing, and of nothing else', async () => {
    const path = fresh();
    const ledger = valueOf(await openLedger(path));
    const gone = { isAlive: () => false };
    const tries = async (task: string, name: string) => {
      valueOf(await approvalOf(ledger, task, { name }));
      valueOf(await runOf(ledger, task, `R-${task}`));
      valueOf(await record(ledger, { kind: 'run.closed', task, run: `R-${task}`, because: 'killed' }, AT));
    };
    await tries('A', '{"attempts":2}');
    // The bytes of a contract that are none any more are for `writ verify` to tell of.
    await tries('B', 'garbled');
    await tries('C', '{"attempts":1}');
    valueOf(await approvalOf(ledger, 'C', { name: '{"attempts":1}', use: 'once more' }, gone.isAlive));
    valueOf(await approvalOf(ledger, 'D', { name: '{"attempts":4}' }));
    valueOf(await runOf(ledger, 'D', 'R-D'));
    const told = valueOf(await readBoard(path, () => false)).map(({ task, run }) => [task, run?.attempts]);
    expect(told).toEqual([['A', 2], ['B', undefined], ['C', undefined], ['D', undefined]]); // prettier-ignore
    await ledger.close();
  });

  it.each([['none'], ['sandbox-runtime'], [undefined]] as const)('tells by what a run was held: %s', async (jail) => {
    const path = fresh();
    const ledger = valueOf(await openLedger(path));
    valueOf(await approvalOf(ledger, 'T'));
    valueOf(await runOf(ledger, 'T', 'R-1'));
    const sealed = { kind: 'run.sealed', task: 'T', run: 'R-1', manifest: digest('m'), tree: '2'.repeat(40) } as const;
    valueOf(await record(ledger, sealed, AT));
    const judged = { task: 'T', run: 'R-1', result: 'PASS', ...(jail !== undefined && { jail }) } as const;
    valueOf(await recordVerdict(ledger, judged, new TextEncoder().encode('verdict'), AT));
    expect(valueOf(await readBoard(path, () => false))[0]?.run?.jail).toBe(jail);
    await ledger.close();
  });

  it('is empty where there is no ledger, and makes none', async () => {
    const path = fresh();
    expect(valueOf(await readBoard(path, () => true))).toEqual([]);
    expect(existsSync(path)).toBe(false);
  });

  it('is refused for a ledger of a newer Writ, and for what is none', async () => {
    const path = fresh();
    await valueOf(await openLedger(path)).close();
    const database = new DatabaseSync(path);
    database.exec('pragma user_version = 99');
    database.close();
    expect(codesOf(await readBoard(path, () => true))).toEqual(['machine.storage']);
    writeFileSync(path, 'no database at all, but long enough to look like one '.repeat(100));
    expect(codesOf(await readBoard(path, () => true))).toEqual(['machine.storage']);
  });

  it('brings a ledger of an older Writ up to date', async () => {
    const path = fresh();
    const database = new DatabaseSync(path);
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(database) }) });
    await MIGRATIONS[0]?.(db);
    database.exec('pragma user_version = 1');
    await db.destroy();
    expect(valueOf(await readBoard(path, () => true))).toEqual([]);
  });
});
