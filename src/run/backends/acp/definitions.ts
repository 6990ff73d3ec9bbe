import { BRIDGE_PORT, JAIL_HOME, type Login, type Mount } from '#host';
import { codexByLogin, codexEndpoint, codexProvider } from '../codex.ts';

/** How a known agent is started, as data: what settings of the same name may say otherwise. */
export type AgentDefinition = {
  /** The program and its arguments. */
  readonly run: readonly [string, ...string[]];
  /** The name it gives itself. */
  readonly name: string;
  /** What to type to get it. */
  readonly install: string;
  /** The agent itself, where what speaks ACP for it is a program of its own. */
  readonly bare?: string;
  /** Where it finds its model, and how a key is added outside the jail: none is where it has a log-in. */
  readonly endpoint: (
    logins: readonly Login[],
  ) => { readonly url: string; readonly key_env?: string; readonly header?: string } | null;
  /** Whether it does not choose a model by itself. */
  readonly needsModel: boolean;
  readonly mode: string | null;
  /** Its configuration: variables, and arguments, for a model or for its own choice. */
  readonly environment: (model: string | null, logins: readonly Login[]) => Readonly<Record<string, string>>;
  readonly more: (model: string | null) => readonly string[];
  readonly mounts: (logins: readonly Login[]) => readonly Mount[];
};

const BRIDGE = `http://127.0.0.1:${BRIDGE_PORT}`;
/** The bridge outside puts the real key in its place. */
const STAND_IN = 'set-outside-the-jail';
/** What the provider is called in the configurations that we write. */
const PROVIDER = 'writ';

/** A log-in is one at a provider, by whose name it is found: there a model is `PROVIDER/MODEL`. */
const opencodeNames = (
  model: string,
  logins: readonly Login[],
): { readonly provider: string; readonly name: string } => {
  const slash = model.indexOf('/');
  return logins.length === 0 || slash === -1
    ? { provider: PROVIDER, name: model }
    : { provider: model.slice(0, slash), name: model.slice(slash + 1) };
};

const opencodeConfig = ({ provider, name }: ReturnType<typeof opencodeNames>, logins: readonly Login[]) => ({
  ...{ autoupdate: false, share: 'disabled', enabled_providers: [provider] },
  ...{ model: `${provider}/${name}`, small_model: `${provider}/${name}` },
  // What it asks is answered from the contract; the jail holds it whether it asks or not.
  permission: { edit: 'ask', bash: 'ask', external_directory: 'ask', webfetch: 'deny' },
  provider: {
    [provider]: {
      npm: '@ai-sdk/openai-compatible',
      options: { baseURL: `${BRIDGE}/v1`, ...(logins.length === 0 && { apiKey: STAND_IN }) },
      models: { [name]: { tool_call: true, limit: { context: 200_000, output: 32_000 } } },
    },
  },
});

const opencode: AgentDefinition = {
  ...{ run: ['opencode', 'acp'], name: 'opencode', install: 'npm install --global opencode-ai' },
  ...{ endpoint: () => null, needsModel: true, mode: 'build', more: () => [], mounts: () => [] },
  environment: (model, logins) => ({
    OPENCODE_CONFIG_CONTENT: JSON.stringify(opencodeConfig(opencodeNames(model ?? '', logins), logins)),
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
  }),
};

const codexConfig = (model: string | null, logins: readonly Login[]) => ({
  ...(model !== null && { model }),
  model_provider: PROVIDER,
  model_providers: { [PROVIDER]: codexProvider(logins) },
  ...codexByLogin(logins),
  // The jail is around it already, and Codex's own sandbox cannot nest in it: commands would fail in silence.
  ...{ sandbox_mode: 'danger-full-access', approval_policy: 'never', web_search: 'disabled' },
  ...{
    analytics: { enabled: false },
    features: { plugins: false, ...(logins.length > 0 && { apps: false }), unbounded_connection_retries: false },
  },
});

const codexAcp: AgentDefinition = {
  ...{
    run: ['codex-acp'],
    name: 'codex',
    install: 'npm install --global @agentclientprotocol/codex-acp @openai/codex',
  },
  endpoint: codexEndpoint,
  ...{ needsModel: false, mode: 'agent-full-access', more: () => [], mounts: () => [] },
  environment: (model, logins) => ({
    CODEX_HOME: `${JAIL_HOME}/.codex`,
    CODEX_CONFIG: JSON.stringify(codexConfig(model, logins)),
    INITIAL_AGENT_MODE: 'agent-full-access',
    ...(logins.length === 0 && { WRIT_MODEL_KEY: STAND_IN }),
  }),
};

const claude: AgentDefinition = {
  ...{ run: ['claude-agent-acp'], name: 'claude' },
  install: 'npm install --global @agentclientprotocol/claude-agent-acp',
  bare: 'claude',
  endpoint: (logins) => ({
    url: 'https://api.anthropic.com',
    ...(logins.length === 0 && { key_env: 'ANTHROPIC_API_KEY', header: 'x-api-key' }),
  }),
  ...{ needsModel: false, mode: null, more: () => [], mounts: () => [] },
  environment: (model, logins) => ({
    ANTHROPIC_BASE_URL: BRIDGE,
    // With a key it would not look for a log-in.
    ...(logins.length === 0 && { ANTHROPIC_API_KEY: STAND_IN }),
    CLAUDE_CONFIG_DIR: `${JAIL_HOME}/.claude`,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    ...(model !== null && { ANTHROPIC_MODEL: model }),
  }),
};

const geminiSettings = (logins: readonly Login[]) => ({
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, disableUpdateNag: true },
  security: { auth: { selectedType: logins.length === 0 ? 'gemini-api-key' : 'oauth-personal' } },
});

const gemini: AgentDefinition = {
  ...{ run: ['gemini', '--acp'], name: 'gemini', install: 'npm install --global @google/gemini-cli' },
  endpoint: (logins) =>
    logins.length === 0
      ? { url: 'https://generativelanguage.googleapis.com', key_env: 'GEMINI_API_KEY', header: 'x-goog-api-key' }
      : { url: 'https://cloudcode-pa.googleapis.com' },
  ...{ needsModel: false, mode: null, more: (model) => (model === null ? [] : ['-m', model]) },
  mounts: (logins) => [
    { kind: 'file', to: `${JAIL_HOME}/.gemini/settings.json`, text: JSON.stringify(geminiSettings(logins)) },
  ],
  environment: (_, logins) => ({
    ...(logins.length === 0
      ? { GEMINI_API_KEY: STAND_IN, GOOGLE_GEMINI_BASE_URL: BRIDGE }
      : { CODE_ASSIST_ENDPOINT: BRIDGE }),
    // In a folder that nobody trusts it starts no MCP server, and says nothing of it; the jail is around it.
    GEMINI_CLI_TRUST_WORKSPACE: 'true',
  }),
};

/** The agents that are known without settings, by the name of their preset. */
export const AGENTS = { opencode, 'codex-acp': codexAcp, claude, gemini } as const;
export type AgentName = keyof typeof AGENTS;

/** Whether a preset is one of them. */
export const isAgentName = (name: string): name is AgentName => Object.hasOwn(AGENTS, name);
