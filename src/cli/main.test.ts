import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'writ-main-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** In the end V8 says for which settings it takes what was kept: another number, others. */
const SAYS = `process.on('exit', () => process.stderr.write(String(require('node:v8').cachedDataVersionTag())));`;

const said = (...words: readonly string[]): string | undefined => {
  const { stderr } = spawnSync(process.execPath, [`--require=${join(root, 'says.cjs')}`, ...words], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  return /\d+$/u.exec(stderr)?.[0];
};

it('a run has more room, and V8 takes what Node keeps of its own modules all the same', () => {
  writeFileSync(join(root, 'says.cjs'), SAYS);
  const usual = said('-e', '0');
  const launched = (...words: readonly string[]) =>
    said('--min-semi-space-size=48', '--conditions=source', 'src/cli/main.ts', ...words);
  expect(usual).toBeDefined();
  expect(launched('run', '--nonsense')).toBe(usual);
  // What is no run is launched without that, so nobody puts it back.
  expect([undefined, usual]).not.toContain(launched('--version'));
}, 60_000);
