/**
 * Who sees the tests of `node:test` come back, as text for the process in which they run; it is put behind WATCHED.
 *
 * All that such a process says of its tests goes through objects that code under test can reach: the stream, what
 * serializes it, stdout, and the tests themselves, which `async_hooks` hands to whoever asks. So whatever runs as a test is run by
 * us, within a resource of ours, and the canary tells what came back, signed with a key that only this closure has. The
 * reporter, which is another process, believes no test that nobody saw come back.
 */
export const SEEN = String.raw`
/** SHA-256 of a text in UTF-16, by arithmetic alone: whatever else could do it could be made to tell the key. */
const digestOf = (() => {
  const [rounds, start] = [[], []];
  for (let number = 2; rounds.length < 64; number += 1) {
    let isPrime = true;
    for (let by = 2; by * by <= number; by += 1) if (number % by === 0) isPrime = false;
    if (!isPrime) continue;
    if (start.length < 8) add(start, (number ** (1 / 2) * 2 ** 32) | 0);
    add(rounds, (number ** (1 / 3) * 2 ** 32) | 0);
  }
  const turned = (word, by) => (word >>> by) | (word << (32 - by));
  const { charCodeAt } = String.prototype;
  return (text) => {
    const bytes = text.length * 2;
    const length = (((bytes + 8) >> 6) + 1) * 16;
    const words = [];
    for (let at = 0; at < length; at += 1) add(words, 0);
    for (let at = 0; at < text.length; at += 1) {
      const code = call(charCodeAt, text, [at]);
      words[at >> 1] |= (((code & 255) << 8) | (code >> 8)) << (at % 2 === 0 ? 16 : 0);
    }
    words[bytes >> 2] |= 128 << (24 - (bytes % 4) * 8);
    words[length - 1] = bytes * 8;
    const state = [];
    for (let at = 0; at < 8; at += 1) add(state, start[at]);
    const block = [];
    for (let at = 0; at < 64; at += 1) add(block, 0);
    for (let from = 0; from < length; from += 16) {
      for (let at = 0; at < 64; at += 1) {
        if (at < 16) { block[at] = words[from + at]; continue; }
        const [a, b] = [block[at - 15], block[at - 2]];
        block[at] = (block[at - 16] + (turned(a, 7) ^ turned(a, 18) ^ (a >>> 3)) + block[at - 7] + (turned(b, 17) ^ turned(b, 19) ^ (b >>> 10))) | 0;
      }
      let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
      for (let at = 0; at < 64; at += 1) {
        const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + rounds[at] + block[at]) | 0;
        const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      state[0] = (state[0] + a) | 0; state[1] = (state[1] + b) | 0; state[2] = (state[2] + c) | 0; state[3] = (state[3] + d) | 0;
      state[4] = (state[4] + e) | 0; state[5] = (state[5] + f) | 0; state[6] = (state[6] + g) | 0; state[7] = (state[7] + h) | 0;
    }
    let hex = '';
    for (let at = 0; at < 64; at += 1) hex += '0123456789abcdef'[(state[at >> 3] >>> (28 - (at % 8) * 4)) & 15];
    return hex;
  };
})();

/**
 * Stands where the runner calls each function that was registered. What a test is, nobody but the runner gets to see: not
 * as the resource within which code runs, and not as one that begins.
 *
 * @returns what makes a statement of all that was seen, to be asked once; what comes back later states so by itself
 */
const watchTests = (hooks, { isPromise, sync, name, key }) => {
  const { AsyncResource, createHook } = hooks;
  const { prototype } = AsyncResource;
  const { runInAsyncScope } = prototype;
  const { then } = Promise.prototype;
  const seen = [];
  let isTold = false;
  const isTest = (one) => describeOf(one, 'fn') !== undefined && describeOf(one, 'nesting') !== undefined;
  const pathOf = (test) => {
    const turned = [];
    for (let at = test; at.parent !== null && at.parent !== undefined; at = at.parent) add(turned, '' + at.name);
    const path = [];
    for (let at = turned.length - 1; at >= 0; at -= 1) add(path, turned[at]);
    return path;
  };
  const stated = (tests, isWhole) => {
    const text = textOf({ isWhole, file: process.argv[1], tests });
    return name + ' saw ' + digestOf(key + text + key) + ' ' + text;
  };
  const note = (entry, outcome, test) => {
    if (entry.outcome !== 'open') return;
    entry.outcome = outcome;
    if (outcome === 'back') entry.caught = caughtSince(entry.from);
    if (isTold && outcome === 'back' && isFunction(test.diagnostic)) test.diagnostic(stated([entry], false));
  };
  const runTest = (test, all) => {
    const entry = { path: pathOf(test), outcome: 'open', from: claimsMade() };
    if (entry.path.length > 0) add(seen, entry);
    const back = () => note(entry, 'back', test);
    const thrown = () => note(entry, 'thrown', test);
    const done = all[3];
    const isCalledBack = all.length > 3 && isFunction(done);
    if (isCalledBack)
      all[3] = function (...given) {
        if (given[0]) thrown();
        else back();
        return call(done, this, given);
      };
    let found;
    try {
      found = call(runInAsyncScope, new AsyncResource('WRIT'), all);
    } catch (error) {
      thrown();
      throw error;
    }
    if (isPromise(found)) call(then, found, [back, thrown]);
    else if (!isCalledBack) back();
    return found;
  };
  define(prototype, 'runInAsyncScope', {
    __proto__: null,
    configurable: false,
    enumerable: false,
    writable: false,
    value: function runInAsyncScope_(...all) {
      return isTest(this) ? call(runInAsyncScope, this, [() => runTest(this, all)]) : call(runInAsyncScope, this, all);
    },
  });
  hooks.createHook = function (given) {
    const init = given?.init;
    if (!isFunction(init)) return createHook(given);
    return createHook({
      __proto__: given,
      init: (id, type, trigger, resource) => call(init, given, [id, type, trigger, type === 'Test' ? {} : resource]),
    });
  };
  sync();
  return () => {
    isTold = true;
    return stated(seen, true);
  };
};
`;

/** The other half, in the reporter: counts what was reported of each test, and what was seen of it. */
export const COMPARED = String.raw`
const openComparison = (name, key, short) => {
  const counts = new Map();
  const caught = [];
  let [canaries, statements, forged] = [0, 0, 0];
  const of = (path) => {
    const at = JSON.stringify(path);
    if (!counts.has(at)) counts.set(at, { path, passed: 0, others: 0, back: 0, thrown: 0 });
    return counts.get(at);
  };
  return {
    reported: (path, passed) => {
      if (path.length === 1 && path[0].startsWith(name + ' ')) canaries += 1;
      else of(path)[passed ? 'passed' : 'others'] += 1;
    },
    /** Whether a line was a statement of ours. */
    stated: (message) => {
      const [, digest, text] = message.startsWith(name + ' saw ') ? /^(\w{64}) (.*)$/s.exec(message.slice(name.length + 5)) ?? [] : [];
      if (text === undefined) return false;
      if (createHash('sha256').update(Buffer.from(key + text + key, 'utf16le')).digest('hex') !== digest) { forged += 1; return true; }
      const { isWhole, file, tests } = JSON.parse(text);
      if (isWhole) statements += 1;
      for (const { path, outcome, caught: own = [] } of tests) {
        if (outcome !== 'open') of(path)[outcome] += 1;
        if (own.length > 0) caught.push({ path, file: short(file), caught: own });
      }
      return true;
    },
    caught,
    problems: () => [
      ...(forged === 0 ? [] : ['what was seen of the tests was altered on its way']),
      ...(statements === canaries ? [] : [canaries + ' files reported their tests, and of ' + statements + ' somebody saw them run']),
      ...[...counts.values()].flatMap(({ path, passed, others, back, thrown }) =>
        thrown > others ? ['“' + path.join(' > ') + '” failed, and was reported as something else']
        : passed > back ? ['“' + path.join(' > ') + '” was reported as passed, and nobody saw it come back'] : []),
    ],
  };
};
`;
