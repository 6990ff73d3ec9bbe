import { readDelta } from './delta.ts';
import { changeIssues, markerOf, type SpecLookup } from './change-rules.ts';
import { deltaFiles, METADATA, specFile, textAt, type ChangeFiles } from './files.ts';
import type { Issue } from './issue.ts';
import { readMetadata } from './metadata.ts';
import { mergeDelta, withEndsOf, type Merged } from './merge.ts';
import { specIssues } from './spec-rules.ts';
import { progressOf, slotsIn, tasksOf, type Project } from './standing.ts';

/** What an archive does with one spec; `null` deletes it, because its last requirement is gone and the change says so. */
export type SpecWrite = {
  readonly capability: string;
  readonly file: string;
  readonly text: string | null;
  readonly counts: Merged['counts'];
};

/** What an archive would do: nothing of it is done unless all of it is. */
export type ArchivePlan = { readonly writes: readonly SpecWrite[]; readonly notes: readonly string[] };

/** A reason against an archive, with the code of the failure it is. */
export type ArchiveFault = {
  readonly code: 'change.invalid' | 'change.open-tasks' | 'change.merge' | 'change.loss';
  readonly file: string;
  readonly line: number;
  readonly says: string;
};

const openTasks = (change: ChangeFiles, project: Project): readonly ArchiveFault[] => {
  const tasks = tasksOf(change, project);
  const { done, total } = progressOf(tasks);
  const first = tasks.find(({ isDone }) => !isDone);
  if (first === undefined) return [];
  const says = `${total - done} of ${total} tasks are open: do them, or take out what nobody will do`;
  return [{ code: 'change.open-tasks', file: `${change.folder}/${first.file}`, line: first.line, says }];
};

/** A form that nobody has filled in says nothing, be its task ticked or not; OpenSpec has none of these. */
const openForms = (change: ChangeFiles): readonly ArchiveFault[] =>
  slotsIn(change).map(({ path, line }) => ({
    ...{ code: 'change.invalid', file: `${change.folder}/${path}`, line },
    says: 'nobody has filled in this form: say it, or take the line out',
  }));

const asFault = ({ file, line, says }: Issue): ArchiveFault => ({ code: 'change.invalid', file, line, says });

/** A spec without requirements is none: it goes where the change says so and nothing else would go with it. */
const emptied = (merged: Merged, { capability, file, mayRetire }: { readonly capability: string; readonly file: string; readonly mayRetire: boolean }): ArchiveFault | 'retire' | 'nothing' | null => {
  const errors = specIssues(file, merged.text).filter(({ level }) => level === 'error');
  if (errors.length === 0) return null;
  const isOnlyEmpty = !merged.hasRequirements && errors.every(({ rule }) => rule === 'spec.no-requirements');
  const fault = (says: string): ArchiveFault => ({ code: 'change.merge', file, line: 1, says });
  const [first] = errors;
  if (!isOnlyEmpty) return fault(`${capability} would be broken: ${first?.says ?? ''}`);
  if (merged.leftovers.length > 0) return fault(`${capability} would have no requirement, and “${merged.leftovers[0] ?? ''}” would go with it; move that first`);
  if (!mayRetire) return fault(`${capability} would have no requirement; retire_capabilities: true in .openspec.yaml deletes it`);
  if (merged.isNew) return 'nothing';
  return merged.counts.removed > 0 ? 'retire' : fault(`${capability} would have no requirement, as before`);
}; // prettier-ignore

const sum = ({ added, modified, removed, renamed }: Merged['counts']): number => added + modified + removed + renamed;

/**
 * Says what an archive of a change does to the specs, to the bytes that OpenSpec would write, or everything that is
 * against it: it is invalid, tasks are open, something cannot be merged, or something would get lost.
 */
export const planArchive = (change: ChangeFiles, project: Project, specs: SpecLookup): ArchivePlan | { readonly faults: readonly ArchiveFault[] } => {
  const errors = changeIssues(change, project, specs).filter(({ level }) => level === 'error');
  const faults = [...errors.map(asFault), ...openForms(change), ...openTasks(change, project)];
  const retire = markerOf(readMetadata(change.files.get(METADATA)), 'retire_capabilities', project);
  const writes: SpecWrite[] = [];
  const notes: string[] = [];
  for (const { capability, path } of errors.length > 0 ? [] : deltaFiles(change)) {
    const [deltaText, found, file] = [textAt(change.files, path) ?? '', specs(capability), `${change.folder}/${path}`];
    if (found !== undefined && typeof found !== 'string') {
      faults.push({ code: 'change.merge', file: specFile(capability), line: 1, says: found.unread ?? 'it cannot be read' });
      continue;
    }
    const merged = mergeDelta({ capability, change: change.name, delta: readDelta(deltaText), deltaText, spec: found ?? null });
    if ('rule' in merged) {
      faults.push({ code: 'change.merge', file, line: merged.line, says: merged.says });
      continue;
    }
    faults.push(...merged.losses.map(({ line, says }) => ({ code: 'change.loss' as const, file, line, says })));
    const outcome = emptied(merged, { capability, file: specFile(capability), mayRetire: retire.isSet });
    if (outcome !== null && typeof outcome === 'object') faults.push(outcome);
    notes.push(...merged.notes);
    const text = outcome === 'retire' ? null : withEndsOf(merged.text, found ?? null);
    if (outcome !== 'nothing' && sum(merged.counts) > 0) writes.push({ capability, file: specFile(capability), text, counts: merged.counts });
  }
  return faults.length > 0 ? { faults } : { writes, notes };
}; // prettier-ignore
