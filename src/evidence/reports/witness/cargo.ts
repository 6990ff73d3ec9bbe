import { sha256 } from '#contract';
import { fail, ok, type Result } from '#failure';
import { HARNESS_FOLDER, type HarnessCommand, type RunnerOrder } from '../runner-order.ts';
import { readCargoCommand } from './cargo-command.ts';
import { CARGO_CLAIMS, CARGO_RUNNER } from './cargo-runner.ts';
import { CARGO_BUILD, CARGO_PROGRAM, CARGO_WRAPPER } from './cargo-witness.ts';
import { linePrefix } from '../secret-lines.ts';
import { WITNESS_CORE } from './witness-program.ts';

/** The command for a check of the kind `cargo-test`: the witness, which builds every target and runs its tests. */
export const cargoCommand = ({ run, program, node, canary, only }: RunnerOrder): Result<HarnessCommand> => {
  const command = readCargoCommand(run);
  if (typeof command === 'string') return fail('task.field', `“${run.join(' ')}” cannot be witnessed: ${command}`);
  const name = `m${sha256(`canary\n${canary}`).slice(0, 32)}`;
  const building = `${sha256(`building\n${canary}`)} `;
  const order = {
    ...{ prefix: linePrefix(canary), building, canary: name, program, only, command },
    ...{ rustc: program.replace(/cargo$/u, 'rustc'), libraries: program.replace(/bin\/cargo$/u, 'lib') },
  };
  const [runner, claims] = [CARGO_RUNNER, CARGO_CLAIMS].map((text) => text.replaceAll('MODULE', name));
  return ok({
    argv: [node, `${HARNESS_FOLDER}/witness.mjs`],
    env: {},
    files: new Map([
      [`${HARNESS_FOLDER}/witness.mjs`, `${WITNESS_CORE}${CARGO_PROGRAM}`],
      [`${HARNESS_FOLDER}/build.mjs`, `${WITNESS_CORE}${CARGO_BUILD}`],
    ]),
    stdin: JSON.stringify(order),
    building: {
      argv: [node, `${HARNESS_FOLDER}/build.mjs`],
      stdin: JSON.stringify({ ...order, prefix: building, building: '', wrapper: CARGO_WRAPPER, runner, claims }),
    },
  });
};
