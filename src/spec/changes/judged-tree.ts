import { changeIssues, type SpecLookup } from './change-rules.ts';
import {
  capabilityOf,
  CHANGES,
  changeTouchedBy,
  specFile,
  SPECS,
  WORKFLOWS,
  type ChangeFiles,
  type FileText,
} from './files.ts';
import type { Issue } from './issue.ts';
import { specIssues } from './spec-rules.ts';
import { projectOf } from './standing.ts';

/** Open changes of a tree that were judged, and every error that was found. */
export type JudgedChanges = { readonly judged: readonly string[]; readonly faults: readonly Issue[] };

const inFolder = (files: ReadonlyMap<string, FileText>, folder: string): ReadonlyMap<string, FileText> =>
  new Map(
    [...files].flatMap(([path, text]) =>
      path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), text] as const] : [],
    ),
  );

/**
 * Judges what work has to do with: open changes with a touched file, or with a delta for a spec that is touched, and those
 * specs themselves. A change that is gone is not judged, for it was archived or given up; it counts as looked at.
 *
 * @param files everything below `openspec/` in a tree, by path from its root
 * @param touched paths that the work changed or cites
 */
export const judgeChangesIn = (files: ReadonlyMap<string, FileText>, touched: readonly string[]): JudgedChanges => {
  const isTouched = new Set(touched);
  const changes = new Map<string, Map<string, FileText>>();
  for (const [path, text] of files) {
    const name = changeTouchedBy(path);
    if (name === null) continue;
    const own = changes.get(name) ?? new Map<string, FileText>();
    own.set(path.slice(CHANGES.length + name.length + 2), text);
    changes.set(name, own);
  }
  const schemas = [...inFolder(files, WORKFLOWS)].flatMap(([path, text]) => {
    const name = /^([^/]+)\/schema\.yaml$/u.exec(path)?.[1];
    return name === undefined ? [] : [[name, text] as const];
  });
  const project = projectOf(schemas, files.get('openspec/config.yaml') ?? files.get('openspec/config.yml'));
  const specs: SpecLookup = (capability) => files.get(specFile(capability));
  const named = new Set(touched.flatMap((path) => changeTouchedBy(path) ?? []));
  const meetsSpec = (own: ReadonlyMap<string, FileText>): boolean =>
    [...own.keys()].some((path) => isTouched.has(specFile(capabilityOf(path) ?? '')));
  const judged = [...changes].filter(([name, own]) => named.has(name) || meetsSpec(own));
  const issues = judged.flatMap(([name, own]): readonly Issue[] => {
    const change: ChangeFiles = { name, folder: `${CHANGES}/${name}`, files: own };
    return changeIssues(change, project, specs);
  });
  const ofSpecs = touched.flatMap((path): readonly Issue[] => {
    const text = path.startsWith(`${SPECS}/`) && path.endsWith('/spec.md') ? files.get(path) : undefined;
    if (text === undefined) return [];
    if (typeof text === 'string') return specIssues(path, text);
    return [{ level: 'error', rule: 'unread', file: path, line: 1, says: text.unread ?? 'it cannot be read' }];
  });
  return {
    judged: [...new Set([...judged.map(([name]) => name), ...named])].toSorted(),
    faults: [...issues, ...ofSpecs].filter(({ level }) => level === 'error'),
  };
}; // prettier-ignore

/** The faults that speak against work, and those it only found: they were there at its base. */
export type WeighedFaults = { readonly faults: readonly Issue[]; readonly known: readonly Issue[] };

/** What makes two faults the same one: its line moves with everything above it. */
const keyOf = ({ file, rule, says }: Issue): string => JSON.stringify([file, rule, says]);

/** The faults that are in one list more often than in another. */
const beyond = (faults: readonly Issue[], other: readonly Issue[]): readonly Issue[] => {
  const left = new Map<string, number>();
  for (const one of other) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) + 1);
  return faults.filter((one) => {
    const count = left.get(keyOf(one)) ?? 0;
    left.set(keyOf(one), count - 1);
    return count <= 0;
  });
};

/** The open change that a fault is of; that of a spec is of none. */
const changeOf = ({ file }: Issue): string | null => changeTouchedBy(`${file}/.`);

/**
 * Tells what work has broken from what was broken before it. A change that is worked for has to be valid in the end, or
 * to have fewer faults than before: whoever mends one of two is not refused for the other.
 *
 * @param about the paths that the work changed, and those that it cites
 */
export const weighFaults = (
  { before, after }: { readonly before: readonly Issue[]; readonly after: readonly Issue[] },
  about: { readonly touched: readonly string[]; readonly cited: readonly string[] },
): WeighedFaults => {
  const fresh = new Set(beyond(after, before));
  const mended = new Set(beyond(before, after).map(changeOf));
  const named = (paths: readonly string[]): ReadonlySet<string | null> =>
    new Set(paths.flatMap((path) => changeTouchedBy(path) ?? []));
  const cited = named(about.cited);
  const touched = named(about.touched);
  const paths = new Set(about.touched);
  const old = after.filter((one) => !fresh.has(one));
  const isOwed = (one: Issue): boolean => cited.has(changeOf(one)) && !mended.has(changeOf(one));
  const isMet = (one: Issue): boolean => paths.has(one.file) || [touched, cited].some((set) => set.has(changeOf(one)));
  return {
    faults: after.filter((one) => fresh.has(one) || isOwed(one)),
    known: old.filter((one) => !isOwed(one) && isMet(one)),
  };
};
