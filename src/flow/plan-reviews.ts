import { join } from 'node:path';
import { addDependency, contractDigest, decoded, parseTask, type Task, type TaskOptions } from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import { createDurably, placeToWrite, readIfThere, rewriteDurably, TASK_FOLDERS } from '#host';
import { bottlenecks, openPart, reviewId, reviewPoints, reviewTask, type ReviewText } from '#plan';
import { openProject } from './project.ts';
import type { Plan } from './plan.ts';
import { taskDefaults } from './task-defaults.ts';
import { TASK_LIMIT_BYTES } from './task-paths.ts';

/** A review that is proposed: its task file, and the file of the task that is to wait for it. */
export type ReviewTask = ReviewText & {
  readonly file: string;
  /** Below the root of the repository. */
  readonly beforeFile: string;
  readonly reasons: readonly string[];
};

/**
 * The reviews that are due in a plan, as tasks of their own (S2-R38). Only a task that nobody has signed yet can be made
 * to wait for one: of all others it is signed what they wait for. A review that is there already is not proposed again.
 */
export const proposeReviews = (plan: Plan): readonly ReviewTask[] => {
  const graph = openPart(plan.graph);
  return reviewPoints(graph, bottlenecks(graph)).flatMap((point): readonly ReviewTask[] => {
    const before = graph.tasks[point.before];
    const beforeFile = before === undefined ? null : plan.fileOf(before.id);
    if (before === undefined || beforeFile === null || before.state !== 'backlog') return [];
    if (plan.graph.placeOf.has(reviewId(before.id))) return [];
    const review = reviewTask(graph, point);
    return [{ ...review, beforeFile, reasons: point.reasons, file: join(TASK_FOLDERS[0], `${review.id}.md`) }];
  });
};

/** A file as it is to be. */
type Change = { readonly path: string; readonly text: string; readonly isNew: boolean };

/** The file of a task that waits for a review too; nothing else of what it says may have changed. */
const linked = (root: string, file: string, review: string, options: Omit<TaskOptions, 'file'>): Result<Change> => {
  const path = join(root, file);
  const bytes = readIfThere(path, TASK_LIMIT_BYTES);
  if (!bytes.ok) return bytes;
  const text = bytes.value === null ? null : decoded(bytes.value);
  if (text === null) return fail('input.unreadable', `${file} is gone, or no text`);
  const place = placeToWrite(path, root);
  if (!place.ok) return place;
  const edited = addDependency(text, review);
  if (!edited.ok) return edited;
  const [before, after] = [text, edited.value].map((one) => parseTask(one, { file, ...options }));
  const isSame = before?.ok === true && after?.ok === true && differsOnlyIn(before.value, after.value, review);
  if (isSame) return ok({ path, text: edited.value, isNew: false });
  return fail('task.syntax', `${file} cannot be changed by itself`, { remedy: `add ${review} to its depends_on` });
};

const differsOnlyIn = (before: Task, after: Task, review: string): boolean =>
  contractDigest(before.contract) === contractDigest(after.contract) &&
  [...before.dependsOn, review].join() === after.dependsOn.join();

const changesOf = (root: string, review: ReviewTask, options: Omit<TaskOptions, 'file'>): Result<readonly Change[]> => {
  const there = readIfThere(join(root, review.file), TASK_LIMIT_BYTES);
  if (!there.ok) return there;
  if (there.value !== null)
    return fail('task.duplicate-id', `there is a file ${review.file} already`, {
      remedy: `writ task validate ${review.file}`,
    });
  const read = parseTask(review.text, { file: review.file, ...options });
  if (!read.ok) return read;
  const link = linked(root, review.beforeFile, review.id, options);
  return link.ok ? ok([{ path: join(root, review.file), text: review.text, isNew: true }, link.value]) : link;
};

/**
 * Writes proposed reviews as task files, and has the tasks after them wait for them. All is made and read before anything
 * is written: where one of them would be no task, nothing changes.
 */
export const writeReviews = async (cwd: string, reviews: readonly ReviewTask[]): Promise<Result<null>> => {
  const project = await openProject(cwd);
  if (!project.ok) return project;
  const options = { defaults: taskDefaults(project.value) };
  const { root } = project.value.repository;
  await project.value.close();
  const all = reviews.map((review) => changesOf(root, review, options));
  const failures = all.flatMap((one): readonly Failure[] => (one.ok ? [] : one.failures));
  const [first, ...rest] = failures;
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  for (const { path, text, isNew } of all.flatMap((one) => (one.ok ? one.value : []))) {
    const written = isNew ? createDurably(path, text) : rewriteDurably(path, text, root);
    if (!written.ok) return written;
    if (written.value === false) return fail('task.duplicate-id', `there is a file ${path} already`);
  }
  return ok(null);
};
