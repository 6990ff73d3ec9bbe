import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JAIL_HOME, type JailEnd, type JailSpec, type Mount } from './jail-spec.ts';
import { runInJail } from './jail.ts';
import { isAlive, processWith } from './process-identity.ts';
import { codesOf, valueOf } from './scratch.fixture.ts';
import { MARK_VARIABLE } from './unjailed-processes.ts';

let folder: string;
let work: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'writ-test-')));
  work = join(folder, 'work');
  mkdirSync(work);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LIMITS = { timeMs: 30_000, processes: 64, diskBytes: 4e6, outputBytes: 1e6, memoryBytes: 1e9 };

const spec = (argv: JailSpec['argv'], more: Partial<JailSpec> = {}): JailSpec => ({
  ...{ argv, cwd: '/writ/work', env: { PATH: '/usr/bin:/bin', HOME: JAIL_HOME }, proc: true, limits: LIMITS },
  jail: 'none',
  ...more,
  mounts: [{ kind: 'writable', from: work, to: '/writ/work' }, ...(more.mounts ?? [])],
});
const unjailed = async (script: string, more: Partial<JailSpec> = {}): Promise<JailEnd> =>
  valueOf(await runInJail(spec(['/bin/sh', '-c', script], more)));
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Waits for a condition, for as long as a test may take. */
const until = async (holds: () => boolean): Promise<void> => {
  for (const end = Date.now() + 100_000; !holds() && Date.now() < end;) await sleep(20);
};

/** Processes with a word in their environment or on their command line, besides those that look for it. */
const bearing = (word: string): readonly string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return ['cmdline', 'environ'].some((file) => readFileSync(`/proc/${pid}/${file}`, 'latin1').includes(word));
    } catch {
      return false;
    }
  });

describe('a program without a jail', () => {
  it('works in the workspace, and is heard as if that lay where a jail has it', async () => {
    const end = await unjailed('pwd; echo done > made; echo "$HOME"; cat made >&2');
    expect([text(end.stdout), text(end.stderr), end.exitCode]).toEqual([`/writ/work\n${JAIL_HOME}\n`, 'done\n', 0]);
    expect(readFileSync(join(work, 'made'), 'utf8')).toBe('done\n');
  });

  it('has nothing of the environment but what is named, and a home that is gone afterwards', async () => {
    process.env['WRIT_TEST_SECRET'] = 'hush';
    try {
      const end = await unjailed('env | cut -d= -f1 | sort; cd "$HOME"; ls -a; touch left');
      const names = text(end.stdout).split('\n');
      expect(names.filter((name) => /^[A-Z_]+$/u.test(name) && name !== '_')).toEqual(
        ['HOME', 'PATH', 'PWD', 'TMPDIR', MARK_VARIABLE].toSorted(),
      );
      expect(text(end.stdout)).not.toContain('hush');
    } finally {
      delete process.env['WRIT_TEST_SECRET'];
    }
  });

  it('finds files, folders and sockets of its mounts under the paths it is told', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'it'), 'of another folder\n');
    const mounts: readonly Mount[] = [
      { kind: 'file', to: '/writ/say.sh', text: 'cat /writ/other/it\ncat ~/.config/x\n' },
      { kind: 'file', to: `${JAIL_HOME}/.config/x`, text: 'a setting\n' },
      { kind: 'read-only', from: other, to: '/writ/other' },
      { kind: 'read-only', from: join(other, 'it'), to: '/writ/it' },
      { kind: 'memory', to: `${JAIL_HOME}/.codex`, bytes: 1e6 },
      { kind: 'read-only', from: '/usr/bin', to: '/usr/bin' },
    ];
    const end = await unjailed('sh /writ/say.sh && cat /writ/it && ls -d ~/.codex', { mounts });
    expect(text(end.stderr)).toBe('');
    expect(text(end.stdout)).toBe(`of another folder\na setting\nof another folder\n${JAIL_HOME}/.codex\n`);
  });

  it('finds what is provided within its work tree by a link that is gone afterwards', async () => {
    const provided = join(folder, 'node_modules');
    mkdirSync(provided);
    writeFileSync(join(provided, 'it'), 'installed\n');
    mkdirSync(join(work, 'node_modules'));
    const mounts: readonly Mount[] = [{ kind: 'read-only', from: provided, to: '/writ/work/node_modules' }];
    expect(text((await unjailed('cat node_modules/it', { mounts })).stdout)).toBe('installed\n');
    expect(readdirSync(work)).toEqual([]);
    expect(readdirSync(provided)).toEqual(['it']);
  });

  it('is refused where only a jail could show what it needs', async () => {
    writeFileSync(join(work, 'node_modules'), 'a file of its own');
    const inTheWay: Mount = { kind: 'read-only', from: folder, to: '/writ/work/node_modules' };
    const elsewhere: Mount = { kind: 'writable', from: work, to: join(folder, 'checkout') };
    const login: Mount = { kind: 'copy', to: `${JAIL_HOME}/.codex/auth.json`, text: '{}' };
    for (const mount of [inTheWay, elsewhere, login])
      expect(codesOf(await runInJail(spec(['/bin/true'], { mounts: [mount] })))).toEqual(['machine.jail']);
    expect(readFileSync(join(work, 'node_modules'), 'utf8')).toBe('a file of its own');
  });

  it('leaves no process behind, of its group or not, and is waited for no longer than itself', async () => {
    const began = Date.now();
    const end = await unjailed(
      'sleep 98.7651 & setsid sleep 98.7652 & (setsid sh -c "sleep 98.7653 & sleep 98.7653" &) ; echo begun',
    );
    expect([text(end.stdout), end.exitCode, end.survivors, end.timedOut]).toEqual(['begun\n', 0, 0, false]);
    expect(bearing('98.765')).toEqual([]);
    // Far less than what was left behind would have taken, however loaded the machine is.
    expect(Date.now() - began).toBeLessThan(60_000);
  });

  it('is ended with all it started when its time is over', async () => {
    const end = await unjailed('setsid sleep 97.6541 & sleep 97.6542', { limits: { ...LIMITS, timeMs: 500 } });
    expect([end.timedOut, end.signal, end.survivors]).toEqual([true, 'SIGKILL', 0]);
    expect(bearing('97.654')).toEqual([]);
  });

  it('is ended when it says, holds or starts too much', async () => {
    expect((await unjailed('while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done')).limit).toBe('output');
    const many = 'i=0; while [ $i -lt 20 ]; do sleep 96.5431 & i=$((i + 1)); done; wait';
    expect((await unjailed(many, { limits: { ...LIMITS, processes: 5 } })).limit).toBe('processes');
    const disk = 'i=0; while :; do i=$((i + 1)); head -c 1000000 /dev/zero > f$i; sleep 0.05; done';
    expect((await unjailed(disk, { watchFolders: [work] })).limit).toBe('disk');
    expect(bearing('96.543')).toEqual([]);
  });

  it('cannot write a file larger than its limit', async () => {
    const end = await unjailed('head -c 9000000 /dev/zero > big; wc -c < big');
    expect(Number(text(end.stdout))).toBeLessThanOrEqual(LIMITS.diskBytes);
  });

  it('is talked to in places of the jail, and heard in them line by line', async () => {
    const heard: string[] = [];
    const end = await unjailed('while read -r line; do echo "heard $line"; echo "in $PWD"; done', {
      converse: async ({ say, heard: lines }) => {
        await say('{"cwd":"/writ/work/src"}\n');
        for await (const bytes of lines) {
          heard.push(text(bytes));
          if (heard.join('').includes('in ')) return;
        }
      },
    });
    expect(heard.join('')).toBe('heard {"cwd":"/writ/work/src"}\nin /writ/work\n');
    expect(end.survivors).toBe(0);
  });

  it('says that a program is not there as a jail does', async () => {
    expect(valueOf(await runInJail(spec(['/nonesuch']))).exitCode).toBe(127);
  });
});

describe('nothing is left of a program without a jail', () => {
  it('when Writ is killed', async () => {
    const [place, told] = [join(folder, 'killed.ts'), join(work, 'pids')];
    const script = 'setsid sleep 600 & echo $! $$ > pids.new; mv pids.new pids; exec sleep 600';
    writeFileSync(
      place,
      `import { runInJail } from '${join(import.meta.dirname, 'jail.ts')}';
       await runInJail(${JSON.stringify(spec(['/bin/sh', '-c', script], { limits: { ...LIMITS, timeMs: 600_000 } }))});`,
    );
    const parent = spawn(process.execPath, ['--conditions=source', place], { stdio: 'ignore' });
    await until(() => existsSync(told));
    const processes = readFileSync(told, 'utf8')
      .trim()
      .split(' ')
      .map((pid) => processWith(Number(pid)));
    const left = () => processes.filter((one) => one !== null && isAlive(one)).length;
    const before = left();
    parent.kill('SIGKILL');
    await until(() => left() === 0);
    expect([before, left()]).toEqual([2, 0]);
  });
});

describe('a jail that nobody asked to do without', () => {
  it('is made by bubblewrap, or nothing runs', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      const { jail: _, ...asUsual } = spec(['/bin/sh', '-c', 'echo x > ran']);
      expect(codesOf(await runInJail(asUsual))).toEqual(['machine.bubblewrap']);
      expect(existsSync(join(work, 'ran'))).toBe(false);
    } finally {
      process.env['PATH'] = path;
    }
  });
});
