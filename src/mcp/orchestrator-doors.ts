import type { Result } from '#failure';
import type { Answer } from './doors.ts';

/** What an orchestrator may: look on; and act, which is to begin what is signed, to speak, to end and to clear up. */
export const SCOPES = ['look', 'act'] as const;
export type Scope = (typeof SCOPES)[number];

/** In which state a session is, as whoever runs many of them asks for it (S2-R39). */
export const STATUSES = ['active', 'completed', 'failed', 'aborted'] as const;
export type Status = (typeof STATUSES)[number];

/** Which sessions are asked for; nothing: all of one's own. */
export type Which = { readonly sessionIds?: readonly string[] | undefined; readonly status?: Status | undefined };

/**
 * What an orchestrator can do: one function for each operation. Each gives an answer or says why not. There is none that
 * signs, accepts or lands.
 */
export type OrchestratorDoors = {
  /** By which its sessions are its own. */
  readonly id: string;
  readonly scopes: readonly Scope[];
  readonly current: () => Answer;
  /** Begins a run of a task, where that may begin now. The signal only ends the waiting. */
  readonly spawn: (task: string, signal: AbortSignal) => Promise<Result<Answer>>;
  readonly sessions: (which: Which) => Promise<Result<Answer>>;
  readonly dashboard: () => Promise<Result<Answer>>;
  readonly message: (session: string, text: string, urgent: boolean) => Promise<Result<Answer>>;
  readonly abort: (session: string, because: string | null) => Promise<Result<Answer>>;
  /** Clears away the workspaces of its tasks that are over; or of one, by its task, session or workspace. */
  readonly cleanup: (one: string | null) => Promise<Result<Answer>>;
};
