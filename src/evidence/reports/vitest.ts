import { fail, ok, type Result } from '#failure';
import { afterRunner, optionUses, readWords, type OptionTable } from './command-words.ts';
import { ASSERTIONS } from './in-jail/assertions.ts';
import { COVERED } from './in-jail/covered.ts';
import { START } from './in-jail/start.ts';
import { VITEST_MAIN } from './in-jail/vitest-main.ts';
import { VITEST_WITNESS } from './in-jail/vitest-witness.ts';
import { HARNESS_FOLDER, type HarnessCommand, type RunnerOrder } from './runner-order.ts';

/**
 * What becomes of each option of vitest that a contract may write. Kept: what chooses tests, or how they are loaded.
 * Dropped: who reports and to where, what would let a failure pass (retries, updates of snapshots, “pass with no
 * tests”, `.only`), and how the processes are made, which the harness decides. Any other option is refused.
 */
const OPTIONS: OptionTable = {
  short: { t: 'testNamePattern', c: 'config', u: 'update', w: 'watch' },
  options: new Map([
    ...optionUses('kept', 'text', 'testNamePattern config environment dir mode'),
    ...optionUses('kept', 'list', 'project exclude'),
    ...optionUses('kept', 'number', 'testTimeout hookTimeout teardownTimeout maxConcurrency maxWorkers'),
    ...optionUses('kept', 'nothing', 'globals dom fileParallelism'),
    ...optionUses('dropped', 'text', 'reporter reporters outputFile pool retry bail minWorkers configLoader'),
    ...optionUses('dropped', 'nothing', 'run watch update coverage ui open color colors api silent isolate allowOnly'),
    ...optionUses('dropped', 'nothing', 'passWithNoTests dangerouslyIgnoreUnhandledErrors logHeapUsage poolOptions'),
    ...optionUses('dropped', 'nothing', 'hideSkippedTests printConsoleTrace disableConsoleIntercept clearScreen cache'),
  ]),
};

/** The command with which a check of vitest is executed: a program of ours loads vitest, and tells what it says. */
export const vitestCommand = ({ run, program, canary, only, coverage }: RunnerOrder): Result<HarnessCommand> => {
  const after = afterRunner('vitest', run);
  if (!after.ok) return after;
  const asked = readWords('vitest', after.value.words, OPTIONS);
  if (!asked.ok) return asked;
  const { options, rest } = asked.value;
  const files = rest[0] === 'run' || rest[0] === 'watch' || rest[0] === 'dev' ? rest.slice(1) : rest;
  if (/^(related|bench|list|init|doctor)$/.test(files[0] ?? ''))
    return fail('task.field', `“vitest ${files[0]}” runs no tests that the harness could name`, {
      remedy: 'write vitest run',
    });
  const order = JSON.stringify({ options, files, only, coverage });
  return ok({
    argv: [program, ...after.value.node, `${HARNESS_FOLDER}/vitest.mjs`, order],
    env: {},
    files: new Map([
      [`${HARNESS_FOLDER}/vitest.mjs`, START + VITEST_MAIN],
      [`${HARNESS_FOLDER}/vitest-runner.mjs`, COVERED + ASSERTIONS + VITEST_WITNESS],
    ]),
    stdin: canary,
  });
};
