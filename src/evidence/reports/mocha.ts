import { ok, type Result } from '#failure';
import { afterRunner, optionUses, readWords, type OptionTable } from './command-words.ts';
import { ASSERTIONS } from './in-jail/assertions.ts';
import { CAUSES } from './in-jail/causes.ts';
import { MOCHA_MAIN } from './in-jail/mocha-main.ts';
import { MOCHA_PROCESS } from './in-jail/mocha-process.ts';
import { START } from './in-jail/start.ts';
import { HARNESS_FOLDER, type HarnessCommand, type RunnerOrder } from './runner-order.ts';

/**
 * What becomes of each option of mocha that a contract may write. Kept: what chooses tests, or how they are loaded.
 * Dropped: who reports, what would let a failure pass (retries, a bail, a dry run), and in how many processes. Any other
 * option is refused.
 */
const OPTIONS: OptionTable = {
  short: {
    ...{ g: 'grep', f: 'fgrep', t: 'timeout', u: 'ui', r: 'require', s: 'slow', R: 'reporter', O: 'reporterOption' },
    ...{
      b: 'bail',
      p: 'parallel',
      j: 'jobs',
      w: 'watch',
      c: 'color',
      C: 'color',
      S: 'sort',
      A: 'asyncOnly',
      n: 'nodeOption',
    },
  },
  options: new Map([
    ...optionUses('kept', 'text', 'grep fgrep timeout ui slow config package'),
    ...optionUses('kept', 'list', 'require file extension ignore exclude spec nodeOption import loader conditions'),
    ...optionUses('kept', 'nothing', 'recursive sort checkLeaks asyncOnly delay'),
    ...optionUses('dropped', 'text', 'reporter reporterOption reporterOptions retries jobs'),
    ...optionUses(
      'dropped',
      'nothing',
      'bail parallel dryRun forbidOnly forbidPending passOnFailingTestSuite failZero',
    ),
    ...optionUses(
      'dropped',
      'nothing',
      'watch color colors diff inlineDiffs fullTrace allowUncaught exit posixExitCodes',
    ),
  ]),
};

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The command with which a check of mocha is executed: a program of ours starts mocha, and tells what it says. */
export const mochaCommand = ({ run, program, canary, only }: RunnerOrder): Result<HarnessCommand> => {
  const after = afterRunner('mocha', run);
  if (!after.ok) return after;
  const asked = readWords('mocha', after.value.words, OPTIONS);
  if (!asked.ok) return asked;
  const { options, rest } = asked.value;
  const words = Object.entries(options).flatMap(([name, value]) =>
    [value]
      .flat()
      .map((one) => (typeof one === 'boolean' ? `--${one ? '' : 'no-'}${dashed(name)}` : `--${dashed(name)}=${one}`)),
  );
  const order = JSON.stringify({ words: [...words, ...rest], node: after.value.node, only });
  return ok({
    argv: [program, `${HARNESS_FOLDER}/mocha.mjs`, order],
    env: {},
    files: new Map([
      [`${HARNESS_FOLDER}/mocha.mjs`, START + MOCHA_MAIN],
      [`${HARNESS_FOLDER}/mocha-process.mjs`, CAUSES + ASSERTIONS + MOCHA_PROCESS],
    ]),
    stdin: canary,
  });
};
