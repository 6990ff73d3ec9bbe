/** Where the files of the harness lie inside the jail of a check. The tree lies in `WORK`. */
export const HARNESS_FOLDER = '/writ/harness';
/** Where the checked tree lies inside the jail. */
export const WORK_FOLDER = '/writ/work';

/** What a check is to be executed for. */
export type RunnerOrder = {
  /** The contract's own command. */
  readonly run: readonly [string, ...string[]];
  /** The absolute path, inside the jail, of the program that `runnerProgram` named. */
  readonly program: string;
  /** The absolute path, inside the jail, of a Node: what witnesses runners of other languages is written for it. */
  readonly node: string;
  /** Absolute paths, inside the jail, at which the tree can be reached besides `WORK_FOLDER`. */
  readonly roots: readonly string[];
  /** 128 random bits in hexadecimal, fresh for each execution; the code under test must never learn them. */
  readonly canary: string;
  /** Only these files of tests, relative to the root; null for whatever the contract's command selects. */
  readonly only: readonly string[] | null;
  /** Whether to measure which lines each file of tests runs through. */
  readonly coverage: boolean;
};

/** A command with which the harness executes a check in place of the contract's own. */
export type HarnessCommand = {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /**
   * Files it needs: absolute path inside the jail → text. Below `HARNESS_FOLDER` they are mounted, below `WORK_FOLDER`
   * written into the check's own copy of the tree. The code under test can read them: no secret may stand in them.
   */
  readonly files: ReadonlyMap<string, string>;
  /** Given to the program on its standard input: the way to hand over the secret where argv or files would tell it. */
  readonly stdin: string | null;
  /**
   * Executed before it, in a jail of its own that has a `/proc`, as compilers demand, and in which no test runs. What it
   * puts out is added to the stdin of the command itself, after a newline.
   */
  readonly building?: { readonly argv: readonly [string, ...string[]]; readonly stdin: string };
};
