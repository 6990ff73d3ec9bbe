import type { SyntaxNode } from '../syntax.ts';

/** Something that others use: what stands before or in it to say what it does, and what that has to name. */
export type PublicItem = {
  readonly node: SyntaxNode;
  readonly name: string;
  /** What is missing or wrong in its documentation; null as the only item where it has none at all. */
  readonly faults: readonly string[] | null;
};
