import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ok } from '#failure';
import { together } from './ledger.fixture.ts';
import { inTurn } from './turn.ts';

const root = mkdtempSync(join(tmpdir(), 'writ-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it(
  'lets one process after the other add to a file, though one was killed in its turn',
  { timeout: 120_000 },
  async () => {
    const [lock, file] = [join(root, 'lock'), join(root, 'count')];
    writeFileSync(file, '0');
    await together(
      6,
      join(root, 'ledger'),
      `const { inTurn } = await import('${import.meta.dirname}/turn.ts');
     const { readFileSync, writeFileSync } = await import('node:fs');
     for (let again = 0; again < 5; again++)
       await inTurn('${lock}', async () => {
         const count = Number(readFileSync('${file}', 'utf8'));
         await new Promise((resolve) => setTimeout(resolve, 5));
         writeFileSync('${file}', String(count + 1));
         if (n === 0 && again === 4) process.kill(process.pid, 'SIGKILL');
         return { ok: true, value: null };
       });`,
    );
    expect(readFileSync(file, 'utf8')).toBe('30');
    expect(await inTurn(lock, async () => ok('after all'))).toEqual(ok('after all'));
  },
);

it('lets go where the work breaks down, and says where there is no lock to be had', async () => {
  const lock = join(root, 'other');
  const broken = async (): Promise<never> => Promise.reject(new Error('no'));
  await expect(inTurn(lock, broken)).rejects.toThrow('no');
  expect(await inTurn(lock, async () => ok(1))).toEqual(ok(1));
  expect(await inTurn(join(root, 'none/lock'), async () => ok(1))).toMatchObject({
    failures: [{ code: 'machine.storage' }],
  });
});
