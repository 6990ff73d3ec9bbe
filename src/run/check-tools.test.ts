import { mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { LIMITS, type Check } from '#contract';
import { findProgram } from '#host';
import { codesOf, scratch, write } from '../host/scratch.fixture.ts';
import { refuseUnable } from './check-tools.ts';

const root = scratch();
afterEach(() => vi.unstubAllEnvs());

const PINNED = `pytest==8.4.2 --hash=sha256:${'a'.repeat(64)}\n`;

it.each<readonly [says: string, list: string | null, run: Check['run'], refused: boolean]>([
  ['a list that pins pytest', PINNED, ['pytest'], false],
  ['no list', null, ['pytest'], true],
  ['a list without digests', 'pytest==8.4.2\n', ['pytest'], true],
  ['a list without pytest', PINNED.replace('pytest', 'calendars'), ['pytest'], true],
  ['a Python that the contract names', PINNED, ['/nowhere/python3', '-m', 'pytest'], true],
])('a machine without Python is refused before a run, but where its environment is yet to be made: %s', async (_, list, run, refused) => {
  const bin = mkdtempSync(join(root, 'bin-'));
  for (const name of ['git', 'node']) symlinkSync(findProgram(name) ?? '', join(bin, name));
  const work = mkdtempSync(join(root, 'work-'));
  if (list !== null) write(work, { 'requirements.txt': list });
  vi.stubEnv('PATH', bin);
  const place = { repository: { root: work }, provided: [], order: { contract: { limits: LIMITS } } };
  const told = await refuseUnable(place, [{ id: 'unit', run, reports: 'pytest', timeoutMs: 1000 }]);
  expect(told.ok ? [] : codesOf(told)).toEqual(refused ? ['machine.program'] : []);
}); // prettier-ignore
