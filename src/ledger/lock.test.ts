import { expect, test } from 'vitest';
import { dropLock, takeLock } from './lock.ts';
import { openLedger } from './open.ts';

const AT = '2026-11-21T00:00:00.000Z';
const main = 'refs/heads/main';
const [first, second] = [
  { name: main, holder: { pid: 7, startedAt: '100' }, at: AT },
  { name: main, holder: { pid: 8, startedAt: '200' }, at: AT },
];
const alive = (): boolean => true;
const gone = (): boolean => false;

const inLedger = async <T>(use: (ledger: Parameters<typeof takeLock>[0]) => Promise<T>): Promise<T> => {
  const ledger = await openLedger(':memory:');
  if (!ledger.ok) throw new Error(ledger.failures[0].message);
  try {
    return await use(ledger.value);
  } finally {
    await ledger.value.close();
  }
};

test('one process holds a lock, and another is told who', () =>
  inLedger(async (ledger) => {
    expect(await takeLock(ledger, first, alive)).toMatchObject({ ok: true });
    const refused = await takeLock(ledger, second, alive);
    expect(refused).toMatchObject({
      failures: [{ code: 'landing.busy', message: expect.stringContaining('process 7') }],
    });
    expect(await takeLock(ledger, { ...second, name: 'refs/heads/other' }, alive)).toMatchObject({ ok: true });
  }));

test('a lock whose process is gone is taken over, though its id is in use again', () =>
  inLedger(async (ledger) => {
    await takeLock(ledger, first, alive);
    const isAlive = ({ pid, startedAt }: { pid: number; startedAt: string }) => pid === 7 && startedAt === '300';
    expect(await takeLock(ledger, second, isAlive)).toMatchObject({ ok: true });
  }));

test('a lock that was given back is free, and nobody gives back what another one took over', () =>
  inLedger(async (ledger) => {
    await takeLock(ledger, first, alive);
    await dropLock(ledger, first);
    expect(await takeLock(ledger, second, alive)).toMatchObject({ ok: true });
    await takeLock(ledger, first, gone);
    await dropLock(ledger, second);
    expect(await takeLock(ledger, second, alive)).toMatchObject({ failures: [{ code: 'landing.busy' }] });
  }));
