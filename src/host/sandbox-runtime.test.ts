/**
 * Here the library makes its jail by bubblewrap, which holds by other means than macOS does: what is tried out is what we
 * hand over and what we do with it. That a Seatbelt profile holds, only somebody with a Mac can say.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { probeJail } from './bubblewrap.ts';
import { JAIL_HOME, type JailEnd, type JailSpec, type Mount } from './jail-spec.ts';
import { runInJail } from './jail.ts';
import { GIVEN_NAMES, patiently, sandboxOrder, sandboxSystem, wrapFor, type SandboxOrder } from './sandbox-runtime.ts';
import { codesOf, scratch, textOf, valueOf } from './scratch.fixture.ts';
import { prepareSelfTest, selfTestIn } from './self-test.ts';

const base = realpathSync(scratch());
let home = '';
let work = '';
beforeEach(() => {
  home = mkdtempSync(join(base, 'home-'));
  work = join(home, 'work');
  mkdirSync(work);
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh', 'id'), 'a key');
  writeFileSync(join(home, 'agent.sock'), '');
  vi.stubEnv('HOME', home);
  vi.stubEnv('SSH_AUTH_SOCK', join(home, 'agent.sock'));
});

const LIMITS = { timeMs: 120_000, processes: 64, diskBytes: 4e6, outputBytes: 1e6, memoryBytes: 1e9 };
const spec = (argv: JailSpec['argv'], more: Partial<JailSpec> = {}): JailSpec => ({
  ...{ argv, cwd: '/writ/work', env: { PATH: '/usr/bin:/bin', HOME: JAIL_HOME }, proc: true, limits: LIMITS },
  jail: 'sandbox-runtime',
  ...more,
  mounts: [{ kind: 'writable', from: work, to: '/writ/work' }, ...(more.mounts ?? [])],
});
const held = async (script: string, more: Partial<JailSpec> = {}): Promise<JailEnd> =>
  valueOf(await runInJail(spec(['/bin/sh', '-c', script], more)));

describe('a program that sandbox-runtime holds', () => {
  it('works in the workspace, and is heard as if that lay where a jail has it', async () => {
    const end = await held('pwd; echo done > made; mkdir .git; echo x > .git/config; cat /writ/it', {
      mounts: [{ kind: 'file', to: '/writ/it', text: 'shown' }],
    });
    expect([textOf(end.stdout), textOf(end.stderr), end.exitCode]).toEqual(['/writ/work\nshown', '', 0]);
    expect(readFileSync(join(work, 'made'), 'utf8')).toBe('done\n');
    expect(readFileSync(join(work, '.git', 'config'), 'utf8')).toBe('x\n');
  });

  it('neither reads nor writes what lies outside, and what is to be read only it does not write', async () => {
    const shown = join(home, 'shown');
    mkdirSync(shown);
    writeFileSync(join(shown, 'it'), 'read\n');
    writeFileSync(join(home, 'secret'), 'hidden');
    const mounts: readonly Mount[] = [{ kind: 'read-only', from: shown, to: '/writ/shown' }];
    const script = `cat /writ/shown/it; cat ${home}/secret ${home}/.ssh/id; echo x > ${home}/secret; echo x > /writ/shown/it; echo x > ${shown}/new; echo end`;
    const end = await held(script, { mounts });
    expect(textOf(end.stdout)).toBe('read\nend\n');
    expect(readFileSync(join(home, 'secret'), 'utf8')).toBe('hidden');
    expect(readFileSync(join(shown, 'it'), 'utf8')).toBe('read\n');
    expect(readdirSync(shown)).toEqual(['it']);
  });

  it('has the environment it was given, whatever the library puts there, and a home that is gone with it', async () => {
    vi.stubEnv('OF_THE_PERSON', 'x');
    const env = { PATH: '/usr/bin:/bin', HOME: JAIL_HOME, ODD: `it's "$HOME" \\n`, HTTPS_PROXY: 'own' };
    const end = await held(
      `env | cut -d= -f1 | sort; printf '%s\\n' "$ODD$HTTPS_PROXY"; cd "$HOME" && touch left && pwd; echo "$TMPDIR"`,
      { env },
    );
    const lines = textOf(end.stdout).trimEnd().split('\n');
    expect(lines.slice(0, 7)).toEqual(['HOME', 'HTTPS_PROXY', 'ODD', 'PATH', 'PWD', 'TMPDIR', 'WRIT_JAIL']);
    expect(lines.slice(7, 9)).toEqual([`it's "$HOME" \\nown`, JAIL_HOME]);
    expect(lines[9]).toMatch(/writ-u-\w+\/tmp$/u);
    expect(existsSync(lines[9] ?? '/')).toBe(false);
  });

  it('reaches nothing that listens on this machine, which without a jail it would', async () => {
    const server = createServer((socket) => socket.end('reached\n'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const argv = ['/bin/bash', '-c', `cat </dev/tcp/127.0.0.1/${port}`] as const;
    expect(textOf(valueOf(await runInJail(spec(argv, { jail: 'none' }))).stdout)).toBe('reached\n');
    const end = valueOf(await runInJail(spec(argv)));
    server.close();
    expect([textOf(end.stdout), end.exitCode === 0]).toEqual(['', false]);
  });

  it('is ended with all it started, and for each of its limits', async () => {
    const slow = await held('setsid sleep 96.6541 & sleep 96.6542', { limits: { ...LIMITS, timeMs: 1500 } });
    expect([slow.timedOut, slow.survivors]).toEqual([true, 0]);
    expect(textOf(spawnSync('ps', ['-A', '-o', 'args=']).stdout)).not.toMatch(/sleep 96\.654/u);
    expect((await held('while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done')).limit).toBe('output');
    expect((await held('head -c 9000000 /dev/zero > big; wc -c < big')).exitCode).toBe(0);
    expect(readFileSync(join(work, 'big')).length).toBeLessThanOrEqual(4_000_000);
  });
});

describe('what it is tried out with', () => {
  const ALL = [
    'reads-outside',
    'writes-outside',
    'writes-system',
    'reads-keys',
    'reaches-ssh-agent',
    'signals-others',
    'sees-processes',
    'reaches-network',
  ];

  it('fails inside, each of it, and what was wanted begins', async () => {
    const test = valueOf(prepareSelfTest(join(home, 'outside'), 'sandbox-runtime'));
    const end = valueOf(await runInJail(spec(test.before(['/bin/sh', '-c', 'echo begun']), { mounts: test.mounts })));
    const tested = valueOf(selfTestIn(end));
    expect([tested.tried, textOf(tested.end.stdout)]).toEqual([ALL, 'begun\n']);
  });

  it('succeeds outside, each of it that this machine does not forbid anyway', () => {
    const test = valueOf(prepareSelfTest(join(home, 'outside'), 'sandbox-runtime'));
    const [, , ...args] = test.before(['echo', 'begun']);
    const probe = join(import.meta.dirname, 'in-jail/probe-places.sh');
    const { status, stdout, stderr } = spawnSync('/bin/sh', [probe, ...args], { encoding: 'utf8' });
    const may = ['writes-system', 'reaches-network'];
    const open = stderr
      .replace(/^.*; open /u, '')
      .trim()
      .split(' ');
    expect(open.filter((one) => !may.includes(one))).toEqual(ALL.filter((one) => !may.includes(one)));
    expect([status, stdout]).toEqual([97, '']);
  });

  it('tells where nothing holds, and nothing begins', async () => {
    const test = valueOf(prepareSelfTest(join(home, 'outside'), 'sandbox-runtime'));
    const end = valueOf(
      await runInJail(spec(test.before(['/bin/sh', '-c', 'echo begun']), { mounts: test.mounts, jail: 'none' })),
    );
    expect(codesOf(selfTestIn(end))).toEqual(['jail.open']);
    expect(textOf(end.stdout)).toBe('');
  });

  it('is asked for before it is used, and says what it does not hold', async () => {
    expect(valueOf(await probeJail('sandbox-runtime'))).toMatch(/UNTESTED, that does not hold: .*keychain/u);
  });
});

/** The profile that the library makes for macOS of an order, which is text that can be read anywhere. */
const profileOf = async (order: SandboxOrder): Promise<string> => {
  const system = sandboxSystem('darwin');
  if (system === null) throw new Error('macOS is not known');
  return valueOf(await wrapFor(system, order));
};

describe('a busy machine', () => {
  it('is asked again for a shell that it did not find in time, and for nothing else', async () => {
    const said = ["Shell '/bin/sh' not found in PATH", "Shell '/bin/sh' not found in PATH", 'something else'];
    let asked = 0;
    const call = (): string => {
      throw new Error(said[asked++] ?? 'no more');
    };
    await expect(patiently(call)).rejects.toThrow('something else');
    expect(asked).toBe(3);
    asked = 0;
    await expect(patiently(call, 2)).rejects.toThrow('Shell');
    expect(asked).toBe(2);
  });
});

describe('the profile for macOS', () => {
  const place = (more: { port?: number } = {}) => ({
    ...{ root: join(base, 'root'), port: more.port },
    mounts: [
      { kind: 'writable', from: '/writ-test/work', to: '/writ/work' },
      { kind: 'read-only', from: '/writ-test/node', to: '/writ-test/node' },
    ] satisfies Mount[],
  });
  const order = (more: { port?: number } = {}): SandboxOrder =>
    sandboxOrder('exec true', sandboxSystem('darwin') ?? { reads: [], writes: [] }, place(more));
  const rule = (profile: string, begins: string): string =>
    profile.slice(profile.indexOf(`\n${begins}`) + 1).split('"))')[0] ?? '';

  it('denies to read all but what it was given, and nothing of the person is among that', async () => {
    const profile = await profileOf(order());
    expect(profile).toContain('(deny default');
    expect(rule(profile, '(deny file-read*')).toContain('(subpath "/")');
    const again = rule(profile.slice(profile.indexOf('(deny file-read*')), '(allow file-read*');
    expect(again).toContain('(subpath "/writ-test/node")');
    expect(again).toContain(`(subpath "${join(base, 'root')}")`);
    for (const theirs of [
      '/Users',
      '/private/tmp',
      '/private/var"',
      '/var',
      '/tmp"',
      '/Library"',
      '/Library/Keychains',
      '/dev"',
      '/Volumes',
      '/"',
    ])
      expect(again).not.toContain(`(subpath "${theirs}`);
  });

  it('lets it write to its own folder, the work tree and three devices, and nowhere else', async () => {
    const allowed = [...(await profileOf(order())).matchAll(/\(allow file-write\*\n([^]*?)\(with/gu)].map(
      ([, paths = '']) => paths.match(/"[^"]+"/gu),
    );
    expect(allowed).toEqual([
      ['/dev/null', '/dev/zero', '/dev/dtracehelper', join(base, 'root'), '/writ-test/work'].map((path) => `"${path}"`),
    ]);
  });

  it('has no network; but for a bridge, its one port', async () => {
    const network = (profile: string): readonly string[] => profile.match(/\(allow network-[^\n]*ip[^\n]*/gu) ?? [];
    expect(network(await profileOf(order()))).toEqual([]);
    expect(network(await profileOf(order({ port: 8787 })))).toEqual([
      '(allow network-bind (local ip "localhost:8787"))',
      '(allow network-inbound (local ip "localhost:8787"))',
      '(allow network-outbound (remote ip "localhost:8787"))',
    ]);
  });

  it('gives no name to the environment that is not taken away again', async () => {
    const [before = ''] = (await profileOf(order({ port: 8787 }))).split(' /usr/bin/sandbox-exec');
    const names = [...before.matchAll(/(?<= )\w+(?==)/gu)].map(String);
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !GIVEN_NAMES.some((given) => given === name))).toEqual([]);
  });

  it('is none where the library is not there', async () => {
    expect(codesOf(await wrapFor({ file: 'no-such-file.js', wrap: 'none' }, order()))).toEqual(['machine.jail']);
    expect(codesOf(await wrapFor({ file: 'macos-sandbox-utils.js', wrap: 'none' }, order()))).toEqual(['machine.jail']);
  });
});
