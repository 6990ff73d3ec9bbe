/**
 * A glob of a contract as a machine that reads a path sign by sign, so that two of them can be asked whether any path
 * would please both. It takes exactly the paths that `globMatcher` takes, of those that are plain.
 */

/** What one step of the machine wants to see. `loops`: as often as one likes, also not at all. */
type Step =
  | { readonly kind: 'sign'; readonly sign: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'anys' }
  /** Whole names, each with the slash behind it. */
  | { readonly kind: 'folders' }
  /** Whatever comes. */
  | { readonly kind: 'rest' };

export type Machine = readonly Step[];

const stepsOfName = (name: string): readonly Step[] =>
  // Code units, as `?` of the matcher takes them.
  name
    .split('')
    .map((sign) => (sign === '*' ? { kind: 'anys' } : sign === '?' ? { kind: 'any' } : { kind: 'sign', sign }));

const SLASH: Step = { kind: 'sign', sign: '/' };

/** The two globs in which the matcher wants something behind the dot: for it `a.` is no name with an ending. */
const withEnding = (glob: string): string => (/^(\*\*\/)?\*\.\*$/u.test(glob) ? glob.replace(/\*$/u, '?*') : glob);

/** The machine of a glob whose `globProblem` is null. */
export const machineOf = (glob: string): Machine => {
  const names = withEnding(glob).split('/');
  return names.flatMap((name, at): readonly Step[] => {
    const isLast = at === names.length - 1;
    if (name === '**') return [{ kind: isLast ? 'rest' : 'folders' }];
    return isLast ? stepsOfName(name) : [...stepsOfName(name), SLASH];
  });
};

/** Where a machine may stand: places among its steps, in order; odd ones lie inside a name that `folders` is taking. */
export type Standing = readonly number[];

/** With the places that are reached without reading anything. */
const settled = (machine: Machine, places: ReadonlySet<number>): Standing => {
  const all = new Set(places);
  for (const place of all) {
    const kind = machine[place >> 1]?.kind;
    if (place % 2 === 0 && (kind === 'anys' || kind === 'folders' || kind === 'rest')) all.add(place + 2);
  }
  return [...all].toSorted((a, b) => a - b);
};

const atStart = (machine: Machine): Standing => settled(machine, new Set([0]));

const after = (step: Step | undefined, place: number, sign: string): number | null => {
  switch (step?.kind) {
    case 'sign':
      return step.sign === sign ? place + 2 : null;
    case 'any':
      return sign === '/' ? null : place + 2;
    case 'anys':
      return sign === '/' ? null : place;
    case 'folders':
      return sign === '/' ? place - (place % 2) : place - (place % 2) + 1;
    case 'rest':
      return place;
    case undefined:
      return null;
  }
};

/** Where a machine may stand after one sign more. */
export const stepped = (machine: Machine, standing: Standing, sign: string): Standing => {
  const places = new Set<number>();
  for (const place of standing) {
    const next = after(machine[place >> 1], place, sign);
    if (next !== null) places.add(next);
  }
  return settled(machine, places);
};

/** Whether what was read so far is a whole path to it. */
export const isContent = (machine: Machine, standing: Standing): boolean => standing.includes(machine.length * 2);

/** The signs a machine tells apart from all others. */
export const signsOf = (machine: Machine): readonly string[] =>
  machine.flatMap((step) => (step.kind === 'sign' ? [step.sign] : []));

/** Where a machine stands after all signs of a path. */
export const standingAfter = (machine: Machine, path: string): Standing =>
  path.split('').reduce<Standing>((standing, sign) => stepped(machine, standing, sign), atStart(machine));

/** Whether a machine takes a path. */
export const takes = (machine: Machine, path: string): boolean => isContent(machine, standingAfter(machine, path));
