import { describe, expect, it } from 'vitest';
import { fail } from '#failure';
import { recordApproval } from './approvals.ts';
import {
  approvalOf,
  approved,
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
import { openLedger, type Ledger } from './open.ts';
import { foreignUses, newestContract, readEvents, readRuns, readTaskText } from './read.ts';
import { verifyLedger } from './verify-chain.ts';

const memory = async (): Promise<Ledger> => valueOf(await openLedger(':memory:'));

describe('a version of a contract', () => {
  it('is recorded once, and approved again with the same bytes alone', async () => {
    const ledger = await memory();
    valueOf(await approvalOf(ledger, 'T'));
    valueOf(await approvalOf(ledger, 'T', { use: 'again' }));
    expect(valueOf(await verifyLedger(ledger)).events).toBe(3);
    expect(codesOf(await approvalOf(ledger, 'T', { use: 'third', name: 'other' }))).toEqual(['approval.foreign']);
    expect(valueOf(await newestContract(ledger, 'T'))?.contract).toBe(digest('T 1'));
  });

  it('gives way to a newer one with all its runs, and never comes back', async () => {
    const ledger = await memory();
    await passed(ledger, 'T', 'R-1');
    valueOf(await approvalOf(ledger, 'T', { version: 2, use: 'amend' }));
    expect(valueOf(await newestContract(ledger, 'T'))).toMatchObject({ version: 2, state: 'ready' });
    expect(valueOf(await readRuns(ledger, { task: 'T' }))).toMatchObject([{ run: 'R-1', superseded: true }]);
    expect(codesOf(await decide(ledger, 'R-1'))).toEqual(['approval.superseded']);
    valueOf(await decide(ledger, 'R-1', { outcome: 'reject' }));
    expect(codesOf(await approvalOf(ledger, 'T', { name: 'other', use: 'b' }))).toEqual(['approval.superseded']);
    expect(codesOf(await runOf(ledger, 'T', 'R-2'))).toEqual(['approval.superseded']);
  });

  it('keeps its task file', async () => {
    const ledger = await memory();
    valueOf(await approvalOf(ledger, 'T'));
    valueOf(await approvalOf(ledger, 'T', { version: 2, use: 'amend' }));
    expect(valueOf(await readTaskText(ledger, 'T', 1))).toEqual(bytes('text of T 1'));
    expect(valueOf(await readTaskText(ledger, 'T', 3))).toBe(null);
  });

  it('gives way to none while a run is under way, or once it is accepted or has landed', async () => {
    const ledger = await memory();
    valueOf(await approvalOf(ledger, 'T'));
    valueOf(await runOf(ledger, 'T', 'R-1'));
    const amend = { version: 2, use: 'amend' };
    expect(codesOf(await approvalOf(ledger, 'T', amend))).toEqual(['run.busy']);
    valueOf(await approvalOf(ledger, 'T', amend, () => false));
    expect(valueOf(await readRuns(ledger, { task: 'T' }))).toMatchObject([{ run: 'R-1', state: 'closed' }]);
    const done = await memory();
    await passed(done, 'T', 'R-2');
    valueOf(await decide(done, 'R-2'));
    expect(codesOf(await approvalOf(done, 'T', amend))).toEqual(['decision.taken']);
    valueOf(await land(done, 'R-2'));
    expect(codesOf(await approvalOf(done, 'T', amend))).toEqual(['landing.taken']);
  });

  it('is recorded with its file in order, or not at all', async () => {
    const ledger = await memory();
    const refused = await recordApproval(
      ledger,
      { ...approved('T'), seen: null },
      () => true,
      () => fail('machine.storage', 'the disk is full'),
    );
    expect(codesOf(refused)).toEqual(['machine.storage']);
    expect(valueOf(await verifyLedger(ledger)).events).toBe(0);
  });

  it('waits for the signers who have to approve after the first', async () => {
    const ledger = await memory();
    valueOf(await approvalOf(ledger, 'T', { awaits: ['bob'] }));
    expect(valueOf(await newestContract(ledger, 'T'))?.state).toBe('backlog');
    valueOf(await approvalOf(ledger, 'T', { use: 'bob' }));
    expect(valueOf(await newestContract(ledger, 'T'))?.state).toBe('ready');
  });
});

describe('an approval that is used twice', () => {
  it('stops the task, says so in the log, and a fresh one lets it go on', async () => {
    const ledger = await memory();
    valueOf(await approvalOf(ledger, 'T'));
    valueOf(await approvalOf(ledger, 'U'));
    expect(codesOf(await approvalOf(ledger, 'U', { use: 'approve T', version: 2 }))).toEqual(['approval.used']);
    // A version that was not recorded cannot stand still; the one that counts does.
    expect(valueOf(await newestContract(ledger, 'U'))).toMatchObject({
      version: 1,
      blocked: 'an approval was used twice',
    });
    expect(valueOf(await readEvents(ledger, { task: 'U', limit: 1 }))).toMatchObject([{ kind: 'approval.reused' }]);
    valueOf(await approvalOf(ledger, 'U', { use: 'fresh' }));
    expect(valueOf(await newestContract(ledger, 'U'))?.blocked).toBe(null);
  });

  it('is foreign where it was put in the place of another contract’s', async () => {
    const ledger = await memory();
    const approval = valueOf(await approvalOf(ledger, 'T'));
    valueOf(await approvalOf(ledger, 'U'));
    const uses = (name: string) => foreignUses(ledger, { approval, contract: digest(name) }, nonce('approve T'));
    expect([valueOf(await uses('T 1')), valueOf(await uses('U 1'))]).toEqual([0, 1]);
  });
});
