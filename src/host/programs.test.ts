import { chmodSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram, runProgram, signalOfExitCode } from './programs.ts';
import { scratch, textOf, write } from './scratch.fixture.ts';

const root = scratch();
const shell = (script: string, more: Partial<Parameters<typeof runProgram>[0]> = {}) =>
  runProgram({ argv: ['/bin/sh', '-c', script], env: { PATH: '/usr/bin:/bin' }, ...more });

it('gives a program exactly the environment it is told', async () => {
  const end = await runProgram({ argv: ['/usr/bin/env'], env: { ONE: '1' } });
  expect(textOf(end.stdout)).toBe('ONE=1\n');
});

it.each([
  ['is missing', ['/nonesuch'], 'ENOENT'],
  ['may not be started', ['/etc/passwd'], 'EACCES'],
  ['has too long a command line', ['/bin/echo', 'x'.repeat(200_000)], 'E2BIG'],
  ['has a NUL in its command line', ['/bin/echo', 'a\0b'], 'ERR_INVALID_ARG_VALUE'],
] as const)('says that a program %s, and throws nothing', async (_, [program, ...args], startError) => {
  expect(await runProgram({ argv: [program, ...args], env: {} })).toMatchObject({ startError, exitCode: null });
});

describe('a program that is ended', () => {
  it('by time, although a child of it holds the pipes', async () => {
    const began = Date.now();
    const end = await shell('echo said; sleep 30 & wait', { timeoutMs: 200 });
    expect(end).toMatchObject({ timedOut: true, signal: 'SIGKILL', exitCode: null });
    expect(textOf(end.stdout)).toBe('said\n');
    expect(Date.now() - began).toBeLessThan(25_000);
  });

  it('by its output keeps what the limit allows', async () => {
    const end = await shell('yes', { outputLimitBytes: 1000 });
    expect([end.outputExceeded, end.stdout.length]).toEqual([true, 1000]);
  });
});

it('hands over bytes on further descriptors and listens on the one after', async () => {
  const end = await shell('cat <&3 >&5; cat <&4 >&5', { extra: ['three,', new Uint8Array([52])], tells: true });
  expect(textOf(end.told)).toBe('three,4');
});

it.each([
  [0, null],
  [128, null],
  [137, 'SIGKILL'],
  [143, 'SIGTERM'],
  [255, null],
  [null, null],
])('reads exit code %j as %j', (code, signal) => {
  expect(signalOfExitCode(code)).toBe(signal);
});

it('finds a program by its real path, and takes no folder, no plain file and no relative place for one', () => {
  const at = mkdtempSync(join(root, 'p-'));
  write(at, { 'real/tool': '#!/bin/sh\n', 'plain/tool': '' });
  mkdirSync(join(at, 'folder/tool'), { recursive: true });
  mkdirSync(join(at, 'bin'));
  chmodSync(join(at, 'real/tool'), 0o755);
  symlinkSync('../real/tool', join(at, 'bin/tool'));
  const real = join(at, 'real/tool');
  expect(findProgram('tool', `${at}/folder:${at}/plain:.:real:${at}/bin`)).toBe(real);
  expect(findProgram('tool', `${at}/folder:${at}/plain:real:`)).toBe(null);
  expect(findProgram('real/tool', at)).toBe(null);
  expect(findProgram(join(at, 'bin/tool'))).toBe(real);
});
