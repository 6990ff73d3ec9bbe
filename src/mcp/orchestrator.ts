import { z } from 'zod';
import type { Reply } from './answering.ts';
import type { Answer, Call } from './doors.ts';
import { fitting } from './fitting.ts';
import { IdentityClaim, OPERATIONS, refuse, type Outcome } from './operations.ts';
import { performing, type Surroundings, type Wish } from './performing.ts';
import { STATUSES, type OrchestratorDoors } from './orchestrator-doors.ts';

const id = z.string().min(1).max(200);
/** So many ids of requests are remembered. */
const MOST_REQUESTS = 100_000;

/** A call as it is requested. */
const Requested = z.strictObject({
  requestId: id,
  operationId: id,
  input: z.record(z.string(), z.unknown()).optional(),
  parentRequestId: id.optional(),
  deadline: z.int().min(0).optional().describe('milliseconds since 1970'),
  identity: IdentityClaim.optional(),
});
const tasksIn = z.strictObject({ tasks: z.array(id).min(1).max(50) });
const Worktree = z.strictObject({
  action: z.string().min(1).max(60),
  args: z.record(z.string(), z.unknown()).optional(),
});

/** What an orchestrator is offered. A name with a dot in it is none to many models, so `coord` is one tool. */
export const ORCHESTRATOR_TOOLS = {
  worktree: {
    says:
      'Runs of tasks that a person has signed. action `dashboard`: where every task stands, what could begin now, and what ' +
      'waits for the person, with the command to tell them; `spawn` with args {tasks: [id, …]}: begins a run of each that may begin ' +
      'now; `sessions` with args {sessionIDs?, status?: active | completed | failed | aborted}: your own; `message` with ' +
      '{sessionID, message, now?}: a word to an agent at work; `abort` with {sessionID, because?}: ends it, and keeps what it did; ' +
      '`cleanup` with {pathOrBranch?}: clears away the workspaces of your tasks that are over; `current`: who you are, and what you may.',
    takes: Worktree,
  },
  coord: {
    says:
      `The same as an envelope. operationId is one of ${[...OPERATIONS.keys()].join(', ')}; identity is {id}, your own, ` +
      'which `worktree` with the action `current` says.',
    takes: Requested,
  },
} as const;

type Perform = (wish: Wish) => Promise<Outcome>;

/** Arguments of `worktree` as its callers spell them, and those of the operation that they mean. */
type Meant = { readonly operation: string; readonly input: Readonly<Record<string, unknown>> };
const ACTIONS: Readonly<Record<string, { readonly takes: z.ZodObject; readonly operation: string }>> = {
  current: { operation: 'coord.current', takes: z.strictObject({}) },
  dashboard: { operation: 'coord.dashboard', takes: z.strictObject({}) },
  spawn: { operation: 'coord.spawn', takes: tasksIn },
  sessions: {
    operation: 'coord.status',
    takes: z.strictObject({ sessionIDs: z.array(id).max(100).optional(), status: z.enum(STATUSES).optional() }),
  },
  message: {
    operation: 'coord.message',
    takes: z.strictObject({ sessionID: id, message: z.string(), now: z.boolean().optional() }),
  },
  abort: { operation: 'coord.abort', takes: z.strictObject({ sessionID: id, because: z.string().optional() }) },
  cleanup: {
    operation: 'coord.cleanup',
    takes: z.strictObject({ action: z.enum(['remove', 'prune']).optional(), pathOrBranch: id.optional() }),
  },
};

const RENAMED: Readonly<Record<string, string>> = { sessionID: 'sessionId', sessionIDs: 'sessionIds' };

/** The operation that an action means, or what is wrong with how it was asked for. */
const meantBy = (action: string, args: Readonly<Record<string, unknown>>): Outcome | Meant => {
  const known = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (known === undefined) {
    const there = Object.keys(ACTIONS).join(', ');
    return refuse('OPERATION_NOT_FOUND', `worktree has no action “${action}” for you; there are ${there}`);
  }
  const said = fitting(`worktree ${action}`, known.takes, args);
  if (!said.ok) return refuse('VALIDATION_ERROR', said.failures[0].message);
  const { action: kind, ...rest } = said.value;
  if (kind === 'remove' && rest['pathOrBranch'] === undefined)
    return refuse('VALIDATION_ERROR', 'worktree cleanup: say which, as “pathOrBranch”, or prune');
  const input = Object.fromEntries(Object.entries(rest).map(([name, value]) => [RENAMED[name] ?? name, value]));
  return { operation: known.operation, input };
};

/** Calls of one orchestrator, answered one after another in the order in which they came. */
export type Orchestrating = {
  readonly call: (call: Call, signal: AbortSignal) => Promise<Reply>;
  /** Answers nothing any more, and waits for what is being done. */
  readonly end: () => Promise<void>;
};

/** Which calls were made before, by their ids. */
const requestIds = () => {
  const used = new Set<string>();
  return {
    isNew: (request: string): boolean => {
      if (used.has(request)) return false;
      if (used.size >= MOST_REQUESTS) used.clear();
      used.add(request);
      return true;
    },
  };
};

/** Several tasks are one call and several operations: what is wrong with one keeps no other from beginning. */
const spawnEach = async (tasks: readonly string[], spawn: (task: string) => Promise<Outcome>): Promise<Outcome> => {
  const outcomes: (readonly [string, Outcome])[] = [];
  for (const task of new Set(tasks)) outcomes.push([task, await spawn(task)]);
  const spawned = outcomes.flatMap(([, one]) => (one.ok ? [one.output] : []));
  const refused = outcomes.flatMap(([task, one]) => (one.ok ? [] : [{ task, ...one.error }]));
  const [first] = refused;
  return spawned.length > 0 || first === undefined
    ? { ok: true, output: { spawned, refused } }
    : refuse(first.code, refused.map(({ message }) => message).join('; '), { refused });
};

/** A call of `worktree`. Whoever holds this end of the pipe is the session: nothing else could be asked for. */
const byAction = async (args: unknown, perform: Perform, identity: IdentityClaim): Promise<Outcome> => {
  const said = fitting('worktree', Worktree, args);
  if (!said.ok) return refuse('VALIDATION_ERROR', said.failures[0].message);
  const meant = meantBy(said.value.action, said.value.args ?? {});
  if ('ok' in meant) return meant;
  const { operation, input } = meant;
  return operation === 'coord.spawn'
    ? spawnEach(tasksIn.parse(input).tasks, (task) => perform({ operation, input: { task }, identity }))
    : perform({ operation, input, identity });
};

type Enveloped = { readonly requestId: string | null; readonly outcome: Outcome };

/** A call of `coord`, which says itself who makes it. */
const byEnvelope = async (
  args: unknown,
  perform: Perform,
  { isNew }: ReturnType<typeof requestIds>,
): Promise<Enveloped> => {
  const said = fitting('coord', Requested, args);
  if (!said.ok) return { requestId: null, outcome: refuse('VALIDATION_ERROR', said.failures[0].message) };
  const { requestId, operationId, input = {}, identity, deadline } = said.value;
  const outcome = isNew(requestId)
    ? await perform({ operation: operationId, input, identity, deadline })
    : refuse('VALIDATION_ERROR', 'coord: this “requestId” was used before');
  return { requestId, outcome };
};

const reply = (refused: boolean, answer: Answer): Reply => ({ text: JSON.stringify(answer), refused });

const worktreeReply = (outcome: Outcome): Reply =>
  outcome.ok ? reply(false, outcome.output) : reply(true, outcome.error);

const coordReply = ({ requestId, outcome }: Enveloped): Reply =>
  outcome.ok
    ? reply(false, { type: 'call.responded', requestId, output: outcome.output, meta: { source: 'mcp' } })
    : reply(true, { type: 'call.error', requestId, ...outcome.error });

/**
 * Answers the calls of one orchestrator. Whatever way they come, each is an operation that is authorised in one place;
 * nothing is thrown, and what a caller does not wait for any more is done to its end all the same.
 */
export const orchestrating = (doors: OrchestratorDoors, surroundings: Surroundings): Orchestrating => {
  const { perform, end } = performing(doors, surroundings);
  const requests = requestIds();
  return {
    end,
    call: async ({ tool, args }, signal) => {
      const performed: Perform = (wish) => perform(wish, signal);
      if (tool === 'worktree') return worktreeReply(await byAction(args, performed, { id: doors.id }));
      if (tool === 'coord') return coordReply(await byEnvelope(args, performed, requests));
      const there = Object.keys(ORCHESTRATOR_TOOLS).join(', ');
      const message = `there is no tool “${tool.slice(0, 60)}”; there are ${there}`;
      return reply(true, { code: 'OPERATION_NOT_FOUND', message });
    },
  };
};
