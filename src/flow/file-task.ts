import { draftIn, importTask, parseTaskBytes, taskForm, type Task, type TaskDefaults } from '#contract';
import type { Result } from '#failure';
import { touchedPaths } from '#plan';
import type { Filed } from './filed.ts';

/** Where a task file lies, and what holds where it says nothing. */
export type TaskPlace = { readonly path: string; readonly defaults: TaskDefaults };

/** The form of another tool that a file has, or null where it is in none, or in ours. */
export const foreignForm = (bytes: Uint8Array): string | null => {
  const form = taskForm(new TextDecoder().decode(bytes));
  return form === 'own' ? null : form;
};

/** What it may change nobody knows yet, so it meets nothing; it cannot be begun either. */
const draftOf = (bytes: Uint8Array, file: string): Filed => {
  const draft = draftIn(bytes, { file });
  if (draft === null) return { kind: 'unreadable', foreign: false };
  const { id, ...rest } = draft;
  return { kind: 'task', task: id, version: 1, ...rest, paths: { allow: [], deny: [] }, draft: true };
};

/** What a task file that was read comes to; null stands for bytes that could not be read at all. */
export const filedOf = (task: Result<Task>, bytes: Uint8Array | null, { path, defaults }: TaskPlace): Filed => {
  if (task.ok) {
    const { contract, dependsOn, estimate, phase } = task.value;
    const { id, version, name, riskTier } = contract;
    const paths = touchedPaths(contract);
    return { kind: 'task', task: id, version, name, tier: riskTier.tier, dependsOn, estimate, phase, paths };
  }
  if (bytes === null) return { kind: 'unreadable', foreign: false };
  if (foreignForm(bytes) === null) return draftOf(bytes, path);
  const read = importTask(bytes, { file: path, target: (id) => id, defaults });
  return read.ok ? { kind: 'foreign', id: read.value.id } : { kind: 'unreadable', foreign: true };
};

/** Reads a task file for the board. */
export const fileTask = (bytes: Uint8Array, place: TaskPlace): Filed =>
  filedOf(parseTaskBytes(bytes, { file: place.path, defaults: place.defaults }), bytes, place);
