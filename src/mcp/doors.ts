import type { z } from 'zod';
import type { AmendmentSaid, BootstrapSaid } from '#evidence';
import type { Result } from '#failure';

/** How loud a word to the person is. Only `blocking` says that the work cannot go on. */
export const LEVELS = ['info', 'warning', 'blocking'] as const;
export type Level = (typeof LEVELS)[number];

/** What a tool gives back: a value as JSON, or a sentence. */
export type Answer = Readonly<Record<string, unknown>>;

/**
 * What a session can do for its agent: one function for each tool. Each gives an answer, or says what is wrong with
 * what was asked for. None of them throws.
 */
export type Doors = {
  readonly current: () => Answer;
  readonly status: () => Promise<Result<Answer>>;
  readonly notify: (message: string, level: Level) => Answer;
  readonly progress: (done: readonly number[], message: string) => Result<Answer>;
  readonly blocked: (reason: string) => Answer;
  readonly completed: (summary: string) => Answer;
  readonly scope: (path: string, action: string) => Answer;
  readonly bootstrap: (said: z.infer<typeof BootstrapSaid>) => Promise<Result<Answer>>;
  readonly amendment: (said: z.infer<typeof AmendmentSaid>) => Result<Answer>;
  readonly execute: (tool: string, args: readonly string[]) => Promise<Result<Answer>>;
  /** Whether a call may be looked at. What it refuses is not answered, and goes no further. */
  readonly admit: (call: Call) => Promise<Result<null>>;
  /** Told of every call once, when it has been answered or refused; of one that was not admitted without what it said. */
  readonly ended: (call: Call, outcome: 'answered' | 'refused') => void;
};

/** A call as it came. */
export type Call = { readonly tool: string; readonly args: unknown };
