/** What a red-team case is. Each stands in a file of its own; red-team.test.ts runs each of them twice. */
import type { Mechanism } from '../rig/switch-off.ts';
import type { Stage } from './stage.ts';

/**
 * What must become of it. REJECT: a gate refuses. PREVENT: the act does not succeed, and the run is recorded. INVALID:
 * verifying fails. FLAG: a person sees it, escaped. RECOVER: the next command goes on. PASS: a benign control.
 */
export type Expected = 'REJECT' | 'PREVENT' | 'INVALID' | 'FLAG' | 'RECOVER' | 'PASS';

/** What is taken for the attack having succeeded. */
export type Wrong = {
  /** As the end of a sentence: “without its mechanism, …”. */
  readonly says: string;
  readonly seen: (stage: Stage, said: string) => boolean | Promise<boolean>;
};

export type RedTeamCase = {
  readonly id: string;
  /** What is attacked and how, in a sentence. */
  readonly does: string;
  readonly expected: Expected;
  /** The codes the product must give; none where it goes on and the act comes to nothing. */
  readonly codes: readonly string[];
  /** What is there before: a repository without a run (`fresh`), one with a run that passed, or one whose run landed. */
  readonly begins?: 'fresh' | 'passed' | 'landed';
  /** A program that this case needs and the product does not. Where it is not installed, the case fails and says so. */
  readonly needs?: 'strace';
  /** Carries out the attack, with the product as the stage has it, and gives all that was printed. */
  readonly attack: (stage: Stage) => Promise<string>;
  /** What holds it, in a few words. */
  readonly heldBy: string;
  /** The same as source text: all of it is switched off together. Empty for benign controls alone. */
  readonly mechanism: readonly Mechanism[];
  readonly wrong: Wrong;
};
