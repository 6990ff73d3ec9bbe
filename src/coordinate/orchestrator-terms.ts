import type { Scope } from '#mcp';
import type { Limits } from '#plan';
import type { Bench } from './children.ts';

/** Under which terms an orchestrator works: they are the person's, and no call changes them. */
export type OrchestratorTerms = Bench & {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly limits: Omit<Limits, 'runsLeft' | 'ending' | 'only'> & { readonly runs: number };
  readonly tell: (sentence: string) => void;
};
