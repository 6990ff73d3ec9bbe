import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { JAIL_HOME } from './jail-spec.ts';
import { runInJail } from './jail.ts';
import { isLoginThere, loginMounts, readLogin } from './login.ts';
import { codesOf, messagesOf, scratch, textOf, valueOf, write } from './scratch.fixture.ts';

const root = scratch();
const home = join(root, 'home');
const AUTH = {
  auth_mode: 'chatgpt',
  tokens: { access_token: 'access-1234567', list: ['refresh-1234567', 'short'] },
  n: 12_345_678_901,
};
write(home, {
  '.codex/auth.json': JSON.stringify(AUTH),
  'empty.json': '{"mode":"none"}',
  'words.txt': 'token-1234567890',
  'nothing.json': '',
  'large.json': JSON.stringify({ token: 'x'.repeat(70_000) }),
  '.ssh/key.json': '{"key":"one-two-three"}',
  '.gnupg/key.json': '{"key":"one-two-three"}',
  '.config/writ/own.json': '{"key":"one-two-three"}',
  '.local/state/writ/own.json': '{"key":"one-two-three"}',
});
write(root, { 'elsewhere.json': '{"key":"one-two-three"}', 'home2/auth.json': '{"key":"one-two-three"}' });
mkdirSync(join(home, 'folder'));
symlinkSync(join(root, 'elsewhere.json'), join(home, 'out.json'));
symlinkSync(join(root, 'home2'), join(home, 'beside'));
symlinkSync('.ssh/key.json', join(home, 'to-key.json'));
symlinkSync('.codex/auth.json', join(home, 'inside.json'));
symlinkSync('nowhere', join(home, 'hanging.json'));
spawnSync('mkfifo', [join(home, 'pipe')]);

beforeEach(() => {
  vi.stubEnv('HOME', home);
  for (const name of ['XDG_CONFIG_HOME', 'XDG_STATE_HOME']) vi.stubEnv(name, undefined);
});

describe('a log-in', () => {
  it('is read with all that is secret in it, also where a link in the home leads to it', () => {
    const login = valueOf(readLogin('~/.codex/auth.json', 'codex login'));
    expect(login).toEqual({
      path: '.codex/auth.json',
      text: JSON.stringify(AUTH),
      values: ['access-1234567', 'refresh-1234567'],
    });
    expect(valueOf(readLogin('~/inside.json', '')).text).toBe(login.text);
    expect([isLoginThere('~/.codex/auth.json'), isLoginThere('~/.codex/none.json')]).toEqual([true, false]);
  });

  it.each([
    ['that is missing', '~/.codex/none.json', /is not there$/u],
    ['below what is a file', '~/words.txt/auth.json', /is not there$/u],
    ['behind a link that leads nowhere', '~/hanging.json', /is not there$/u],
    ['that is a folder', '~/folder', /is not a file$/u],
    ['that is a pipe nobody writes to', '~/pipe', /is not a file$/u],
    ['behind a link out of the home', '~/out.json', /leads out of your home$/u],
    [
      'in a folder that is a link out of the home, whose name begins like the home',
      '~/beside/auth.json',
      /leads out of your home$/u,
    ],
    ['that is larger than any', '~/large.json', /holds more than 64 KB$/u],
    ['that is no JSON', '~/words.txt', /is not JSON/u],
    ['that is empty', '~/nothing.json', /is not JSON/u],
    ['with nothing secret in it', '~/empty.json', /holds nothing that anybody could log in with$/u],
    ['among the keys of SSH', '~/.ssh/key.json', /lies where keys are/u],
    ['that is a link to a key', '~/to-key.json', /lies where keys are/u],
    ['among the keys of GnuPG', '~/.gnupg/key.json', /lies where keys are/u],
    ['among the settings of Writ', '~/.config/writ/own.json', /lies where keys are/u],
    ['beside the key of the harness', '~/.local/state/writ/own.json', /lies where keys are/u],
  ])('%s is refused, with what to type', (_, name, says) => {
    const read = readLogin(name, 'codex login');
    expect([codesOf(read), messagesOf(read)]).toEqual([['backend.ineligible'], expect.stringMatching(says)]);
    expect(read).toMatchObject({ failures: [{ remedy: 'codex login' }] });
    expect(JSON.stringify(read)).not.toContain('one-two-three');
  });
});

const limits = { timeMs: 60_000, processes: 64, diskBytes: 1e8, outputBytes: 1e6, memoryBytes: 1e9 };
const jailed = async (script: string) =>
  valueOf(
    await runInJail({
      ...{
        argv: ['/bin/sh', '-c', script],
        cwd: '/',
        env: { PATH: '/usr/bin:/bin', HOME: JAIL_HOME },
        limits,
        proc: true,
      },
      mounts: [
        // What an agent wants as a folder of its own may lie above it.
        { kind: 'memory', to: `${JAIL_HOME}/.codex`, bytes: 1e6 },
        { kind: 'file', to: '/writ/note', text: 'a note' },
        ...loginMounts([valueOf(readLogin('~/.codex/auth.json', ''))]),
        { kind: 'file', to: '/writ/more', text: 'another' },
      ],
    }),
  );

describe('in a jail', () => {
  it('there is a copy, for its owner alone, that can be renewed, and nothing of that comes back', async () => {
    const path = join(home, '.codex/auth.json');
    const before = [readFileSync(path, 'utf8'), statSync(path).mtimeMs];
    const end = await jailed(
      'cat ~/.codex/auth.json && stat -c " %a %U" ~/.codex/auth.json && echo renewed >~/.codex/new && mv ~/.codex/new ~/.codex/auth.json && cat ~/.codex/auth.json /writ/note /writ/more',
    );
    expect([textOf(end.stdout), textOf(end.stderr)]).toEqual([`${before[0]} 600 agent\nrenewed\na noteanother`, '']);
    expect([readFileSync(path, 'utf8'), statSync(path).mtimeMs]).toEqual(before);
    expect(textOf((await jailed('cat ~/.codex/auth.json')).stdout)).toBe(before[0]);
  });

  it('the one of the person is neither read nor written, by its place or by what holds the copy', async () => {
    const path = join(home, '.codex/auth.json');
    const probe = `cat ${path} || echo x >>${path} || ls ${home}`;
    expect(spawnSync('/bin/sh', ['-c', `cat ${path} >/dev/null && ls ${home} >/dev/null`]).status).toBe(0);
    expect((await jailed(probe)).exitCode).not.toBe(0);
    const { stdout } = await jailed('grep codex /proc/self/mountinfo; cat /proc/1/cmdline /proc/1/environ');
    expect(textOf(stdout)).toContain('- tmpfs ');
    expect(textOf(stdout)).not.toContain(home);
    expect(textOf(stdout)).not.toContain('access-1234567');
    expect(readFileSync(path, 'utf8')).toBe(JSON.stringify(AUTH));
  });
});

it('a file of another kind beside it is what its own text says, however many there are', async () => {
  writeFileSync(join(home, 'second.json'), '{"key":"second-1234567"}');
  const logins = ['~/second.json', '~/.codex/auth.json'].map((name) => valueOf(readLogin(name, '')));
  const end = valueOf(
    await runInJail({
      ...{ argv: ['/bin/sh', '-c', 'cat ~/second.json ~/.codex/auth.json'], cwd: '/', proc: true, limits },
      env: { PATH: '/usr/bin:/bin', HOME: JAIL_HOME },
      mounts: loginMounts(logins),
    }),
  );
  expect(textOf(end.stdout)).toBe(`{"key":"second-1234567"}${JSON.stringify(AUTH)}`);
});
