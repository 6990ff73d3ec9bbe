import { sha256 } from '#contract';
import { fail, ok, type Result } from '#failure';
import { HARNESS_FOLDER, WORK_FOLDER, type HarnessCommand, type RunnerOrder } from '../runner-order.ts';
import { PYTEST_CAUGHT } from './pytest-caught.ts';
import { PYTEST_PLUGIN } from './pytest-plugin.ts';
import { PYTEST_PROGRAM, PYTEST_WITNESS } from './pytest-witness.ts';
import { linePrefix } from '../secret-lines.ts';
import { WITNESS_CORE } from './witness-program.ts';

/** Words that may stand before pytest: they only choose the environment in which it is found. */
const STARTER = /^(?:uv|poetry|pdm|hatch|pipenv|run|--frozen|--no-sync|--locked|--offline|--)$/u;
const PYTHON = /(?:^|\/)python3?(?:\.\d+)?$/u;
const PYTEST = /(?:^|\/)(?:pytest|py\.test)$/u;

type PytestCommand = {
  /** The Python that the command names, or null. */
  readonly python: string | null;
  /** Whether the working directory is importable, as `python -m` makes it. */
  readonly here: boolean;
  readonly words: readonly string[];
};

/** Takes the contract's command apart; null where it does not start pytest. */
export const readPytestCommand = (run: readonly string[]): PytestCommand | null => {
  const at = run.findIndex((word) => !STARTER.test(word));
  const [first = '', ...rest] = run.slice(at);
  if (at === -1) return null;
  // The Python of a pytest that is named by its path lies beside it.
  const beside = first.includes('/') ? first.replace(/[^/]+$/u, 'python3') : null;
  if (PYTEST.test(first)) return { python: beside, here: false, words: rest };
  // Other options of Python could turn assertions off or run something else first.
  const module = rest.findIndex((word) => !/^-[BEIsuPb]+$/u.test(word));
  return PYTHON.test(first) && rest[module] === '-m' && rest[module + 1] === 'pytest'
    ? { python: first, here: true, words: rest.slice(module + 2) }
    : null;
};

/** The command for a check of the kind `pytest`: the witness, which starts the person's Python with our plugin. */
export const pytestCommand = ({
  run,
  program,
  node,
  canary,
  only,
  coverage,
  roots,
}: RunnerOrder): Result<HarnessCommand> => {
  // prettier-ignore
  const command = readPytestCommand(run);
  if (command === null)
    return fail('task.field', `“${run.join(' ')}” does not start pytest; write pytest … or python3 -m pytest …`);
  const order = {
    prefix: linePrefix(canary),
    canary: `test_${sha256(`canary\n${canary}`).slice(0, 32)}`,
    ...{ program, only, coverage, here: command.here, words: command.words, roots: [WORK_FOLDER, ...roots] },
  };
  return ok({
    argv: [node, `${HARNESS_FOLDER}/witness.mjs`],
    env: {},
    files: new Map([
      [`${HARNESS_FOLDER}/witness.mjs`, `${WITNESS_CORE}${PYTEST_PROGRAM}`],
      [`${HARNESS_FOLDER}/pytest.py`, `${PYTEST_PLUGIN}${PYTEST_CAUGHT}${PYTEST_WITNESS}`],
    ]),
    stdin: JSON.stringify(order),
  });
};
