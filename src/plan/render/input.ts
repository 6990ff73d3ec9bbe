import type { Strictness, Task } from '#contract';
import type { Rule } from '#rules';
import type { Anchor } from '#spec';
import type { BoardLine } from '../board.ts';
import type { TaskGraph } from '../graph.ts';
import type { Happened } from '../report/work-report.ts';

/** What is rendered from: the ledger, the task files, the documents, the rulebook, the settings. No clock: the same record, the same bytes. */
export type RenderInput = {
  readonly lines: readonly BoardLine[];
  readonly graph: TaskGraph;
  /** Tasks as their files tell them, by id. */
  readonly tasks: ReadonlyMap<string, Task>;
  readonly happened: readonly Happened[];
  /** Decisions, questions and assumptions of the checkout. */
  readonly numbered: readonly Anchor[];
  /** The newest version of the spec, from the root; null where there is none. */
  readonly spec: string | null;
  readonly rules: readonly Rule[];
  readonly strictness: Strictness;
};
