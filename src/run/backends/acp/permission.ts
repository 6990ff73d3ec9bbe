import { actionsInCommand } from '../forbidden-commands.ts';
import type { ToolFacts } from './tool-facts.ts';

/** What an agent that asks is answered, and why. */
export type Answer = { readonly kind: 'allow_once' | 'reject_once'; readonly because: string };

/** What the answer goes by. */
export type Terms = {
  /** Whether the contract lets a path, relative to the root, be changed. */
  readonly mayChange: (path: string) => boolean;
  /** Whether it has said how it will go about the work, where the contract asks for that first; absent: nobody asks. */
  readonly isPrepared?: () => boolean;
};

const CHANGING: readonly string[] = ['edit', 'delete', 'move'];

/**
 * Answers what an agent asks before it does it. That is a courtesy, which saves it from work that would be refused: an
 * agent that does not ask is held by the jail and by the tree difference all the same.
 */
export const answerTo = (
  { kind, paths, outside, commands }: ToolFacts,
  { mayChange, isPrepared = () => true }: Terms,
): Answer => {
  const [forbidden] = commands.flatMap(actionsInCommand);
  if (forbidden !== undefined)
    return { kind: 'reject_once', because: `“${forbidden.action}” is forbidden to every agent` };
  if (!CHANGING.includes(kind)) return { kind: 'allow_once', because: 'it changes no file by itself' };
  const [away] = outside;
  if (away !== undefined) return { kind: 'reject_once', because: `${away} lies outside the workspace` };
  const refused = paths.find((path) => !mayChange(path));
  if (refused !== undefined)
    return { kind: 'reject_once', because: `the contract does not allow ${refused} to be changed` };
  return isPrepared()
    ? { kind: 'allow_once', because: 'the contract allows it' }
    : { kind: 'reject_once', because: 'nothing is to be changed before a bootstrap that is adequate' };
};
