import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { runInJail } from './jail.ts';
import type { JailEnd, JailSpec, Mount } from './jail-spec.ts';
import { codesOf, scratch, textOf, valueOf } from './scratch.fixture.ts';
import { prepareSelfTest, selfTestIn, triedIn, type SelfTest } from './self-test.ts';

const root = scratch();
const limits = { timeMs: 20_000, processes: 64, diskBytes: 1e8, outputBytes: 1e6, memoryBytes: 1e9 };
const ALL = [
  ...['reads-outside', 'writes-outside', 'writes-system', 'reads-keys', 'reaches-ssh-agent', 'reads-environment'],
  ...['sees-processes', 'reaches-network', 'shares-a-namespace', 'has-power'],
];
const canaryIn = (folder: string): string => join(folder, 'live', 'outside');
/** A person with keys and an agent, so that nothing is left untried. */
const person = (): string => {
  const folder = mkdtempSync(join(root, 'home-'));
  mkdirSync(join(folder, '.ssh'));
  writeFileSync(join(folder, 'agent.sock'), '');
  vi.stubEnv('HOME', folder);
  vi.stubEnv('SSH_AUTH_SOCK', join(folder, 'agent.sock'));
  return folder;
};
let home = '';
let test: SelfTest = { mounts: [], before: () => ['true'] };
beforeEach(() => {
  home = person();
  test = valueOf(prepareSelfTest(canaryIn(home)));
});

const jailed = async (more: Partial<JailSpec> = {}, mounts: readonly Mount[] = []): Promise<JailEnd> =>
  valueOf(
    await runInJail({
      ...{ argv: test.before(['/bin/sh', '-c', 'echo begun; echo said >&2']), cwd: '/', env: {}, proc: true, limits },
      mounts: [...test.mounts, ...mounts],
      ...more,
    }),
  );
const endSaying = (stderr: string, more: Partial<JailEnd> = {}): JailEnd => ({
  ...{ exitCode: 0, signal: null, timedOut: false, limit: null, survivors: 0, stdout: new Uint8Array() },
  ...{ stderr: new TextEncoder().encode(stderr), ...more },
});

describe('a jail is tried out from inside', () => {
  it('holds: every attempt fails, and what was wanted begins as if nothing had been', async () => {
    const tested = valueOf(selfTestIn(await jailed()));
    expect(tested.tried).toEqual(ALL);
    expect([textOf(tested.end.stdout), textOf(tested.end.stderr)]).toEqual(['begun\n', 'said\n']);
  });

  it('every attempt succeeds outside, or this machine has nothing to reach there', () => {
    const [, , ...args] = test.before(['echo', 'begun']);
    const script = join(import.meta.dirname, 'in-jail/probe.sh');
    const { status, stdout, stderr } = spawnSync('/bin/sh', [script, ...args], { encoding: 'utf8' });
    const open = stderr
      .replace(/^.*; open /u, '')
      .trim()
      .split(' ');
    // Whether the first process can be read, and what may be written, is for each machine to say.
    const may = ['reads-environment', 'writes-system', 'has-power', 'reaches-network'];
    expect(open.filter((one) => !may.includes(one))).toEqual(ALL.filter((one) => !may.includes(one)));
    expect([status, stdout]).toEqual([97, '']);
    expect(readFileSync(canaryIn(home), 'utf8')).toHaveLength(32);
  });

  it.each<[string, (folder: string) => readonly Mount[], RegExp]>([
    [
      'reads what lies outside',
      (at) => [{ kind: 'read-only', from: at, to: at }],
      /reads-outside, reads-keys, reaches-ssh-agent$/u,
    ],
    [
      'writes what lies outside',
      (at) => [{ kind: 'writable', from: join(at, 'live'), to: join(at, 'live') }],
      /reads-outside, writes-outside$/u,
    ],
    ['writes to the system', () => [{ kind: 'memory', to: '/etc', bytes: 1e6 }], /writes-system/u],
    ['has a process table of others', () => [{ kind: 'read-only', from: '/proc', to: '/proc' }], /sees-processes/u],
  ])('that %s is told, and nothing begins', async (_, mounts, says) => {
    const end = await jailed({}, mounts(home));
    const tested = selfTestIn(end);
    expect(codesOf(tested)).toEqual(['jail.open']);
    expect(tested.ok ? '' : tested.failures[0].message).toMatch(says);
    expect(textOf(end.stdout)).toBe('');
  });

  it('without a process table nothing can be said of half of it, which is no pass', async () => {
    expect(codesOf(selfTestIn(await jailed({ proc: false })))).toEqual(['jail.open']);
  });
});

describe('what says nothing is no pass', () => {
  it.each([
    ['nothing', ''],
    ['something else', 'hello\n'],
    ['it later', 'hello\nwrit-probe tried reads-outside; open\n'],
    ['it without an attempt', 'writ-probe tried; open\n'],
    ['half of it', 'writ-probe tried reads-outside; open'],
    ['it with more', 'writ-probe tried reads-outside; open; and\n'],
  ])('%s', (_, stderr) => {
    expect(codesOf(selfTestIn(endSaying(stderr)))).toEqual(['jail.open']);
    expect(triedIn(new TextEncoder().encode(stderr))).toBe(null);
  });

  it('but for what was ended from outside before it could say anything', () => {
    expect(valueOf(selfTestIn(endSaying('', { timedOut: true, exitCode: null }))).tried).toEqual([]);
    expect(valueOf(selfTestIn(endSaying('', { limit: 'output', exitCode: null }))).tried).toEqual([]);
    expect(valueOf(selfTestIn(endSaying('', { signal: 'SIGTERM', exitCode: null }), true)).tried).toEqual([]);
  });

  it('a signal by itself excuses nothing, and an abort no door that was told to be open', () => {
    expect(codesOf(selfTestIn(endSaying('', { signal: 'SIGTERM', exitCode: null })))).toEqual(['jail.open']);
    expect(codesOf(selfTestIn(endSaying('', { exitCode: null })))).toEqual(['jail.open']);
    const open = endSaying('writ-probe tried reads-outside; open reads-outside\n', { signal: 'SIGTERM' });
    expect(codesOf(selfTestIn(open, true))).toEqual(['jail.open']);
  });
});
