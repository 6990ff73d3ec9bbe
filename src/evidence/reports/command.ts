import type { Check, ReportKind } from '#contract';
import { ok, type Failure, type Result } from '#failure';
import { jestCommand } from './jest.ts';
import { mochaCommand } from './mocha.ts';
import { nodeTestArguments } from './node-test-reporter.ts';
import type { HarnessCommand, RunnerOrder } from './runner-order.ts';
import { cargoCommand } from './witness/cargo.ts';
import { goCommand } from './witness/go.ts';
import { pytestCommand, readPytestCommand } from './witness/pytest.ts';
import { vitestCommand } from './vitest.ts';

/** The program that must be found on the person's machine to execute a check; runners of npm are started with node. */
export const runnerProgram = (kind: ReportKind, run: readonly [string, ...string[]]): string => {
  switch (kind) {
    case 'vitest':
    case 'jest':
    case 'mocha':
      return 'node';
    case 'pytest':
      return readPytestCommand(run)?.python ?? 'python3';
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

/** Whether the runner of a kind is started by the witness, which needs a Node. */
export const hasWitness = (kind: ReportKind): boolean => ['pytest', 'go-test', 'cargo-test'].includes(kind);

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
    case 'pytest':
      return pytestCommand(order);
    case 'go-test':
      return goCommand(order);
    case 'cargo-test':
      return cargoCommand(order);
    case 'vitest':
      return vitestCommand(order);
    case 'jest':
      return jestCommand(order);
    case 'mocha':
      return mochaCommand(order);
  }
};

/** What keeps the harness from executing a check, or null: to be told before anybody works for it. */
export const commandFault = ({ run, reports }: Pick<Check, 'run' | 'reports'>): Failure | null => {
  const order = { run, program: run[0], node: 'node', roots: [], canary: '', only: null, coverage: false };
  const command = harnessCommand(reports, order);
  return command.ok ? null : command.failures[0];
};
