import { expect, it } from 'vitest';
import { openLedger, recordReuse, recordStop } from '#ledger';
import { codesOf, valueOf } from '../host/scratch.fixture.ts';
import { approvalOf, AT } from '../ledger/ledger.fixture.ts';
import { nextFor } from './safe-exit.ts';

const stopped = { task: 'T', version: 1, because: 'it failed', blocker: 'WP-unblock-T' };

it('a task that was stopped is not stopped again: a signature helps, and the refusal says so', async () => {
  const ledger = valueOf(await openLedger(':memory:'));
  valueOf(await approvalOf(ledger, 'T'));
  valueOf(await recordStop(ledger, stopped, AT));
  expect(await nextFor({ ledger }, 'T')).toMatchObject({
    failures: [{ code: 'task.stopped', remedy: 'writ approve T', message: expect.stringContaining('WP-unblock-T') }],
  });
  await ledger.close();
});

it('nor is one whose approval was used for something else', async () => {
  const ledger = valueOf(await openLedger(':memory:'));
  valueOf(await approvalOf(ledger, 'T'));
  valueOf(await recordReuse(ledger, { task: 'T', nonce: '0'.repeat(32) }, AT));
  expect(codesOf(await nextFor({ ledger }, 'T'))).toEqual(['approval.reused']);
  await ledger.close();
});
