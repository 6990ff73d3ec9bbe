import { CAUGHT } from './caught-claims.ts';
import { CLAIMS } from './claims.ts';

/**
 * What a process that runs tests is asked about its assertions, as text that is put before a witness. Two questions:
 * whether a claim that is wrong fails (the canary asks it), and whether the functions that decide it are the ones that
 * stood there before code of the tree was loaded, which also finds a replacement that lies about some values only.
 */
export const GUARD = String.raw`
const describeOf = Object.getOwnPropertyDescriptor;
const namesOf = Object.getOwnPropertyNames;
const isFunction = (value) => typeof value === 'function';
const { defineProperty: define, keys: keysOf } = Object;
const { apply: call } = Reflect;
const { isArray } = Array;
const { stringify: asText } = JSON;

// What is kept or said here goes through no method, iterator or setter that code of the tree could have replaced.
const add = (list, value) => define(list, list.length, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
const isIn = (list, value) => {
  for (let at = 0; at < list.length; at += 1) if (list[at] === value) return true;
  return false;
};
const textOf = (value) => {
  if (value === undefined) return 'null';
  if (value === null || typeof value !== 'object') return asText(value);
  let text = '';
  if (isArray(value)) {
    for (let at = 0; at < value.length; at += 1) text += (at > 0 ? ',' : '') + textOf(value[at]);
    return '[' + text + ']';
  }
  const names = keysOf(value);
  for (let at = 0; at < names.length; at += 1) {
    const one = value[names[at]];
    if (one !== undefined) text += (text === '' ? '' : ',') + asText(names[at]) + ':' + textOf(one);
  }
  return '{' + text + '}';
};

/** Whether a value, or one within it, is asked by matchers whether it is equal, and so decides by itself. */
const MOST_LOOKED_AT = 10000;
const decidesItself = (value) => {
  const waiting = [value];
  const seen = new Set();
  const { has, add: note } = seen;
  try {
    for (let at = 0; at < waiting.length && at < MOST_LOOKED_AT; at += 1) {
      const one = waiting[at];
      if (one === null || (typeof one !== 'object' && typeof one !== 'function') || call(has, seen, [one])) continue;
      if (isFunction(one.asymmetricMatch)) return true;
      call(note, seen, [one]);
      const within = isFunction(one) ? (one.mock === undefined ? null : one.mock.calls) : one;
      if (within === null || within === undefined) continue;
      const names = keysOf(within);
      for (let next = 0; next < names.length && waiting.length < MOST_LOOKED_AT; next += 1) {
        const found = describeOf(within, names[next]);
        add(waiting, found.get === undefined ? found.value : within[names[next]]);
      }
    }
  } catch {
    // What cannot be looked at cannot be compared either.
  }
  return false;
};

/** Places to watch: a label, an object, names of its members (all functions of it, where none are given). */
const hold = (places) => {
  const held = [];
  for (const [label, object, names] of places) {
    if (object === null || object === undefined) continue;
    for (const name of names ?? namesOf(object).filter((one) => isFunction(describeOf(object, one)?.value))) {
      const found = describeOf(object, name);
      if (found !== undefined) add(held, { label: label + '.' + String(name), object, name, value: found.value, get: found.get });
    }
  }
  return held;
};
const replacedIn = (held) => {
  const names = [];
  for (let at = 0; at < held.length; at += 1) {
    const { label, object, name, value, get, mayBeGone } = held[at];
    const found = describeOf(object, name);
    if (found === undefined && mayBeGone === true) continue;
    if (found === undefined || found.value !== value || found.get !== get) add(names, label);
  }
  return names;
};

/**
 * Whether it is a plug-in that replaces an assertion at this very moment: all that is on its way is Node, an installed
 * package, a file of tests, or ours. Text that was made code on the way has no name, and is none of them.
 */
const { getCallSites } = process.getBuiltinModule?.('node:util') ?? {};
const { exec } = RegExp.prototype;
const { startsWith } = String.prototype;
const OURS = '/writ/harness/';
const OURS_AS_MODULE = 'file:///writ/harness/';
/** What this text is called where it is run, which may be no file. */
const OWN = getCallSites === undefined ? '' : getCallSites(1, { sourceMap: false })[0].scriptName;
const MAY_PLUG_IN = /^node:|\/node_modules\/|\/(?:tests?|specs?|__tests__)\/|[._-](?:test|spec)s?\.[^/]*$/;
const byPlugIn = () => {
  if (getCallSites === undefined) return true;
  const sites = getCallSites(200, { sourceMap: false });
  // The first are this function and whoever asks it.
  for (let at = 2; at < sites.length; at += 1) {
    const { scriptName } = sites[at];
    if (scriptName === OWN || call(startsWith, scriptName, [OURS]) || call(startsWith, scriptName, [OURS_AS_MODULE])) continue;
    if (call(exec, MAY_PLUG_IN, [scriptName]) === null) return false;
  }
  return true;
};

/**
 * Puts every assertion behind a property of ours, which says so if another function is put in its place, even if that
 * is taken back before anybody looks. Objects that inherit from it are as they were. What is given as "before" is called before each of
 * them, with what it is called with. Where "mayReplace" says so, another one may come; what is asked for and not called
 * stays as it can be, then, and is given back to be looked at.
 */
const guard = (places, changed, before = null, mayReplace = null) => {
  const loose = [];
  for (const { label, object, name } of hold(places)) {
    const { configurable, enumerable, value: first, ...accessor } = describeOf(object, name);
    if (!configurable) continue;
    if (accessor.get !== undefined) {
      if (mayReplace === null) Object.defineProperty(object, name, { ...accessor, enumerable, configurable: false });
      else add(loose, { label, object, name, value: undefined, get: accessor.get });
      continue;
    }
    let value = first;
    if (before !== null && isFunction(first))
      value = function (...given) {
        before(this, given);
        return call(first, this, given);
      };
    Object.defineProperty(object, name, {
      configurable: false,
      enumerable,
      get() {
        askedAgain();
        return value;
      },
      set(next) {
        if (this === object) {
          if (mayReplace !== null && mayReplace()) value = next;
          if (next !== value) changed(label + ' was replaced');
          value = next;
        } else Object.defineProperty(this, name, { value: next, writable: true, enumerable: true, configurable: true });
      },
    });
  }
  return loose;
};

/** Of the style of Jest, and of Chai. Others may be added and replaced: plug-ins do. */
const MATCHERS = ('toBe toEqual toStrictEqual toMatch toMatchObject toContain toContainEqual toHaveLength toHaveProperty toBeNull toBeUndefined ' +
  'toBeDefined toBeTruthy toBeFalsy toBeGreaterThan toBeGreaterThanOrEqual toBeLessThan toBeLessThanOrEqual toBeCloseTo toBeInstanceOf ' +
  'toBeTypeOf toThrow toThrowError toHaveBeenCalled toHaveBeenCalledTimes toHaveBeenCalledWith toHaveReturned toMatchSnapshot toMatchInlineSnapshot ' +
  'resolves rejects not equal equals eq eql eqls deep ok true false null undefined exist empty include includes contain contains match matches ' +
  'throw throws Throw lengthOf length property instanceof instanceOf above below least most within closeTo members keys satisfy string assert').split(' ');

/** What is asked of Chai, and what that asks in turn: "contain" and its like are two functions in a place of their own. */
const placesOfChai = ({ Assertion, assert, config }) => {
  const methods = Assertion?.prototype?.__methods ?? {};
  const places = [['chai.assert', assert], ['chai.config', config, ['deepEqual']]];
  for (const name of keysOf(methods)) add(places, ['expect.' + name, methods[name], ['method', 'chainingBehavior']]);
  return places;
};
/** Libraries of assertions that a test loads by itself, by a name, or as a file of an installed package. */
const LIBRARY = /(?:^|\/node_modules\/)(@hapi\/code|chai|expect|expect\.js|must|power-assert|should|should-equal|sinon|unexpected)(?:\/|$)/;
/** What of one decides whether a claim holds. Of sinon the rest are stand-ins, which tests put wherever they like. */
const placesOf = (name, found, realm) => {
  if (name === 'chai') return [['expect', found.Assertion?.prototype, MATCHERS], ...placesOfChai(found)];
  if (name === 'expect') return [['expect', realm[TESTERS_OF]?.matchers, MATCHERS], ['expect', found.expect]];
  if (name === 'sinon') return [['sinon.assert', found.assert], ['sinon.match', found.match]];
  return [[name, found], [name + '.assert', found.assert], [name + '.Assertion', found.Assertion?.prototype]];
};
/**
 * Guards such libraries when they are met, before whoever loads one has it; only their plug-ins may replace something,
 * and what comes by the name "should" to every value. "loose" is what is to be looked at.
 */
const guardLibraries = (changed, realm = globalThis) => {
  const loose = [{ label: 'Object.prototype.should', object: realm.Object.prototype, name: 'should', mayBeGone: true }];
  const { defineProperty } = realm.Object;
  realm.Object.defineProperty = function (object, name, how) {
    const done = defineProperty(object, name, how);
    for (let at = 0; at < loose.length; at += 1)
      if (loose[at].object === object && loose[at].name === name && byPlugIn()) loose[at].get = describeOf(object, name).get;
    return done;
  };
  const met = new WeakSet();
  const { has, add: note } = met;
  const meet = (by, found) => {
    if (found === null || (typeof found !== 'object' && !isFunction(found)) || call(has, met, [found])) return;
    const name = call(exec, LIBRARY, [String(by)])?.[1];
    if (name === undefined) return;
    call(note, met, [found]);
    if (name === 'chai') watchChai(found.Assertion?.prototype);
    if (name === 'expect') watchMatchers(realm[TESTERS_OF]?.matchers);
    const more = guard(placesOf(name, found, realm), changed, null, byPlugIn);
    for (let at = 0; at < more.length; at += 1) add(loose, more[at]);
    if (found.default !== found) meet(by, found.default);
  };
  return { loose, meet };
};
/** Loads one as a module of ECMAScript, for which nobody asks by the way above; null where it is not installed. */
const loadLibrary = async (name, from, meet, load = (url) => import(url)) => {
  try {
    const require = createRequire(from);
    const manifest = require.resolve(name + '/package.json');
    const { exports } = JSON.parse(readFileSync(manifest, 'utf8'));
    const own = exports?.['.']?.import ?? exports?.import;
    const path = typeof own === 'string' ? new URL(own, pathToFileURL(manifest)) : pathToFileURL(require.resolve(name));
    const found = await load(path.href);
    meet(name, found.default === undefined || found.Assertion !== undefined ? found : found.default);
    return found.Assertion === undefined ? found.default : found;
  } catch {
    return null;
  }
};

/**
 * Whoever puts a function of his own before the loading of modules may: mocks do. What it gives for our modules has to be
 * these, or it is told. "real" has a name of each, and what it means; "meet" is told of all that is loaded.
 */
const watchLoading = (Module, real, changed, meet) => {
  for (const [object, name] of [[Module, '_load'], [Module.prototype, 'require']]) {
    const ours = new WeakSet();
    const { has, add: note } = ours;
    const watched = (load) => {
      const wrapper = function (...given) {
        const found = call(load, this, given);
        const wanted = describeOf(real, given[0])?.value;
        if (wanted !== undefined && found !== wanted) changed(given[0] + ' was replaced');
        meet(given[0], found);
        return found;
      };
      call(note, ours, [wrapper]);
      return wrapper;
    };
    let load = watched(object[name]);
    Object.defineProperty(object, name, {
      configurable: false,
      enumerable: true,
      get: () => load,
      set(next) {
        load = isFunction(next) && !call(has, ours, [next]) ? watched(next) : next;
      },
    });
  }
};

/**
 * Those who are asked by expect whether two values are equal before it compares them itself. Files of set-up may name some;
 * from then on none comes, not even for the time of one comparison, without being told.
 */
const TESTERS_OF = Symbol.for('$$jest-matchers-object');
const watchTesters = (realm, changed) => {
  const place = describeOf(realm, TESTERS_OF);
  const list = realm[TESTERS_OF]?.customEqualityTesters;
  if (place === undefined || !isArray(list)) return;
  const told = (act) => (...given) => {
    changed('who decides what is equal was changed: customEqualityTesters');
    return call(act, undefined, given);
  };
  const { set, defineProperty, deleteProperty, setPrototypeOf } = Reflect;
  const traps = { __proto__: null, set: told((object, name, value) => set(object, name, value)) };
  const customEqualityTesters = new Proxy(list, { ...traps, __proto__: null, defineProperty: told(defineProperty), deleteProperty: told(deleteProperty), setPrototypeOf: told(setPrototypeOf) });
  const own = { __proto__: null, value: customEqualityTesters, enumerable: true, writable: false, configurable: false };
  if (place.get === undefined) define(realm[TESTERS_OF], 'customEqualityTesters', own);
  else if (place.configurable) define(realm, TESTERS_OF, { __proto__: null, configurable: false, get: () => define({ ...call(place.get, realm, []) }, 'customEqualityTesters', own) });
};

/** What comparing rests on. Whatever an honest polyfill or a library of zones replaces is not among it. */
const builtinsOf = (realm) => [
  ['Object', realm.Object, ['keys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'getOwnPropertyNames', 'entries']],
  ['Array', realm.Array, ['isArray']],
  ['Reflect', realm.Reflect, ['ownKeys', 'get', 'has']],
  ['Array.prototype', realm.Array?.prototype, ['every', 'some', 'includes', 'indexOf', 'map', 'filter', 'join', Symbol.iterator]],
  ['String.prototype', realm.String?.prototype, ['includes', 'indexOf', 'match', 'split', 'startsWith', 'endsWith']],
  ['RegExp.prototype', realm.RegExp?.prototype, ['exec', 'test', Symbol.match]],
  ['Object.prototype', realm.Object?.prototype, ['toString', 'hasOwnProperty']],
  ['Math', realm.Math, ['abs', 'pow']],
  ['Number', realm.Number, ['isNaN']],
  ['Set.prototype', realm.Set?.prototype, ['has']],
  ['Map.prototype', realm.Map?.prototype, ['get', 'has']],
  ['Function.prototype', realm.Function?.prototype, ['call', 'apply']],
];
`;

/** What every witness of assertions begins with: what they are, and who sees them fail. */
export const WATCHED = GUARD + CAUGHT;
/** All of it. What it is put before has `randomBytes`. */
export const ASSERTIONS = WATCHED + CLAIMS;
