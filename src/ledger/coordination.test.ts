import { describe, expect, it } from 'vitest';
import { readLocks, recordRefusedLanding, recordSpawn, spawnedRuns } from './coordination.ts';
import { ALIVE, AT, codesOf, decide, HOLDER, land, passed, valueOf } from './ledger.fixture.ts';
import { takeLock } from './lock.ts';
import { openLedger } from './open.ts';
import { newestContract, newestContracts, readEvents, readRuns } from './read.ts';
import { verifyLedger } from './verify-chain.ts';

const memory = async () => valueOf(await openLedger(':memory:'));
const refusal = { task: 'T', run: 'R-1', onto: '4'.repeat(40), because: ['src/a has changed'] };

describe('a landing that was refused', () => {
  it('gives the task back to the next attempt, and leaves the decision as it is', async () => {
    const ledger = await memory();
    await passed(ledger, 'T', 'R-1');
    valueOf(await decide(ledger, 'R-1'));
    valueOf(await recordRefusedLanding(ledger, refusal, AT));
    expect(valueOf(await newestContract(ledger, 'T'))?.state).toBe('in_progress');
    expect(valueOf(await readRuns(ledger, { task: 'T' }))).toMatchObject([{ state: 'accepted' }]);
    const [event] = valueOf(await readEvents(ledger, { run: 'R-1', limit: 1 }));
    expect(JSON.parse(event?.body ?? '')).toMatchObject({ kind: 'landing.refused', because: ['src/a has changed'] });
    expect((await verifyLedger(ledger)).ok).toBe(true);
  });

  it('may land after all', async () => {
    const ledger = await memory();
    await passed(ledger, 'T', 'R-1');
    valueOf(await decide(ledger, 'R-1'));
    valueOf(await recordRefusedLanding(ledger, refusal, AT));
    valueOf(await land(ledger, 'R-1'));
    expect(valueOf(await newestContract(ledger, 'T'))?.state).toBe('landed');
  });

  it('is of an accepted run, and of no other', async () => {
    const ledger = await memory();
    expect(codesOf(await recordRefusedLanding(ledger, refusal, AT))).toEqual(['decision.missing']);
    await passed(ledger, 'T', 'R-1');
    expect(codesOf(await recordRefusedLanding(ledger, refusal, AT))).toEqual(['decision.missing']);
    valueOf(await decide(ledger, 'R-1'));
    valueOf(await land(ledger, 'R-1'));
    expect(codesOf(await recordRefusedLanding(ledger, refusal, AT))).toEqual(['decision.missing']);
  });
});

describe('a run that an orchestrator had begun', () => {
  const spawn = { task: 'T', orchestrator: 'lead', holder: HOLDER };

  it('is its own, by the process that carried it out, and nobody else’s', async () => {
    const ledger = await memory();
    valueOf(await recordSpawn(ledger, spawn, AT));
    await passed(ledger, 'T', 'R-1');
    await passed(ledger, 'U', 'R-2');
    expect(valueOf(await spawnedRuns(ledger, 'lead'))).toEqual(['R-1']);
    expect(valueOf(await spawnedRuns(ledger, 'other'))).toEqual([]);
    expect((await verifyLedger(ledger)).ok).toBe(true);
  });

  it('is nobody’s where another process has begun it', async () => {
    const ledger = await memory();
    valueOf(await recordSpawn(ledger, { ...spawn, holder: { ...HOLDER, startedAt: 'another time' } }, AT));
    await passed(ledger, 'T', 'R-1');
    expect(valueOf(await spawnedRuns(ledger, 'lead'))).toEqual([]);
    expect(valueOf(await newestContract(ledger, 'T'))?.state).toBe('validated');
  });
});

it('leases are told by what they are for, whoever holds them', async () => {
  const ledger = await memory();
  for (const name of ['run of T', 'run of U', 'landing'])
    valueOf(await takeLock(ledger, { name, holder: HOLDER, at: AT }, ALIVE));
  expect(valueOf(await readLocks(ledger, 'run of ')).map(({ name }) => name)).toEqual(['T', 'U']);
  const again = { name: 'run of T', holder: { pid: 2, startedAt: '2' }, at: AT, busy: 'coordinator.busy' } as const;
  expect(codesOf(await takeLock(ledger, again, ALIVE))).toEqual(['coordinator.busy']);
  expect(codesOf(await takeLock(ledger, again, () => false))).toEqual([]);
});

it('the newest version of every task is told, in order', async () => {
  const ledger = await memory();
  await passed(ledger, 'U', 'R-1');
  await passed(ledger, 'T', 'R-2');
  expect(valueOf(await newestContracts(ledger)).map(({ task, version }) => [task, version])).toEqual([['T', 1], ['U', 1]]); // prettier-ignore
});
