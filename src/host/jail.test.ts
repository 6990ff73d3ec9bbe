import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runInJail } from './jail.ts';
import { JAIL_HOME, type JailEnd, type JailSpec, type Mount } from './jail-spec.ts';
import { codesOf, messagesOf, scratch, textOf, valueOf } from './scratch.fixture.ts';

const root = scratch();
const MEGABYTE = 1024 * 1024;
const limits = {
  timeMs: 20_000,
  processes: 64,
  diskBytes: 64 * MEGABYTE,
  outputBytes: 16 * MEGABYTE,
  memoryBytes: 1024 * MEGABYTE,
};
const PATH = '/usr/local/bin:/usr/bin:/bin';

let workspaces = 0;
const workspace = (): string => {
  const folder = join(root, `work-${(workspaces += 1)}`);
  mkdirSync(folder);
  return folder;
};

type Jailed = Partial<Omit<JailSpec, 'limits' | 'mounts'>> & {
  readonly limits?: Partial<JailSpec['limits']>;
  readonly more?: readonly Mount[];
  readonly work?: string;
};

const spec = (argv: JailSpec['argv'], { limits: other, more = [], work = workspace(), ...rest }: Jailed): JailSpec => ({
  argv,
  cwd: '/writ/work',
  env: { PATH },
  proc: true,
  watchFolders: [work],
  ...rest,
  mounts: [{ kind: 'writable', from: work, to: '/writ/work' }, ...more],
  limits: { ...limits, ...other },
});
const jailed = async (script: string, how: Jailed = {}): Promise<JailEnd> =>
  valueOf(await runInJail(spec(['/bin/sh', '-c', script], how)));

/** Whether a shell script ends well outside the jail: a probe that fails there too proves nothing. */
const worksOutside = (script: string): boolean =>
  spawnSync('/bin/sh', ['-c', script], { cwd: workspace(), env: { PATH, HOME: root } }).status === 0;

const secret = join(root, 'secret');
writeFileSync(secret, 'the secret of the host\n');
mkdirSync(join(root, '.ssh'));
writeFileSync(join(root, '.ssh', 'id_ed25519'), 'a key\n');
const { pid } = process;

/** KEYCTL_GET_KEYRING_ID of the session keyring, by number: the program for it is rarely installed. */
const KEYRING = `import ctypes, platform; number = {'x86_64': 250, 'aarch64': 219}[platform.machine()]; raise SystemExit(ctypes.CDLL(None).syscall(number, 0, -3, 0) < 0)`;

describe('what works on this machine and not in the jail', () => {
  it.each([
    ['reads a file of the host', `cat ${secret}`],
    ["reads the person's keys", `cat ${root}/.ssh/id_ed25519`],
    ['lists the home of the person', `ls ${root}`],
    ['reads the password hashes', 'head -c 1 /etc/shadow'],
    ['reads the configuration of the host', 'cat /etc/hostname'],
    ['sees a process of the host', `test -d /proc/${pid}`],
    ['reads the environment of a process of the host', `head -c 1 /proc/${pid}/environ`],
    ['makes a user namespace', 'unshare --user true'],
    ['makes a mount namespace', 'unshare --mount true'],
    ['is root', 'test "$(id -u)" = 0'],
    ['holds a capability', '! grep -q "CapEff:.0000000000000000" /proc/self/status'],
    ['could gain a capability', '! grep -q "CapBnd:.0000000000000000" /proc/self/status'],
    ['has a network device beside loopback', 'test "$(grep -c : /proc/net/dev)" -gt 1'],
    ['has a route', 'test "$(wc -l </proc/net/route)" -gt 1'],
    ['writes to /', 'echo >/probe-of-writ && rm /probe-of-writ'],
    ['writes to /usr', 'echo >/usr/probe-of-writ && rm /usr/probe-of-writ'],
    ['writes to /etc', 'echo >/etc/probe-of-writ && rm /etc/probe-of-writ'],
    ['writes to /var', 'echo >/var/probe-of-writ && rm /var/probe-of-writ'],
    ['writes to /dev', 'echo >/dev/probe-of-writ && rm /dev/probe-of-writ'],
    ['mounts', 'mkdir -p m && mount -t tmpfs none m && umount m'],
    ['looks into the keyrings of the person', `python3 -c "${KEYRING}"`],
  ])('%s', async (_, script) => {
    const valid = worksOutside(script);
    // A probe that this machine itself refuses is told, not counted: it would pass whatever the jail does.
    if (!valid) process.stderr.write(`the probe is invalid here: ${script}\n`);
    const { exitCode } = await jailed(script);
    expect({ valid, refused: exitCode !== 0 }).toEqual({ valid: true, refused: true });
  });

  it('reads nothing of the host by way of the first process, which is bubblewrap', async () => {
    const { stdout } = await jailed(`cat /proc/1/environ /proc/1/root${secret} 2>/dev/null; ls /proc/1/root`);
    expect(textOf(stdout)).not.toContain('secret');
    expect(textOf(stdout)).not.toContain('HOME=');
    expect(textOf((await jailed('cat /proc/1/environ')).stdout)).toBe('');
  });

  it('finds its own loopback by its usual name, and is told of no other one', async () => {
    const found = await jailed('getent hosts localhost; getent hosts example.org; cat /etc/hosts');
    expect(textOf(found.stdout)).toMatch(
      /^(127\.0\.0\.1|::1) +localhost.*\n127\.0\.0\.1 localhost jail\n::1 localhost\n$/u,
    );
  });

  it('writes to a mount that is read-only', async () => {
    const folder = workspace();
    const more: readonly Mount[] = [{ kind: 'read-only', from: folder, to: '/writ/library' }];
    const end = await jailed('echo x >/writ/library/x', { more });
    expect(worksOutside(`echo x >${folder}/x`)).toBe(true);
    expect(end.exitCode).not.toBe(0);
  });

  it('opens the terminal of the person, and so cannot type into it', () => {
    const probe = join(root, 'terminal.ts');
    writeFileSync(
      probe,
      `import { runInJail } from '${join(import.meta.dirname, 'jail.ts')}';
       import { spawnSync } from 'node:child_process';
       const script = 'exec 3<>/dev/tty';
       const outside = spawnSync('/bin/sh', ['-c', script], { stdio: ['ignore', 'ignore', 'ignore'] }).status;
       const end = await runInJail({ argv: ['/bin/sh', '-c', script], cwd: '/', env: {}, mounts: [], proc: false,
         limits: ${JSON.stringify(limits)} });
       console.log(JSON.stringify({ outside, inside: end.ok && end.value.exitCode !== 0 }));`,
    );
    const command = `${process.execPath} --conditions=source ${probe}`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', stdio: 'pipe' });
    expect(JSON.parse(stdout)).toEqual({ outside: 0, inside: true });
  });
});

/** Takes descriptor 1 out of its parent, by system calls that need no `/proc`. */
const REACH = `import ctypes, os
call = ctypes.CDLL(None).syscall
os.write(call(438, call(434, os.getppid(), 0), 1, 0), b'forged\\n')
`;

describe('what the jail gives', () => {
  it('has exactly the environment it was given, and where it is', async () => {
    const { stdout } = await jailed('exec env', { env: { PATH, ONE: 'a b', TWO: '' } });
    expect(textOf(stdout).trim().split('\n').toSorted()).toEqual(['ONE=a b', `PATH=${PATH}`, 'PWD=/writ/work', 'TWO=']);
  });

  it('has no open descriptor but the three', async () => {
    const more: readonly Mount[] = [{ kind: 'file', to: '/writ/note', text: 'x' }];
    const { stdout } = await jailed('ls -l /proc/$$/fd', { more });
    const open = [...textOf(stdout).matchAll(/ (\d+) -> (.*)$/gmu)].map(([, number, to]) => `${number} ${to}`);
    // Where one was open above them, nothing was put in its place.
    expect(open.filter((line) => !/^([012] |\d+ \/dev\/null$)/u.test(line))).toEqual([]);
    expect(open.slice(0, 3).map((line) => line.slice(0, 2))).toEqual(['0 ', '1 ', '2 ']);
  });

  it.each([9, 60, 200])('has no descriptor that was open when Writ was started: %i', (descriptor) => {
    const probe = join(root, 'inherited.ts');
    const script = `cat <&${descriptor}`;
    writeFileSync(
      probe,
      `import { runInJail } from '${join(import.meta.dirname, 'jail.ts')}';
       import { spawnSync } from 'node:child_process';
       const outside = spawnSync('bash', ['-c', ${JSON.stringify(script)}], { stdio: ['ignore', 'pipe', 'ignore'] }).stdout;
       const end = await runInJail({ argv: ['bash', '-c', ${JSON.stringify(script)}], cwd: '/', env: { PATH: '${PATH}' },
         mounts: [], proc: true, limits: ${JSON.stringify(limits)} });
       console.log(JSON.stringify({ outside: outside.length > 0, inside: end.ok && end.value.stdout.length }));`,
    );
    const command = `exec ${descriptor}<${secret}; exec ${process.execPath} --conditions=source ${probe}`;
    const { stdout } = spawnSync('bash', ['-c', command], { encoding: 'utf8', stdio: 'pipe' });
    // The lower ones Node itself does not hand on: only a number it overlooks can show that ours are taken away.
    expect(JSON.parse(stdout)).toEqual({ outside: descriptor > 15, inside: 0 });
  });

  it('mounts folders, memory and text where they were asked for', async () => {
    const [readable, work] = [workspace(), workspace()];
    writeFileSync(join(readable, 'a'), 'from a folder\n');
    const { stdout, exitCode } = await jailed(
      'cat /writ/library/a /writ/note && echo made >made && echo x >/writ/memory/x && ! dd if=/dev/zero of=/writ/memory/y bs=1M count=3 2>/dev/null',
      {
        work,
        more: [
          { kind: 'read-only', from: readable, to: '/writ/library' },
          { kind: 'file', to: '/writ/note', text: 'from a text\n' },
          { kind: 'memory', to: '/writ/memory', bytes: 2 * MEGABYTE },
        ],
      },
    );
    expect({ exitCode, text: textOf(stdout) }).toEqual({ exitCode: 0, text: 'from a folder\nfrom a text\n' });
    expect(readFileSync(join(work, 'made'), 'utf8')).toBe('made\n');
  });

  it('has a home and a /tmp that are gone afterwards', async () => {
    const write = await jailed(`echo x >${JAIL_HOME}/x && echo x >/tmp/x`);
    const read = await jailed(`ls ${JAIL_HOME} /tmp | grep -c x`);
    expect([write.exitCode, textOf(read.stdout)]).toEqual([0, '0\n']);
  });

  it('looks as it is told to', async () => {
    const look = { home: '/home/kim', user: 'kim', uid: 1007, host: 'desk-7', firstPid: 300 };
    const script =
      'id -un; id -u; uname -n; echo $$; getent hosts desk-7 >/dev/null && echo known; echo x >/home/kim/x; ls /home; exit 7';
    const { stdout, exitCode } = await jailed(script, { look });
    const [user, uid, host, number, ...rest] = textOf(stdout).trim().split('\n');
    expect({ user, uid, host, rest, exitCode }).toEqual({ user: 'kim', uid: '1007', host: 'desk-7', rest: ['known', 'kim'], exitCode: 7 }); // prettier-ignore
    expect(Number(number)).toBeGreaterThan(300);
  });

  it('hands over the input and takes a large output whole', async () => {
    const stdin = 'x'.repeat(5 * MEGABYTE);
    const { stdout, stderr } = await jailed('tee /tmp/all && cat /tmp/all >&2', { stdin });
    expect([stdout.length, stderr.length]).toEqual([stdin.length, stdin.length]);
  });

  it('ends a program that does not read its input', async () => {
    expect((await jailed('exit 3', { stdin: 'x'.repeat(5 * MEGABYTE) })).exitCode).toBe(3);
  });

  it.each([
    ['a missing program', 'nonesuch', { exitCode: 127, signal: null }],
    ['a program that kills itself', 'kill -TERM $$', { exitCode: 143, signal: 'SIGTERM' }],
    ['an ordinary failure', 'exit 4', { exitCode: 4, signal: null }],
  ])('says how %s ended', async (_, script, facts) => {
    expect(await jailed(script)).toMatchObject({ ...facts, timedOut: false, limit: null, survivors: 0 });
  });

  it('says that a missing program is missing where no shell stands between', async () => {
    expect(valueOf(await runInJail(spec(['/nonesuch'], {}))).exitCode).toBe(127);
  });

  it('does not let a child without /proc reach the pipe its parent reports through', async () => {
    const more: readonly Mount[] = [{ kind: 'file', to: '/writ/reach.py', text: REACH }];
    const reach = 'python3 /writ/reach.py >/dev/null & wait; echo honest';
    const [without, withIt] = [await jailed(reach, { more, proc: false }), await jailed(reach, { more, proc: true })];
    expect([textOf(without.stdout), textOf(withIt.stdout)]).toEqual(['honest\n', 'forged\nhonest\n']);
  });
});

describe('a jail that cannot be made', () => {
  it('is a failure of this machine and says what was missing', async () => {
    const end = await runInJail(spec(['/bin/true'], { more: [{ kind: 'read-only', from: '/nonesuch', to: '/x' }] }));
    expect([codesOf(end), messagesOf(end)]).toEqual([['machine.jail'], expect.stringContaining('/nonesuch')]);
  });

  it('is not what a program can pretend', async () => {
    expect((await jailed("echo 'bwrap: setting up uid map: Permission denied' >&2; exit 1")).exitCode).toBe(1);
  });

  it('is a failure too where the command line is longer than the kernel takes', async () => {
    expect(codesOf(await runInJail(spec(['/bin/echo', 'x'.repeat(200_000)], {})))).toEqual(['machine.bubblewrap']);
  });
});

describe('limits', () => {
  it.each<readonly [string, string, Jailed, Partial<JailEnd>]>([
    ['time', 'sleep 300', { limits: { timeMs: 400 } }, { timedOut: true, limit: null }],
    [
      'time, whatever ignores signals',
      'trap "" TERM INT; setsid sleep 300 & sleep 300',
      { limits: { timeMs: 400 } },
      { timedOut: true },
    ],
    [
      'processes',
      'for i in $(seq 300); do sleep 300 & done; wait',
      { limits: { processes: 20 } },
      { limit: 'processes' },
    ],
    [
      'processes, started by a thread',
      "python3 -c \"import threading,subprocess; threading.Thread(target=lambda: [subprocess.Popen(['sleep','20']) for _ in range(40)] and [__import__('time').sleep(20)]).start()\"",
      { limits: { processes: 20 } },
      { limit: 'processes' },
    ],
    [
      'memory',
      'exec python3 -c "x = bytearray(300 << 20); import time; time.sleep(20)"',
      { limits: { memoryBytes: 128 * MEGABYTE } },
      { limit: 'memory' },
    ],
    [
      'disk',
      'for i in 1 2 3 4 5 6; do head -c 4M /dev/zero >$i; done; sleep 300',
      { limits: { diskBytes: 8 * MEGABYTE } },
      { limit: 'disk' },
    ],
    ['output', 'yes', { limits: { outputBytes: 100_000 } }, { limit: 'output' }],
  ])('end the jail: %s', async (_, script, how, facts) => {
    const began = Date.now();
    expect(await jailed(script, how)).toMatchObject({ ...facts, survivors: 0 });
    expect(Date.now() - began).toBeLessThan(200_000);
  });

  it('keep exactly as much output as they allow', async () => {
    const end = await jailed('yes', { limits: { outputBytes: 100_000 } });
    expect(end.stdout.length + end.stderr.length).toBe(100_000);
  });

  it('cut off one file that is too large', async () => {
    const work = workspace();
    const end = await jailed('head -c 20M /dev/zero >large', { work, limits: { diskBytes: 8 * MEGABYTE } });
    expect([end.exitCode === 0, readFileSync(join(work, 'large')).length <= 8 * MEGABYTE]).toEqual([false, true]);
  });

  it('are still held where folders are too deep to be measured', async () => {
    const deep = `n=$(printf %0200d 0); i=0; while [ $i -lt 25 ]; do mkdir $n && cd $n; i=$((i+1)); done; sleep 1.5`;
    expect(await jailed(deep)).toMatchObject({ exitCode: 0, limit: null });
  });
});

/** Whether there is a `sleep` of just this time: what only names it, as bubblewrap does while it sets up, is none. */
const isThere = (seconds: string): boolean =>
  readdirSync('/proc').some((name) => {
    try {
      return /^\d+$/u.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8') === `sleep\0${seconds}\0`;
    } catch {
      return false;
    }
  });

describe('nothing is left', () => {
  it('of daemons, once the jail has ended', async () => {
    const end = await jailed('for i in 1 2 3; do setsid sleep 98.76543 >/dev/null 2>&1 </dev/null & done; exit 0');
    expect([end.exitCode, end.survivors, isThere('98.76543')]).toEqual([0, 0, false]);
  });

  it('of a jail whose parent is killed', async () => {
    const place = join(root, 'killed.ts');
    writeFileSync(
      place,
      `import { runInJail } from '${join(import.meta.dirname, 'jail.ts')}';
       await runInJail({ argv: ['/bin/sh', '-c', 'setsid sleep 87.65432 & sleep 87.65432'], cwd: '/', env: { PATH: '${PATH}' },
         mounts: [], proc: false, limits: ${JSON.stringify({ ...limits, timeMs: 60_000 })} });`,
    );
    const parent = spawn(process.execPath, ['--conditions=source', place], { stdio: 'ignore' });
    for (const until = Date.now() + 60_000; !isThere('87.65432') && Date.now() < until;) await sleep(50);
    const ran = isThere('87.65432');
    parent.kill('SIGKILL');
    for (const until = Date.now() + 60_000; isThere('87.65432') && Date.now() < until;) await sleep(20);
    expect([ran, isThere('87.65432')]).toEqual([true, false]);
  });
});

describe('the environment of a jail', () => {
  it('stands on no command line, where everyone on the machine could read it', async () => {
    const value = `value-${pid}-of-a-variable`;
    const running = jailed('sleep 0.5; printf %s "$SECRET"', { env: { PATH, SECRET: value } });
    await sleep(250);
    const lines = readdirSync('/proc')
      .filter((name) => /^\d+$/u.test(name))
      .map((name) => {
        try {
          return readFileSync(`/proc/${name}/cmdline`, 'latin1');
        } catch {
          return '';
        }
      });
    expect(lines.some((line) => /^[^\0]*bwrap\0/u.test(line))).toBe(true);
    expect(lines.filter((line) => line.includes(value))).toEqual([]);
    expect(textOf((await running).stdout)).toBe(value);
  });
});
