/**
 * A ledger of a million events beside one of a thousand: appending, the board, the log, finding runs.
 *
 * Both know the same thousand tasks, so what is shown is of one size and only the past differs. The small one holds
 * that each task was recorded, and one approved and tried once, since what is appended belongs to a run. In the large
 * one each task was approved, and tried some sixty times. A try is 16 events: it started, went through six steps with
 * beginning and end, was sealed, judged FAIL, and rejected.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { canonicalJson, sha256 } from '#contract';
import { STEPS, type WritEvent } from '#events';
import { findRuns, openLedger, record, type Ledger } from '#ledger';
import { eventHash, GENESIS } from '../src/ledger/append.ts';
import type { Act, Bench } from './rig/figure.ts';
import { makeRepository } from './rig/repository.ts';

const TASKS = 1000;
const EVENTS = 1_000_000;
const AT = '2026-11-21T09:30:00.000Z';
const BASE = '1'.repeat(40);
const TRY_EVENTS = 4 + 2 * STEPS.length;
const TRIES = Math.floor((EVENTS - 2 * TASKS) / TASKS / TRY_EVENTS);

const taskOf = (n: number): string => `WP-${n}-log-in`;
const contractOf = (n: number) => sha256(`contract ${n}`);
const approvalOf = (n: number) => sha256(`approval ${n}`);
const runIdOf = (n: number, attempt: number): string => `R-${sha256(`${n} ${attempt}`).slice(0, 10)}`;
const nonceOf = (text: string): string => sha256(text).slice(0, 32);

const recorded = (n: number): WritEvent => ({
  ...{ kind: 'contract.recorded', task: taskOf(n), version: 1, contract: contractOf(n), name: `Task number ${n}` },
  ...{ strictness: 'light', tier: 'LOW', dependsOn: [], text: sha256(`text ${n}`) },
});
const approved = (n: number): WritEvent => ({
  ...{ kind: 'contract.approved', task: taskOf(n), version: 1, contract: contractOf(n), approval: approvalOf(n) },
  ...{ base: BASE, attempts: TRIES, until: AT, signer: 'ada', nonce: nonceOf(`approve ${n}`) },
  ...{ supersedes: null, because: '', awaits: [] },
});

const tried = (n: number, attempt: number): readonly WritEvent[] => {
  const about = { task: taskOf(n), run: runIdOf(n, attempt) };
  const holder = { pid: 1, startedAt: '1' };
  const begun = { version: 1, attempt, approval: approvalOf(n), backend: 'codex', base: BASE, holder };
  return [
    { kind: 'run.started', ...about, ...begun },
    ...STEPS.flatMap((step): readonly WritEvent[] => [
      { kind: 'step.begun', ...about, step },
      { kind: 'step.ended', ...about, step, outcome: 'done', detail: '' },
    ]),
    { kind: 'run.sealed', ...about, manifest: sha256(about.run), tree: BASE },
    { kind: 'run.judged', ...about, verdict: sha256(`verdict ${about.run}`), result: 'FAIL' },
    {
      ...{ kind: 'run.decided', ...about, decision: sha256(`decision ${about.run}`), outcome: 'reject', because: 'no' },
      ...{ signer: 'ada', nonce: nonceOf(about.run), awaits: [] },
    },
  ];
};

/** Writes a chain as the product would, but in one transaction and without asking for each event what was before. */
const chainInto = (database: DatabaseSync): ((event: WritEvent) => void) => {
  const insert = database.prepare(
    'insert into events (seq, at, kind, task, run, body, prev, hash) values (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  let [seq, prev] = [0, GENESIS];
  return (event) => {
    seq += 1;
    const entry = { seq, at: AT, body: canonicalJson(event).trimEnd(), prev };
    const hash = eventHash(entry);
    const [task, run] = ['task' in event ? event.task : null, 'run' in event ? event.run : null];
    insert.run(seq, AT, event.kind, task, run, entry.body, prev, hash);
    prev = hash;
  };
};

const fill = (path: string, tries: number): void => {
  const database = new DatabaseSync(path);
  database.exec('begin immediate');
  const chain = chainInto(database);
  const triesOf = (n: number): number => (n === 1 ? Math.max(1, tries) : tries);
  const numbers = Array.from({ length: TASKS }, (_, index) => index + 1);
  const contract = database.prepare(
    `insert into contracts (task, version, contract, name, strictness, tier, depends_on, state, approval, base, at)
     values (?, 1, ?, ?, 'light', 'LOW', '[]', ?, ?, ?, ?)`,
  );
  const run = database.prepare(
    `insert into runs (run, task, version, attempt, approval, backend, base, state, manifest, tree, verdict, decision, holder_pid, holder_start, at)
     values (?, ?, 1, ?, ?, 'codex', ?, 'rejected', ?, ?, ?, ?, 1, '1', ?)`,
  );
  const decision = database.prepare(
    `insert into decisions (run, signer, decision, outcome) values (?, 'ada', ?, 'reject')`,
  );
  for (const n of numbers) {
    chain(recorded(n));
    const of = triesOf(n) > 0 ? ['in_progress', approvalOf(n), BASE] : ['backlog', null, null];
    contract.run(taskOf(n), contractOf(n), `Task number ${n}`, ...of, AT);
  }
  for (const n of numbers.filter((one) => triesOf(one) > 0)) chain(approved(n));
  for (let attempt = 1; attempt <= Math.max(1, tries); attempt++) {
    for (const n of numbers.filter((one) => attempt <= triesOf(one))) {
      for (const event of tried(n, attempt)) chain(event);
      const id = runIdOf(n, attempt);
      const digests = [sha256(id), BASE, sha256(`verdict ${id}`), sha256(`decision ${id}`)];
      run.run(id, taskOf(n), attempt, approvalOf(n), BASE, ...digests, AT);
      decision.run(id, sha256(`decision ${id}`));
    }
  }
  database.exec(
    `insert into nonces (nonce, purpose, subject, seq)
     select body ->> 'nonce', kind, coalesce(body ->> 'decision', body ->> 'approval'), seq from events where body ->> 'nonce' is not null`,
  );
  database.exec('commit; pragma wal_checkpoint(truncate)');
  database.close();
};

const APPENDS = 100;

const appendTo = (ledger: Ledger, says: string): Act => ({
  says,
  run: async () => {
    const began = performance.now();
    for (let n = 0; n < APPENDS; n++) {
      const done = await record(ledger, { kind: 'step.begun', task: taskOf(1), run: runIdOf(1, 1), step: 'seal' }, AT);
      if (!done.ok) throw new Error(done.failures[0].message);
    }
    return (performance.now() - began) / APPENDS;
  },
});

const finding = (ledger: Ledger, says: string, prefix: string): Act => ({
  says,
  run: async () => {
    const began = performance.now();
    for (let n = 0; n < APPENDS; n++) {
      const found = await findRuns(ledger, prefix);
      if (!found.ok) throw new Error(found.failures[0].message);
    }
    return (performance.now() - began) / APPENDS;
  },
});

export const bench: Bench = async (stage) => {
  const sizes = [
    { says: 'a ledger of 1,000 events', tries: 0 },
    { says: 'a ledger of 1,000,000 events', tries: TRIES },
  ];
  const made = [];
  for (const [index, { says, tries }] of sizes.entries()) {
    const folder = join(stage.folder, `${index}`);
    mkdirSync(folder);
    const work = makeRepository(stage, folder);
    const path = join(work, '.git/writ/ledger.sqlite');
    const empty = await openLedger(path);
    if (!empty.ok) throw new Error(empty.failures[0].message);
    await empty.value.close();
    fill(path, tries);
    const ledger = await openLedger(path);
    if (!ledger.ok) throw new Error(ledger.failures[0].message);
    const writ = (...args: readonly string[]): Act =>
      stage.command(`writ ${args.join(' ')} in ${says}`, { argv: [stage.writ, ...args], cwd: work });
    // Whether what was written at one go is what the product would have written: for the small one, the large takes minutes.
    if (tries === 0) stage.prepare({ argv: [stage.writ, 'verify', '--ledger'], cwd: work });
    made.push({
      append: appendTo(ledger.value, `appending one event to ${says}`),
      board: writ('board', '--json'),
      log: writ('log', '--json'),
      tasks: writ('log', '--json', '--task', taskOf(7)),
      find: finding(ledger.value, `finding a run by its beginning in ${says}`, runIdOf(1, 1).slice(0, 6)),
      last: finding(ledger.value, `finding the last runs in ${says}`, ''),
    });
  }
  const [small, large] = made;
  if (small === undefined || large === undefined) throw new Error('two ledgers were to be made');
  return (['append', 'board', 'log', 'tasks', 'find', 'last'] as const).map((what) => ({
    name: `ledger.${what}`,
    measured: large[what],
    baseline: small[what],
    // The small one has but one run to find and the large one gives a hundred, so their times are not of one thing.
    allowed: what === 'last' ? { ms: 2 } : { ratio: 2 },
  }));
};
