/**
 * The witness in every process of jest, as text; `CAUSES` and `ASSERTIONS` come before it. It stands in the place of the
 * test runner, outside the context in which the tests run: it lets jest-circus do the work, adds the canary to the file
 * once that is loaded, puts itself before every function that is registered as a test, and says with the harness's key
 * what became of each.
 */
export const JEST_WITNESS = String.raw`
const assert = require('node:assert');
const { createHmac, randomBytes } = require('node:crypto');
const key = process.env.WRIT_WITNESS;
const circus = require(process.env.WRIT_CIRCUS);
const coverage = process.env.WRIT_COVERAGE === '1' ? openCoverage() : () => [];
delete process.env.WRIT_WITNESS;
delete process.env.WRIT_COVERAGE;
delete process.env.WRIT_CIRCUS;
// Without /proc Node cannot tell how much memory a process has, and jest asks before it replaces one.
const { getHeapStatistics } = require('node:v8');
process.memoryUsage = () => {
  const { total_heap_size: heapTotal, used_heap_size: heapUsed, external_memory: external } = getHeapStatistics();
  return { rss: heapTotal + external, heapTotal, heapUsed, external, arrayBuffers: 0 };
};
const { update, digest } = Object.getPrototypeOf(createHmac('sha256', ''));
const { apply } = Reflect;
const run = circus.default ?? circus;
const MATCHERS_OF = Symbol.for('$$jest-matchers-object');
const NAMES = ['test', 'it', 'describe', 'expect', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll'];
const replaced = [];
const changed = (says) => add(replaced, says);
watchErrors(assert.AssertionError);
guard([['assert', assert], ['assert.strict', assert.strict]], changed);

/** A test's function with eyes. It takes as many arguments as that one: by their number jest knows a callback. */
const watched = (fn, seen, isClean) => {
  const held = () => {
    seen.held = isClean();
    seen.caught = caughtSince(seen.from);
  };
  const failed = (error) => {
    seen.held = false;
    seen.cause = causeOf(error);
    if (seen.isCanary) seen.threw = true;
  };
  const wrapper = function (...given) {
    seen.calls += 1;
    seen.held = false;
    seen.from = claimsMade();
    const args = [...given];
    if (fn.length > 0 && typeof given[0] === 'function') {
      const done = (reason) => {
        if (reason) failed(reason);
        else held();
        return given[0](reason);
      };
      args[0] = Object.assign(done, given[0]);
    }
    let result;
    try {
      result = apply(fn, this, args);
    } catch (error) {
      failed(error);
      throw error;
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

module.exports = async (globalConfig, config, environment, runtime, testPath, send) => {
  const mac = createHmac('sha256', key);
  const name = 'writ canary ' + randomBytes(16).toString('hex');
  const realm = environment.global;
  const builtins = hold(builtinsOf(realm));
  const libraries = guardLibraries(changed, realm);
  const tests = [];
  const problems = [];
  let globals;
  let stateOfExpect = () => ({});
  // A wrong snapshot does not throw: it is kept aside until the test is done.
  const isClean = () => !(stateOfExpect().suppressedErrors?.length > 0);
  const note = (says) => { if (!isIn(problems, says)) add(problems, says); };
  const look = () => {
    for (const held of [builtins, libraries.loose]) {
      const names = replacedIn(held);
      for (let at = 0; at < names.length; at += 1) note(names[at] + ' was replaced');
    }
    for (let at = 0; at < replaced.length; at += 1) note(replaced[at]);
  };
  const lookAtModules = () => {
    for (const one of ['assert', 'node:assert']) if (runtime.requireModuleOrMock(testPath, one) !== assert) note(one + ' was replaced');
    const given = runtime.requireModuleOrMock(testPath, '@jest/globals');
    for (const one of NAMES) {
      if (given[one] !== globals[one]) note(one + ' of @jest/globals was replaced');
      if (config.injectGlobals && realm[one] !== globals[one]) note('the global ' + one + ' was replaced');
    }
  };
  const addCanary = () => {
    lookAtModules();
    const claims = [wrongOfExpect(globals.expect), wrongOfAssert(assert), wrongOfAssert(assert.strict)];
    globals.test(name, () => failAsClaimed(claims), 60000);
  };

  const { setGlobalsForRuntime, requireModule, requireModuleOrMock, unstable_importModule: importModule } = runtime;
  runtime.setGlobalsForRuntime = (given) => {
    globals = { ...given };
    stateOfExpect = given.expect.getState;
    guard([['Object', realm.Object, ['is']]], changed);
    watchMatchers(realm[MATCHERS_OF]?.matchers);
    guard([['expect', realm[MATCHERS_OF]?.matchers, MATCHERS]], changed, (_, given) => {
      if (decidesItself(given[0])) changed('what a value is equal to was decided by itself: it');
    });
    return apply(setGlobalsForRuntime, runtime, [given]);
  };
  let loaded = false;
  const isTheFile = (args) => {
    if (args[0] !== testPath || args[1] !== undefined || loaded) return false;
    loaded = true;
    // All files of set-up have been loaded.
    watchTesters(realm, changed);
    return true;
  };
  runtime.requireModule = (...args) => {
    const first = isTheFile(args);
    const found = apply(requireModule, runtime, args);
    if (first) addCanary();
    return found;
  };
  runtime.requireModuleOrMock = (...args) => {
    const found = apply(requireModuleOrMock, runtime, args);
    libraries.meet(args[1], found);
    return found;
  };
  /** Modules of ECMAScript are linked where nobody hears of it: these are met before the file that asks for them. */
  const meetModules = async () => {
    for (const one of ['chai', 'sinon']) {
      try {
        const { namespace } = await apply(importModule, runtime, [testPath, one]);
        libraries.meet(one, namespace.default === undefined || namespace.Assertion !== undefined ? namespace : namespace.default);
      } catch {
        // It is not installed.
      }
    }
  };
  runtime.unstable_importModule = async (...args) => {
    const first = isTheFile(args);
    if (first) await meetModules();
    const found = await apply(importModule, runtime, args);
    if (first) addCanary();
    return found;
  };

  const prior = environment.handleTestEvent?.bind(environment);
  environment.handleTestEvent = (event, state) => {
    if (event.name === 'add_test') {
      const { tests: registered } = state.currentDescribeBlock;
      const test = registered[registered.length - 1];
      if (test !== undefined && test.fn === event.fn && typeof event.fn === 'function' && !tests.some((one) => one.test === test)) {
        const path = [event.testName];
        for (let block = state.currentDescribeBlock; block?.parent; block = block.parent) path.unshift(block.name);
        const seen = { test, path, calls: 0, held: false, isCanary: event.testName === name };
        add(tests, seen);
        test.fn = watched(event.fn, seen, isClean);
      } else if (test !== undefined && event.fn === undefined) {
        const path = [event.testName];
        for (let block = state.currentDescribeBlock; block?.parent; block = block.parent) path.unshift(block.name);
        add(tests, { test, path, calls: 0, held: false, isCanary: false });
      }
    } else if (event.name === 'run_start' && state.hasFocusedTests) note('it leaves tests out by .only');
    else if (event.name === 'test_retry') note('“' + event.test.name + '” was retried');
    else if (event.name === 'test_done' || event.name === 'run_finish') look();
    return prior?.(event, state);
  };

  const results = await run(globalConfig, config, environment, runtime, testPath, send);
  look();
  let index = -1;
  const told = [];
  for (let at = 0; at < tests.length; at += 1) {
    const { path, calls, held, cause, isCanary, caught } = tests[at];
    if (isCanary) index = at;
    add(told, { path, calls, held, cause, caught });
  }
  const canary = { index, failed: index !== -1 && tests[index].threw === true };
  const text = textOf({ canary, tests: told, problems, covered: coverage() });
  const signed = apply(digest, apply(update, mac, [text]), ['hex']);
  define(results, 'writ', { __proto__: null, value: { __proto__: null, text, mac: signed }, enumerable: true });
  return results;
};
`;
