import { sha256 } from '#contract';
import { fail, ok, type Result } from '#failure';
import { HARNESS_FOLDER, type HarnessCommand, type RunnerOrder } from '../runner-order.ts';
import { readGoCommand } from './go-command.ts';
import { GO_PROGRAM, GO_TESTING } from './go-witness.ts';
import { linePrefix } from '../secret-lines.ts';
import { WITNESS_CORE } from './witness-program.ts';

/** The settings under which Go builds: nothing of the tree's or the person's that chooses programs, and no network. */
const GO_ENVIRONMENT = { GOFLAGS: '', GOPROXY: 'off', GOSUMDB: 'off', GOTOOLCHAIN: 'local', GOENV: 'off' } as const;

/** The command for a check of the kind `go-test`: the witness, which builds each package and runs its tests. */
export const goCommand = ({ run, program, node, canary, only, coverage }: RunnerOrder): Result<HarnessCommand> => {
  const command = readGoCommand(run);
  if (typeof command === 'string') return fail('task.field', `“${run.join(' ')}” cannot be witnessed: ${command}`);
  const name = `Test${sha256(`canary\n${canary}`).slice(0, 32).toUpperCase()}`;
  const named = `w${sha256(`names\n${canary}`).slice(0, 32)}`;
  const testing = GO_TESTING.replaceAll(/\bwrit(?=[A-Z])/gu, named);
  const order = { prefix: linePrefix(canary), canary: name, named, program, only, coverage, command, testing };
  return ok({
    argv: [node, `${HARNESS_FOLDER}/witness.mjs`],
    env: GO_ENVIRONMENT,
    files: new Map([[`${HARNESS_FOLDER}/witness.mjs`, `${WITNESS_CORE}${GO_PROGRAM}`]]),
    stdin: JSON.stringify(order),
  });
};
