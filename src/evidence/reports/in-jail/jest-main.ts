/**
 * The program that runs jest inside the jail, as text; `START` comes before it. It loads the tree's configuration, with
 * options over it that no project can change, and runs every file in a process of its own, where a witness says what it
 * saw. What jest's result holds and what the witness saw have to agree.
 */
export const JEST_MAIN = String.raw`
const childProcess = createRequire(import.meta.url)('node:child_process');
const entry = inMount('jest');
const before = standing(ROOT);
/** What a package finds under a name, if that lies in the mounted folder too. */
const from = (file, name) => {
  const found = realpathSync(createRequire(file).resolve(name));
  return found.startsWith(MODULES + '/') ? found : refuse(name + ' lies outside node_modules: ' + found);
};
const core = from(entry, '@jest/core');
const config = from(core, 'jest-config');
const circus = from(config, 'jest-circus/runner');
const runner = from(config, 'jest-runner');
const { fork } = childProcess;
childProcess.fork = (path, args, options) => {
  if (!String(path).startsWith(MODULES + '/') || !/[\\/]jest-worker[\\/]/.test(String(path))) return fork(path, args, options);
  // The witness is the first of all that is loaded there: what a file of tests brings along to run in finds no key.
  const execArgv = [...(options?.execArgv ?? process.execArgv), '--require', HARNESS + '/jest-runner.cjs'];
  const child = fork(path, args, { ...options, execArgv, env: { ...options.env, WRIT_WITNESS: witnessKey, WRIT_CIRCUS: circus, ...(order.coverage ? { WRIT_COVERAGE: '1' } : {}) } });
  // Jest would try the same file again in another process.
  child.on('exit', (code) => {
    if (code !== null && code > 0 && code < 128) problem('a process of the tests ended by itself, with ' + code);
  });
  return child;
};
process.env.NODE_ENV ??= 'test';

const show = (what, text) => process.stderr.write('failed: ' + what + '\n' + String(text) + '\n');
const errorOf = (message) => {
  const text = String(message ?? '').replace(/^thrown: "?/, '');
  const name = /^(\w*Error)(?: \[(\w+)\])?: /.exec(text);
  return { name: name?.[1], code: name?.[2], message: name === null ? text : text.slice(name[0].length) };
};

const outcomeOf = (file, test, seen) => {
  const name = '“' + test.title + '”';
  if (test.status === 'failed') return 'failed';
  if (test.status === 'todo') return 'todo';
  if (test.status !== 'passed') return 'skipped';
  if (seen.calls > 1 || test.invocations > 1 || test.retryReasons?.length > 0) problem(file + ': ' + name + ' was retried');
  if (seen.calls === 0) problem(file + ': ' + name + ' is said to have passed, and was not seen to run');
  else if (!seen.held && !test.failing) problem(file + ': ' + name + ' is said to have passed, and was seen to fail');
  return test.failing ? 'todo' : 'passed';
};
const NOT_SEEN = { calls: 0, held: false };

const tellFile = (at, file, result) => {
  const witness = readWitness(result.writ);
  const told = result.testResults ?? [];
  const broken = result.testExecError !== undefined && result.testExecError !== null;
  if (witness === null && !broken) problem(file + ': its process did not say what it saw; it was ended from within');
  if (witness !== null && witness.tests.length !== told.length) problem(file + ' reports other tests than were seen to be registered');
  let count = 0;
  told.forEach((test, index) => {
    const path = [...test.ancestorTitles, test.title];
    const seen = witness?.tests[index] ?? NOT_SEEN;
    if (witness !== null && stringify(seen.path) !== stringify(path)) problem(file + ' reports other tests than were seen to be registered');
    if (witness !== null && index === witness.canary.index) {
      if (test.status !== 'pending') say({ kind: 'canary', at, failed: test.status === 'failed' && witness.canary.failed });
      return;
    }
    count += 1;
    const outcome = outcomeOf(file, test, seen);
    tell(at, path, outcome, seen.cause ?? causeOfAll(test.failureMessages?.map(errorOf)), seen.caught);
    if (outcome === 'failed') show(path.join(' > '), test.failureMessages?.join('\n'));
  });
  for (const says of witness?.problems ?? []) problem(file + ': ' + says);
  for (const one of witness?.covered ?? []) say({ kind: 'covered', at, ...one });
  if (broken) show(file, result.failureMessage ?? result.testExecError.stack ?? result.testExecError.message);
  if (count === 0 && !broken) show(file, 'it holds no test');
  finish(at, broken || count === 0, 'load');
};

const CANARY = '^writ canary [0-9a-f]{32}$';
const run = async () => {
  const { options, files, only } = order;
  const pattern = options.testNamePattern;
  const { runCLI } = createRequire(entry)('@jest/core');
  const { results } = await runCLI(
    {
      ...options, $0: 'jest', _: only ?? files,
      ...(pattern === undefined ? {} : { testNamePattern: '(?:' + pattern + ')|' + CANARY }),
      ...(only === null ? {} : { runTestsByPath: true, testPathPatterns: undefined, testPathPattern: undefined }),
      // Each file in a fresh process: a limit that every process exceeds has it replaced after every file.
      runInBand: false, workerThreads: false, workerIdleMemoryLimit: 2, detectOpenHandles: false, maxWorkers: options.maxWorkers ?? 2,
      runner, testRunner: HARNESS + '/jest-runner.cjs', reporters: [HARNESS + '/jest-reporter.cjs'], ci: true, bail: 0, passWithNoTests: false,
      watch: false, watchAll: false, watchman: false, cache: false, updateSnapshot: false, collectCoverage: false, notify: false,
      onlyChanged: false, onlyFailures: false, testLocationInResults: false, errorOnDeprecated: false, cacheDirectory: '/tmp/writ-jest',
    },
    [ROOT],
  );
  results.testResults.forEach((result, at) => say({ kind: 'begin', at, file: short(result.testFilePath) }));
  results.testResults.forEach((result, at) => tellFile(at, short(result.testFilePath), result));
  if (results.wasInterrupted) problem('jest was interrupted');
  if (results.numTotalTestSuites !== results.testResults.length) problem('jest ran ' + results.testResults.length + ' files of ' + results.numTotalTestSuites);
  if (results.runExecError !== undefined && results.runExecError !== null) {
    show('jest', results.runExecError.stack ?? results.runExecError.message);
    tell(null, ['jest runs'], 'failed', 'error');
  }
};
try {
  await run();
} catch (error) {
  show('jest', error?.stack ?? error);
  tell(null, ['jest runs'], 'failed', 'load');
}
tellChanged(before);
end();
`;

/** A reporter that only passes on what the tests print: jest's own would tell of canaries that fail as they must. */
export const JEST_REPORTER = String.raw`
module.exports = class {
  onTestResult(_, result) {
    for (const { message } of result.console ?? []) process.stderr.write(message + '\n');
  }
};
`;
