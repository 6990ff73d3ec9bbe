import { createHash } from 'node:crypto';
import { LineCounter, parseDocument } from 'yaml';
import { METADATA, type ChangeFiles, type FileText } from './files.ts';
import { readMetadata } from './metadata.ts';
import { outputsOf, taskTexts, workflowOf, type Project } from './standing.ts';
import { withoutTicks } from './task-lines.ts';

/** Where a reviewer's report on a change lies in its folder. */
export const REVIEW = 'review.md';
/** Where the approvals of a change lie in its folder: so they go wherever it goes, and are kept with it. */
export const APPROVALS = 'approvals';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
/** Line ends are as git has them, so that another system's checkout is the same change. */
const unixEnds = (text: string): string => text.replaceAll('\r\n', '\n');

/** What is approved of a change: its documents by path, each with a digest, and one digest over all of them. */
export type Documents = { readonly digest: string; readonly files: ReadonlyMap<string, string> };

const isAbout = (path: string): boolean => path === REVIEW || path.startsWith(`${APPROVALS}/`);

/**
 * The documents of a change as they are approved: what it says of itself, every Markdown file, and what its workflow
 * makes besides. A task that is ticked is the same task. A report and approvals are about them, and none of them.
 *
 * @param read reads a file of the change that nobody has asked for yet
 * @returns the documents; or the first one that cannot be read, for nobody can approve what cannot be shown
 */
export const documentsOf = (
  change: ChangeFiles,
  project: Project,
  read: (path: string) => FileText | undefined,
): Documents | { readonly fault: string; readonly path: string } => {
  const workflow = workflowOf(readMetadata(change.files.get(METADATA)), project);
  if ('fault' in workflow) return { fault: workflow.fault, path: METADATA };
  const tasks = new Set(taskTexts(change, workflow).texts.map(({ path }) => path));
  const made = new Set(workflow.steps.flatMap(({ generates }) => outputsOf(change.files, generates)));
  const files = new Map<string, string>();
  for (const [path, text] of [...change.files].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    if (isAbout(path)) continue;
    const isAsked = typeof text === 'string' || text.unread !== null;
    if (!isAsked && !made.has(path)) continue;
    const found = isAsked ? text : read(path);
    if (typeof found !== 'string') return { fault: found?.unread ?? 'it cannot be read', path };
    files.set(path, hashOf(unixEnds(tasks.has(path) ? withoutTicks(found) : found)));
  }
  return { digest: hashOf(JSON.stringify([...files])), files };
};

/** What a reviewer reports on a change: about which documents, and whether it may go on. */
export type ChangeReview = {
  readonly by: string;
  readonly documents: string;
  readonly outcome: 'approve' | 'return';
  /** The digest of the report itself. */
  readonly digest: string;
};

/** A report as it was read. */
export type ReviewRead =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly review: ChangeReview }
  | { readonly kind: 'broken'; readonly line: number; readonly says: string };

const FRONT = /^\uFEFF?---\n([^]*?)\n---(?:\n|$)/u;
const BY = /^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,80}$/u;

/** Reads a reviewer's report: a front matter with `documents`, `by` and `outcome`, and the findings below it. */
export const readReview = (text: FileText | undefined): ReviewRead => {
  if (text === undefined) return { kind: 'none' };
  if (typeof text !== 'string') return { kind: 'broken', line: 1, says: text.unread ?? 'it cannot be read' };
  const [, front] = FRONT.exec(unixEnds(text)) ?? [];
  if (front === undefined) return { kind: 'broken', line: 1, says: 'it has no front matter with documents, by and outcome' }; // prettier-ignore
  const counter = new LineCounter();
  const document = parseDocument(front, { uniqueKeys: true, lineCounter: counter });
  const [error] = document.errors;
  const at = (offset: number): number => counter.linePos(offset).line + 1;
  if (error !== undefined) return { kind: 'broken', line: at(error.pos[0]), says: `its front matter is no YAML: ${error.message.split('\n')[0] ?? ''}` }; // prettier-ignore
  const values: Readonly<Record<string, unknown>> = Object(document.toJS());
  const { by, documents, outcome } = values;
  const lineOf = (key: string): number => Math.max(1, front.split('\n').findIndex((line) => line.startsWith(`${key}:`)) + 2); // prettier-ignore
  const broken = (key: string, says: string): ReviewRead => ({ kind: 'broken', line: lineOf(key), says });
  if (typeof documents !== 'string' || !/^[0-9a-f]{64}$/u.test(documents)) return broken('documents', '`documents` is no digest'); // prettier-ignore
  if (typeof by !== 'string' || !BY.test(by)) return broken('by', '`by` does not say who reviewed it');
  if (outcome !== 'approve' && outcome !== 'return') return broken('outcome', '`outcome` is neither approve nor return'); // prettier-ignore
  return { kind: 'read', review: { by, documents, outcome, digest: hashOf(unixEnds(text)) } };
};

/** The form of a report on exactly these documents; whoever reviews fills in who they are, and what comes of it. */
export const reviewForm = (change: string, documents: string): string =>
  `---\ndocuments: ${documents}\nby: # who reviewed it\noutcome: # approve, or return with corrections\n---\n\n# Review of ${change}\n\n## Findings\n\n`;
