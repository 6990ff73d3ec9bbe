import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import {
  AT,
  approvalOf,
  bytes,
  codesOf,
  decide,
  digest,
  land,
  nonce,
  passed,
  runOf,
  valueOf,
} from './ledger.fixture.ts';
import { fail, ok } from '#failure';
import { transact } from './append.ts';
import { recordRunApproval } from './approvals.ts';
import { record, recordAdmission, recordVerdict } from './ledger.ts';
import { openLedger, type Ledger } from './open.ts';
import { findRuns, newestAdmission, newestContract, readDocument, readEvents, readRuns } from './read.ts';
import { readBoard } from './read-board.ts';
import { verifyLedger } from './verify-chain.ts';

const root = mkdtempSync(join(tmpdir(), 'writ-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => join(mkdtempSync(join(root, 'l-')), 'ledger.sqlite');
const memory = async (): Promise<Ledger> => valueOf(await openLedger(':memory:'));

it('tells the story of a task from contract to landing, in a chain that verifies', async () => {
  const path = fresh();
  const ledger = valueOf(await openLedger(path));
  await passed(ledger, 'T', 'R-1');
  valueOf(await decide(ledger, 'R-1'));
  valueOf(await land(ledger, 'R-1'));
  expect(valueOf(await newestContract(ledger, 'T'))).toMatchObject({ state: 'landed', version: 1 });
  expect(valueOf(await readRuns(ledger, { run: 'R-1' }))).toMatchObject([
    { state: 'landed', attempt: 1, tree: '2'.repeat(40) },
  ]);
  expect(valueOf(await readBoard(path, () => false))).toMatchObject([
    { task: 'T', state: 'landed', run: { run: 'R-1' } },
  ]);
  expect(valueOf(await readEvents(ledger, { limit: 3 })).map(({ kind }) => kind)).toEqual([
    'run.judged',
    'run.decided',
    'run.landed',
  ]);
  expect(valueOf(await findRuns(ledger, 'R-'))).toEqual(['R-1']);
  expect(valueOf(await verifyLedger(ledger)).events).toBe(7);
  await ledger.close();
});

it('lets whoever writes in the same process end first, instead of keeping it from that', async () => {
  const path = fresh();
  const [one, other] = [valueOf(await openLedger(path)), valueOf(await openLedger(path))];
  const order: string[] = [];
  const began = performance.now();
  const first = transact(one, async () => {
    await sleep(20);
    order.push('first');
    return ok(null);
  });
  const second = transact(other, async () => {
    order.push('second');
    return fail('bug', 'a refusal is the next one’s turn, too');
  });
  const third = transact(one, async () => {
    order.push('third');
    return ok(null);
  });
  expect(codesOf(await second)).toEqual(['bug']);
  valueOf(await first);
  valueOf(await third);
  expect(order).toEqual(['first', 'second', 'third']);
  // SQLite would have waited for ten seconds, and nobody else with it.
  expect(performance.now() - began).toBeLessThan(9000);
  for (const ledger of [one, other]) await ledger.close();
});

it('waits for its turn again where it was passed over, and records what it was asked to', async () => {
  const path = fresh();
  const ledger = valueOf(await openLedger(path));
  const others = new DatabaseSync(path);
  // What SQLite waits by itself: nothing, so that each of its waits is over before the others are done.
  await sql`pragma busy_timeout = 0`.execute(ledger.db);
  others.exec('begin immediate');
  let ended = false;
  const recorded = approvalOf(ledger, 'T').finally(() => {
    ended = true;
  });
  await sleep(500);
  expect(ended).toBe(false);
  others.exec('commit');
  valueOf(await recorded);
  expect(valueOf(await newestContract(ledger, 'T'))).toMatchObject({ version: 1 });
  others.close();
  await ledger.close();
});

it('lets no record be changed or removed', async () => {
  const ledger = await memory();
  valueOf(await approvalOf(ledger, 'T'));
  await expect(sql`update events set body = '{}'`.execute(ledger.db)).rejects.toThrow('append-only');
  await expect(sql`delete from events`.execute(ledger.db)).rejects.toThrow('append-only');
  const like = (seq: string, verb: string) =>
    sql
      .raw(
        `${verb} into events select ${seq}, at, kind, task, run, '{}', prev || 'x', hash || 'x' from events where seq = 1`,
      )
      .execute(ledger.db);
  // The seq of a record that is there, one before the first, one too far, and none at all.
  for (const seq of ['1', '0', '-1', '4', 'null']) {
    for (const verb of ['insert', 'replace', 'insert or ignore'])
      await expect(like(seq, verb), `${verb} ${seq}`).rejects.toThrow('append-only');
  }
  expect(valueOf(await verifyLedger(ledger)).events).toBe(2);
});

describe('a nonce serves once', () => {
  it('for one approval, whatever the second is about', async () => {
    const ledger = await memory();
    valueOf(await approvalOf(ledger, 'U'));
    const before = valueOf(await newestContract(ledger, 'U'))?.approval;
    valueOf(await approvalOf(ledger, 'T', { use: 'once' }));
    expect(codesOf(await approvalOf(ledger, 'T', { use: 'once' }))).toEqual(['approval.used']);
    expect(codesOf(await approvalOf(ledger, 'U', { use: 'once' }))).toEqual(['approval.used']);
    const run = { task: 'T', version: 1, contract: digest('T 1'), approval: digest('a'), until: AT, signer: 'ada' };
    expect(codesOf(await recordRunApproval(ledger, { ...run, nonce: nonce('once') }, bytes('x'), AT))).toEqual([
      'approval.used',
    ]);
    expect(valueOf(await newestContract(ledger, 'U'))?.approval).toBe(before);
  });

  it('for one admission, and not for a decision after it', async () => {
    const ledger = await memory();
    const admission = { branch: 'main', riskClass: 'LOW', until: AT, signer: 'ada', nonce: nonce('once') } as const;
    valueOf(await recordAdmission(ledger, admission, bytes('a'), AT));
    expect(codesOf(await recordAdmission(ledger, admission, bytes('b'), AT))).not.toEqual([]);
    expect(valueOf(await newestAdmission(ledger, 'main'))).toBe(digest('a'));
    await passed(ledger, 'T', 'R-1');
    expect(codesOf(await decide(ledger, 'R-1', { use: 'once' }))).not.toEqual([]);
    expect(valueOf(await readRuns(ledger, { run: 'R-1' }))).toMatchObject([{ state: 'passed', decision: null }]);
    expect(valueOf(await verifyLedger(ledger)).events).toBe(6);
  });
});

describe('a run is decided once and lands once', () => {
  it('and never without a verdict', async () => {
    const ledger = await memory();
    expect(codesOf(await decide(ledger, 'R-0'))).toEqual(['usage.unknown']);
    valueOf(await approvalOf(ledger, 'T'));
    valueOf(await runOf(ledger, 'T', 'R-1'));
    expect(codesOf(await decide(ledger, 'R-1'))).toEqual(['verdict.missing']);
    expect(codesOf(await land(ledger, 'R-1'))).toEqual(['decision.missing']);
  });

  it('and the second is told', async () => {
    const ledger = await memory();
    await passed(ledger, 'T', 'R-1');
    expect(codesOf(await land(ledger, 'R-1'))).toEqual(['decision.missing']);
    valueOf(await decide(ledger, 'R-1'));
    expect(codesOf(await decide(ledger, 'R-1', { use: 'another' }))).toEqual(['decision.taken']);
    valueOf(await land(ledger, 'R-1'));
    expect(codesOf(await land(ledger, 'R-1'))).toEqual(['landing.taken']);
    expect(codesOf(await decide(ledger, 'R-1', { use: 'a third' }))).toEqual(['decision.taken']);
  });
});

describe('a task that has landed is done', () => {
  it('nothing more is approved of it, or begun', async () => {
    const ledger = await memory();
    await passed(ledger, 'T', 'R-1');
    valueOf(await decide(ledger, 'R-1'));
    // A result that waits may have to be made anew, where its target has moved.
    valueOf(await approvalOf(ledger, 'T', { use: 'anew' }));
    valueOf(await land(ledger, 'R-1'));
    expect(codesOf(await approvalOf(ledger, 'T', { use: 'once more' }))).toEqual(['landing.taken']);
    expect(codesOf(await runOf(ledger, 'T', 'R-2', { approval: digest('envelope anew') }))).toEqual(['landing.taken']);
    expect(valueOf(await readRuns(ledger, { task: 'T' })).map(({ run }) => run)).toEqual(['R-1']);
  });

  it('no other result of it is accepted, or lands', async () => {
    const ledger = await memory();
    await passed(ledger, 'T', 'R-1');
    for (const run of ['R-2', 'R-3']) {
      valueOf(await runOf(ledger, 'T', run));
      valueOf(await record(ledger, { kind: 'run.sealed', task: 'T', run, manifest: digest('m'), tree: '2'.repeat(40) }, AT)); // prettier-ignore
      valueOf(await recordVerdict(ledger, { task: 'T', run, result: 'PASS' }, bytes(run), AT));
    }
    valueOf(await decide(ledger, 'R-2'));
    valueOf(await decide(ledger, 'R-1'));
    valueOf(await land(ledger, 'R-1'));
    expect(codesOf(await land(ledger, 'R-2'))).toEqual(['landing.taken']);
    expect(codesOf(await decide(ledger, 'R-3'))).toEqual(['landing.taken']);
    valueOf(await decide(ledger, 'R-3', { outcome: 'reject' }));
  });
});

describe('a run begins', () => {
  it('with the next attempt, and not beside one that is under way', async () => {
    const ledger = await memory();
    valueOf(await approvalOf(ledger, 'T'));
    expect(valueOf(await runOf(ledger, 'T', 'R-1'))).toEqual({ attempt: 1 });
    expect(codesOf(await runOf(ledger, 'T', 'R-2'))).toEqual(['run.busy']);
    expect(valueOf(await findRuns(ledger, ''))).toEqual(['R-1']);
  });

  it('after the run of a process that is gone was closed', async () => {
    const ledger = await memory();
    valueOf(await approvalOf(ledger, 'T'));
    valueOf(await runOf(ledger, 'T', 'R-1'));
    expect(valueOf(await runOf(ledger, 'T', 'R-2', { isAlive: () => false })).attempt).toBe(2);
    const runs = valueOf(await readRuns(ledger, { task: 'T' }));
    expect(runs.map(({ run, state }) => `${run} ${state}`)).toEqual(['R-1 closed', 'R-2 running']);
  });
});

describe('the storage', () => {
  it('written by a newer Writ is refused and left as it is', async () => {
    const path = fresh();
    await valueOf(await openLedger(path)).close();
    const database = new DatabaseSync(path);
    database.exec('pragma user_version = 99');
    const end = await openLedger(path);
    expect([codesOf(end), end.ok || end.failures[0].message]).toEqual([
      ['machine.storage'],
      expect.stringContaining('newer Writ'),
    ]);
    expect(database.prepare('pragma user_version').get()).toEqual({ user_version: 99 });
    database.close();
  });

  it('that is full once takes nothing more from this process, and holds together', async () => {
    const path = fresh();
    const ledger = valueOf(await openLedger(path));
    valueOf(await approvalOf(ledger, 'T'));
    await sql`pragma max_page_count = 1`.execute(ledger.db);
    const big = () => approvalOf(ledger, 'U', { name: 'x'.repeat(300_000) });
    expect(codesOf(await big())).toEqual(['machine.storage']);
    await sql`pragma max_page_count = 1000000`.execute(ledger.db);
    expect(codesOf(await approvalOf(ledger, 'V'))).toEqual(['machine.storage']);
    await ledger.close();
    const again = valueOf(await openLedger(path));
    expect(valueOf(await verifyLedger(again)).events).toBe(2);
    valueOf(await approvalOf(again, 'V'));
    await again.close();
  });

  it('that may not be written once takes nothing more either', async () => {
    const ledger = await memory();
    await sql`pragma query_only = on`.execute(ledger.db);
    expect(codesOf(await approvalOf(ledger, 'T'))).toEqual(['machine.storage']);
    await sql`pragma query_only = off`.execute(ledger.db);
    expect(codesOf(await approvalOf(ledger, 'T'))).toEqual(['machine.storage']);
  });

  it('that is no database is refused', async () => {
    const path = fresh();

    writeFileSync(path, 'no database at all, but long enough to look like one '.repeat(100));
    expect(codesOf(await openLedger(path))).toEqual(['machine.storage']);
  });

  it('takes back all of what a refusal began', async () => {
    const ledger = await memory();
    await passed(ledger, 'T', 'R-1');
    valueOf(await decide(ledger, 'R-1'));
    await decide(ledger, 'R-1', { use: 'second' });
    expect(valueOf(await readDocument(ledger, digest('second')))).toBe(null);
    valueOf(await record(ledger, { kind: 'step.begun', task: 'T', run: 'R-1', step: 'seal' }, AT));
  });
});
