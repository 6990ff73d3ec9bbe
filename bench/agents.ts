/**
 * The real Codex with a model that follows a script, governed beside bare: what jail, bridge and driver cost. Governed, the
 * time is that of the step `backend` in the trace of the run, from before the session is opened to after the last
 * process is gone; workspace, checks and seal are in `run`. Needs `npm ci --prefix test/agents`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { codexArguments, codexFolder } from '../test/agents/codex-program.ts';
import { startModelServer } from '../test/agents/model-server.ts';
import type { Bench } from './rig/figure.ts';
import type { Stage } from './rig/stage.ts';

const INSTALLED = join(import.meta.dirname, '../test/agents/node_modules');
const ROUNDS = 3;
/** The shortest job that says something about long ones, and one that is over at once. */
const LONG_S = 10;
const EDIT = 'echo done > a.txt';

/** The model is served by this process, so nothing may be waited for in a way that stops it. */
const ended = (argv: readonly string[], cwd: string, env: Stage['env']): Promise<string> =>
  new Promise((resolve, reject) => {
    const [program = '', ...args] = argv;
    const child = spawn(program, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
    child.once('error', reject);
    child.once('close', (code) => {
      const [said, complained] = [Buffer.concat(out).toString(), Buffer.concat(err).toString()];
      if (code === 0) resolve(said);
      else reject(new Error(`${argv.join(' ')} ended with ${code}: ${complained}${said.slice(-500)}`));
    });
  });

const run = z.object({ run: z.string(), result: z.literal('PASS') });
const span = z.object({ name: z.string(), startedAt: z.string(), endedAt: z.string() });

/** How long the backend of a run was at work, as its own trace has it. */
const backendMs = (folder: string): number => {
  const lines = readFileSync(join(folder, 'sealed/trace.jsonl'), 'utf8').trim().split('\n');
  const spans = lines.flatMap((line) => {
    const read = span.safeParse(JSON.parse(line));
    return read.success && read.data.name === 'backend' ? [read.data] : [];
  });
  const [only] = spans;
  if (only === undefined || spans.length !== 1) throw new Error(`${spans.length} spans of a backend in ${folder}`);
  return Date.parse(only.endedAt) - Date.parse(only.startedAt);
};

/** A job of some length, governed and bare. */
const job = async ({ folder, env, prepare, writ }: Stage, name: string, seconds: number) => {
  const work = join(folder, name);
  const command = `sleep ${seconds}; ${EDIT}`;
  const server = await startModelServer({ steps: [command], closing: 'Done.' }, { unref: true });
  const home = join(folder, `${name}-home`);
  mkdirSync(join(home, '.codex'), { recursive: true });
  mkdirSync(join(home, 'work'));
  mkdirSync(work);
  writeFileSync(join(work, 'a.txt'), 'base\n');
  for (const argv of [
    ['git', 'init', '--quiet', '--initial-branch=main'],
    ['git', 'add', '--all'],
    ['git', 'commit', '--quiet', '--message', 'base'],
  ] as const)
    prepare({ argv: [...argv], cwd: work });
  const own = { ...env, HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_STATE_HOME: join(home, '.state') };
  const withAgents = { ...own, PATH: `${join(INSTALLED, '.bin')}:${env['PATH'] ?? ''}` };
  prepare({ argv: [writ, 'init', '--name', 'ada', '--new-key', '--yes'], cwd: work, env: own });
  const backend = { preset: 'codex', model: 'scripted', endpoint: { url: `http://127.0.0.1:${server.port}` } };
  const settings = join(home, '.config/writ/config.yaml');
  writeFileSync(settings, `backends: ${JSON.stringify({ codex: backend })}\n`, { flag: 'a' });
  let order = 0;
  const governed = async (): Promise<number> => {
    const brief = [`job ${(order += 1)}`, '--allow', 'a.txt', '--check', 'grep -q done a.txt', '--backend', 'codex'];
    const said = await ended([writ, 'run', ...brief, '--yes', '--json'], work, withAgents);
    return backendMs(join(work, '.git/writ/runs', run.parse(JSON.parse(said)).run));
  };
  const bare = async (): Promise<number> => {
    const began = performance.now();
    const argv = [join(codexFolder(), 'bin/codex'), ...codexArguments(server.url, 'Do it.')];
    const codex = { HOME: home, CODEX_HOME: join(home, '.codex'), PATH: '/usr/bin:/bin', SCRIPTED_KEY: 'none' };
    await ended(argv, join(home, 'work'), codex);
    return performance.now() - began;
  };
  return { governed, bare };
};

export const bench: Bench = async (stage) => {
  if (!existsSync(INSTALLED)) {
    console.error('agents: not measured, because npm ci --prefix test/agents was not run');
    return [];
  }
  const [long, short] = [await job(stage, 'long', LONG_S), await job(stage, 'short', 0)];
  return [
    {
      name: 'agents.codex',
      measured: { says: `Codex under a contract, a job of ${LONG_S} s`, run: long.governed },
      baseline: { says: 'the same job of bare Codex', run: long.bare },
      allowed: { ratio: 1.1 },
      rounds: ROUNDS,
    },
    {
      name: 'agents.fixed',
      measured: {
        says: 'what a contract adds to a job of Codex that is over at once',
        run: async () => {
          const bare = await short.bare();
          return Math.max(0, (await short.governed()) - bare);
        },
      },
      baseline: { says: 'that job of bare Codex', run: short.bare },
      allowed: { ms: 500 },
      rounds: ROUNDS,
    },
  ];
};
