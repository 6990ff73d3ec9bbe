/** The backends that are held to one list of promises, each told in its own way to do the same. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findProgram, type BackendSettings } from '../../src/host/index.ts';
import { resolveBackend, type Backend } from '../../src/run/index.ts';
import { valueOf } from '../../src/host/scratch.fixture.ts';
import type { AcpStep } from '../rig/acp-agent.ts';
import { startModelServer, type ModelServer, type Step } from './model-server.ts';

/** What a backend is to do: shell commands, then what it says at the end; or nothing good. */
export type Doing =
  /** `asks`: at the end, of its session, whether it may touch this path. */
  | { readonly commands: readonly string[]; readonly says: string; readonly asks?: string }
  | { readonly fails: true }
  | { readonly hangs: true };

export type Promised = {
  readonly name: string;
  /** Whether it is told apart what it does, so that its calls are events. */
  readonly tells: boolean;
  /** Whether it asks its session, where it is told to. */
  readonly asks: boolean;
  /** Within this time it has started, so that what hangs then is its work. */
  readonly startsMs: number;
  readonly toDo: (doing: Doing) => Promise<Backend>;
};

const ROOT = join(import.meta.dirname, '../..');
const INSTALLED = join(import.meta.dirname, 'node_modules');
/** What `opencode-ai` starts. That package itself wants packages for machines that not every registry has. */
const OPENCODE = join(INSTALLED, 'opencode-linux-x64/bin/opencode');
const folder = mkdtempSync(join(tmpdir(), 'writ-promised-'));
const servers: ModelServer[] = [];

/** Ends the models that were started for it, and removes its scripts. */
export const closeModels = async (): Promise<void> => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
};

const resolved = async (id: string, settings?: BackendSettings): Promise<Backend> =>
  valueOf(
    await resolveBackend(id, {
      ...{ cwd: folder, root: '/repository' },
      settings: settings === undefined ? {} : { backends: { [id]: settings } },
    }),
  );

let scripts = 0;
const scripted = (doing: Doing): Promise<Backend> => {
  const path = join(folder, `${(scripts += 1)}.json`);
  const steps =
    'commands' in doing
      ? [...doing.commands.map((shell) => ({ shell })), { say: doing.says }]
      : 'fails' in doing
        ? [{ fail: 'no credit' }]
        : [{ sleep: 600_000 }];
  writeFileSync(path, JSON.stringify({ steps }));
  return resolved(`scripted:${path}`);
};

const command = (doing: Doing): Promise<Backend> => {
  const script =
    'commands' in doing
      ? [...doing.commands.map((one) => `(${one})`), `echo '${doing.says}'`].join('\n')
      : 'fails' in doing
        ? 'echo no credit >&2; exit 1'
        : 'sleep 600';
  return resolved('mine', { run: ['sh', '-c', script] });
};

const acp = (doing: Doing): Promise<Backend> => {
  const program = join(ROOT, 'test/rig/acp-agent.ts');
  const steps: readonly AcpStep[] =
    'commands' in doing
      ? [...doing.commands.map((shell) => ({ shell })), ...(doing.says === '' ? [] : [{ say: doing.says }])]
      : 'fails' in doing
        ? [{ error: 'no credit' }]
        : [{ hang: true }];
  const run: [string, string, string] = ['node', program, JSON.stringify({ steps })];
  return resolved('spoken', { preset: 'acp', run, mounts: [program, join(ROOT, 'node_modules')] });
};

/** A question to the session, over the MCP server that the agent was told to start: may I touch this path? */
const asking = (path: string): Step => ({ server: 'writ', call: 'scope', arguments: { path } });

const stepsFor = (doing: Doing): readonly Step[] =>
  'commands' in doing
    ? // Some begin their work before the servers they were told of have answered.
      [...doing.commands, ...(doing.asks === undefined ? [] : [asking(doing.asks)])]
    : 'fails' in doing
      ? [{ status: 400, message: 'no credit' }]
      : [{ silent: true }];

/** What its program is called with. */
const MORE = { 'codex-acp': [], opencode: ['acp'], claude: [], gemini: ['--acp', '-m', 'gemini-2.5-flash'] } as const;

/** A real agent whose model follows the script. */
const real =
  (preset: 'codex-acp' | 'opencode' | 'claude' | 'gemini', program: string) =>
  async (doing: Doing): Promise<Backend> => {
    const closing = 'commands' in doing ? doing.says : 'never said';
    const server = await startModelServer({ steps: stepsFor(doing), closing });
    servers.push(server);
    const endpoint = { url: `http://127.0.0.1:${server.port}` };
    // The model is what it is called here: some say another name of it, or none.
    const model = preset === 'claude' ? {} : { model: preset === 'gemini' ? 'gemini-2.5-flash' : 'big' };
    return resolved(preset, { preset, run: [program, ...MORE[preset]], ...model, endpoint });
  };

/** Where npm put the programs of the agents; a package without its program is not installed. */
const installed = (name: string): string => join(INSTALLED, '.bin', name);

/** What codex-acp starts is looked for on the PATH. */
process.env['PATH'] = `${dirname(installed('codex'))}:${process.env['PATH'] ?? ''}`;
readdirSync(INSTALLED);

/** Agents that are tried where somebody has installed them: on the PATH, or with npm in the folder `WRIT_AGENTS` names. */
const OPTIONAL = [
  { name: 'claude', program: 'claude-agent-acp' },
  { name: 'gemini', program: 'gemini' },
] as const;
const installedHere = (program: string): string | null => {
  const named = process.env['WRIT_AGENTS'];
  const path = named === undefined ? null : join(named, 'node_modules/.bin', program);
  return path !== null && existsSync(path) ? path : findProgram(program);
};

export const PROMISED: readonly Promised[] = [
  { name: 'scripted', startsMs: 2000, tells: true, asks: false, toDo: scripted },
  { name: 'command', startsMs: 2000, tells: false, asks: false, toDo: command },
  { name: 'acp', startsMs: 4000, tells: true, asks: false, toDo: acp },
  {
    name: 'codex-acp',

    startsMs: 5000,
    tells: true,
    asks: true,
    toDo: real('codex-acp', installed('codex-acp')),
  },
  {
    name: 'opencode',

    startsMs: 12_000,
    tells: true,
    asks: true,
    toDo: real('opencode', OPENCODE),
  },
  ...OPTIONAL.flatMap(({ name, program }): readonly Promised[] => {
    const path = installedHere(program);
    if (path === null) return [];
    return [{ name, startsMs: 20_000, tells: true, asks: true, toDo: real(name, path) }];
  }),
];

/** The agents that are known and not held to the promises here. Their licence or their size keeps them out of our package. */
export const UNTRIED: readonly string[] = OPTIONAL.filter(({ program }) => installedHere(program) === null).map(
  ({ name, program }) =>
    `${name}: ${program} is neither on the PATH nor in the folder WRIT_AGENTS names, so none of the promises was tried with it`,
);
