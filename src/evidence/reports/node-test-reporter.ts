import { sha256 } from '#contract';
import { WATCHED } from './in-jail/assertions.ts';
import { COVERED } from './in-jail/covered.ts';
import { COMPARED, SEEN } from './in-jail/seen-tests.ts';
import { STANDING } from './in-jail/standing.ts';
import { linePrefix } from './secret-lines.ts';

/**
 * How `node --test` is made to report to the harness and to nobody else. Nothing is written to a disk: reporter and
 * canary are handed over as `data:` modules, so that the tree may be read-only and the jail needs no writable place.
 *
 * - The reporter lives in the runner's process, whose stdout the code under test cannot reach (no `/proc`). It begins
 *   every line with a secret that the test processes never see.
 * - The canary lives in every test process: a test that must fail, registered after the file's own tests. It is marked
 *   `todo`, so that its failure does not hide whether the file itself failed: the exit code keeps its meaning.
 * - What it says is not taken from the runner's own protocol alone, which code under test can bend: each test is run by
 *   us, and the canary tells which of them came back, signed. `new Error().stack` names who has code run, so what is on a
 *   stack while that runs has a name of ours, and not that of a `data:` module, which is all of its text.
 *
 * Measured on Node 20.20 and 24.21: the file under test is loaded once (ESM, CommonJS, TypeScript, top-level await).
 */

/** The name of the canary test, to which the path of the test file is added; it does not give the secret away. */
export const canaryName = (canary: string): string => `writ canary ${sha256(`canary\n${canary}`).slice(0, 32)}`;

/** What signs what was seen of the tests. It is known to the reporter, and in a process of tests to one closure. */
const seenKey = (canary: string): string => sha256(`seen\n${canary}`);

/** The reporter's module. stdout carries our lines alone; what the tests print and why they fail goes to stderr. */
const reporterSource = (canary: string): string => `
import { relative, resolve } from 'node:path';
import { inspect } from 'node:util';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
const { lstatSync, readdirSync } = fs;
${STANDING}
${COMPARED}
const root = process.cwd();
const before = standing(root);
const prefix = ${JSON.stringify(linePrefix(canary))};
const canary = ${JSON.stringify(canaryName(canary))};
const short = (file) => typeof file === 'string' && !file.startsWith('data:') ? relative(process.cwd(), file) || file : null;
const set = (mark) => mark !== undefined && mark !== false;
const causeOf = (error) => {
  const type = error?.failureType;
  const inner = error?.cause;
  const name = String(inner?.name ?? '');
  if (type === 'testTimeoutFailure') return 'timeout';
  if (inner?.code === 'ERR_ASSERTION' || name === 'AssertionError') return 'assertion';
  if (name === 'SyntaxError' || /^ERR_(MODULE_NOT_FOUND|PACKAGE_PATH|UNSUPPORTED_DIR|UNKNOWN_FILE|INVALID_TYPESCRIPT|UNSUPPORTED_TYPESCRIPT)/.test(String(inner?.code)) || inner?.code === 'MODULE_NOT_FOUND') return 'load';
  return name === 'ReferenceError' || name === 'TypeError' ? 'reference' : 'error';
};
export default async function* (events) {
  const comparison = openComparison(canary, ${JSON.stringify(seenKey(canary))}, short);
  const names = [];
  const node = {};
  let lines = 0;
  const say = (line) => { lines += 1; return prefix + JSON.stringify(line) + '\\n'; };
  for await (const { type, data } of events) {
    const whole = data.nesting === 0 && typeof data.file === 'string' && resolve(String(data.name)) === data.file;
    if (type === 'test:stdout' || type === 'test:stderr') process.stderr.write(data.message);
    else if (type === 'test:enqueue' && whole) yield say({ kind: 'begin', file: short(data.file) });
    else if (type === 'test:complete' && whole) {
      const error = data.details?.error;
      yield say({ kind: 'finish', file: short(data.file), failed: error !== undefined && error !== null });
    } else if (type === 'test:start') {
      names.length = data.nesting;
      names[data.nesting] = String(data.name);
    } else if (type === 'test:pass' || type === 'test:fail') {
      const path = [...names.slice(0, data.nesting), String(data.name)];
      const failed = type === 'test:fail';
      const isSuite = data.details?.type === 'suite';
      const isOther = failed || set(data.skip) || set(data.todo) || set(data.expectFailure);
      if (!whole && (!isSuite || isOther)) comparison.reported(path, !isOther);
      yield say({
        kind: whole ? 'alone' : isSuite ? 'suite' : 'test',
        path, known: names[data.nesting] === String(data.name), file: short(data.file),
        failed, skipped: set(data.skip), todo: set(data.todo),
        ...(failed ? { cause: whole ? 'load' : causeOf(data.details?.error) } : {}),
      });
      if (failed && !path[0].startsWith(canary)) process.stderr.write('failed: ' + path.join(' > ') + '\\n' + inspect(data.details?.error?.cause ?? data.details?.error) + '\\n');
    } else if (type === 'test:diagnostic' && comparison.stated(data.message)) {
      continue;
    } else if (type === 'test:diagnostic' && data.message.startsWith(canary + ' covered ')) {
      const { file, covered } = JSON.parse(data.message.slice(canary.length + 9));
      for (const one of covered) yield say({ kind: 'covered', file: short(file), ...one });
    } else if (type === 'test:diagnostic' && data.nesting === 0) {
      const count = /^(tests|suites|pass|fail|cancelled|skipped|todo) (\\d+)$/.exec(data.message);
      if (count) node[count[1]] = Number(count[2]);
    }
  }
  for (const one of comparison.caught) yield say({ kind: 'caught', ...one });
  for (const says of comparison.problems()) yield say({ kind: 'problem', says });
  const now = standing(root);
  for (const [path, was] of before) if (now.get(path) !== was) yield say({ kind: 'problem', says: short(path) + ' was changed while the tests ran' });
  yield prefix + JSON.stringify({ kind: 'end', lines, node }) + '\\n';
}
`;

type CanaryOptions = { readonly only: boolean; readonly coverage: boolean };

/**
 * The canary's module, imported before every test file. It does nothing in the runner, in workers and in programs the
 * tests start. It looks its functions up only after the file was loaded: whoever replaced `test` or an assertion by
 * something that never fails makes the canary pass, and that is what gives it away. So does whoever replaces one by
 * something that lies now and then: the assertions stand behind a guard from before the file was loaded.
 */
const witnessSource = ({ only, coverage }: CanaryOptions): string => `
${WATCHED}
${SEEN}
${coverage ? COVERED : ''}
return (async () => {
  const { default: nodeTest } = await load('node:test');
  const { default: assert } = await load('node:assert');
  const tell = watchTests(hooks, { isPromise: types.isPromise, sync: syncBuiltinESMExports, name, key });
  const replaced = [];
  const builtins = hold(builtinsOf(globalThis));
  watchErrors(assert.AssertionError);
  guard([['Object', Object, ['is']], ['assert', assert], ['assert.strict', assert.strict]], (says) => add(replaced, says));
  const { strict } = assert;
  const libraries = guardLibraries((says) => add(replaced, says));
  watchLoading(
    Module,
    { assert, 'node:assert': assert, 'assert/strict': strict, 'node:assert/strict': strict, 'node:test': Module._load('node:test') },
    (says) => add(replaced, says),
    libraries.meet,
  );
  const { assert: own } = nodeTest;
  if (isFunction(own?.register)) {
    const { register } = own;
    own.register = function (name, fn) {
      if (name in assert || name === 'snapshot' || name === 'fileSnapshot') add(replaced, 't.assert.' + String(name) + ' was replaced');
      return call(register, this, [name, fn]);
    };
    guard([['assert', own, ['register']]], (says) => add(replaced, says));
  }
  const textOfTests = existsSync(process.argv[1]) ? readFileSync(process.argv[1], 'utf8') : '';
  const named = ['chai', 'sinon'].filter((one) => textOfTests.includes(one));
  await Promise.all(named.map((one) => loadLibrary(one, pathToFileURL(process.argv[1]), libraries.meet, load)));
  const covered = ${coverage ? 'openCoverage()' : 'null'};
  await load(pathToFileURL(process.argv[1]).href);
  const wrong = (library) => [
    () => library(false), () => library.ok(0), () => library.equal(1, 2), () => library.notEqual(1, 1),
    () => library.strictEqual(1, 2), () => library.notStrictEqual(1, 1), () => library.deepEqual({ a: 1 }, { a: 2 }),
    () => library.deepStrictEqual({ a: 1 }, { a: 2 }), () => library.match('a', /b/), () => library.throws(() => {}), () => library.fail(),
  ];
  nodeTest.test(name + ' ' + process.argv[1], { todo: true${only ? ', only: true' : ''} }, async (t) => {
    if (covered !== null) t.diagnostic(name + ' covered ' + JSON.stringify({ file: process.argv[1], covered: covered() }));
    t.diagnostic(tell());
    if (replaced.length > 0 || replacedIn(builtins).length > 0 || replacedIn(libraries.loose).length > 0) return;
    let last;
    const lists = [wrong(assert), wrong(assert.strict), t.assert === undefined ? [] : wrong(Object.assign((one) => t.assert.ok(one), t.assert))];
    let made = 0;
    for (let from = 0; from < lists.length; from += 1)
      for (let at = 0; at < lists[from].length; at += 1) {
        try { lists[from][at](); return; } catch (error) { last = error; }
        made += 1;
      }
    if (made < 20) return;
    try { await assert.rejects(Promise.resolve()); return; } catch (error) { last = error; }
    throw last;
  });
})();
`;

/** What the witness is given, by name: what it has no other way to, and what nobody else may see. */
const canarySource = (canary: string, options: CanaryOptions): string => `
import { isMainThread } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { createRequire, Module, syncBuiltinESMExports } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import hooks from 'node:async_hooks';
import { types } from 'node:util';
import { compileFunction } from 'node:vm';
const name = ${JSON.stringify(canaryName(canary))};
if (isMainThread && process.env.NODE_TEST_CONTEXT && process.argv[1]) {
  const ours = (arg) => String(arg).includes(encodeURIComponent(name));
  process.execArgv = process.execArgv.filter((arg, at, all) => !ours(arg) && !(arg === '--import' && ours(all[at + 1])));
  const key = ${JSON.stringify(seenKey(canary))};
  const load = (url) => import(url);
  const given = { name, key, load, pathToFileURL, createRequire, Module, syncBuiltinESMExports, existsSync, readFileSync, hooks, types };
  const witness = compileFunction(${JSON.stringify(witnessSource(options))}, Object.keys(given), { filename: 'writ:witness' });
  // A stack goes on where something is waited for, so that nothing of this text may wait for it by itself.
  await new Promise((done, wrong) => { witness(...Object.values(given)).then(() => done(), (error) => wrong(error)); });
}
`;

const asModule = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;

/** Options of node whose value may be the next argument; with any other option the next argument is one of its own. */
const WITH_VALUE = new Set(
  [
    '-r',
    '-C',
    '-e',
    '-p',
    '--require',
    '--import',
    '--loader',
    '--experimental-loader',
    '--conditions',
    '--env-file',
    '--env-file-if-exists',
  ].concat(
    [
      '--test-name-pattern',
      '--test-skip-pattern',
      '--test-concurrency',
      '--test-timeout',
      '--test-shard',
      '--test-global-setup',
    ],
    [
      '--test-coverage-include',
      '--test-coverage-exclude',
      '--test-coverage-lines',
      '--test-coverage-branches',
      '--test-coverage-functions',
    ],
    [
      '--test-reporter',
      '--test-reporter-destination',
      '--test-isolation',
      '--experimental-test-isolation',
      '--input-type',
      '--icu-data-dir',
    ],
    [
      '--disable-warning',
      '--title',
      '--openssl-config',
      '--tls-cipher-list',
      '--unhandled-rejections',
      '--experimental-default-type',
    ],
  ),
);

/** What the contract's own command may not decide: who reports, to where, in which process, and when it ends. */
const OURS = new Set([
  '--test-reporter',
  '--test-reporter-destination',
  '--test-isolation',
  '--experimental-test-isolation',
  '--watch',
  '--test',
]);

type Option = { readonly name: string; readonly words: readonly string[] };

/** Splits the words after the program into node's options and the rest (files and what follows them). */
const splitOptions = (
  words: readonly string[],
): { readonly options: readonly Option[]; readonly rest: readonly string[] } => {
  const options: Option[] = [];
  let at = 0;
  for (
    let word = words[at];
    word !== undefined && word.startsWith('-') && word !== '-' && word !== '--';
    word = words[at]
  ) {
    const [name = word] = word.split('=', 1);
    const taken = !word.includes('=') && WITH_VALUE.has(name) ? 2 : 1;
    options.push({ name, words: words.slice(at, at + taken) });
    at += taken;
  }
  return { options, rest: words.slice(at) };
};

/**
 * The command with which a check of the kind `node-test` is executed, in place of the contract's `node --test …`.
 * The contract's own options stay, but those that would choose another reporter, destination or isolation.
 *
 * @param from.argv the contract's command: node, its options, files.
 * @param from.canary a secret of at least 128 random bits in hexadecimal, fresh for every execution; it goes into
 * `CheckRecord.canary`, by which `readReport` knows the reporter's lines and the canary's name.
 * @param from.only the files of tests to run in place of those that the contract's command selects; null for these.
 * @param from.coverage whether every file of tests tells which lines it ran through.
 * @returns the argv to execute. The process must have no `/proc` and no inherited descriptor but its own stdio.
 */
export const nodeTestArguments = ({
  argv,
  canary,
  only = null,
  coverage = false,
}: {
  readonly argv: readonly [string, ...string[]];
  readonly canary: string;
  readonly only?: readonly string[] | null;
  readonly coverage?: boolean;
}): [string, ...string[]] => {
  const [program, ...words] = argv;
  const { options, rest } = splitOptions(words);
  const kept = options.filter((option) => !OURS.has(option.name));
  const has = (name: string): boolean => kept.some((option) => option.name === name);
  return [
    program,
    '--test',
    ...kept.flatMap((option) => option.words),
    // After the contract's own imports, so that a loader it needs is in place when the canary loads the file.
    `--import=${asModule(canarySource(canary, { only: has('--test-only'), coverage }))}`,
    // Patterns are alternatives: without this one the contract's pattern would leave the canary out.
    ...(has('--test-name-pattern') ? [`--test-name-pattern=${canaryName(canary)}`] : []),
    `--test-reporter=${asModule(reporterSource(canary))}`,
    '--test-reporter-destination=stdout',
    ...(only ?? rest),
  ];
};
