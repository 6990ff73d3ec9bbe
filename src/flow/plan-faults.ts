import { basename, relative } from 'node:path';
import { decoded, didYouMean, dependencyPlace, estimatePlace, joinWords } from '#contract';
import type { Failure, Place } from '#failure';
import { readIfThere } from '#host';
import type { GraphFault } from '#plan';
import type { KnownTasks } from './filed-tasks.ts';
import { TASK_LIMIT_BYTES } from './task-paths.ts';

type Finder = (text: string, file: string) => Place;

/** A place in the file of a task, read now; undefined where there is no file. */
const placeIn = ({ files, root }: KnownTasks, task: string, find: Finder): { readonly where?: Place } => {
  const path = files.get(task)?.path;
  if (path === undefined) return {};
  const bytes = readIfThere(path, TASK_LIMIT_BYTES);
  const text = bytes.ok && bytes.value !== null ? decoded(bytes.value) : null;
  return text === null ? {} : { where: find(text, relative(root, path)) };
};

const whyUnknown = (
  { tasks, unreadable, root }: KnownTasks,
  waiting: string,
  on: string,
): Pick<Failure, 'message' | 'remedy'> => {
  const file = unreadable.find((path) => basename(path) === `${on}.md`);
  if (file !== undefined) {
    const shown = relative(root, file);
    return { message: `${on}, whose file ${shown} is no task yet`, remedy: `writ task validate ${joinWords([shown])}` };
  }
  const others = tasks.map(({ task }) => task).filter((task) => task !== waiting);
  const meant = didYouMean(on, others);
  return { message: `${on}, which is no task here${meant === null ? '' : `; did you mean “${meant}”?`}` };
};

/** What keeps tasks from being a graph, with the place in the file that says so. */
export const failureOf = (known: KnownTasks, fault: GraphFault): Failure => {
  switch (fault.kind) {
    case 'duplicate':
      return { code: 'task.duplicate-id', message: `two tasks are called ${fault.task}` };
    case 'unknown': {
      const { message, ...remedy } = whyUnknown(known, fault.task, fault.on);
      const place = placeIn(known, fault.task, (text, file) => dependencyPlace(text, file, fault.on));
      return { code: 'plan.unknown', message: `${fault.task} waits for ${message}`, ...remedy, ...place };
    }
    case 'cycle': {
      const [first = '', last = ''] = [fault.path[0], fault.path.at(-1)];
      const round = [...fault.path, first].join(' → ');
      const place = placeIn(known, first, (text, file) => dependencyPlace(text, file, last));
      return { code: 'plan.cycle', message: `tasks wait for each other in a circle: ${round}`, ...place };
    }
  }
};

/** A task that nobody has estimated. */
export const unassessed = (known: KnownTasks, task: string): Failure => ({
  code: 'plan.unassessed',
  message: `${task} has no estimate: it is taken for narrow, medium and isolated`,
  ...placeIn(known, task, estimatePlace),
});
