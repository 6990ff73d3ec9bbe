/** An archive that was cut off after any of its steps is as if it had not begun, or it is done; never in between. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { archiveChange } from '#flow';
import { openRepository, processWith } from '#host';
import { nobodyAsked } from './compare.ts';

const SCENARIO = '\n\n#### Scenario: a\n- **WHEN** b\n- **THEN** c\n';
const SPEC = `# x Specification\n\n## Purpose\nMoney that came in can go back, and whoever paid gets a receipt.\n\n## Requirements\n\n### Requirement: Old\nIt SHALL.${SCENARIO}`;
const DELTA = `## ADDED Requirements\n\n### Requirement: New\nIt SHALL.${SCENARIO}`;
const FILES: Readonly<Record<string, string>> = {
  'openspec/specs/one/spec.md': SPEC,
  'openspec/specs/two/spec.md': SPEC,
  'openspec/changes/a/tasks.md': '- [x] 1.1 a\n',
  'openspec/changes/a/specs/one/spec.md': DELTA,
  'openspec/changes/a/specs/two/spec.md': DELTA,
  'openspec/changes/a/specs/three/spec.md': DELTA,
};

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'writ-cut-off-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '-A'], { cwd: root });
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '-qm', 'begin'], { cwd: root });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const status = (): string => execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
const archive = async (name = 'a') => {
  const repository = await openRepository(root);
  if (!repository.ok) throw new Error('no repository');
  return archiveChange(repository.value, { name, outdates: [], against: nobodyAsked });
};
const merged = (capability: string): string => join(root, 'openspec/specs', capability, 'spec.md');

/** The steps of this archive as they are written down, by a process that is gone. */
const stepLog = (): string => {
  const added = DELTA.slice(DELTA.indexOf('###')).trimEnd();
  const after = `${SPEC}\n${added}\n`;
  const purpose = 'TBD - created by archiving change a. Update Purpose after archive.';
  const third = `# three Specification\n\n## Purpose\n${purpose}\n\n## Requirements\n\n${added}\n`;
  const step = (capability: string, before: string | null, text: string) => ({ path: `openspec/specs/${capability}/spec.md`, before, after: text });
  const files = [step('one', SPEC, after), step('three', null, third), step('two', SPEC, after)];
  return JSON.stringify({ holder: { pid: 4_000_000, startedAt: 'long ago' }, files, from: 'openspec/changes/a', to: 'openspec/changes/archive/2026-01-02-a' });
}; // prettier-ignore

const cutOffAfter = (writes: number): void => {
  const log: { files: readonly { path: string; after: string }[] } = JSON.parse(stepLog());
  mkdirSync(join(root, '.git/writ'), { recursive: true });
  writeFileSync(join(root, '.git/writ/archiving.json'), stepLog());
  for (const { path, after } of log.files.slice(0, writes)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), after);
  }
};

test.each([0, 1, 2, 3])('cut off after %d of three specs, it is undone by the next', async (writes) => {
  cutOffAfter(writes);
  expect((await archive('nobody')).ok).toBe(false);
  expect(status()).toBe('');
  expect(existsSync(merged('three'))).toBe(false);
  expect(existsSync(join(root, '.git/writ/archiving.json'))).toBe(false);
});

test('an edit that somebody made meanwhile is not undone', async () => {
  cutOffAfter(2);
  writeFileSync(merged('one'), 'mine\n');
  const refused = await archive('nobody');
  expect(refused.ok ? [] : refused.failures.map(({ code }) => code)).toEqual(['change.archive']);
  expect(readFileSync(merged('one'), 'utf8')).toBe('mine\n');
  expect(existsSync(join(root, '.git/writ/archiving.json'))).toBe(false);
  expect(readFileSync(join(root, '.git/writ/archiving-cut-off.json'), 'utf8')).toBe(stepLog());
  writeFileSync(merged('one'), SPEC);
  execFileSync('git', ['clean', '-fdq'], { cwd: root });
});

test('what is written down by somebody who is still at it keeps others out', async () => {
  const log: Record<string, unknown> = JSON.parse(stepLog());
  writeFileSync(
    join(root, '.git/writ/archiving.json'),
    JSON.stringify({ ...log, holder: processWith(process.ppid) }),
  );
  const refused = await archive();
  expect(refused.ok ? [] : refused.failures.map(({ code }) => code)).toEqual(['repository.locked']);
  rmSync(join(root, '.git/writ/archiving.json'));
}); // prettier-ignore

test('done, it is what was written down; and once its folder has moved, nothing is undone', async () => {
  const done = await archive();
  expect(done.ok).toBe(true);
  const log: { files: readonly { path: string; after: string }[] } = JSON.parse(stepLog());
  for (const { path, after } of log.files) expect(readFileSync(join(root, path), 'utf8')).toBe(after);
  if (!done.ok) return;
  cpSync(join(root, done.value.to), join(root, 'kept'), { recursive: true });
  writeFileSync(join(root, '.git/writ/archiving.json'), stepLog());
  expect((await archive('nobody')).ok).toBe(false);
  for (const { path, after } of log.files) expect(readFileSync(join(root, path), 'utf8')).toBe(after);
  renameSync(join(root, 'kept'), join(root, 'kept-2'));
});
