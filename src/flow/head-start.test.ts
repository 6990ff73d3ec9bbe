import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLedger } from '#ledger';
import { opened, repositoryIn, scratch, valueOf } from '../host/scratch.fixture.ts';
import { beginHeadStart, openedAhead, takeAhead } from './head-start.ts';
import { ledgerPath } from './places.ts';

const root = scratch();

const repository = async (isUsed: boolean) => {
  const folder = mkdtempSync(join(root, 'r-'));
  repositoryIn(folder, { a: 'a\n' });
  const found = await opened(folder);
  if (isUsed) await valueOf(await openLedger(ledgerPath(found))).close();
  return found;
};

it('nothing is begun, and no folder made, where Writ was never used', async () => {
  const { root: cwd, writ } = await repository(false);
  const { ahead, drop } = await beginHeadStart(cwd);
  await drop();
  expect([ahead, existsSync(writ)]).toEqual([null, false]);
});

it('outside a repository it is told by whoever opens it', async () => {
  const cwd = mkdtempSync(join(root, 'none-'));
  const begun = await beginHeadStart(cwd);
  await begun.drop();
  expect([begun.ahead, (await begun.repository).ok]).toEqual([null, false]);
});

it('what is begun is for one run in that folder, and nothing of it stays where none takes it', async () => {
  const { root: cwd, writ } = await repository(true);
  const { ahead, drop } = await beginHeadStart(cwd);
  expect(await ahead?.workspace.filled).toBe(true);
  expect(valueOf((await openedAhead(cwd)) ?? { ok: false, failures: [{ code: 'bug', message: '' }] }).root).toBe(cwd);
  expect([takeAhead(join(cwd, 'elsewhere')), openedAhead(join(cwd, 'elsewhere'))]).toEqual([null, null]);
  expect([takeAhead(cwd), takeAhead(cwd)]).toEqual([ahead, null]);
  await drop();
  expect(readdirSync(join(writ, 'workspaces'))).toEqual([]);
  expect(readdirSync(writ).filter((name) => name.startsWith('check-'))).toEqual([]);
});

it('what is dropped at once is ended, and nothing is left of it either', async () => {
  const { root: cwd, writ } = await repository(true);
  const { drop } = await beginHeadStart(cwd);
  await drop();
  expect(readdirSync(join(writ, 'workspaces'))).toEqual([]);
  expect(readdirSync(writ).filter((name) => name.startsWith('check-'))).toEqual([]);
});
