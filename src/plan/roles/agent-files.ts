import { allRoles, promptOf, writesOf, type AgentName, type FullRole } from './role.ts';

/** The tools whose agent files are written. */
export const AGENT_TOOLS = ['opencode', 'claude', 'codex'] as const;
export type AgentToolName = (typeof AGENT_TOOLS)[number];

/** A file, from the root of the repository. */
export type AgentFile = { readonly path: string; readonly text: string };

/** A JSON string is one of YAML and of TOML as well. */
const quoted = (text: string): string => JSON.stringify(text);

type Form = (role: FullRole, agent: AgentName) => AgentFile;

const rule = (name: string, rules: readonly (readonly [string, string])[]): readonly string[] => [
  `  ${name}:`,
  ...rules.map(([glob, effect]) => `    ${quoted(glob)}: ${effect}`),
];

/** In the order of opencode: of the rules that match, the last one holds. */
const opencode: Form = (role, agent) => {
  const { tools, writes, mode } = role;
  const edits: readonly (readonly [string, string])[] = !tools.includes('edit')
    ? [['*', 'deny']]
    : writes === null
      ? [['*', 'allow']]
      : [['*', 'deny'], ...writes.map((glob): readonly [string, string] => [glob, 'allow'])];
  const runs: readonly (readonly [string, string])[] =
    role.id === 'orchestrator'
      ? [['*', 'deny'], ['writ *', 'allow'], ...SIGNING]
      : tools.includes('run')
        ? [['*', 'ask'], ['writ review *', 'allow'], ['writ verify *', 'allow'], ...SIGNING]
        : [['*', 'deny']];
  const head = [
    `description: ${quoted(agent.says)}`,
    `mode: ${mode}`,
    'permission:',
    ...rule('edit', edits),
    ...rule('bash', runs),
    `  webfetch: ${tools.includes('web') ? 'allow' : 'deny'}`,
    `  task: ${role.id === 'orchestrator' || role.id === 'architect' ? 'allow' : 'deny'}`,
  ];
  return {
    path: `.opencode/agents/${agent.name}.md`,
    text: `---\n${head.join('\n')}\n---\n\n${promptOf(role, agent)}\n`,
  };
};

/** What only a person does, whoever else may run `writ`. */
const SIGNING: readonly (readonly [string, string])[] = [
  ...['admit', 'approve', 'amend', 'accept', 'reject', 'waive', 'promote', 'init'].map((command) => `writ ${command}*`),
  // Whatever else asks a person first, and can be told beforehand that somebody agrees.
  ...['writ *--yes*', 'writ * -y*'],
].map((glob) => [glob, 'deny']);

const CLAUDE_TOOLS = {
  read: ['Read'],
  search: ['Glob', 'Grep'],
  edit: ['Edit', 'Write'],
  run: ['Bash'],
  web: ['WebSearch', 'WebFetch'],
  coordinate: ['mcp__writ'],
  report: ['mcp__writ'],
} as const;

/** Claude Code knows which tools an agent has, and not where it may write: that stands in the prompt, and the contract holds it. */
const claude: Form = (role, agent) => {
  const tools = [...new Set(role.tools.flatMap((tool): readonly string[] => CLAUDE_TOOLS[tool]))];
  const head = [`name: ${agent.name}`, `description: ${quoted(agent.says)}`, `tools: ${tools.join(', ')}`];
  return {
    path: `.claude/agents/${agent.name}.md`,
    text: `---\n${head.join('\n')}\n---\n\n${promptOf(role, agent)}\n`,
  };
};

const codex: Form = (role, agent) => {
  const lines = [
    `name = ${quoted(agent.name)}`,
    `description = ${quoted(agent.says)}`,
    `sandbox_mode = ${quoted(writesOf(role) === 'nothing' ? 'read-only' : 'workspace-write')}`,
    `developer_instructions = ${quoted(promptOf(role, agent))}`,
  ];
  return { path: `.codex/agents/${agent.name}.toml`, text: `${lines.join('\n')}\n` };
};

const FORMS: Readonly<Record<AgentToolName, Form>> = { opencode, claude, codex };

/** The agent files of all roles, as a tool reads them. */
export const agentFiles = (tool: AgentToolName): readonly AgentFile[] =>
  allRoles.flatMap((role) => role.agents.map((agent) => FORMS[tool](role, agent)));
