import { isGlob, isProtected, type Contract } from '#contract';
import { plainPathProblem } from '#spec';
import {
  isContent,
  machineOf,
  signsOf,
  standingAfter,
  stepped,
  takes,
  type Machine,
  type Standing,
} from './glob-states.ts';

type Paths = Contract['paths'];

/** Two entries of `paths.allow` that meet, and a path that both contracts let be changed. */
export type Contact = { readonly entries: readonly [string, string]; readonly path: string };

/** A contact in few words: the file, or the globs that meet. */
export const contactText = ({ entries: [one, other], path }: Contact): string =>
  one === other || other === path ? other : one === path ? one : `${one} ∩ ${other}`;

/** Nobody's globs need more; what does is taken to meet. */
const MOST_STANDINGS = 20_000;

/** What is asked of an entry again and again, found out once. */
type Entry = {
  /** Plain names seldom need one. */
  readonly machine: () => Machine;
  readonly isGlob: boolean;
  /** What it begins and ends with, up to the first and from the last wildcard. */
  readonly head: string;
  readonly tail: string;
  /** Said of globs alone. */
  readonly isWhollyProtected: boolean;
};

const entryOf = (text: string): Entry => {
  let made: Machine | null = null;
  const machine = (): Machine => (made ??= machineOf(text));
  if (!isGlob(text)) return { machine, isGlob: false, head: text, tail: text, isWhollyProtected: false };
  // What stands before a slash may be nothing at all, and the slash goes with it: `**/x` takes `x`.
  const [head, tail] = [/^[^*?]*/u.exec(text)?.[0] ?? '', /(?:(?<=\*)\/)?([^*?]*)$/u.exec(text)?.[1] ?? ''];
  return { machine, isGlob: true, head, tail, isWhollyProtected: isWhollyProtected(text) };
};

/** Where two globs begin or end with different signs they cannot meet. */
const mayMeet = (a: Entry, b: Entry): boolean =>
  (a.head.startsWith(b.head) || b.head.startsWith(a.head)) && (a.tail.endsWith(b.tail) || b.tail.endsWith(a.tail));

/** Whether every path that a glob takes is protected, which only an entry that is the path itself may change. */
const isWhollyProtected = (glob: string): boolean =>
  isProtected(
    glob
      .split('/')
      .filter((name) => !isGlob(name))
      .join('/'),
  );

/** A sign that stands for all that none of the machines tells apart. */
const anyOther = (signs: ReadonlySet<string>): string => {
  for (const sign of 'xyzwvutsrqponmlkjihgfedcba0123456789_') if (!signs.has(sign)) return sign;
  let code = 0x4e00;
  while (signs.has(String.fromCharCode(code))) code += 1;
  return String.fromCharCode(code);
};

type At = { readonly path: string; readonly standings: readonly Standing[] };

/**
 * Walks the first two machines and those of what is denied side by side through all signs that any of them tells apart,
 * so that no path is left out: a path that pleases the two and none of the rest, the shortest first, or null. Both take
 * only what begins with `head`.
 */
const sharedPath = (two: readonly [Machine, Machine], denied: readonly Machine[], head: string): string | null => {
  const all = [...two, ...denied];
  const told = new Set(['/', ...all.flatMap(signsOf)]);
  const signs = [anyOther(told), ...told];
  const seen = new Set<string>();
  let unfit: string | null = null;
  // Up to its last sign, for the head itself may be such a path.
  const begun = head.slice(0, -1);
  const queue: At[] = [{ path: begun, standings: all.map((machine) => standingAfter(machine, begun)) }];
  for (const { path, standings } of queue) {
    if (queue.length > MOST_STANDINGS) return unfit ?? path;
    for (const sign of signs) {
      // No plain path holds an empty name.
      if (sign === '/' && (path === '' || path.endsWith('/'))) continue;
      const next = standings.map((standing, at) => stepped(all[at] ?? [], standing, sign));
      if (next[0]?.length === 0 || next[1]?.length === 0) continue;
      const key = `${sign === '/'} ${next.map((standing) => standing.join()).join(' ')}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const longer = path + sign;
      queue.push({ path: longer, standings: next });
      const pleases = next.every((standing, at) => isContent(all[at] ?? [], standing) === at < 2);
      if (!pleases || sign === '/') continue;
      if (plainPathProblem(longer) === null && !isProtected(longer)) return longer;
      // One that looks like this may be protected while another is not: to be told is the safe side.
      unfit ??= longer;
    }
  }
  return unfit;
};

/** Finds whether two contracts let the same path be changed. It remembers what it found out about entries. */
export type ContactFinder = (a: Paths, b: Paths) => Contact | null;

const contactWith = (entryFor: (text: string) => Entry): ContactFinder => {
  const found = new Map<string, string | null>();
  const takesPath = (glob: string, path: string): boolean => {
    const entry = entryFor(glob);
    return path.startsWith(entry.head) && path.endsWith(entry.tail) && takes(entry.machine(), path);
  };
  const isAllowed = ({ allow, deny }: Paths, path: string): boolean =>
    !deny.some((glob) => takesPath(glob, path)) &&
    (allow.includes(path) || (!isProtected(path) && allow.some((glob) => takesPath(glob, path))));
  const shared = (one: string, other: string, denied: readonly string[]): string | null => {
    const [a, b] = [entryFor(one), entryFor(other)];
    const relevant = denied.filter((glob) => mayMeet(entryFor(glob), a) && mayMeet(entryFor(glob), b));
    const key = [one, other, ...relevant].join('\n');
    const known = found.get(key);
    if (known !== undefined) return known;
    const machines = relevant.map((glob) => entryFor(glob).machine());
    const path = sharedPath([a.machine(), b.machine()], machines, a.head.length > b.head.length ? a.head : b.head);
    found.set(key, path);
    return path;
  };
  const meet = (a: Paths, b: Paths, [one, other]: Contact['entries']): string | null => {
    const [first, second] = [entryFor(one), entryFor(other)];
    if (!mayMeet(first, second)) return null;
    const plain = !first.isGlob ? one : !second.isGlob ? other : null;
    if (plain !== null) return isAllowed(a, plain) && isAllowed(b, plain) ? plain : null;
    if (first.isWhollyProtected || second.isWhollyProtected) return null;
    return shared(one, other, [...a.deny, ...b.deny]);
  };
  return (a, b) => {
    for (const one of a.allow)
      for (const other of b.allow) {
        const path = meet(a, b, [one, other]);
        if (path !== null) return { entries: [one, other], path };
      }
    return null;
  };
};

/**
 * Finds out whether two contracts may change the same file (S2-D9): exactly, by walking the machines of their globs side
 * by side, what is denied and what is protected left out. Where all that they share could only be protected names made by
 * wildcards, they are taken to meet.
 */
export const contactFinder = (): ContactFinder => {
  const entries = new Map<string, Entry>();
  return contactWith((text) => {
    const entry = entries.get(text) ?? entryOf(text);
    entries.set(text, entry);
    return entry;
  });
};
