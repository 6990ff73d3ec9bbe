/**
 * The program that runs vitest inside the jail, as text; `START` comes before it. It loads the tree's configuration,
 * and then sets in every project what could make a result untrue. The tests run in processes of their own (`forks`),
 * and a witness in each of them says what it saw: what vitest tells and what the witness saw have to agree.
 */
export const VITEST_MAIN = String.raw`
// Vite puts a bundled configuration into node_modules, and beside the configuration where that is not allowed; that a folder is read-only it takes for a fault.
const { mkdir } = fsp;
fsp.mkdir = (path, ...more) =>
  String(path).includes('/node_modules/.vite-temp')
    ? Promise.reject(Object.assign(new Error('read-only'), { code: 'EACCES' }))
    : mkdir(path, ...more);
Object.assign(process.env, { TEST: 'true', VITEST: 'true' });
process.env.NODE_ENV ??= 'test';

const entry = inMount('vitest/node');
const before = standing(ROOT);
const { createVitest, ForksPoolWorker } = await import(pathToFileURL(entry).href);
if (ForksPoolWorker === undefined) refuse('vitest 4 or newer is needed to be told apart from the code it tests; upgrade it, or have the check read by its exit code');

/** A process for each file, which gets the witness's key; transformed code goes to it directly, not through a file that other tests can write. */
const poolRunner = {
  name: 'writ',
  createPoolWorker: (options) =>
    Object.assign(new ForksPoolWorker({ ...options, env: { ...options.env, WRIT_WITNESS: witnessKey, ...(order.coverage ? { WRIT_COVERAGE: '1' } : {}) } }), { cacheFs: false }),
};
const FORCED = {
  poolRunner, pool: 'writ', isolate: true, runner: HARNESS + '/vitest-runner.mjs',
  retry: 0, bail: 0, allowOnly: false, passWithNoTests: false,
  snapshotEnvironment: undefined, dangerouslyIgnoreUnhandledErrors: false, onUnhandledError: undefined,
};
const force = ({ config, vite }) => {
  if (config.browser?.enabled) refuse('tests in a browser cannot be told apart from the code they test');
  Object.assign(config, FORCED);
  config.snapshotOptions.updateSnapshot = 'none';
  // In an environment like jsdom's Vite would not load the witness, which lies outside the tree.
  if (vite?.config?.server?.fs) vite.config.server.fs.strict = false;
};

const suites = function* (collection) {
  for (const child of collection)
    if (child.type === 'suite') {
      yield child;
      yield* suites(child.children);
    }
};
const pathOf = (test) => (test.parent === undefined || test.parent.type === 'module' ? [test.name] : [...pathOf(test.parent), test.name]);
const show = (what, errors) => {
  for (const error of errors ?? []) process.stderr.write('failed: ' + what + '\n' + String(error.stack ?? error.message ?? error) + '\n');
};

const outcomeOf = (file, test, seen) => {
  const { state } = test.result();
  if (state === 'skipped') return test.options.mode === 'todo' ? 'todo' : 'skipped';
  if (state === 'failed') return 'failed';
  if (state !== 'passed') return problem(file + ': “' + test.name + '” did not end'), 'failed';
  if (seen === undefined) problem(file + ': “' + test.name + '” is said to have passed, and was not seen to run');
  else if (seen.calls > 1 + (test.options.repeats ?? 0)) problem(file + ': “' + test.name + '” was retried');
  else if (!seen.held && !test.options.fails) problem(file + ': “' + test.name + '” is said to have passed, and was seen to fail');
  return test.options.fails ? 'todo' : 'passed';
};

const tellModule = (at, file, module) => {
  const witness = readWitness(module.meta().writ);
  const broken = [...module.errors()];
  for (const suite of suites(module.children)) {
    const errors = [...suite.errors()];
    if (errors.length > 0) tell(at, pathOf(suite), 'failed', causeOfAll(errors));
    show(pathOf(suite).join(' > '), errors);
  }
  let count = 0;
  let canary = null;
  for (const test of module.children.allTests()) {
    if (witness !== null && test.id === witness.canary.id) {
      canary = test;
      continue;
    }
    count += 1;
    const { errors } = test.result();
    if (errors?.some((error) => /Unexpected \.only modifier/.test(String(error.message)))) problem(file + ': “' + test.name + '” leaves others out by .only');
    const seen = witness?.tests.find(({ id }) => id === test.id);
    tell(at, pathOf(test), outcomeOf(file, test, seen), causeOfAll(errors), seen?.caught);
    if (!test.options.fails) show(pathOf(test).join(' > '), errors);
  }
  show(file, broken);
  for (const error of broken) if (/Unexpected \.only modifier/.test(String(error.message))) problem(file + ' leaves tests out by .only');
  for (const says of witness?.problems ?? []) problem(file + ': ' + says);
  for (const one of witness?.covered ?? []) say({ kind: 'covered', at, ...one });
  if (witness === null && broken.length === 0) problem(file + ': its process did not say what it saw; it was ended from within');
  if (canary !== null && canary.result().state !== 'skipped') say({ kind: 'canary', at, failed: canary.result().state === 'failed' && witness.canary.failed });
  if (count === 0 && broken.length === 0) process.stderr.write('failed: ' + file + ' holds no test\n');
  finish(at, broken.length > 0 || count === 0, broken.length > 0 ? causeOfAll(broken) : 'load');
};

const run = async () => {
  const vitest = await createVitest(
    'test',
    {
      ...order.options, root: ROOT, run: true, watch: false, ui: false, open: false, fsModuleCache: false, reporters: [{ onUserConsoleLog: ({ content }) => process.stderr.write(content) }], update: false,
      coverage: { enabled: false }, typecheck: { enabled: false },
      // What could come between the tests and us is set again below, in every project.
      retry: 0, bail: 0, allowOnly: false, passWithNoTests: false, isolate: true,
    },
    { cacheDir: '/tmp/writ-vite' },
    { stdout: process.stderr, stderr: process.stderr },
  );
  for (const project of [vitest, ...vitest.projects]) force(project);
  let specs = await vitest.globTestSpecifications(order.only === null ? order.files : []);
  if (order.only !== null) specs = specs.filter((spec) => order.only.includes(short(spec.moduleId)));
  specs.forEach((spec, at) => say({ kind: 'begin', at, file: short(spec.moduleId) }));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specs, true);
  specs.forEach((spec, at) => {
    const found = testModules.filter((module) => module.moduleId === spec.moduleId && module.project.name === spec.project.name);
    if (found.length === 1) tellModule(at, short(spec.moduleId), found[0]);
    else {
      problem(short(spec.moduleId) + ' was told ' + found.length + ' times');
      finish(at, true);
    }
  });
  for (const error of unhandledErrors) {
    show('outside any test', [error]);
    tell(null, ['outside any test: ' + String(error?.message ?? error).split('\n')[0]], 'failed', causeOf(error) === 'assertion' ? 'assertion' : 'error');
  }
};
try {
  await run();
} catch (error) {
  show('vitest', [error]);
  tell(null, ['vitest runs'], 'failed', 'load');
}
tellChanged(before);
end();
`;
