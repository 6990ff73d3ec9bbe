import { ok, type Result } from '#failure';
import { afterRunner, optionUses, readWords, type OptionTable } from './command-words.ts';
import { ASSERTIONS } from './in-jail/assertions.ts';
import { CAUSES } from './in-jail/causes.ts';
import { COVERED } from './in-jail/covered.ts';
import { JEST_MAIN, JEST_REPORTER } from './in-jail/jest-main.ts';
import { JEST_WITNESS } from './in-jail/jest-witness.ts';
import { START } from './in-jail/start.ts';
import { HARNESS_FOLDER, type HarnessCommand, type RunnerOrder } from './runner-order.ts';

/**
 * What becomes of each option of jest that a contract may write. Kept: what chooses tests, or how they are loaded.
 * Dropped: who reports and to where, what would let a failure pass (updates of snapshots, “pass with no tests”, a
 * bail), and how the processes are made, which the harness decides. Any other option is refused.
 */
const OPTIONS: OptionTable = {
  short: {
    t: 'testNamePattern',
    c: 'config',
    w: 'maxWorkers',
    i: 'runInBand',
    u: 'updateSnapshot',
    b: 'bail',
    e: 'expand',
  },
  options: new Map([
    ...optionUses('kept', 'text', 'testNamePattern config maxWorkers testEnvironment env'),
    ...optionUses('kept', 'list', 'testPathPatterns testPathPattern selectProjects ignoreProjects testMatch'),
    ...optionUses('kept', 'list', 'testPathIgnorePatterns testRegex'),
    ...optionUses('kept', 'number', 'testTimeout maxConcurrency'),
    ...optionUses('kept', 'nothing', 'runTestsByPath injectGlobals clearMocks resetMocks restoreMocks resetModules'),
    ...optionUses('dropped', 'text', 'reporters outputFile coverageDirectory coverageProvider coverageReporters'),
    ...optionUses('dropped', 'text', 'collectCoverageFrom testFailureExitCode cacheDirectory workerIdleMemoryLimit'),
    ...optionUses('dropped', 'nothing', 'ci runInBand updateSnapshot passWithNoTests watch watchAll bail forceExit'),
    ...optionUses('dropped', 'nothing', 'detectOpenHandles detectLeaks verbose silent coverage collectCoverage json'),
    ...optionUses(
      'dropped',
      'nothing',
      'color colors cache notify useStderr expand logHeapUsage noStackTrace watchman',
    ),
    ...optionUses('dropped', 'nothing', 'workerThreads errorOnDeprecated testLocationInResults randomize openHandles'),
  ]),
};

/** The command with which a check of jest is executed: a program of ours loads jest, and tells what it says. */
export const jestCommand = ({ run, program, canary, only, coverage }: RunnerOrder): Result<HarnessCommand> => {
  const after = afterRunner('jest', run);
  if (!after.ok) return after;
  const asked = readWords('jest', after.value.words, OPTIONS);
  if (!asked.ok) return asked;
  const { options, rest: files } = asked.value;
  const order = JSON.stringify({ options, files, only, coverage });
  return ok({
    argv: [program, ...after.value.node, `${HARNESS_FOLDER}/jest.mjs`, order],
    env: {},
    files: new Map([
      [`${HARNESS_FOLDER}/jest.mjs`, START + JEST_MAIN],
      [`${HARNESS_FOLDER}/jest-reporter.cjs`, JEST_REPORTER],
      [`${HARNESS_FOLDER}/jest-runner.cjs`, CAUSES + COVERED + ASSERTIONS + JEST_WITNESS],
    ]),
    stdin: canary,
  });
};
