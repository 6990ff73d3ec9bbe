import type { ReportKind } from '#contract';
import { fail, ok, type Result } from '#failure';
import { nodeTestArguments } from './node-test-reporter.ts';

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
};

const PYTHON_WORDS = ['python', 'python3'];

/** The program that must be found on the person's machine to execute a check; runners of npm are started with node. */
export const runnerProgram = (kind: ReportKind, run: readonly [string, ...string[]]): string => {
  switch (kind) {
    case 'vitest':
    case 'jest':
    case 'mocha':
      return 'node';
    case 'pytest':
      return PYTHON_WORDS.includes(run[0]) || run[0].startsWith('/') ? run[0] : 'python3';
    case 'go-test':
      return 'go';
    case 'cargo-test':
      return 'cargo';
    case 'node-test':
    case 'junit':
    case 'exit-code':
      return run[0];
  }
};

/** Whether the reader of a kind demands a canary, so that a check of it is executed with a secret. */
export const hasCanary = (kind: ReportKind): boolean => kind !== 'junit' && kind !== 'exit-code';

const plain = (argv: readonly [string, ...string[]]): HarnessCommand => ({
  argv,
  env: {},
  files: new Map(),
  stdin: null,
});

/** The command with which a check is executed; fails with `task.field` where the contract's command cannot be understood. */
export const harnessCommand = (kind: ReportKind, order: RunnerOrder): Result<HarnessCommand> => {
  const [, ...words] = order.run;
  switch (kind) {
    case 'junit':
    case 'exit-code':
      return ok(plain([order.program, ...words]));
    case 'node-test':
      return ok(plain(nodeTestArguments({ ...order, argv: [order.program, ...words] })));
    case 'vitest':
    case 'jest':
    case 'mocha':
    case 'pytest':
    case 'go-test':
    case 'cargo-test':
      return fail('task.field', `there is no runner for ${kind} yet`);
  }
};
