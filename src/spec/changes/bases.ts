import { replacedBy } from './delta-rules.ts';
import { readDelta, type Delta } from './delta.ts';
import { deltaFiles, textAt, type ChangeFiles } from './files.ts';
import { digestOfRequirement, requirementsByName, type Requirement } from './requirements.ts';

/** A requirement that a change builds upon: it takes its place, or takes it away, as it knew it. */
export type Ground = {
  readonly capability: string;
  /** As the spec calls it. */
  readonly name: string;
  readonly operation: 'MODIFIED' | 'REMOVED' | 'RENAMED';
  /** Where the delta says so. */
  readonly file: string;
  readonly line: number;
};

/** How a ground is written down. */
export const groundKey = ({ capability, name }: Pick<Ground, 'capability' | 'name'>): string => `${capability}#${name}`;

/** The requirements of one spec that a delta builds upon. What is renamed and modified is modified, by its old name. */
export const groundsOf = (delta: Delta, spec: ReadonlyMap<string, Requirement>): readonly Omit<Ground, 'capability' | 'file'>[] => {
  const modified = delta.modified.map(({ name, line }) => ({ name: replacedBy(name, delta, spec)?.name ?? name, line, operation: 'MODIFIED' as const }));
  const known = new Set(modified.map(({ name }) => name));
  return [
    ...modified,
    ...delta.removed.map(({ name, line }) => ({ name, line, operation: 'REMOVED' as const })),
    ...delta.renamed.flatMap(({ from, line }) => (known.has(from) ? [] : [{ name: from, line, operation: 'RENAMED' as const }])),
  ];
}; // prettier-ignore

/** Everything a change builds upon, by the specs as they are now. */
export const groundsOfChange = (change: ChangeFiles, specs: (capability: string) => string | null): readonly Ground[] =>
  deltaFiles(change).flatMap(({ capability, path }) => {
    const text = textAt(change.files, path);
    const spec = requirementsByName(specs(capability) ?? '');
    return text === null
      ? []
      : groundsOf(readDelta(text), spec).map((one) => ({ ...one, capability, file: `${change.folder}/${path}` }));
  });

/** The digests of requirements in a spec, by name. */
export const digestsIn = (spec: string): ReadonlyMap<string, string> =>
  new Map([...requirementsByName(spec)].map(([name, one]) => [name, digestOfRequirement(one)]));

/** A state of a delta and of the spec it changes, as one commit holds them; null where it holds none. */
export type PastState = { readonly delta: string | null; readonly spec: string | null };

/**
 * What a requirement said when the delta began to build upon it: in the oldest of the states, from the newest on, through
 * all of which the delta names it. An edit of the delta that follows is no sign that its author read the spec again.
 *
 * @param states the newest first
 * @returns the digest; `absent` where the requirement was not there; null where no state names it
 */
export const basisIn = (states: readonly PastState[], name: string): string | 'absent' | null => {
  let basis: string | 'absent' | null = null;
  for (const { delta, spec } of states) {
    const known = requirementsByName(spec ?? '');
    if (delta === null || !groundsOf(readDelta(delta), known).some((one) => one.name === name)) break;
    const found = known.get(name);
    basis = found === undefined ? 'absent' : digestOfRequirement(found);
  }
  return basis;
};

/** Which other open changes build upon requirements that this one changes. */
export const sharedGrounds = (
  own: readonly Ground[],
  others: ReadonlyMap<string, readonly Ground[]>,
): readonly { readonly change: string; readonly ground: Ground }[] => {
  const keys = new Set(own.map(groundKey));
  return [...others].flatMap(([change, grounds]) =>
    grounds.filter((ground) => keys.has(groundKey(ground))).map((ground) => ({ change, ground })),
  );
};
