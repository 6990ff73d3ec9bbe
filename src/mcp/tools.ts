import { z } from 'zod';
import { AmendmentSaid, BootstrapSaid } from '#evidence';
import { LEVELS } from './doors.ts';

/** Actions of `worktree` that belong to whoever runs many sessions, never to one of them (S2-R40). */
export const COORDINATORS = ['spawn', 'sessions', 'dashboard', 'message', 'abort', 'cleanup'] as const;
/** Those of a session. */
export const ACTIONS = ['current', 'status', 'notify'] as const;

const text = z.string().min(1).max(2000);

const worktree = z.strictObject({
  action: z.enum(ACTIONS),
  args: z.record(z.string(), z.unknown()).optional(),
});
/** The arguments of `worktree` by its action. */
export const ARGS_OF = {
  current: z.strictObject({}),
  status: z.strictObject({}),
  notify: z.strictObject({ message: text, level: z.enum(LEVELS) }),
} as const;

/** What can be asked of a session: what each tool is for, as its agent reads it, and what it takes. */
export const TOOLS = {
  worktree: {
    says:
      'Where you are. action `current`: task, run, limits and what is left of the time; `status`: what you have changed and ' +
      'whether the contract allows it; `notify` with args {message, level: info | warning | blocking}: a word to the person.',
    takes: worktree,
  },
  scope: {
    says: 'May I touch this path? Ask before you change a file that the brief does not name. Says which rule decides.',
    takes: z.strictObject({
      path: z.string().min(1).max(4096),
      action: z.enum(['read', 'create', 'change', 'delete']).optional(),
    }),
  },
  bootstrap: {
    says:
      'Call this once before your first change: your plan, the files you will open, what you will search for and run, what may ' +
      'break and where, whether the scope of the contract is adequate, and one line for each done-item (by its number) on how it will be met.',
    takes: BootstrapSaid,
  },
  progress: {
    says: 'Which done-items (by number) you believe to be done, and a line for the person. It proves nothing.',
    takes: z.strictObject({ done: z.array(z.int().min(1)).max(100).optional(), message: text }),
  },
  amendment: {
    says:
      'The contract is too narrow: ask the person for more files or checks, and say why. Nothing is granted by asking; go on ' +
      'within the contract, or call `blocked`.',
    takes: AmendmentSaid,
  },
  blocked: {
    says: 'You cannot go on without the person. The run ends as failed, with your reason; end your turn after it.',
    takes: z.strictObject({ reason: text }),
  },
  completed: {
    says: 'You are done, in a few sentences. It proves nothing: the checks do.',
    takes: z.strictObject({ summary: text }),
  },
  execute: {
    says:
      'Executes one of the tools that the contract names over your workspace, with more arguments after its own. No shell, no ' +
      'network. `worktree` with the action `current` lists them.',
    takes: z.strictObject({
      tool: z.string().min(1).max(100),
      args: z.array(z.string().max(2000)).max(100).optional(),
    }),
  },
} as const;
export type ToolName = keyof typeof TOOLS;

const InputSchema = z.looseObject({
  type: z.literal('object'),
  properties: z.record(z.string(), z.json()),
  required: z.array(z.string()).exactOptional(),
});

/** Tools as the protocol lists them: those of a session, where no others are named. */
export const listed = (
  tools: Readonly<Record<string, { readonly says: string; readonly takes: z.ZodObject }>> = TOOLS,
) =>
  Object.entries(tools).map(([name, { says, takes }]) => ({
    name,
    description: says,
    inputSchema: InputSchema.parse(z.toJSONSchema(takes, { io: 'input' })),
  }));
