import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** `npm run bench:replay`: whoever points it at a clone whose suite does not pass can see why. */

let clone = '';
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'writ-replay-'));
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { cwd: clone });
};

const replay = (...args: readonly string[]): { readonly status: number | null; readonly stdout: string } =>
  spawnSync(process.execPath, ['--conditions=source', join(import.meta.dirname, '../bench/proof/replay.ts'), ...args], {
    encoding: 'utf8',
  });

const HONEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { a } from '../a.mjs';

test('a is 1', () => assert.equal(a, 1));`;

const commit = (value: number): void => {
  writeFileSync(join(clone, 'a.mjs'), `export const a = ${value};\n`);
  writeFileSync(join(clone, 'test', 'a.test.mjs'), `${value === 1 ? HONEST : "import 'not-installed';"}\n`);
  git('add', '--all');
  git('commit', '--quiet', '--message', `a is ${value}`);
};

test('a suite that does not pass is told with its reason, and only the first', () => {
  git('init', '--quiet', '--initial-branch=main');
  mkdirSync(join(clone, 'test'));
  for (const value of [1, 2, 1, 2]) commit(value);
  const { status, stdout } = replay(clone, '--check', 'node --test test/a.test.mjs');
  expect(stdout.match(/the suite does not pass/gu)).toHaveLength(2);
  expect(stdout.match(/^ {4}.*Cannot find package 'not-installed'/gmu)).toHaveLength(1);
  expect(status).toBe(0);
}, 120_000);

test('help says how packages of Python are found', () => {
  const { status, stdout } = replay('--help');
  expect([status, stdout]).toEqual([0, expect.stringContaining('-o pythonpath=src tests')]);
}, 60_000);
