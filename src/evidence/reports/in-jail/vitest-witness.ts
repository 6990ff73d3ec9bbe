/**
 * The witness in every process of vitest, as text; `ASSERTIONS` comes before it. It is vitest's own test runner with
 * eyes: it adds the canary to each file once that is loaded, calls the functions that were registered as tests, whatever
 * is registered since, and says with the harness's key what became of each.
 */
export const VITEST_WITNESS = String.raw`
const builtin = process.getBuiltinModule;
const assert = builtin('node:assert');
const { createHmac, randomBytes } = builtin('node:crypto');
const { createRequire } = builtin('node:module');
const { pathToFileURL } = builtin('node:url');
const ROOT = '/writ/work';
const key = process.env.WRIT_WITNESS;
const coverage = process.env.WRIT_COVERAGE === '1' ? openCoverage() : () => [];
delete process.env.WRIT_WITNESS;
delete process.env.WRIT_COVERAGE;
const { update, digest } = Object.getPrototypeOf(createHmac('sha256', ''));
const manifest = createRequire(ROOT + '/node_modules/writ.js').resolve('vitest/package.json');
const load = (name) => import(new URL(name, pathToFileURL(manifest)).href);
const vitest = await load('dist/index.js');
const Base = vitest.TestRunner;
const getTestFn = Base.getTestFn ?? (await load('dist/suite.js')).getFn;
const { test, chai } = vitest;
const builtins = hold(builtinsOf(globalThis));
const replaced = [];
watchErrors(assert.AssertionError);
watchChai(chai.Assertion.prototype);
guard(
  [['Object', Object, ['is']], ['assert', assert], ['assert.strict', assert.strict], ...placesOfChai(chai)],
  (says) => add(replaced, says),
);
guard([['expect', chai.Assertion.prototype, MATCHERS]], (says) => add(replaced, says), (assertion) => {
  if (decidesItself(assertion.__flags?.object)) add(replaced, 'what a value is equal to was decided by itself: it');
});
const GLOBALS = ['test', 'it', 'describe', 'suite', 'expect', 'assert', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll'];

export default class Witness extends Base {
  #mac = createHmac('sha256', key);
  #name = 'writ canary ' + randomBytes(16).toString('hex');
  #canary = { id: null, failed: false };
  #seen = [];
  #problems = [];

  #say(says) {
    if (!isIn(this.#problems, says)) add(this.#problems, says);
  }
  #look() {
    const names = replacedIn(builtins);
    for (let at = 0; at < names.length; at += 1) this.#say(names[at] + ' was replaced');
    for (let at = 0; at < replaced.length; at += 1) this.#say(replaced[at]);
  }
  async #lookAtModules() {
    for (const [name, real] of [['vitest', vitest], ['node:assert', { default: assert }], ['node:assert/strict', { default: assert.strict }]]) {
      const found = await this.moduleRunner.import(name);
      for (const member of real === vitest ? GLOBALS : ['default']) if (found[member] !== real[member]) this.#say(member + ' of ' + name + ' was replaced');
    }
    if (this.config.globals) for (const name of GLOBALS) if (name in globalThis && name in vitest && globalThis[name] !== vitest[name]) this.#say('the global ' + name + ' was replaced');
  }
  async importFile(path, source) {
    if (source === 'collect') watchTesters(globalThis, (says) => add(replaced, says));
    const done = await super.importFile(path, source);
    if (source !== 'collect') return done;
    const pattern = this.config.testNamePattern;
    if (pattern) this.config.testNamePattern = new RegExp('(?:' + pattern.source + ')|' + this.#name, pattern.flags);
    await this.#lookAtModules();
    const claims = [wrongOfExpect(vitest.expect), wrongOfAssert(assert), wrongOfAssert(assert.strict), wrongOfChai({ expect: chai.expect, assert: chai.assert })];
    test(this.#name, { retry: 0, repeats: 0, timeout: 60000 }, (context) => {
      add(claims, wrongOfExpect(context.expect));
      return failAsClaimed(claims);
    });
    return done;
  }
  async onCollected(files) {
    const all = (tasks) => tasks.flatMap((task) => (task.type === 'suite' ? all(task.tasks) : [task]));
    for (const task of files.flatMap((file) => all(file.tasks))) {
      add(this.#seen, { task, id: task.id, fn: getTestFn(task), calls: 0, held: false });
      if (task.name === this.#name) this.#canary.id = task.id;
    }
    await super.onCollected?.(files);
  }
  async runTask(task) {
    let seen;
    for (let at = 0; at < this.#seen.length; at += 1) if (this.#seen[at].task === task) seen = this.#seen[at];
    if (seen === undefined) throw new Error('a test that was not collected');
    seen.calls += 1;
    seen.held = false;
    const from = claimsMade();
    try {
      await seen.fn();
      seen.held = task.result?.state !== 'fail';
      seen.caught = caughtSince(from);
    } catch (error) {
      if (seen.id === this.#canary.id) this.#canary.failed = true;
      throw error;
    } finally {
      this.#look();
    }
  }
  async onAfterRunSuite(suite) {
    await super.onAfterRunSuite(suite);
    if (!('filepath' in suite)) return;
    this.#look();
    const tests = [];
    for (let at = 0; at < this.#seen.length; at += 1) {
      const { id, calls, held, caught } = this.#seen[at];
      if (calls > 0) add(tests, { id, calls, held, caught });
    }
    const modules = this.workerState?.evaluatedModules;
    const mapOf = (path) => modules?.getModuleById?.(path)?.meta?.sourceMap;
    const text = textOf({ file: suite.filepath, canary: this.#canary, tests, problems: this.#problems, covered: coverage(mapOf) });
    const mac = call(digest, call(update, this.#mac, [text]), ['hex']);
    define(suite.meta, 'writ', { __proto__: null, value: { __proto__: null, text, mac }, enumerable: true });
  }
}
`;
