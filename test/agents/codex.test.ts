/** The real Codex, driven by a scripted model: bare, and in a jail whose only way out is one unix socket. */
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codexArguments, codexEvents, codexFolder, type CodexEvent } from './codex-program.ts';
import { startModelServer, type ModelServer, type Step } from './model-server.ts';

type Outcome = { readonly exitCode: number | null; readonly events: readonly CodexEvent[]; readonly stderr: string };

const PATH = '/usr/bin:/bin';
let scratch = '';
const servers: ModelServer[] = [];

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'writ-codex-'));
  for (const folder of ['work', 'home', 'home/.codex', 'model']) await mkdir(join(scratch, folder));
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await rm(scratch, { recursive: true, force: true });
});

const model = async (steps: readonly Step[], socket?: string): Promise<ModelServer> => {
  const server = await startModelServer({ steps, closing: 'All done.' }, socket === undefined ? {} : { socket });
  servers.push(server);
  return server;
};

const finished = (program: string, args: readonly string[], env: Record<string, string>): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: join(scratch, 'work'),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 200_000,
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.once('error', reject);
    child.once('close', (exitCode) =>
      resolve({ exitCode, events: codexEvents(Buffer.concat(out).toString()), stderr: Buffer.concat(err).toString() }),
    );
  });

const bare = (url: string): Promise<Outcome> =>
  finished(join(codexFolder(), 'bin/codex'), codexArguments(url, 'Do it.'), {
    HOME: join(scratch, 'home'),
    CODEX_HOME: join(scratch, 'home/.codex'),
    PATH,
    SCRIPTED_KEY: 'none',
  });

/** Listens inside the jail and hands every connection to the mounted socket; the product's own comes from its host room. */
const BRIDGE = `
  import { connect, createServer } from 'node:net';
  import { spawn } from 'node:child_process';
  const [socket, program, ...args] = process.argv.slice(2);
  createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: socket, allowHalfOpen: true });
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  }).listen(8787, '127.0.0.1', () => {
    spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] }).on('exit', (code) => process.exit(code ?? 1));
  });`;

const jailed = async (options: { readonly proc: boolean } = { proc: true }): Promise<Outcome> => {
  const bridge = join(scratch, 'bridge.mjs');
  await writeFile(bridge, BRIDGE);
  const system = ['bin', 'lib', 'lib64', 'sbin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]);
  const mounts = [
    ...[
      '--ro-bind',
      '/usr',
      '/usr',
      ...system,
      '--dev',
      '/dev',
      '--tmpfs',
      '/tmp',
      ...(options.proc ? ['--proc', '/proc'] : []),
    ],
    ...[
      '--ro-bind',
      dirname(process.execPath),
      '/node',
      '--ro-bind',
      codexFolder(),
      '/agent',
      '--ro-bind',
      bridge,
      '/bridge.mjs',
    ],
    ...['--bind', join(scratch, 'work'), '/workspace', '--bind', join(scratch, 'home'), '/home/agent'],
    ...['--ro-bind', join(scratch, 'model'), '/run/model', '--chdir', '/workspace'],
  ];
  const env = { HOME: '/home/agent', CODEX_HOME: '/home/agent/.codex', PATH: `/node:${PATH}`, SCRIPTED_KEY: 'none' };
  return finished(
    'bwrap',
    [
      ...[
        '--unshare-user',
        '--unshare-all',
        '--cap-drop',
        'ALL',
        '--disable-userns',
        '--clearenv',
        '--uid',
        '1000',
        '--gid',
        '1000',
      ],
      ...[
        '--new-session',
        '--die-with-parent',
        ...mounts,
        ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
      ],
      ...['--', '/node/node', '/bridge.mjs', '/run/model/m.sock', '/agent/bin/codex'],
      ...codexArguments('http://127.0.0.1:8787/v1', 'Do it.'),
    ],
    { PATH },
  );
};

const socketModel = async (steps: readonly Step[]): Promise<ModelServer> => {
  const socket = join(scratch, 'model/m.sock');
  const server = await model(steps, socket);
  await chmod(socket, 0o666);
  return server;
};

const written = (name: string): Promise<string> => readFile(join(scratch, 'work', name), 'utf8');

const commands = ({ events }: Outcome): readonly string[] =>
  events.flatMap((event) =>
    event.type === 'item.completed' && event.item.type === 'command_execution'
      ? [`${event.item.exit_code} ${event.item.aggregated_output.trim()}`]
      : [],
  );

test('codex says which version it is, as the lock file pins it', async () => {
  const child = spawn(join(codexFolder(), 'bin/codex'), ['--version'], {
    env: {},
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(Buffer.from(chunk));
  expect(Buffer.concat(chunks).toString()).toBe('codex-cli 0.169.0\n');
});

test('codex carries out what the model asks for, and says so event by event', async () => {
  const patch =
    "apply_patch <<'END'\n*** Begin Patch\n*** Add File: b.txt\n+patched\n*** Delete File: gone.txt\n*** End Patch\nEND\n";
  await writeFile(join(scratch, 'work/gone.txt'), 'old\n');
  const server = await model(['echo hello > a.txt; cat a.txt', 'exit 3', patch]);
  const outcome = await bare(server.url);
  expect(outcome.exitCode).toBe(0);
  expect(await readdir(join(scratch, 'work'))).toEqual(['a.txt', 'b.txt']);
  expect([await written('a.txt'), await written('b.txt')]).toEqual(['hello\n', 'patched\n']);
  expect(commands(outcome)).toEqual(['0 hello', '3 ']);
  const changes = outcome.events.flatMap((event) =>
    event.type === 'item.completed' && event.item.type === 'file_change' ? event.item.changes : [],
  );
  expect(changes.toSorted((a, b) => a.kind.localeCompare(b.kind))).toEqual([
    { path: join(scratch, 'work/b.txt'), kind: 'add' },
    { path: join(scratch, 'work/gone.txt'), kind: 'delete' },
  ]);
  expect(outcome.events.slice(-2)).toMatchObject([
    { type: 'item.completed', item: { type: 'agent_message', text: 'All done.' } },
    { type: 'turn.completed' },
  ]);
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(4).fill('POST /v1/responses'));
});

test.each([
  ['500', { status: 500, message: 'broken' }, /high demand/],
  ['401', { status: 401, message: 'no such key' }, /401 Unauthorized: no such key/],
  ['429', { status: 429, message: 'slower' }, /429 Too Many Requests/],
])('a provider that answers %s ends the turn as failed, whatever was done before', async (_, step, message) => {
  const server = await model(['echo half > a.txt', step]);
  const outcome = await bare(server.url);
  expect(outcome.exitCode).toBe(1);
  expect(await written('a.txt')).toBe('half\n');
  expect(outcome.events.at(-1)).toMatchObject({
    type: 'turn.failed',
    error: { message: expect.stringMatching(message) },
  });
});

test('a provider nobody can reach ends the turn as failed, and is not waited for for ever', async () => {
  const server = await model([]);
  await server.close();
  const outcome = await bare(server.url);
  expect(outcome.exitCode).toBe(1);
  expect(outcome.events.at(-1)?.type).toBe('turn.failed');
});

test('in a jail without a network codex works through the one socket, and nothing else is there to reach', async () => {
  const elsewhere = await model([]);
  const probes = [
    'echo jailed > a.txt; cat a.txt',
    `exec 3<>/dev/tcp/127.0.0.1/${elsewhere.port}`,
    `ls -d /etc /var /opt ${scratch}`,
  ];
  const server = await socketModel(probes);
  const outcome = await jailed();
  expect(outcome.exitCode, outcome.stderr).toBe(0);
  expect(await written('a.txt')).toBe('jailed\n');
  const [first, tcp, folders] = commands(outcome);
  expect(first).toBe('0 jailed');
  expect(tcp).toMatch(/^1 .*Connection refused/s);
  expect(folders).toMatch(/^2 /);
  expect(folders?.match(/No such file/g)).toHaveLength(4);
  expect(server.requests).toHaveLength(4);
  expect(elsewhere.requests).toEqual([]);
});

test('in a jail whose socket nobody serves the turn fails', async () => {
  const server = await socketModel([]);
  await server.close();
  const outcome = await jailed();
  expect(outcome.exitCode).toBe(1);
  expect(outcome.events.at(-1)?.type).toBe('turn.failed');
});

test('codex needs /proc: without it, it does not even begin', async () => {
  await socketModel([]);
  const outcome = await jailed({ proc: false });
  expect(outcome).toMatchObject({ exitCode: 1, events: [], stderr: expect.stringContaining('/proc') });
});
