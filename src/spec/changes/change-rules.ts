import { deltaIssues, scenarioLoss } from './delta-rules.ts';
import { hasDeltaSections, isEmptyDelta, readDelta } from './delta.ts';
import { deltaFiles, METADATA, specFile, specPaths, textAt, type ChangeFiles, type FileText } from './files.ts';
import type { Issue } from './issue.ts';
import { mergeDelta } from './merge.ts';
import { readMetadata, type Marker, type MetadataRead } from './metadata.ts';
import { requirementsByName } from './requirements.ts';
import { taskTexts, workflowOf, type Project } from './standing.ts';
import { missingBoxes, numberingFaults, type TaskText } from './task-lines.ts';
import { SPEC_DRIVEN, type Workflow } from './workflow.ts';

/** The specs of a tree by capability: undefined where there is none. */
export type SpecLookup = (capability: string) => FileText | undefined;

/** Whether a change carries a marker; `fault` where it does and nobody could load what it says. */
export const markerOf = (read: MetadataRead, marker: Marker, project: Project): { readonly isSet: boolean; readonly fault: string | null; readonly line: number } => {
  if (read.kind === 'none') return { isSet: false, fault: null, line: 1 };
  if (read.kind === 'broken') return { isSet: false, fault: read.markers.has(marker) ? read.says : null, line: read.line };
  const { skipSpecs, retireCapabilities } = read.metadata;
  const isSet = marker === 'skip_specs' ? skipSpecs : retireCapabilities;
  const workflow = isSet ? workflowOf(read, project) : null;
  if (workflow !== null && 'fault' in workflow) return { isSet: false, fault: workflow.fault, line: workflow.line };
  return { isSet, fault: null, line: 1 };
}; // prettier-ignore

const ROOT_FILES = [METADATA, 'proposal.md', 'tasks.md', 'design.md'];
const DEEPEST_NESTING = 4;

/** Changes that lie in a folder of a folder, where no tool finds them; none where this is a change itself. */
export const nestedChanges = ({ files }: ChangeFiles): readonly string[] => {
  const looksLike = (folder: string): boolean =>
    ROOT_FILES.some((name) => files.has(`${folder}${name}`)) ||
    [...files.keys()].some((path) => path.startsWith(`${folder}specs/`) && !/(?:^|\/)\./u.test(path.slice(folder.length)));
  const hasOwn = [...files.keys()].some((path) => !path.includes('/') && !path.startsWith('.'));
  if (looksLike('') || hasOwn) return [];
  const folders = new Set([...files.keys()].flatMap((path) => {
    const parts = path.split('/').slice(0, -1);
    return parts.slice(0, DEEPEST_NESTING - 1).map((_, at) => parts.slice(0, at + 1).join('/'));
  }));
  const found = [...folders].filter((folder) => !/(?:^|\/)\./u.test(folder) && looksLike(`${folder}/`));
  return found.filter((one) => !found.some((other) => one.startsWith(`${other}/`))).toSorted();
}; // prettier-ignore

const missed = (change: ChangeFiles): readonly Issue[] =>
  specPaths(change.files).flatMap((path): Issue[] => {
    const file = `${change.folder}/${path}`;
    if (path === 'specs/spec.md')
      return [{ level: 'error', rule: 'delta.at-root', file, line: 1, says: 'a delta lies in the folder of its capability: specs/CAPABILITY/spec.md' }];
    const isDelta = path.toLowerCase().endsWith('.md') && !path.endsWith('/spec.md');
    if (!isDelta || !hasDeltaSections(textAt(change.files, path) ?? '')) return [];
    return [{ level: 'error', rule: 'delta.misplaced', file, line: 1, says: 'a delta is called spec.md; nothing comes of what this one says' }];
  }); // prettier-ignore

/** Files that could not be read, and links, which lead who knows where. */
const unread = ({ folder, files }: ChangeFiles): readonly Issue[] =>
  [...files].flatMap(([path, file]): Issue[] =>
    typeof file === 'string' || file.unread === null || path === METADATA
      ? []
      : [{ level: 'error', rule: 'unread', file: `${folder}/${path}`, line: 1, says: file.unread }],
  );

/** The issues of one delta, against the spec it changes. */
const oneDelta = (change: ChangeFiles, capability: string, { content, spec }: { readonly content: string; readonly spec: FileText | undefined }): readonly Issue[] => {
  const file = `${change.folder}/specs/${capability}/spec.md`;
  const delta = readDelta(content);
  const says = [...deltaIssues(delta, content)];
  if (typeof spec === 'string') says.push(...scenarioLoss(delta, requirementsByName(spec)));
  else if (spec !== undefined && delta.modified.length > 0)
    says.push({ level: 'error', rule: 'modified.no-spec', line: delta.modified[0]?.line ?? 1, says: `${specFile(capability)} cannot be read: ${spec.unread ?? ''}` });
  if (says.every(({ level }) => level !== 'error') && (spec === undefined || typeof spec === 'string')) {
    const merged = mergeDelta({ capability, change: change.name, delta, deltaText: content, spec: spec ?? null });
    if ('rule' in merged) says.push({ level: 'info', rule: 'archive.refuses', line: merged.line, says: `an archive would be refused as things stand: ${merged.says}` });
  }
  return says.map((one) => ({ ...one, file }));
}; // prettier-ignore

const aboutTasks = (change: ChangeFiles, workflow: Workflow | null): readonly Issue[] => {
  const { tracked, texts } = taskTexts(change, workflow);
  const sorted: readonly TaskText[] = texts.toSorted((one, other) => one.path.localeCompare(other.path));
  const isWhole = tracked.length > 0 && texts.length === tracked.length;
  const numbered = workflow === SPEC_DRIVEN ? numberingFaults(sorted) : [];
  return [...(isWhole ? missingBoxes(sorted) : []), ...numbered].map((one) => ({
    ...one,
    level: 'warning',
    file: `${change.folder}/${one.file}`,
  }));
};

/** Whether a change says that no spec changes, and whether that is so. */
const aboutMarker = (change: ChangeFiles, marker: ReturnType<typeof markerOf>, deltas: number): readonly Issue[] => {
  const file = `${change.folder}/${METADATA}`;
  const paths = specPaths(change.files);
  const said: Issue[] = marker.fault === null ? [] : [{ level: 'error', rule: 'metadata.broken', file, line: marker.line, says: `skip_specs counts only where the rest can be read: ${marker.fault}` }];
  if (marker.isSet && paths.length > 0)
    said.push({ level: 'error', rule: 'skip-specs.conflict', file, line: 1, says: `skip_specs says that no spec changes, and ${paths[0] ?? ''} is there` });
  if (marker.isSet && paths.length === 0) said.push({ level: 'info', rule: 'skip-specs', file, line: 1, says: 'it declares that no spec changes' });
  const isElsewhere = paths.includes('specs/spec.md') || missed(change).length > 0;
  if (!marker.isSet && deltas === 0 && !isElsewhere)
    said.push({ level: 'error', rule: 'no-delta', file: change.folder, line: 1, says: 'it changes no requirement: write specs/CAPABILITY/spec.md, or skip_specs: true into .openspec.yaml' });
  return said;
}; // prettier-ignore

/**
 * What is wrong with a change, by the rules of `openspec validate --strict`; and what of it could not be read.
 *
 * @param change its files, with the texts of those under specs/, of its tasks and of its metadata
 */
export const changeIssues = (change: ChangeFiles, project: Project, specs: SpecLookup): readonly Issue[] => {
  const nested = nestedChanges(change);
  if (nested.length > 0)
    return [{ level: 'error', rule: 'nested', file: change.folder, line: 1, says: `it is a folder around ${nested.join(', ')}: a change lies directly under openspec/changes` }];
  const read = readMetadata(change.files.get(METADATA));
  const deltas = deltaFiles(change).flatMap(({ capability, path }) => {
    const content = textAt(change.files, path);
    return content === null ? [] : [{ capability, content }];
  });
  const workflow = workflowOf(read, project);
  const counted = deltas.filter(({ content }) => !isEmptyDelta(readDelta(content))).length;
  return [
    ...unread(change),
    ...deltas.flatMap(({ capability, content }) => oneDelta(change, capability, { content, spec: specs(capability) })),
    ...missed(change),
    ...aboutMarker(change, markerOf(read, 'skip_specs', project), counted),
    ...aboutTasks(change, 'fault' in workflow ? null : workflow),
  ];
}; // prettier-ignore
