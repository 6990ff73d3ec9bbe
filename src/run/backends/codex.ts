import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import type { ToolServer } from '#mcp';
import { BRIDGE_PORT, findProgram, JAIL_HOME, type BackendSettings, type Login, type Mount } from '#host';
import { z } from 'zod';

/** Where Codex's own folder is mounted in the jail. */
const AGENT = '/agent';

/** The variable that holds a stand-in for the key inside the jail; the bridge outside sets the real one. */
const KEY_VARIABLE = 'WRIT_MODEL_KEY';

/**
 * The folder of the real binary. The `codex` of npm is only a launcher script; the program lies in a package for the
 * platform beside it.
 */
const vendorFolder = (launcher: string): string | null => {
  const scope = dirname(dirname(dirname(launcher)));
  const platforms = [scope, join(dirname(dirname(launcher)), 'node_modules', '@openai')];
  for (const folder of platforms.filter((candidate) => existsSync(candidate))) {
    for (const name of readdirSync(folder).filter((entry) => entry.startsWith('codex-'))) {
      const vendor = join(folder, name, 'vendor');
      const target = existsSync(vendor)
        ? readdirSync(vendor).find((entry) => existsSync(join(vendor, entry, 'bin', 'codex')))
        : undefined;
      if (target !== undefined) return join(vendor, target);
    }
  }
  return null;
};

/** Codex as it is started: the binary on this machine, its mounts and its command line. */
export type CodexParts = {
  readonly program: string;
  readonly mounts: readonly Mount[];
  readonly argv: (brief: string, servers?: readonly ToolServer[]) => readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
};

const BRIDGE = `http://127.0.0.1:${BRIDGE_PORT}`;

const auth = z.looseObject({ auth_mode: z.string().nullish(), OPENAI_API_KEY: z.string().nullish() });

/** Whether Codex takes a log-in for a subscription, which another host than that of the keys serves. */
const isSubscription = ({ text }: Login): boolean => {
  const read = auth.safeParse(JSON.parse(text));
  const { auth_mode: mode, OPENAI_API_KEY: key } = read.success ? read.data : {};
  return (mode ?? (key === null || key === undefined ? 'chatgpt' : 'apikey')) !== 'apikey';
};

/** Where the requests of Codex go, by how it proves who it is; null stands for the key that is added outside. */
const SERVED = {
  key: { origin: 'https://api.openai.com', path: '/v1' },
  subscription: { origin: 'https://chatgpt.com', path: '/backend-api/codex' },
} as const;

const servedFor = ([login]: readonly Login[]) =>
  SERVED[login !== undefined && isSubscription(login) ? 'subscription' : 'key'];

/** Where Codex reaches its model, if nothing else is set. */
export const codexEndpoint = (logins: readonly Login[]) => {
  const { origin } = servedFor(logins);
  return logins.length === 0 ? { url: origin, key_env: 'OPENAI_API_KEY' } : { url: origin };
};

/** How Codex is to reach its model and to prove who it is, as its configuration says it. */
export const codexProvider = (logins: readonly Login[]) => ({
  ...{ name: 'writ', base_url: `${BRIDGE}${servedFor(logins).path}`, wire_api: 'responses' },
  ...(logins.length === 0 ? { env_key: KEY_VARIABLE } : { requires_openai_auth: true }),
  ...{ request_max_retries: 0, stream_max_retries: 2 },
});

/** What it asks for beside its model by a log-in goes the same way, and it finds that log-in in its own folder. */
export const codexByLogin = (logins: readonly Login[]) =>
  logins.length === 0 ? {} : { chatgpt_base_url: `${BRIDGE}/backend-api`, cli_auth_credentials_store: 'file' };

/** In a form that TOML reads as what it is. */
const inline = (fields: Readonly<Record<string, unknown>>): string =>
  `{${Object.entries(fields)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}}`;

/** In a form that TOML reads as what it is: JSON's strings and lists are TOML's too. */
const serverArguments = ({ name, argv: [command, ...args] }: ToolServer): readonly string[] => [
  ...['-c', `mcp_servers.${name}.command=${JSON.stringify(command)}`],
  ...['-c', `mcp_servers.${name}.args=${JSON.stringify(args)}`],
  // On a machine with much to do its ten seconds are over before anything has begun, and it goes on without a word.
  ...['-c', `mcp_servers.${name}.startup_timeout_sec=60`],
  // Nobody is there to be asked, and what the session does is limited by the session.
  ...['-c', `mcp_servers.${name}.default_tools_approval_mode="approve"`],
];

const execArguments = (
  model: string | undefined,
  servers: readonly ToolServer[],
  logins: readonly Login[],
): readonly string[] => [
  ...[
    'exec',
    '--json',
    '--color',
    'never',
    '--skip-git-repo-check',
    '--ephemeral',
    '--ignore-user-config',
    '--ignore-rules',
  ],
  // The jail is around it already, and Codex's own sandbox cannot nest in it: commands would fail in silence.
  ...['-s', 'danger-full-access', '--disable', 'plugins', '--disable', 'unbounded_connection_retries'],
  ...['-c', 'web_search="disabled"', '-c', 'check_for_update_on_startup=false', '-c', 'analytics.enabled=false'],
  ...['-c', 'model_provider="writ"', '-c', `model_providers.writ=${inline(codexProvider(logins))}`],
  ...Object.entries(codexByLogin(logins)).flatMap(([name, value]) => ['-c', `${name}=${JSON.stringify(value)}`]),
  // What a subscription may use beside its model lies elsewhere, where no jail reaches.
  ...(logins.length === 0 ? [] : ['--disable', 'apps']),
  ...servers.flatMap(serverArguments),
  ...(model === undefined ? [] : ['-m', model]),
];

/** The `codex` preset: finds the binary and says how to start it in the jail. */
export const codexParts = (settings: BackendSettings, logins: readonly Login[] = []): Result<CodexParts> => {
  const found = findProgram(settings.run?.[0] ?? 'codex');
  if (found === null)
    return fail('machine.program', 'codex is not on this machine', { remedy: 'npm install --global @openai/codex' });
  const vendor = found.endsWith('.js') ? vendorFolder(found) : dirname(dirname(found));
  const program = vendor === null ? null : join(vendor, 'bin', 'codex');
  if (vendor === null || program === null || !existsSync(program))
    return fail('machine.program', `the program behind ${found} was not found`, {
      remedy: 'npm install --global @openai/codex',
    });
  return ok({
    program,
    mounts: [{ kind: 'read-only', from: vendor, to: AGENT }],
    argv: (brief, servers = []) => [`${AGENT}/bin/codex`, ...execArguments(settings.model, servers, logins), brief],
    env: {
      CODEX_HOME: `${JAIL_HOME}/.codex`,
      ...(logins.length === 0 && { [KEY_VARIABLE]: 'set-outside-the-jail' }),
    },
  });
};
