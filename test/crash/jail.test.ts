/**
 * Kill -9 while a jail begins. bubblewrap ties itself to its parent late: these are the places where, without the
 * warden, something of the jail stays for ever. Each is held open with strace, which delays the call it hangs on.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { shareOf } from '../rig/share.ts';
import { makeScratch, removeScratch, type Scratch } from '../rig/story-runner.ts';
import { withoutMechanism } from '../rig/switch-off.ts';
import { processesAbout } from './recovery.ts';

vi.setConfig({ maxConcurrency: 2, testTimeout: 400_000 });

const ROOT = join(import.meta.dirname, '../..');
const WARDEN = { file: 'src/host/warden.ts', replace: '[ "$state" = busy ] || exit 0', by: 'exit 0' };

/** Puts a bwrap first on the PATH that is the real one, but slow at some calls. */
const slowBubblewrap = async ({ folder }: Scratch, how: string): Promise<void> => {
  const file = join(folder, 'bin', 'bwrap');
  await writeFile(file, `#!/bin/sh\nexec strace -D -qq -o /dev/null ${how} /usr/bin/bwrap "$@"\n`);
  await chmod(file, 0o755);
};

const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
};
/** What there is of a jail: bubblewrap in its two halves, and what runs in it; neither strace nor Writ. */
const jailed = (mark: string): readonly string[] =>
  processesAbout(mark).filter((pid) => /^(?:bwrap|\/usr\/bin\/bwrap|\/bin\/sleep)\0/u.test(commandOf(pid)));

const killIfThere = (pid: string): void => {
  try {
    process.kill(Number(pid), 'SIGKILL');
  } catch (error) {
    // The first halves of a jail take the second ones with them.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
};

type Killing = {
  readonly env: Readonly<Record<string, string>>;
  readonly mark: string;
  readonly when: () => Promise<unknown>;
};

/** Starts a jail in a process of its own, and kills that process. */
const killAt = async ({ env, mark, when }: Killing): Promise<void> => {
  const writ = spawn(process.execPath, ['--conditions=source', join(ROOT, 'test/crash/sleeper.ts'), mark], {
    env: { ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await when();
  writ.kill('SIGKILL');
};

const untilJailed = (mark: string, count: number) => (): Promise<unknown> =>
  vi.waitFor(() => expect(jailed(mark).length).toBeGreaterThanOrEqual(count), { timeout: 300_000, interval: 5 });

/** Each name is a number of seconds to sleep, by which its processes are known. */
const PLACES = [
  ['while its child waits to be let go', '61.4001', '-e trace=write,writev -e inject=write,writev:delay_enter=300000'],
  ['while its child makes the mounts', '61.4002', '-f -e trace=mount -e inject=mount:delay_enter=30000'],
  ['before it has begun', '61.4003', '-e trace=clone,clone3 -e inject=clone,clone3:delay_enter=500000'],
] as const;

/** What stays of a jail three seconds after its process was killed, or later. A machine with much to do may kill too early: it is tried again. */
const leftAt = async (killing: Killing): Promise<readonly string[]> => {
  for (let time = 1; time <= 8; time += 1) {
    await killAt(killing);
    await sleep(3000);
    for (let look = 0; look < 50 && jailed(killing.mark).length === 0; look += 1) await sleep(200);
    const left = jailed(killing.mark);
    if (left.length > 0) return left;
  }
  return [];
};

const told: string[] = [];
afterAll(() => process.stdout.write(`\n${told.toSorted().join('\n')}\n`));

test.concurrent.for(PLACES)('killed %s, nothing of the jail is left', async ([place, mark, how]) => {
  const scratch = await makeScratch();
  try {
    await slowBubblewrap(scratch, how);
    const count = place === 'before it has begun' ? 1 : 2;
    await killAt({ env: scratch.env, mark, when: untilJailed(mark, count) });
    await vi.waitFor(() => expect(jailed(mark)).toEqual([]), { timeout: 300_000 });
    // What had not begun when it was looked for would be here by now.
    await sleep(1500);
    expect(jailed(mark)).toEqual([]);

    const unwatched = withoutMechanism(scratch.env, WARDEN, { root: ROOT, program: 'test/crash/sleeper.ts' });
    const left = await leftAt({ env: unwatched, mark, when: untilJailed(mark, count) });
    left.forEach(killIfThere);
    expect(left.length, 'without the warden something stays').toBeGreaterThan(0);
    told.push(`killed ${place} of a jail: nothing is left; without the warden ${left.length} stayed`);
  } finally {
    await removeScratch(scratch);
  }
});

test('killed at any moment of a beginning, nothing of the jail is left', async () => {
  const scratch = await makeScratch();
  const mark = '61.4004';
  try {
    const moments = shareOf('moments of a beginning', [...Array(20).keys()], 6);
    for (const kill of moments) {
      const when = async (): Promise<void> => {
        await untilJailed(mark, 1)();
        await sleep(kill / 2);
      };
      await killAt({ env: scratch.env, mark, when });
    }
    await vi.waitFor(() => expect(jailed(mark)).toEqual([]), { timeout: 300_000 });
    told.push(`killed at ${moments.length} moments of a beginning: nothing is left`);
  } finally {
    await removeScratch(scratch);
  }
});
