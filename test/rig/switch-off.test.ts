/** A small program of our own with a guard in a file of its own, started by a shell launcher as the product is. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withoutMechanism, type Target } from './switch-off.ts';

const GUARD = "if (path.includes('..')) return refuse('leaves the folder');";
let target: Target = { root: '', program: 'src/cli/main.ts' };

beforeAll(() => {
  target = { ...target, root: mkdtempSync(join(tmpdir(), 'writ switch-off ')) };
  const write = (name: string, text: string): void => writeFileSync(join(target.root, name), text);
  mkdirSync(join(target.root, 'src/cli'), { recursive: true });
  mkdirSync(join(target.root, 'bin'));
  write(
    'package.json',
    '{"type":"module","imports":{"#guard":{"source":"./src/guard.ts","default":"./dist/none.mjs"}}}',
  );
  write(
    'src/guard.ts',
    `type Verdict = { readonly allowed: boolean };
     const refuse = (why: string): Verdict => { console.log(why); return { allowed: false }; };
     export const judge = (path: string): Verdict => { ${GUARD} return { allowed: true }; };`,
  );
  write('src/other.ts', 'export const other: number = 1; // 1');
  write(
    'src/cli/main.ts',
    `const [what, path]: readonly string[] = process.argv.slice(2);
     if (what === 'idle') process.exit(0);
     const { judge } = await import('#guard');
     process.exit(judge(path ?? '').allowed ? 0 : 1);`,
  );
  write('bin/launch', `#!/bin/sh\nexec "$REAL_NODE" --conditions=source "$(dirname "$0")/../src/cli/main.ts" "$@"\n`);
  chmodSync(join(target.root, 'bin/launch'), 0o755);
});

afterAll(() => rmSync(target.root, { recursive: true, force: true }));

const base = { PATH: '/usr/bin:/bin', REAL_NODE: process.execPath };
const guardOff = () => withoutMechanism(base, { file: 'src/guard.ts', replace: GUARD, by: '' }, target);

const launch = (env: Readonly<Record<string, string>>, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(join(target.root, 'bin/launch'), args, {
    env,
    encoding: 'utf8',
    timeout: 300_000,
  });
  return { status, stdout, stderr };
};

test('the guard refuses, and with the guard switched off the same attack gets through', () => {
  expect(launch(base, 'judge', '../x')).toEqual({ status: 1, stdout: 'leaves the folder\n', stderr: '' });
  expect(launch(guardOff(), 'judge', '../x')).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('several mechanisms of one file can be switched off together', () => {
  const both = withoutMechanism(
    guardOff(),
    { file: 'src/guard.ts', replace: 'allowed: true', by: 'allowed: false' },
    target,
  );
  expect(launch(both, 'judge', 'x').status).toBe(1);
  expect(both['NODE_OPTIONS']?.match(/--import/g)).toHaveLength(1);
});

test('options that were there before stay', () => {
  const env = withoutMechanism(
    { ...base, NODE_OPTIONS: '--no-warnings' },
    { file: 'src/guard.ts', replace: GUARD, by: '' },
    target,
  );
  expect(env['NODE_OPTIONS']).toMatch(/^--no-warnings --conditions=source --import=file:/);
});

test.each([
  ['not there', 'src/guard.ts', 'no such text', /0 times, not once/],
  ['there twice', 'src/other.ts', '1', /2 times, not once/],
  ['empty', 'src/guard.ts', '', /0 times, not once/],
  ['in a file that does not exist', 'src/none.ts', 'x', /ENOENT/],
])('a text that is %s is an error of the test, at once', (_, file, replace, message) => {
  expect(() => withoutMechanism(base, { file, replace, by: 'x' }, target)).toThrow(message);
});

test('a text that has changed since fails the command itself', () => {
  const env = guardOff();
  const changed = { ...env, WRIT_TEST_SWITCH_OFF: (env['WRIT_TEST_SWITCH_OFF'] ?? '').replace('leaves', 'left') };
  expect(launch(changed, 'judge', 'x')).toMatchObject({
    status: 99,
    stderr: expect.stringMatching(/0 times, not once/),
  });
});

test('a file that is no part of the program fails the command, so a wrong file name proves nothing', () => {
  const env = withoutMechanism(base, { file: 'src/other.ts', replace: '= 1', by: '= 2' }, target);
  expect(launch(env, 'judge', 'x')).toMatchObject({ status: 99, stderr: expect.stringContaining('no part of') });
});

test('a build has nothing to rewrite, and fails instead of passing for the source', () => {
  const build = join(target.root, 'dist/main.mjs');
  mkdirSync(join(target.root, 'dist'));
  writeFileSync(build, 'process.exit(0);');
  const { status, stderr } = spawnSync(process.execPath, [build], { env: guardOff(), encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 99, stderr: expect.stringContaining('nothing is switched off') });
});

test('another Node program in the same environment is left alone', () => {
  const { status, stdout } = spawnSync(process.execPath, ['-e', 'console.log("here")'], {
    env: guardOff(),
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'here\n' });
});

test('source that has changed since is built anew', () => {
  const env = withoutMechanism(base, { file: 'src/guard.ts', replace: 'log(why)', by: "log('off')" }, target);
  expect(launch(env, 'judge', '../x').stdout).toBe('off\n');
  const guard = join(target.root, 'src/guard.ts');
  writeFileSync(guard, readFileSync(guard, 'utf8').replace('log(why)', 'log(why, 1)'));
  expect(launch(env, 'judge', '../x').status).toBe(99);
});
