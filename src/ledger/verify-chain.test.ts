import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { bytes, codesOf, approvalOf, digest, passed, valueOf } from './ledger.fixture.ts';
import { record } from './ledger.ts';
import { openLedger, type Ledger } from './open.ts';
import { readDocument } from './read.ts';
import { verifyLedger } from './verify-chain.ts';

const root = mkdtempSync(join(tmpdir(), 'writ-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const fresh = (): string => join(mkdtempSync(join(root, 'l-')), 'ledger.sqlite');
const memory = async (): Promise<Ledger> => valueOf(await openLedger(':memory:'));

it('where the clock was set back is told, and not what was only recorded side by side', async () => {
  const ledger = await memory();
  await passed(ledger, 'T', 'R-1');
  const at = (moment: string): Promise<unknown> =>
    record(ledger, { kind: 'step.begun', task: 'T', run: 'R-1', step: 'seal' }, moment);
  await at('2026-12-03T10:00:00.000Z');
  await at('2026-12-03T09:40:00.000Z');
  await at('2026-11-26T04:17:10.728Z');
  await at('2026-11-26T04:18:00.000Z');
  expect(valueOf(await verifyLedger(ledger)).setBack).toEqual([
    { seq: 8, at: '2026-11-26T04:17:10.728Z', before: '2026-12-03T09:40:00.000Z' },
  ]);
  await ledger.close();
});

describe('what was altered in the file is found', () => {
  const tampered = async (statements: string) => {
    const path = fresh();
    const ledger = valueOf(await openLedger(path));
    await passed(ledger, 'T', 'R-1');
    await ledger.close();
    const database = new DatabaseSync(path);
    for (const what of ['update', 'delete', 'insert']) database.exec(`drop trigger events_append_only_${what}`);
    database.exec(statements);
    database.close();
    const again = valueOf(await openLedger(path));
    const verified = await verifyLedger(again);
    await again.close();
    return verified;
  };

  it('and nothing is found where nothing was', async () => {
    expect(valueOf(await tampered('')).events).toBe(5);
  });

  it.each([
    ['a body', `update events set body = replace(body, 'ada', 'eve') where seq = 2`],
    ['a time', `update events set at = '2020-01-01T00:00:00.000Z' where seq = 2`],
    ['a body with its hash', `update events set body = '{}', hash = '${'0'.repeat(64)}' where seq = 2`],
    ['the kind that is shown', `update events set kind = 'run.landed' where seq = 4`],
    ['the task that is shown', `update events set task = 'U' where seq = 4`],
    ['the run that is shown', `update events set run = null where seq = 4`],
    ['the link to the one before', `update events set prev = '${'a'.repeat(64)}' where seq = 3`],
    ['a record in the middle, deleted', 'delete from events where seq = 3'],
    ['the first record, deleted', 'delete from events where seq = 1'],
    ['a gap that is closed', 'delete from events where seq = 3; update events set seq = seq - 1 where seq > 3'],
    [
      'the order',
      'update events set seq = 99 where seq = 3; update events set seq = 3 where seq = 4; update events set seq = 4 where seq = 99',
    ],
    [
      'one more before the first',
      `insert into events select -1, at, kind, task, run, body, 'x', 'y' from events where seq = 1`,
    ],
    [
      'one more number nought',
      `insert into events select 0, at, kind, task, run, body, 'x', 'y' from events where seq = 1`,
    ],
    [
      'one more at the end',
      `insert into events select 6, at, kind, task, run, body, 'x', 'y' from events where seq = 1`,
    ],
    ['a document', `update documents set bytes = x'00' where digest = '${digest('T 1')}'`],
    ['the table itself', 'drop table events'],
  ])('%s', async (_, statements) => {
    expect(codesOf(await tampered(statements))).toEqual(['ledger.broken']);
  });

  it.each([
    ['a state', `update runs set state = 'accepted'`, /R-1 of runs was altered: its state/u],
    ['a tree', `update runs set tree = '${'9'.repeat(40)}'`, /R-1 of runs was altered: its tree/u],
    ['an approval', `update contracts set approval = null`, /T 1 of contracts was altered: its approval/u],
    ['a run that is gone', 'delete from runs', /R-1 of runs is missing/u],
    ['a nonce that was freed', 'delete from nonces', /nonces is missing/u],
    [
      'a nonce that nobody used',
      `insert into nonces values ('f', 'x', 'y', 2)`,
      /f of nonces is (one too many|missing)/u,
    ],
    [
      'a decision that nobody took',
      `insert into decisions values (1, 'R-1', 'ada', 'd', 'accept')`,
      /d of decisions is one too many/u,
    ],
    [
      'a waiver that nobody gave',
      `insert into waivers (waiver, gate, seq) values ('w', 'g', 1)`,
      /w of waivers is one too many/u,
    ],
    [
      'an admission that nobody gave',
      `insert into admissions values ('a', 'main', 'x', 'y')`,
      /a of admissions is one too many/u,
    ],
    [
      'a document that no record names',
      `insert into documents values ('${digest('x')}', x'78')`,
      /no record names document/u,
    ],
    ['an end that was cut off', 'delete from events where seq > 3', /no record names document|runs is one too many/u],
    [
      'an end that was cut off with its documents',
      `delete from events where seq > 3; delete from documents where digest in ('${digest('verdict of R-1')}')`,
      /T 1 of contracts was altered/u,
    ],
  ])('and a table that does not say what the records say: %s', async (_, statements, says) => {
    const verified = await tampered(statements);
    expect([codesOf(verified), verified.ok || verified.failures[0].message]).toEqual([
      ['ledger.broken'],
      expect.stringMatching(says),
    ]);
  });

  it('but an end that was cut off with all that came of it is not: its head has to be kept elsewhere', async () => {
    const kept = `('${digest('T 1')}', '${digest('envelope approve T')}')`;
    const back = `update contracts set state = 'ready'`;
    const verified = await tampered(
      `delete from events where seq > 2; delete from runs; delete from documents where digest not in ${kept}; ${back}`,
    );
    expect(valueOf(verified).events).toBe(2);
  });

  it('and an altered document is never handed out', async () => {
    const ledger = await memory();
    valueOf(await approvalOf(ledger, 'T'));
    expect(valueOf(await readDocument(ledger, digest('T 1')))).toEqual(bytes('T 1'));
    expect(valueOf(await readDocument(ledger, digest('none')))).toBe(null);
    await sql`update documents set bytes = x'00'`.execute(ledger.db);
    expect(codesOf(await readDocument(ledger, digest('T 1')))).toEqual(['ledger.broken']);
  });
});
