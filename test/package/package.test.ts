/** The package as it is published: installed elsewhere, it starts, says what it needs, and has types. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'writ-package-'));
const home = join(folder, 'home');
const env = { ...process.env, HOME: home, PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
const installed = join(folder, 'node_modules', '.bin', 'writ');

/** Unpacks like npm would, and lends it the dependencies that are installed already: no network is needed. */
beforeAll(() => {
  mkdirSync(home);
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, stdio: 'pipe', env: process.env });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  const target = join(folder, 'node_modules', '@writ', 'writ');
  mkdirSync(target, { recursive: true });
  mkdirSync(dirname(installed), { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', target, '--strip-components=1']);
  execFileSync('ln', ['-s', '../@writ/writ/bin/writ', installed]);
  // What is native is not in the bundle: npm installs it beside.
  execFileSync('ln', ['-s', join(ROOT, 'node_modules', '@ast-grep'), join(folder, 'node_modules', '@ast-grep')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const writ = (args: readonly string[], path = env.PATH) =>
  spawnSync(installed, args, { cwd: folder, env: { ...env, PATH: path }, encoding: 'utf8' });

test('it starts from its own files alone', () => {
  expect(writ(['--version'])).toMatchObject({ status: 0, stdout: '0.1.0\n' });
  expect(writ(['explain', 'scope.paths'])).toMatchObject({ status: 0 });
});

test('its demo runs to the end', () => {
  const demo = writ(['demo', '--json']);
  expect(demo.stderr).toBe('');
  expect(JSON.parse(demo.stdout)).toMatchObject({ ok: true, landed: true, refused: true });
});

test('where Node is older than 24 it says what to do, and exits with 3', () => {
  const old = join(folder, 'old');
  mkdirSync(old);
  const pretend = `Object.defineProperty(process,'version',{value:'v20.20.2'})`;
  const program = `#!/bin/sh\nexec '${process.execPath}' --import "data:text/javascript,${pretend}" "$@"\n`;
  writeFileSync(join(old, 'node'), program, { mode: 0o755 });
  const refused = writ(['--version'], `${old}:/usr/bin:/bin`);
  expect(refused.status).toBe(3);
  expect(refused.stderr).toMatch(/needs Node 24 or newer; this is v20\.20\.2/u);
});

test.each([
  // What a run begins git with is little, so that git has begun when the rest is read.
  ['run.cjs', 50_000, 250_000],
  ['run-rest.cjs', 1_000_000, 10_000_000],
])('what a run is started from has no letter that V8 holds at two bytes: %s', (file, least, most) => {
  const text = readFileSync(join(folder, 'node_modules/@writ/writ/dist', file));
  expect(text.length).toBeGreaterThan(least);
  expect(text.length).toBeLessThan(most);
  expect(text.findIndex((byte) => byte > 0x7f)).toBe(-1);
});

test('each of its files can be loaded', () => {
  const chunks = join(folder, 'node_modules', '@writ', 'writ', 'dist', 'chunks');
  const load = `import fs from 'node:fs'; import path from 'node:path'; for (const file of fs.readdirSync('.')) await import(path.resolve(file)).catch((error) => console.log(file, error))`;
  const loaded = spawnSync(process.execPath, ['--input-type=module', '-e', load], {
    cwd: chunks,
    env,
    encoding: 'utf8',
  });
  expect(loaded).toMatchObject({ status: 0, stdout: '', stderr: '' });
});

test('it holds no test, and nothing of a checkout', () => {
  const files = readdirSync(join(folder, 'node_modules', '@writ', 'writ'), { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => /\.test\.|\.fixture\.|^dev|^test/u.test(name))).toEqual([]);
  expect(files).toContain('scripts/verify-bundle.sh');
});

test('its types hold for whoever uses it as a library', () => {
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
  writeFileSync(
    join(folder, 'use.ts'),
    `import { openProject, parseTask, type Contract, type Result } from '@writ/writ';
export const project: Promise<Result<{ readonly cwd: string }>> = openProject('.');
const task = parseTask('', { file: 'x', defaults: { strictness: 'light', baseBranch: 'main' } });
export const contract: Contract | null = task.ok ? task.value.contract : null;
// @ts-expect-error a contract is no number
export const wrong: number = contract;
`,
  );
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', '--types', 'node'];
  const types = ['--typeRoots', join(ROOT, 'node_modules', '@types')];
  const tsc = join(ROOT, 'node_modules', 'typescript-7', 'bin', 'tsc');
  const checked = spawnSync(process.execPath, [tsc, ...options, ...types, 'use.ts'], { cwd: folder, encoding: 'utf8' });
  expect(checked.stdout).toBe('');
});
