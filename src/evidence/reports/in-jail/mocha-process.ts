/**
 * The process in which mocha and the tests run, as text; `CAUSES` and `ASSERTIONS` come before it. It starts mocha as its
 * own command does, puts itself before every function that is registered as a test, adds a canary behind the tests of
 * each file, and says with the harness's key what mocha reported and what it saw itself.
 */
export const MOCHA_PROCESS = String.raw`
const builtin = process.getBuiltinModule;
const assert = builtin('node:assert');
const { createHmac, randomBytes } = builtin('node:crypto');
const { createRequire } = builtin('node:module');
const { pathToFileURL } = builtin('node:url');
const { resolve: absolute } = builtin('node:path');
const { existsSync, readFileSync } = builtin('node:fs');
const { stringify } = JSON;
const { apply } = Reflect;
const env = { key: process.env.WRIT_WITNESS, mocha: process.env.WRIT_MOCHA, order: JSON.parse(process.env.WRIT_ORDER), options: process.env.WRIT_OPTIONS };
for (const name of Object.keys(process.env)) if (name.startsWith('WRIT_')) delete process.env[name];
const tellParent = process.send.bind(process);
const mac = env.key === undefined ? null : createHmac('sha256', env.key);
const require = createRequire(env.mocha + '/lib/writ.js');
/** A module of mocha: what is CommonJS is called .cjs since its twelfth version. */
const part = (name) => require([name + '.cjs', name + '.js'].map((one) => env.mocha + '/lib/' + one).find((one) => existsSync(one)));

const given = part('cli/options').loadOptions(env.order.words);
if (env.options !== undefined) {
  const { isNodeFlag, unparseNodeFlags } = part('cli/node-flags');
  const flags = Object.fromEntries(Object.entries(given).filter(([name]) => isNodeFlag(name)));
  const named = given['node-option'];
  tellParent({ node: named ? [named].flat().map((one) => '--' + one) : unparseNodeFlags(flags) }, () => process.exit(0));
  await new Promise(() => {});
}

const name = 'writ canary ' + randomBytes(16).toString('hex');
const problems = [];
const note = (says) => { if (!isIn(problems, says)) add(problems, says); };
const builtins = hold(builtinsOf(globalThis));
watchErrors(assert.AssertionError);
guard([['Object', Object, ['is']], ['assert', assert], ['assert.strict', assert.strict]], (says) => note(says));
const look = () => {
  for (const held of [builtins, libraries.loose]) {
    const names = replacedIn(held);
    for (let at = 0; at < names.length; at += 1) note(names[at] + ' was replaced');
  }
};
const libraries = guardLibraries((says) => note(says));
watchLoading(builtin('node:module'), { assert, 'node:assert': assert, 'assert/strict': assert.strict, 'node:assert/strict': assert.strict }, (says) => note(says), libraries.meet);
const list = (value) => (value === undefined || value === false ? [] : [value].flat());
const camel = (one) => one.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
const options = {};
for (const [one, value] of Object.entries(given)) options[camel(one)] = value;
const escaped = (text) => String(text).replace(/[|\\{}()[\]^$+*?.]/g, '\\$&');
if (options.invert) note('mocha was asked to invert its pattern');
const pattern = options.fgrep !== undefined ? escaped(options.fgrep) : options.grep instanceof RegExp ? options.grep.source : /^\/(.*)\/\w*$/s.exec(options.grep ?? '')?.[1] ?? options.grep;
Object.assign(options, {
  fgrep: undefined, invert: false, grep: pattern === undefined ? undefined : new RegExp('(?:' + pattern + ')|' + name),
  bail: false, retries: 0, dryRun: false, parallel: false, forbidOnly: true, forbidPending: false, allowUncaught: false, failZero: false,
  passOnFailingTestSuite: false, reporter: class {}, color: false, cleanReferencesAfterRun: false,
});

// Before the files of set-up: they may load the product. What is a module of ECMAScript is not met on its way.
const beside = pathToFileURL(env.mocha + '/../writ.js');
const [chai] = await Promise.all(['chai', 'sinon'].map((one) => loadLibrary(one, beside, libraries.meet)));

const Mocha = part('mocha');
const { handleRequires } = part('cli/run-helpers');
const { reporter } = options;
Object.assign(options, await handleRequires(list(options.require)), { reporter });
const mocha = new Mocha(options);
/** A test's function with eyes. */
const watched = (fn, seen) => {
  const held = () => {
    seen.held = true;
    seen.caught = caughtSince(seen.from);
  };
  const failed = (error) => {
    seen.held = false;
    seen.cause = causeOf(error);
    if (seen.isCanary) seen.threw = true;
  };
  const wrapper = function (...args) {
    seen.calls += 1;
    seen.held = false;
    seen.from = claimsMade();
    const [done] = args;
    let result;
    try {
      result = apply(fn, this, fn.length > 0 && typeof done === 'function' ? [(error) => {
        if (error) failed(error);
        else held();
        return done(error);
      }] : args);
    } catch (error) {
      failed(error);
      throw error;
    } finally {
      look();
    }
    if (fn.length > 0) return result;
    if (typeof result?.then !== 'function') {
      held();
      return result;
    }
    return result.then((value) => { held(); return value; }, (error) => { failed(error); throw error; });
  };
  Object.defineProperty(wrapper, 'length', { value: fn.length });
  return wrapper;
};

const files = [];
const tests = [];
const pathOf = (test) => (test.parent && !test.parent.root ? [...pathOf(test.parent), test.title] : [test.title]);
const register = (suite, at) => {
  for (const test of suite.tests) {
    if (tests.some((one) => one.test === test)) continue;
    const seen = { test, at, path: pathOf(test), calls: 0, held: false, isCanary: false, ended: null };
    tests[tests.length] = seen;
    if (typeof test.fn === 'function') test.fn = watched(test.fn, seen);
  }
  for (const child of suite.suites) register(child, at);
};
const addCanary = (at) => {
  const suite = Mocha.Suite.create(mocha.suite, name);
  const claims = [wrongOfAssert(assert), wrongOfAssert(assert.strict), chai === null ? [] : wrongOfChai(chai)];
  const test = new Mocha.Test('fails', () => failAsClaimed(claims));
  suite.addTest(test);
  test.timeout(60000);
  const seen = { test, at, path: [], calls: 0, held: false, isCanary: true, ended: null };
  tests[tests.length] = seen;
  test.fn = watched(test.fn, seen);
};
const GLOBALS = ['it', 'specify', 'describe', 'context', 'test', 'suite', 'before', 'after', 'beforeEach', 'afterEach', 'setup', 'teardown'];
let globals = {};
mocha.suite.on('pre-require', (context, file) => {
  files[files.length] = { file, canary: null, broken: 'load', tests: [] };
  globals = Object.fromEntries(GLOBALS.map((one) => [one, context[one]]));
});
mocha.suite.on('post-require', (context) => {
  const at = files.length - 1;
  for (const one of GLOBALS) if (context[one] !== globals[one]) note('the global ' + one + ' was replaced');
  register(mocha.suite, at);
  addCanary(at);
  files[at].broken = null;
});

const outside = [];
let ran = false;
const show = (what, error) => process.stderr.write('failed: ' + what + '\n' + String(error?.stack ?? error) + '\n');
const load = async () => {
  const found = part('cli/collect-files')({
    ...options, ignore: list(options.ignore), extension: list(options.extension), file: list(options.file), recursive: Boolean(options.recursive),
    sort: Boolean(options.sort), allowEmpty: false, spec: env.order.only ?? (list(options.spec ?? options._).length > 0 ? list(options.spec ?? options._) : ['./test']),
  });
  for (const { pattern: one } of found.unmatchedFiles ?? []) outside[outside.length] = { path: ['no file of tests is called ' + one], cause: 'load' };
  mocha.files = found.files ?? found;
  await mocha.loadFilesAsync();
};
try {
  await load();
  if (outside.length === 0) {
    const isDone = Promise.withResolvers();
    ran = true;
    const runner = mocha.run(() => isDone.resolve());
    const seenOf = (test) => tests.find((one) => one.test === test || one.path.length > 0 && stringify(one.path) === stringify(pathOf(test)) && one.test.title === test.title && one.ended === null);
    for (const [event, ended] of [['pass', 'passed'], ['pending', 'skipped']])
      runner.on(event, (test) => {
        const seen = seenOf(test);
        if (seen === undefined) note('“' + test.title + '” was reported and never registered');
        else seen.ended = ended;
      });
    runner.on('retry', (test) => note('“' + test.title + '” was retried'));
    runner.on('fail', (test, error) => {
      const seen = test.type === 'hook' ? undefined : seenOf(test);
      const at = seen?.at ?? files.findIndex(({ file }) => file === test.file);
      if (seen === undefined && at === -1) outside[outside.length] = { path: pathOf(test), cause: causeOf(error) };
      else if (seen === undefined) files[at].tests.push({ path: pathOf(test), outcome: 'failed', cause: causeOf(error) });
      else [seen.ended, seen.cause] = ['failed', causeOf(error)];
      if (!seen?.isCanary) show(pathOf(test).join(' > '), error);
    });
    await isDone.promise;
  }
} catch (error) {
  show('mocha', error);
  const last = files.at(-1);
  if (/forbid-only|\.only/.test(String(error?.message))) note('tests are left out by .only');
  if (last === undefined || last.broken === null) outside[outside.length] = { path: ['mocha runs'], cause: 'load' };
}
look();
const anyFailed = outside.length > 0 || tests.some((one) => one.ended === 'failed' && !one.isCanary) || files.some((one) => one.broken !== null || one.tests.length > 0);
for (const seen of tests) {
  const { test, at, path, calls, held, ended, cause, isCanary, threw, caught } = seen;
  if (isCanary) {
    if (ended !== null && ended !== 'skipped') files[at].canary = ended === 'failed' && threw === true;
    continue;
  }
  const label = '“' + test.title + '”';
  if (calls > 1) note(label + ' was retried');
  if (ended === null && !anyFailed && (options.grep === undefined || options.grep.test(test.fullTitle()))) note(label + ' did not end');
  if (ended === 'passed' && calls === 0) note(label + ' is said to have passed, and was not seen to run');
  else if (ended === 'passed' && !held) note(label + ' is said to have passed, and was seen to fail');
  const outcome = ended ?? 'skipped';
  files[at].tests.push({ path, outcome, ...(outcome === 'failed' ? { cause } : {}), caught });
}
// Where one file cannot be loaded mocha runs none: of the others there is nothing to tell, and no canary that could fail.
const text = stringify({ files: ran ? files : files.filter(({ broken }) => broken !== null), problems, outside });
tellParent({ text, mac: mac.update(text).digest('hex') });
`;
