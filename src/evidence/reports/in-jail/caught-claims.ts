/**
 * Who sees assertions fail, as text for the process in which tests run; it is put behind GUARD.
 *
 * An assertion says what is wrong by throwing, and whoever calls the function in which it stands may catch that: a
 * product that calls a test back within `try {} catch {}` passes. So what fails is noted as it fails, with all that is on
 * its way to the test; and where the test passes nevertheless, that is told. What stands between is what a gate judges:
 * the change, or only tests and libraries that wait for something, or expect it to be thrown.
 */
export const CAUGHT = String.raw`
const { slice, split, includes: contains } = String.prototype;
const { construct, setPrototypeOf: descend, getPrototypeOf: ancestorOf } = Reflect;
const readUrl = decodeURIComponent;
const BELOW = process.cwd() + '/';
/** Where a file lies below the root; null of what is installed, of Node, and of what is no file. */
const placeIn = (name) => {
  let path = name;
  if (call(startsWith, name, ['file://'])) {
    path = call(slice, name, [7]);
    try { path = readUrl(path); } catch { return null; }
  }
  if (!call(startsWith, path, [BELOW]) || call(contains, path, ['/node_modules/'])) return null;
  const cut = call(exec, /[?#]/, [path]);
  return call(slice, path, [BELOW.length, cut === null ? path.length : cut.index]);
};
const MOST_CLAIMS = 500;
const claims = [];
const sitesNow = () => (getCallSites === undefined ? [] : getCallSites(200, { sourceMap: false }));
const RUNNER = 'node:internal/test_runner/';
/** Those of ours within which a test runs; before it waits for something, one of them is on its way. */
const RUNS_TEST = /(?:^|\.)(?:runTest|runTask|wrapper)$/;
const COMPARES = /\/node_modules\/(?:chai|expect|@vitest\/expect)\//;
/** Those of Node's own that pass only where something is thrown. */
const WANTS_ERROR = /(?:^|\.)(?:throws|rejects)$/;

/** The first place of the tree on the way, and the rest of it. Whoever waits for an error counts where the test asks him to. */
const wayOf = (sites) => {
  const way = { at: null, site: '', through: [], expected: false, reached: false, installed: false };
  let awaits = false;
  for (let index = 1; index < sites.length; index += 1) {
    const { scriptName, functionName, lineNumber, columnNumber } = sites[index];
    const file = placeIn(scriptName);
    if (file !== null) {
      if (way.at === null) {
        way.at = file;
        way.site = scriptName + ':' + lineNumber + ':' + columnNumber;
      } else if (file !== way.at && !isIn(way.through, file)) add(way.through, file);
      if (awaits && file === way.at) way.expected = true;
      awaits = false;
    } else if (call(startsWith, scriptName, [RUNNER]) || (scriptName === OWN && call(exec, RUNS_TEST, [functionName]) !== null)) {
      // What lies behind has to do with the runner, and not with this test.
      way.reached = way.at !== null;
      return way;
    } else if (way.at === null) {
      if (scriptName === 'node:assert' && functionName === 'fail') way.expected = true;
    } else if (scriptName === 'node:assert') {
      if (call(exec, WANTS_ERROR, [functionName]) !== null) awaits = true;
    } else if (call(exec, COMPARES, [scriptName]) !== null) awaits = true;
    else if (call(contains, scriptName, ['/node_modules/'])) way.installed = true;
  }
  return way;
};
/** Who waits for what runs now, as Node writes it down: nobody else tells. What the tree puts in between is set aside meanwhile. */
const { captureStackTrace } = Error;
const AWAITING = /^ +at (?:async )?(?:(.*) \()?(.+):(\d+):(\d+)\)?$/;
const awaitingNow = () => {
  const before = { limit: Error.stackTraceLimit, prepare: Error.prepareStackTrace };
  const sites = [];
  try {
    Error.stackTraceLimit = 100;
    Error.prepareStackTrace = undefined;
    const taken = {};
    captureStackTrace(taken, awaitingNow);
    const lines = call(split, taken.stack, ['\n']);
    for (let at = 0; at < lines.length; at += 1) {
      const found = call(exec, AWAITING, [lines[at]]);
      if (found !== null) add(sites, { functionName: found[1] ?? '', scriptName: found[2], lineNumber: found[3], columnNumber: found[4] });
    }
  } catch {
    // Then it is not known.
  }
  Error.stackTraceLimit = before.limit;
  Error.prepareStackTrace = before.prepare;
  return sites;
};
const settle = (site, held) => {
  for (let at = 0; at < claims.length; at += 1) if (claims[at].site === site) claims[at].held = held;
};
/** Where anything failed before: what holds in the same place by now was tried again. */
const claimHeld = () => {
  if (claims.length > 0) settle(wayOf(sitesNow()).site, true);
};
/** The same of an assertion of which nobody hears whether it holds: code of the tree asks for it, and calls it. */
const askedAgain = () => {
  if (claims.length === 0) return;
  const sites = sitesNow();
  let from = 0;
  while (from < sites.length && sites[from].scriptName === OWN) from += 1;
  if (from < sites.length && placeIn(sites[from].scriptName) !== null) settle(wayOf(sites).site, true);
};
const claimFailed = () => {
  const way = wayOf(sitesNow());
  if (way.at === null) return;
  if (way.through.length === 0 && !way.reached) {
    const { at, through, expected, reached } = wayOf(awaitingNow());
    if (at === way.at) {
      way.through = through;
      way.expected = way.expected || expected;
      way.reached = reached;
    }
  }
  settle(way.site, false);
  if (claims.length < MOST_CLAIMS) add(claims, { way, site: way.site, held: false });
};
/** How many there are; what fails from now on has a higher number. */
const claimsMade = () => claims.length;
/** What failed since, and may not have come to the test: not what a library or the test's own code was waiting for. */
const caughtSince = (from) => {
  const told = [];
  const seen = [];
  for (let index = from; index < claims.length; index += 1) {
    const { way, held } = claims[index];
    const { at, through, expected, reached, installed } = way;
    if (through.length === 0 && (reached || installed || expected || held)) continue;
    const one = { at, through, expected: expected || held };
    const text = textOf(one);
    if (!isIn(seen, text)) add(told, one);
    add(seen, text);
  }
  return told;
};

/** Every error of this class, whoever makes one: its constructor asks that of the class from which it descends. */
const watchErrors = (Made) => {
  const Before = ancestorOf(Made);
  const Watched = function (...given) {
    const made = construct(Before, given, new.target ?? Watched);
    claimFailed();
    return made;
  };
  descend(Watched, Before);
  if (isFunction(Before)) descend(Made, Watched);
  Object.preventExtensions(Made);
};
/** The one method of Chai by which all others say what they found. */
const watchChai = (prototype) => {
  const first = prototype?.assert;
  if (!isFunction(first)) return;
  prototype.assert = function (...given) {
    try {
      call(first, this, given);
    } catch (error) {
      claimFailed();
      throw error;
    }
    claimHeld();
  };
};
/** In the style of Jest each gives what it found, which may be what was not to be. */
const watchMatchers = (matchers) => {
  if (matchers === null || matchers === undefined) return;
  for (let at = 0; at < MATCHERS.length; at += 1) {
    const first = describeOf(matchers, MATCHERS[at])?.value;
    if (!isFunction(first)) continue;
    matchers[MATCHERS[at]] = function (...given) {
      const found = call(first, this, given);
      if (typeof found?.pass === 'boolean') {
        if (found.pass === Boolean(this?.isNot)) claimFailed();
        else claimHeld();
      }
      return found;
    };
  }
};
`;
