import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { TIERS, type Tier } from '#contract';
import { fail, ok, type Result } from '#failure';
import {
  findProgram,
  packageFile,
  readIfThere,
  runProgram,
  type BackendSettings,
  type Endpoint,
  type Mount,
  type Settings,
} from '#host';
import { distinctMounts, toolFor } from '../tools.ts';
import { AGENTS, isAgentName, type AgentDefinition } from './acp/definitions.ts';
import { howToRun, resolveAgent } from './acp/resolve-agent.ts';
import type { Backend } from './backend.ts';
import { codexEndpoint, codexParts } from './codex.ts';
import { readActor, readCodex, readPlain } from './declared.ts';
import { loginKept, loginsOf, type KnownLogin } from './logins.ts';

export type { Backend } from './backend.ts';

/** The harness's own Node, as the jail sees it: it runs the bridge and the scripted actor. */
export const JAIL_NODE = '/writ/node';
const BRIEF_FILE = '/writ/brief.md';
const SCRIPT_FILE = '/writ/script.json';
const ACTOR_FILE = '/writ/actor.mjs';

/** What a resolved backend needs to know of where it is used. */
export type BackendPlace = { readonly cwd: string; readonly root: string; readonly settings: Settings };

const DEFAULT_TIERS: readonly Tier[] = ['LOW', 'MEDIUM'];

const versionOf = async (argv: readonly [string, ...string[]]): Promise<string> => {
  const end = await runProgram({
    argv,
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: '/nonexistent' },
    timeoutMs: 10_000,
    outputLimitBytes: 65_536,
  });
  return new TextDecoder().decode(end.stdout).split('\n')[0]?.trim().slice(0, 200) || 'unknown';
};

const script = z.strictObject({
  /** Whether it stands for an agent that speaks to its session. */
  session: z.boolean().optional(),
  steps: z.array(z.record(z.string(), z.unknown())),
});

const parsedScript = (text: string, path: string): Result<z.infer<typeof script>> => {
  try {
    const parsed = script.safeParse(JSON.parse(text));
    return parsed.success ? ok(parsed.data) : fail('input.unreadable', `${path} is not {"steps": [...]}`);
  } catch {
    return fail('input.unreadable', `${path} is not JSON`);
  }
};

/** A script file as a backend. It may serve every tier, because its verdict always says that no agent was at work. */
const scripted = (id: string, { cwd }: BackendPlace): Result<Backend> => {
  const path = resolve(cwd, id.slice('scripted:'.length));
  const read = readIfThere(path, 16 * 1024 * 1024);
  if (!read.ok) return read;
  if (read.value === null) return fail('usage.unknown', `there is no script at ${path}`);
  const text = new TextDecoder().decode(read.value);
  const parsed = parsedScript(text, path);
  if (!parsed.ok) return parsed;
  const mounts: readonly Mount[] = [
    { kind: 'file', to: SCRIPT_FILE, text },
    { kind: 'file', to: ACTOR_FILE, text: readFileSync(packageFile('src/host/in-jail/actor.mjs'), 'utf8') },
  ];
  return ok({
    ...{
      id,
      kind: 'scripted' as const,
      program: path,
      env: {},
      passes: [],
      logins: [],
      endpoint: null,
      tiers: TIERS,
      version: 'scripted actor 1',
      speaks: parsed.value.session === true,
    },
    speech: { kind: 'output', stdin: () => '', read: readActor },
    argv: () => [JAIL_NODE, ACTOR_FILE, SCRIPT_FILE],
    mounts: () => mounts,
  });
};

const environmentOf = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

const endpointOf = (
  { endpoint }: BackendSettings,
  fallback: { readonly url: string; readonly key_env?: string; readonly header?: string } | null,
): Result<Endpoint | null> => {
  const wanted = endpoint ?? fallback;
  if (wanted === null) return ok(null);
  const { key_env: variable } = wanted;
  if (variable === undefined) return ok({ url: wanted.url, credential: null });
  const key = process.env[variable];
  if (key === undefined || key === '')
    return fail('backend.ineligible', `the variable ${variable}, which holds the key for ${wanted.url}, is not set`, {
      remedy: `export ${variable}=…`,
    });
  const header = endpoint?.header ?? fallback?.header ?? 'authorization';
  return ok({ url: wanted.url, credential: { header, value: header === 'authorization' ? `Bearer ${key}` : key } });
};

const codex = async (id: string, settings: BackendSettings): Promise<Result<Backend>> => {
  const logins = loginsOf(id, settings);
  if (!logins.ok) return logins;
  const parts = codexParts(settings, logins.value);
  if (!parts.ok) return parts;
  const endpoint = endpointOf(settings, codexEndpoint(logins.value));
  if (!endpoint.ok) return endpoint;
  const { program, mounts, argv, env } = parts.value;
  return ok({
    ...{ id, kind: 'command' as const, program, argv, endpoint: endpoint.value, speaks: true },
    speech: { kind: 'output', stdin: () => '', read: readCodex },
    mounts: () => mounts,
    env: { ...env, ...environmentOf(settings.environment ?? []) },
    ...{ passes: settings.environment ?? [], logins: logins.value, tiers: settings.tiers ?? DEFAULT_TIERS },
    version: await versionOf([program, '--version']),
  });
};

const command = async (id: string, settings: BackendSettings, { root }: BackendPlace): Promise<Result<Backend>> => {
  const { run, brief: handover = 'stdin' } = settings;
  if (run === undefined) return fail('config.invalid', `backend ${id} has neither a preset nor a command to run`);
  const [name, ...rest] = run;
  const tool = toolFor(name, root, `backends.${id} of your config.yaml`);
  if (!tool.ok) return tool;
  const logins = loginsOf(id, settings);
  if (!logins.ok) return logins;
  const endpoint = endpointOf(settings, null);
  if (!endpoint.ok) return endpoint;
  const more: readonly Mount[] = (settings.mounts ?? []).map((path) => ({ kind: 'read-only', from: path, to: path }));
  const filled = (brief: string) =>
    // By a function: in a plain text `$&` and its like would mean something.
    rest.map((word) => word.replaceAll('{brief-file}', BRIEF_FILE).replaceAll('{brief}', () => brief));
  return ok({
    ...{ id, kind: 'command' as const, program: tool.value.program, endpoint: endpoint.value },
    speech: { kind: 'output', stdin: (brief) => (handover === 'stdin' ? brief : ''), read: readPlain },
    speaks: settings.session === true,
    argv: (brief) => [
      tool.value.program,
      ...filled(brief),
      ...(handover === 'argument' && !rest.some((word) => word.includes('{brief}')) ? [brief] : []),
    ],
    mounts: (brief) => distinctMounts([...tool.value.mounts, ...more, { kind: 'file', to: BRIEF_FILE, text: brief }]),
    env: environmentOf(settings.environment ?? []),
    ...{ passes: settings.environment ?? [], logins: logins.value, tiers: settings.tiers ?? DEFAULT_TIERS },
    version: settings.version === undefined ? 'unknown' : await versionOf([tool.value.program, ...settings.version]),
  });
};

/** An agent that speaks the Agent Client Protocol: one that is known, or one that only the settings know. */
const agent = async (id: string, settings: BackendSettings, { root }: BackendPlace): Promise<Result<Backend>> => {
  const preset = settings.preset ?? id;
  const definition = isAgentName(preset) ? AGENTS[preset] : null;
  const logins = loginsOf(id, settings);
  if (!logins.ok) return logins;
  const parts = resolveAgent(id, settings, { definition, root, logins: logins.value });
  if (!parts.ok) return parts;
  const endpoint = endpointOf(settings, definition?.endpoint(logins.value) ?? null);
  if (!endpoint.ok) return endpoint;
  const { program, version } = parts.value;
  const asked = settings.version === undefined ? Promise.resolve('unknown') : versionOf([program, ...settings.version]);
  return ok({
    ...{ ...parts.value, id, kind: 'acp' as const, endpoint: endpoint.value, speaks: true },
    env: { ...parts.value.env, ...environmentOf(settings.environment ?? []) },
    ...{ passes: settings.environment ?? [], logins: logins.value, tiers: settings.tiers ?? DEFAULT_TIERS },
    version: version ?? (await asked),
  });
};

/** The names that mean something without settings. */
const KNOWN_BACKENDS: readonly string[] = ['codex', ...Object.keys(AGENTS)];

/** `acp:NAME` is NAME of the settings, spoken with over the Agent Client Protocol whatever its preset says. */
const ACP = 'acp:';

/**
 * Finds the backend a person named. None is ever the default (S1-R14).
 *
 * @param id a name of the configuration, one that is known without it, `acp:NAME`, or `scripted:FILE`
 */
export const resolveBackend = async (id: string, place: BackendPlace): Promise<Result<Backend>> => {
  if (id.startsWith('scripted:')) return scripted(id, place);
  const configured = place.settings.backends?.[id];
  if (configured?.preset === 'codex' || (configured === undefined && id === 'codex'))
    return codex(id, configured ?? {});
  if (configured?.preset !== undefined || (configured === undefined && isAgentName(id)))
    return agent(id, configured ?? {}, place);
  if (configured !== undefined) return command(id, configured, place);
  const overAcp = id.startsWith(ACP) ? place.settings.backends?.[id.slice(ACP.length)] : undefined;
  if (overAcp !== undefined) return agent(id, { ...overAcp, preset: 'acp' }, place);
  const known = [...new Set([...KNOWN_BACKENDS, ...Object.keys(place.settings.backends ?? {})])];
  const said = `there is no backend “${id}”; known here: ${known.join(', ')}, acp:NAME, scripted:FILE`;
  return id.startsWith(ACP) ? fail('backend.unknown', said, { remedy: howToRun(id) }) : fail('backend.unknown', said);
};

/** A backend that is known here, and what can be said against it. */
export type BackendHere = {
  readonly id: string;
  readonly configured: boolean;
  readonly backend: Result<Backend>;
  /** A log-in of it that lies here and is not handed over; null where there is none. */
  readonly kept: KnownLogin | null;
  /** The agent itself is here, whether or not what speaks ACP for it is. */
  readonly bareHere: boolean;
};

const isBareHere = (id: string): boolean => {
  const definition: AgentDefinition | null = isAgentName(id) ? AGENTS[id] : null;
  return definition?.bare !== undefined && findProgram(definition.bare) !== null;
};

/** Every backend that is known here: those of the settings, and those that are known without them. */
export const backendsHere = async (place: BackendPlace): Promise<readonly BackendHere[]> => {
  const own = Object.keys(place.settings.backends ?? {});
  const found: BackendHere[] = [];
  for (const id of new Set([...KNOWN_BACKENDS, ...own])) {
    const kept = loginKept(id, place.settings.backends?.[id]);
    found.push({
      id,
      configured: own.includes(id),
      backend: await resolveBackend(id, place),
      kept,
      bareHere: isBareHere(id),
    });
  }
  return found;
};

/** The mounts every backend's jail has for the harness's own programs. */
export const harnessMounts = (): readonly Mount[] => [
  { kind: 'read-only', from: findProgram(process.execPath) ?? process.execPath, to: JAIL_NODE },
];
