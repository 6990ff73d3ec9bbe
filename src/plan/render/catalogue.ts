import { AGENT_TOOLS, agentFiles } from '../roles/agent-files.ts';
import { boardFile, signatureFile, specPointerFile } from './board-file.ts';
import { indexFiles, type IndexName } from './index-files.ts';
import type { RenderInput } from './input.ts';
import type { Rendered } from './marker.ts';
import { coderFile, justFile, orchestratorFile, registryFile, validatorFile } from './protocol-files.ts';
import { workboardFile, workQueueFile } from './queue-files.ts';
import { qualityGateFile, rulebookFile } from './rule-files.ts';

/** Something that can be rendered: one file, or the files of all roles for one tool. */
export type Projection = {
  readonly name: string;
  readonly says: string;
  /** The files, or why there is nothing to render them from. */
  readonly files: (input: RenderInput) => readonly Omit<Rendered, 'name'>[] | { readonly lacks: string };
};

const one = (name: string, path: string, says: string, textOf: (input: RenderInput) => string): Projection => ({
  ...{ name, says },
  files: (input) => [{ path, text: textOf(input) }],
});

const SPEC_CURRENT: Projection = {
  name: 'SPEC_CURRENT',
  says: 'which version of the spec holds: the newest',
  files: (input) => {
    const text = specPointerFile(input);
    return text === null ? { lacks: 'there is no Master_Spec_v….md here' } : [{ path: 'docs/SPEC_CURRENT.md', text }]; // prettier-ignore
  },
};

const index = (name: IndexName, says: string): Projection => ({
  ...{ name, says },
  files: ({ numbered }) => indexFiles(name, numbered),
});

const TOOL_TITLES = { opencode: 'opencode', claude: 'Claude Code', codex: 'Codex' } as const;

/** Everything that can be rendered, by name; where others keep these files, there they are. */
export const PROJECTIONS: readonly Projection[] = [
  one('TASK_BOARD', 'docs/TASK_BOARD.md', 'every task in its section, with blockers and dates', boardFile),
  one('SIGNATURE_AUDIT', 'docs/SIGNATURE_AUDIT.md', 'every signature that was used, and for what', signatureFile),
  SPEC_CURRENT,
  one('WORKBOARD', 'WORKBOARD.yaml', 'open tasks by value over expected cost', workboardFile),
  one('Agent_Work_Queue', 'doc/governance/Agent_Work_Queue.yaml', 'open tasks in the order of the plan', workQueueFile),
  one('justfile', 'justfile', 'recipes: pre-work, post-work, validator-…', justFile),
  one(
    'ORCHESTRATOR_PROTOCOL',
    'docs/ORCHESTRATOR_PROTOCOL.md',
    'how contracts are made and handed out',
    orchestratorFile,
  ),
  one('CODER_PROTOCOL', 'docs/CODER_PROTOCOL.md', 'how a contract is carried out', coderFile),
  one('VALIDATOR_PROTOCOL', 'docs/VALIDATOR_PROTOCOL.md', 'how the evidence is judged', validatorFile),
  one('RULEBOOK', 'docs/RULEBOOK.md', 'the rules that hold', rulebookFile),
  one('QUALITY_GATE', 'docs/QUALITY_GATE.md', 'the gates, by strictness and risk tier', qualityGateFile),
  one('AGENT_REGISTRY', 'docs/agents/AGENT_REGISTRY.md', 'the roles in one table', registryFile),
  index('DECISIONS', 'a table of the decisions, beside them'),
  index('QUESTIONS', 'a table of the open questions, beside them'),
  index('ASSUMPTIONS', 'a table of the assumptions, beside them'),
  ...AGENT_TOOLS.map((tool): Projection => ({
    name: `roles-${tool}`,
    says: `the roles as agent files of ${TOOL_TITLES[tool]}`,
    files: () => agentFiles(tool),
  })),
];

/** A projection by its name, with or without the ending of its file, in capitals or not; or null. */
export const projectionCalled = (name: string): Projection | null => {
  const plain = (text: string): string => text.replace(/\.(?:md|yaml)$/iu, '').toLowerCase();
  return PROJECTIONS.find((projection) => plain(projection.name) === plain(name)) ?? null;
};
