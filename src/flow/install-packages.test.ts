import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openStore } from '#host';
import { lockedFiles, packageArchive } from '../host/packages.fixture.ts';
import { codesOf, opened, repositoryIn, scratch, valueOf } from '../host/scratch.fixture.ts';
import { contractFor } from '../run/attempt.fixture.ts';
import { refuseUninstalled, type RunToBegin } from './install-packages.ts';

const root = scratch();
const CALENDAR = packageArchive('calendar', '');
const WAIVER = { name: 'supply.chain', envelope: new Uint8Array(), over: null };

beforeEach(() => {
  vi.stubEnv('XDG_CACHE_HOME', join(root, 'cache'));
  vi.stubEnv('HOME', root);
});
afterEach(() => vi.unstubAllEnvs());

const HELD = lockedFiles(CALENDAR);
const UNHELD = lockedFiles(CALENDAR, { integrity: undefined });

it.each<readonly [says: string, files: typeof HELD, run: Partial<RunToBegin>, codes: readonly string[]]>([
  ['begins where its packages are installed', HELD, {}, []],
  ['does not where they cannot be', UNHELD, {}, ['supply.unrecorded']],
  ['begins where a signer excepted such runs', UNHELD, { start: { waivers: [WAIVER] } }, []],
  ['does not for a waiver of another gate', UNHELD, { start: { waivers: [{ ...WAIVER, name: 'rules.kept' }] } }, ['supply.unrecorded']],
  ['begins in standard, and the verdict tells', UNHELD, { contract: contractFor({ strictness: 'standard' }) }, []],
  ['begins without any check', UNHELD, { contract: contractFor({ strictness: 'strict', checks: [] }) }, []],
  ['begins where nothing is to be installed', { 'README.md': 'hello' }, {}, []],
])('a strict run %s', async (_, files, run, codes) => {
  const folder = mkdtempSync(join(root, 'work-'));
  const base = repositoryIn(folder, files);
  const repository = await opened(folder);
  const place = { repository, store: valueOf(await openStore(repository)), settings: {} };
  const begun = { base, contract: contractFor({ strictness: 'strict' }), start: {}, ...run };
  expect(codesOf(await refuseUninstalled(place, begun, () => {}))).toEqual(codes);
}); // prettier-ignore
