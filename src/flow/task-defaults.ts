import type { TaskDefaults } from '#contract';
import type { Project } from './project.ts';

/** What holds in this project where a task file says nothing. */
export const taskDefaults = ({ settings, repository }: Project): TaskDefaults => ({
  strictness: settings.strictness,
  baseBranch: repository.branch ?? '',
});
