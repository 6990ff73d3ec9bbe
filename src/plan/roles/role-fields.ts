import type { RoleId } from '#contract';

/** What an agent may use, by what it does with it; every tool names these otherwise. */
export type AgentTool = 'read' | 'search' | 'edit' | 'run' | 'web' | 'coordinate' | 'report';

/** One agent file of a role: a role that is needed in two ways has two. */
export type AgentName = { readonly name: string; readonly says: string; readonly attends: readonly string[] };

/** A role (S2-R19 to R26, S3-R40 to R55): a mode an agent works in. */
export type Role = {
  readonly id: RoleId;
  readonly purpose: string;
  /** Whether a person talks with it, or another role calls it. */
  readonly mode: 'primary' | 'subagent';
  readonly tools: readonly AgentTool[];
  /** Commands it is meant to run, in words; empty: none. */
  readonly runs: string;
  readonly does: readonly string[];
  readonly never: readonly string[];
  readonly delivers: readonly string[];
  /** Whose session it may not be: nobody judges what it made itself. */
  readonly apart: readonly RoleId[];
  readonly agents: readonly [AgentName, ...AgentName[]];
};
