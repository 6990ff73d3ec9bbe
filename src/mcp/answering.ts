import type { z } from 'zod';
import { fail, ok, remedyOf, type Failure, type Result } from '#failure';
import type { Answer, Call, Doors } from './doors.ts';
import { fitting } from './fitting.ts';
import { ACTIONS, ARGS_OF, COORDINATORS, TOOLS, type ToolName } from './tools.ts';

const isTool = (name: string): name is ToolName => Object.hasOwn(TOOLS, name);

/** What is for whoever runs many sessions is not even looked at, however it is asked. */
const refuseCoordinators = (args: unknown): Result<null> => {
  const action = typeof args === 'object' && args !== null && 'action' in args ? args.action : null;
  const foreign = COORDINATORS.find((one) => one === action);
  return foreign === undefined
    ? ok(null)
    : fail('session.refused', `worktree ${foreign} is not allowed for a session, only ${ACTIONS.join(', ')}`);
};

const worktree = (doors: Doors, { action, args = {} }: z.infer<typeof TOOLS.worktree.takes>) => {
  switch (action) {
    case 'current': {
      const none = fitting('worktree current', ARGS_OF.current, args);
      return none.ok ? ok(doors.current()) : none;
    }
    case 'status': {
      const none = fitting('worktree status', ARGS_OF.status, args);
      return none.ok ? doors.status() : none;
    }
    case 'notify': {
      const said = fitting('worktree notify', ARGS_OF.notify, args);
      return said.ok ? ok(doors.notify(said.value.message, said.value.level)) : said;
    }
  }
};

/** Every tool with the arguments it fits. */
const CALLS: { readonly [T in ToolName]: (doors: Doors, args: unknown) => Result<Answer> | Promise<Result<Answer>> } = {
  worktree: (doors, args) => {
    const ours = refuseCoordinators(args);
    if (!ours.ok) return ours;
    const said = fitting('worktree', TOOLS.worktree.takes, args);
    return said.ok ? worktree(doors, said.value) : said;
  },
  scope: (doors, args) => {
    const said = fitting('scope', TOOLS.scope.takes, args);
    return said.ok ? ok(doors.scope(said.value.path, said.value.action ?? 'change')) : said;
  },
  bootstrap: (doors, args) => {
    const said = fitting('bootstrap', TOOLS.bootstrap.takes, args);
    return said.ok ? doors.bootstrap(said.value) : said;
  },
  progress: (doors, args) => {
    const said = fitting('progress', TOOLS.progress.takes, args);
    return said.ok ? doors.progress(said.value.done ?? [], said.value.message) : said;
  },
  amendment: (doors, args) => {
    const said = fitting('amendment', TOOLS.amendment.takes, args);
    return said.ok ? doors.amendment(said.value) : said;
  },
  blocked: (doors, args) => {
    const said = fitting('blocked', TOOLS.blocked.takes, args);
    return said.ok ? ok(doors.blocked(said.value.reason)) : said;
  },
  completed: (doors, args) => {
    const said = fitting('completed', TOOLS.completed.takes, args);
    return said.ok ? ok(doors.completed(said.value.summary)) : said;
  },
  execute: (doors, args) => {
    const said = fitting('execute', TOOLS.execute.takes, args);
    return said.ok ? doors.execute(said.value.tool, said.value.args ?? []) : said;
  },
};

const answered = async (doors: Doors, call: Call): Promise<Result<Answer>> => {
  const answer = isTool(call.tool)
    ? await CALLS[call.tool](doors, call.args)
    : fail('usage.unknown', `there is no tool “${call.tool.slice(0, 60)}”; there are ${Object.keys(TOOLS).join(', ')}`);
  doors.ended(call, answer.ok ? 'answered' : 'refused');
  return answer;
};

/** What was not admitted leaves the trace that it was there, and nothing of what it said. */
const looked = async (doors: Doors, call: Call): Promise<Result<Answer>> => {
  const admitted = await doors.admit(call);
  if (admitted.ok) return answered(doors, call);
  doors.ended({ tool: isTool(call.tool) ? call.tool : '', args: {} }, 'refused');
  return admitted;
};

/** What goes back to the agent. */
export type Reply = { readonly text: string; readonly refused: boolean };

/** Remedies are commands of the person's; an agent is only told those that were written for this failure. */
const helpOf = (failure: Failure): string => (failure.remedy === undefined ? '' : `: ${remedyOf(failure)}`);

/** Calls of one session, answered one after another in the order in which they came. */
export type Answering = {
  readonly call: (call: Call) => Promise<Reply>;
  /** Answers nothing any more, and waits for the call that is being answered. */
  readonly end: () => Promise<void>;
};

/** Answers the calls of a session, on however many connections they come. */
export const answering = (doors: Doors): Answering => {
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const reply = async (call: Call): Promise<Reply> => {
    if (isOver) return { text: 'the session has ended', refused: true };
    const answer = await looked(doors, call);
    if (answer.ok) return { text: JSON.stringify(answer.value), refused: false };
    return { text: answer.failures.map((one) => `${one.message}${helpOf(one)}`).join('\n'), refused: true };
  };
  return {
    call: (call) => {
      const turn = last.then(() => reply(call));
      last = turn.catch(() => {});
      return turn;
    },
    end: async () => {
      isOver = true;
      await last;
    },
  };
};
