/**
 * Bundles that earlier versions made, by real runs, each with the signers of its time: this version and the script
 * have to verify every one of them for ever. They are never made anew; new ones come beside them
 * (scripts/make-golden-bundles.ts).
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { replay, verifyBundle } from '#flow';
import { parseTrust } from '#signoff';
import { script } from '../conformance/bundle-verifiers.ts';

const FOLDER = join(import.meta.dirname, '../conformance/golden');
const NAMES = readdirSync(FOLDER);
const scratch = mkdtempSync(join(tmpdir(), 'writ-golden-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const copyOf = (name: string) => {
  const folder = join(scratch, name);
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['sealed', 'after']) cpSync(join(FOLDER, name, part), join(folder, part), { recursive: true });
  const allowedSigners = readFileSync(join(FOLDER, name, 'allowed_signers'), 'utf8');
  const trust = parseTrust({ allowedSigners, revokedKeys: '' });
  if (!trust.ok) throw new Error(`the signers of ${name} cannot be read`);
  return { folder, allowedSigners, trust: trust.value };
};

test('there are golden bundles', () => expect(NAMES.length).toBeGreaterThanOrEqual(6));

test.for(NAMES)('%s verifies, by us and by the script, and replays the same', async (name) => {
  const { says, result } = JSON.parse(readFileSync(join(FOLDER, name, 'expected.json'), 'utf8'));
  const { folder, allowedSigners, trust } = copyOf(name);
  expect(verifyBundle(folder, trust)).toMatchObject({ ok: true, value: { result } });
  expect(replay(folder)).toMatchObject({ ok: true, value: { same: true, recorded: result } });
  const said = await script(folder, allowedSigners);
  expect(said.lines.filter((line) => line.startsWith('FAILED'))).toEqual([]);
  expect(said.lines.at(-1)).toBe(`VERIFIED: ${says}`);
});

test.for(NAMES)('%s with one byte more is refused by both', async (name) => {
  const { folder, allowedSigners, trust } = copyOf(name);
  const report = join(folder, 'sealed', 'report.md');
  writeFileSync(report, `${readFileSync(report, 'utf8')}\n`);
  expect(verifyBundle(folder, trust).ok).toBe(false);
  expect((await script(folder, allowedSigners)).lines.at(-1)).toBe('NOT VERIFIED');
});
