import { isGlob, isProtected, type Contract } from '#contract';
import { plainPathProblem } from '#spec';
import { atStart, isContent, machineOf, signsOf, stepped, takes, type Machine, type Standing } from './glob-states.ts';

type Paths = Contract['paths'];

/** Two entries of `paths.allow` that meet, and a path that both contracts let be changed. */
export type Contact = { readonly entries: readonly [string, string]; readonly path: string };

/** A contact in few words: the file, or the globs that meet. */
export const contactText = ({ entries: [one, other], path }: Contact): string =>
  one === other || other === path ? other : one === path ? one : `${one} ∩ ${other}`;

/** Nobody's globs need more; what does is taken to meet. */
const MOST_STANDINGS = 20_000;

/** What two globs begin or end with before any wildcard: where that differs they cannot meet. */
const mayMeet = (a: string, b: string): boolean => {
  const [headA, headB] = [a.slice(0, a.search(/[*?]|$/u)), b.slice(0, b.search(/[*?]|$/u))];
  if (!headA.startsWith(headB) && !headB.startsWith(headA)) return false;
  const [tailA, tailB] = [/[^*?]*$/u.exec(a)?.[0] ?? '', /[^*?]*$/u.exec(b)?.[0] ?? ''];
  return tailA.endsWith(tailB) || tailB.endsWith(tailA);
};

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
 * so that no path is left out: a path that pleases the two and none of the rest, the shortest first, or null.
 */
const sharedPath = (two: readonly [Machine, Machine], denied: readonly Machine[]): string | null => {
  const all = [...two, ...denied];
  const told = new Set(['/', ...all.flatMap(signsOf)]);
  const signs = [anyOther(told), ...told];
  const seen = new Set<string>();
  let unfit: string | null = null;
  const queue: At[] = [{ path: '', standings: all.map(atStart) }];
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

const contactWith = (machineFor: (glob: string) => Machine): ContactFinder => {
  const found = new Map<string, string | null>();
  const isAllowed = ({ allow, deny }: Paths, path: string): boolean =>
    !deny.some((glob) => takes(machineFor(glob), path)) &&
    (allow.includes(path) || (!isProtected(path) && allow.some((glob) => takes(machineFor(glob), path))));
  const shared = (a: string, b: string, denied: readonly string[]): string | null => {
    const relevant = denied.filter((glob) => mayMeet(glob, a) && mayMeet(glob, b));
    const key = [a, b, ...relevant].join('\n');
    const known = found.get(key);
    if (known !== undefined) return known;
    const path = sharedPath([machineFor(a), machineFor(b)], relevant.map(machineFor));
    found.set(key, path);
    return path;
  };
  const meet = (a: Paths, b: Paths, [one, other]: Contact['entries']): string | null => {
    if (!mayMeet(one, other)) return null;
    const plain = [one, other].find((entry) => !isGlob(entry));
    if (plain !== undefined) return isAllowed(a, plain) && isAllowed(b, plain) ? plain : null;
    if (isWhollyProtected(one) || isWhollyProtected(other)) return null;
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
  const machines = new Map<string, Machine>();
  return contactWith((glob) => {
    const machine = machines.get(glob) ?? machineOf(glob);
    machines.set(glob, machine);
    return machine;
  });
};
