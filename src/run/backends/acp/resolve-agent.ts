import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import type { BackendSettings, Login, Mount } from '#host';
import { distinctMounts, toolFor, type Tool } from '../../tools.ts';
import type { Backend, Speech } from '../backend.ts';
import { codexParts } from '../codex.ts';
import { isAgentName, type AgentDefinition } from './definitions.ts';

/** How an agent is started. Where its requests go is found out by whoever resolves it. */
export type AgentParts = Pick<Backend, 'program' | 'argv' | 'mounts' | 'env' | 'speech'> & {
  /** By the package it was installed from; null where it is in none. */
  readonly version: string | null;
};

/** A stand-in that a package manager left in place of a program weighs less than any agent. */
const LEAST_BYTES = 1_000_000;

const manifest = z.object({ name: z.string(), version: z.string() });

const manifestAt = (path: string): z.infer<typeof manifest> | null => {
  try {
    return manifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
};

/** The version of the npm package that a program lies in. To ask the program itself takes some agents seconds. */
const packageVersion = (program: string): string | null => {
  for (let folder = dirname(program); folder.includes('/node_modules/'); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (!existsSync(path)) continue;
    const read = manifestAt(path);
    return read === null ? null : `${read.name} ${read.version}`;
  }
  return null;
};

const findAgent = (
  id: string,
  definition: AgentDefinition | null,
  { settings, root }: { readonly settings: BackendSettings; readonly root: string },
): Result<Tool> => {
  const [program = ''] = settings.run ?? definition?.run ?? [];
  const tool = toolFor(program, root, `backends.${id} of your config.yaml`);
  if (definition === null) return tool;
  const remedy = { remedy: definition.install };
  if (!tool.ok) return fail('machine.program', `${program} is not on this machine's PATH`, remedy);
  if (tool.value.program.endsWith('.exe') && statSync(tool.value.program).size < LEAST_BYTES)
    return fail(
      'machine.program',
      `${tool.value.program} is only a stand-in: its package was installed without scripts`,
      {
        remedy: `node ${join(dirname(dirname(tool.value.program)), 'postinstall.mjs')}`,
      },
    );
  return tool;
};

/** The binary behind `codex-acp`: that of the person, and not the one its package may have brought along. */
const codexBeside = (
  preset: string | undefined,
): Result<{ readonly mounts: readonly Mount[]; readonly env: Record<string, string> }> => {
  if (preset !== 'codex-acp') return ok({ mounts: [], env: {} });
  const codex = codexParts({});
  return codex.ok ? ok({ mounts: codex.value.mounts, env: { CODEX_PATH: '/agent/bin/codex' } }) : codex;
};

/** What to do where a command is missing: `acp:NAME` needs one, and NAME alone may know its own. */
export const howToRun = (id: string): string => {
  const name = id.replace(/^acp:/u, '');
  const add = `add to your config.yaml: backends: { ${name}: { preset: acp, run: [PROGRAM, …] } }`;
  return name !== id && (isAgentName(name) || name === 'codex') ? `name it as it is: --backend ${name}` : add;
};

/**
 * Finds an agent that speaks the Agent Client Protocol, and says how to start it.
 *
 * @param definition null for one that only the settings know
 * @returns `machine.program` where it is not here, `config.invalid` where nothing says what it is or which model it uses
 */
export const resolveAgent = (
  id: string,
  settings: BackendSettings,
  {
    definition,
    root,
    logins,
  }: { readonly definition: AgentDefinition | null; readonly root: string; readonly logins: readonly Login[] },
): Result<AgentParts> => {
  const run = settings.run ?? definition?.run;
  if (run === undefined) return fail('config.invalid', `backend ${id} has no command to run`, { remedy: howToRun(id) });
  const tool = findAgent(id, definition, { settings, root });
  if (!tool.ok) return tool;
  const model = settings.model ?? null;
  if (definition?.needsModel === true && model === null)
    return fail('config.invalid', `backend ${id} needs a model`, {
      remedy: `add to your config.yaml: backends: { ${id}: { preset: ${settings.preset ?? id}, model: …, endpoint: { url: …, key_env: … } } }`,
    });
  const codex = codexBeside(settings.preset ?? id);
  if (!codex.ok) return codex;
  const speech: Speech = {
    kind: 'acp',
    agent: { name: settings.agent ?? definition?.name ?? null, model, mode: settings.mode ?? definition?.mode ?? null },
  };
  const more: readonly Mount[] = (settings.mounts ?? []).map((path) => ({ kind: 'read-only', from: path, to: path }));
  const [, ...args] = run;
  return ok({
    ...{ program: tool.value.program, speech, version: packageVersion(tool.value.program) },
    argv: () => [tool.value.program, ...args, ...(settings.run === undefined ? (definition?.more(model) ?? []) : [])],
    mounts: () =>
      distinctMounts([...tool.value.mounts, ...codex.value.mounts, ...(definition?.mounts(logins) ?? []), ...more]),
    env: { ...definition?.environment(model, logins), ...codex.value.env },
  });
};
