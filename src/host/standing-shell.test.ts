import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { tryGit } from './git.ts';
import { runProgram } from './programs.ts';
import { repositoryIn, scratch, textOf, valueOf } from './scratch.fixture.ts';
import { callShells, dismissShells, runByShell, type ShellOrder } from './standing-shell.ts';

const root = realpathSync(scratch());
const PATH = { PATH: '/usr/bin:/bin' };

/** Other tests of this process have none stand by; here two do, and each test gives them back. */
beforeAll(() => callShells(2));

const carriedOut = async (order: Partial<ShellOrder>) => {
  const end = await runByShell({ script: 'exit 1', words: [], env: PATH, ...order });
  if (end === null) throw new Error('no shell is idle');
  return end;
};
const told = async (order: Partial<ShellOrder>) => {
  const end = await carriedOut(order);
  return { ...end, stdout: textOf(end.stdout), stderr: textOf(end.stderr), told: textOf(end.told) };
};
/** The same by a shell that is started for it, which is what it has to come to. */
const started = async ({ script = 'exit 1', words = [], env = PATH, ...more }: Partial<ShellOrder>) => {
  const end = await runProgram({ argv: ['/bin/sh', '-c', script, 'sh', ...words], env, ...more });
  return { ...end, stdout: textOf(end.stdout), stderr: textOf(end.stderr), told: textOf(end.told) };
};

it.each<[string, Partial<ShellOrder>]>([
  [
    'words with quotes, spaces, line ends and dollars',
    { script: `printf '%s|' "$@"`, words: [`it's`, '', '$HOME `id`', 'a\nb\n', '\\', '-n'] },
  ],
  ['the environment it was given, and no other', { script: 'env | sort', env: { ...PATH, ONE: `1'"$PATH` } }],
  ['the folder it is to be in', { script: 'pwd', cwd: root }],
  ['lines to read, and their end', { script: 'cat; cat', stdin: `one\n$two 'three'\nend\n` }],
  ['nothing to read', { script: 'cat; echo read' }],
  ['its exit code and both its streams', { script: 'echo out; echo err >&2; exit 3' }],
  ['a script that ends in the middle', { script: 'echo one; exec true\necho two' }],
  [
    'much on both streams',
    { script: 'i=0; while [ $i -lt 3000 ]; do echo "$i out"; echo "$i err" >&2; i=$((i+1)); done' },
  ],
])('comes to what a shell of its own comes to: %s', async (_, order) => {
  const [here, there] = [await told(order), await started(order)];
  // What a shell itself adds to what it starts is no part of what it was given.
  const own = (text: string): string => text.replaceAll(/^(?:PWD|OLDPWD|SHLVL|_)=.*\n/gmu, '');
  expect({ ...here, stdout: own(here.stdout) }).toEqual({ ...there, stdout: own(there.stdout) });
});

it('gives bytes as they are', async () => {
  writeFileSync(
    join(root, 'bytes'),
    Uint8Array.from({ length: 100_000 }, (_, at) => at % 256),
  );
  const end = await carriedOut({ script: 'exec cat bytes', cwd: root });
  expect([end.stdout.length, end.stdout.every((byte, at) => byte === at % 256)]).toEqual([100_000, true]);
});

it('says what could not be started, and what a signal ended', async () => {
  expect(await told({ script: 'exec nonesuch' })).toMatchObject({ exitCode: null, startError: 'ENOENT' });
  expect(await told({ cwd: join(root, 'gone'), script: 'true' })).toMatchObject({
    exitCode: null,
    startError: 'ENOENT',
  });
  expect(await told({ script: `sh -c 'kill -KILL $$'` })).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
});

it('carries out as many orders at once as shells stand by, and no order of a word that shells read differently', async () => {
  const [one, two] = [told({ script: 'sleep 0.2; echo 1' }), told({ script: 'echo 2' })];
  expect(runByShell({ script: 'echo 3', words: [], env: PATH })).toBeNull();
  expect([(await one).stdout, (await two).stdout]).toEqual(['1\n', '2\n']);
  for (const word of ['é', '\0', 'x'.repeat(100_000)])
    expect(runByShell({ script: 'true', words: [word], env: PATH })).toBeNull();
  expect(runByShell({ script: 'cat', words: [], env: PATH, stdin: 'no line' })).toBeNull();
});

it('does not take the output of what is left running for that of the next order', async () => {
  expect((await told({ script: '(sleep 0.2; echo late) & echo first' })).stdout).toBe('first\n');
  await new Promise((done) => setTimeout(done, 400));
  expect((await told({ script: 'echo next' })).stdout).toBe('next\n');
});

it('an order whose shell is killed has no exit code, so that git is not believed to have answered', async () => {
  callShells(1);
  const repository = join(root, 'r');
  execFileSync('mkdir', [repository]);
  repositoryIn(repository, { a: 'a\n' });
  const asked = () => tryGit(['rev-parse', '--is-inside-work-tree'], { cwd: repository, config: 'harness' });
  expect(textOf(valueOf(await asked()).stdout)).toBe('true\n');
  const own = mkdtempSync(join(root, 'bin-'));
  // This git ends the shell that started it.
  writeFileSync(join(own, 'git'), '#!/bin/sh\nkill -KILL $PPID\nsleep 0.1\n', { mode: 0o755 });
  const before = process.env['PATH'];
  process.env['PATH'] = `${own}:${before ?? ''}`;
  const failed = await asked().finally(() => (process.env['PATH'] = before));
  expect(failed).toMatchObject({ ok: false, failures: [{ code: 'machine.storage' }] });
  expect(readdirSync(own)).toEqual(['git']);
});

it('all are gone once whoever called for them has sent them away, and what one was doing has no exit code', async () => {
  callShells(2);
  // Called for thrice: before all, by the test above, and here.
  await dismissShells();
  await dismissShells();
  expect((await told({ script: 'echo here' })).stdout).toBe('here\n');
  const doing = carriedOut({ script: 'sleep 5' });
  await dismissShells();
  expect((await doing).exitCode).toBeNull();
  expect(runByShell({ script: 'true', words: [], env: PATH })).toBeNull();
});
