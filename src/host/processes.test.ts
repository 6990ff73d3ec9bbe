import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import type { Processes } from './process-facts.ts';
import { processTable, startInTable } from './process-table.ts';
import { isThere, lookAtProcesses } from './processes.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const { pid } of started.splice(0)) if (pid !== undefined && isThere(pid)) process.kill(-pid, 'SIGKILL');
});

/** A shell with a child of its own, in a group of its own, once both are there; and the number of the child. */
const shellWithChild = async (mark: string): Promise<readonly [shell: number, child: number]> => {
  const shell = spawn('/bin/sh', ['-c', 'sleep 600 & echo $!; wait'], {
    ...{ detached: true, stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: '/usr/bin:/bin', WRIT_JAIL: mark } },
  });
  started.push(shell);
  const said = await new Promise<string>((resolve) => shell.stdout.once('data', (bytes) => resolve(String(bytes))));
  return [shell.pid ?? 0, Number(said)];
};

const nameOf = (pid: number | undefined): string =>
  execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).trim();

const WAYS: readonly (readonly [string, () => Processes])[] = [
  ['files in /proc', lookAtProcesses],
  ['a table of ps', processTable],
];

describe.each(WAYS)('what this machine says of its processes, by %s', (_, look) => {
  it('knows a parent, a group and a start that stays', async () => {
    const [shell, child] = await shellWithChild('any');
    // It is told of before it has become what it will run, and has no memory in between.
    await expect.poll(() => look().facts(child)?.rssBytes, { timeout: 60_000 }).toBeGreaterThan(10_000);
    const facts = look().facts(child);
    expect(facts).toMatchObject({ parent: shell, group: shell });
    expect(look().facts(child)?.startedAt).toBe(facts?.startedAt);
    expect(look().family(shell)).toEqual([shell, child]);
  });

  it('finds a child by its mark, and by its group', async () => {
    const [shell, child] = await shellWithChild('mark-of-its-own');
    expect(look().bearing(1_000_000_000, 'WRIT_JAIL=mark-of-its-own')).toContain(child);
    expect(look().bearing(1_000_000_000, 'WRIT_JAIL=mark-of')).not.toContain(child);
    expect(look().bearing(shell, 'WRIT_JAIL=another')).toContain(child);
  });

  it('has nothing of one that is over, and not of its remains either', async () => {
    // Its child lives until it is told to end: a shell that is still one would wait for it.
    const remains = spawn('/bin/sh', ['-c', 'exec 3<&0; read told <&3 & echo $!; exec sleep 600'], {
      ...{ detached: true, stdio: ['pipe', 'pipe', 'ignore'] },
    });
    started.push(remains);
    const zombie = Number(
      await new Promise<string>((resolve) => remains.stdout.once('data', (b) => resolve(String(b)))),
    );
    await expect.poll(() => nameOf(remains.pid), { timeout: 60_000 }).toBe('sleep');
    expect(look().facts(zombie)).toMatchObject({ parent: remains.pid });
    // Nobody waits for it now, so what is left of it stays in every list.
    remains.stdin.write('end\n');
    await expect.poll(() => look().facts(zombie), { timeout: 60_000 }).toBeNull();
    expect(isThere(zombie)).toBe(true);
  });
});

describe('a process', () => {
  it('started at one moment, in every place and language', () => {
    const before = process.env['TZ'];
    const first = startInTable(process.pid);
    process.env['TZ'] = 'Asia/Tokyo';
    expect(startInTable(process.pid)).toBe(first);
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
    expect(first).toMatch(/^\w{3}-\w{3}-\d+-\d\d:\d\d:\d\d-\d{4}$/u);
    expect(startInTable(process.pid)).toBe(processTable().facts(process.pid)?.startedAt);
  });

  it.each([0, -1, '', undefined, 'self', 1.5, Number.NaN, 2 ** 31 - 1])('that is %s is not there', (pid) =>
    expect(isThere(pid)).toBe(false),
  );

  it('is there if it is this one, its number written or not, and if it is another user’s', () => {
    expect([process.pid, String(process.pid), 1].map(isThere)).toEqual([true, true, true]);
  });
});
