import type { Tier } from '#contract';
import type { ActionRecord, BackendKind } from '#evidence';
import type { Endpoint, Login, Mount } from '#host';
import type { ToolServer } from '#mcp';
import type { AgentOrder } from './acp/substitution.ts';

/** A line of a backend's own output, as an event of one shape for all. Declared: the backend says so, nobody saw it. */
export type DeclaredEvent = {
  readonly type:
    | 'agent.message'
    | 'agent.command'
    | 'agent.file'
    | 'agent.usage'
    | 'agent.notice'
    | 'agent.failed'
    | 'agent.output';
  readonly provenance: 'declared';
  readonly text: string;
};

/** What a backend's output says, read after it has ended. */
export type Declared = {
  readonly events: readonly DeclaredEvent[];
  readonly failure: string | null;
  readonly actions: readonly ActionRecord[];
};

/**
 * How a backend is spoken with: it is given its brief beforehand, and what it put out is read when it has ended; or it
 * speaks the Agent Client Protocol while it works.
 */
export type Speech =
  | {
      readonly kind: 'output';
      readonly stdin: (brief: string) => string;
      readonly read: (stdout: Uint8Array) => Declared;
    }
  | { readonly kind: 'acp'; readonly agent: AgentOrder };

/** A backend, ready to be started: everything about it is data. */
export type Backend = {
  readonly id: string;
  readonly kind: BackendKind;
  /** The program's file on this machine, whose digest is taken before and after the run. */
  readonly program: string;
  /** The command line inside the jail, for a brief and the MCP servers that its agent is to start. */
  readonly argv: (brief: string, servers?: readonly ToolServer[]) => readonly [string, ...string[]];
  readonly mounts: (brief: string) => readonly Mount[];
  readonly env: Readonly<Record<string, string>>;
  /** Names of the person's variables among `env`. */
  readonly passes: readonly string[];
  /** The log-ins of which it is handed a copy. */
  readonly logins: readonly Login[];
  readonly endpoint: Endpoint | null;
  readonly tiers: readonly Tier[];
  /** Whether it speaks MCP: then the tools of its session are served to it. */
  readonly speaks: boolean;
  readonly version: string;
  readonly speech: Speech;
};
