import type { Result } from '#failure';
import { openProject, startRecording, type Project } from '#flow';

/** Opens the project of the current folder for a command and closes it after, whatever happens. */
export const withProject = async <T>(use: (project: Project) => Promise<Result<T>>): Promise<Result<T>> => {
  const project = await openProject(process.cwd());
  if (!project.ok) return project;
  try {
    return await use(project.value);
  } finally {
    await project.value.close();
  }
};

/**
 * Opens the project for a command that records something. `check` says first what is wrong with how the command was
 * called, so that a command called wrongly leaves nothing behind.
 */
export const withRecord = <T>(
  check: (project: Project) => Result<unknown> | Promise<Result<unknown>>,
  use: (project: Project) => Promise<Result<T>>,
): Promise<Result<T>> =>
  withProject(async (looked) => {
    const checked = await check(looked);
    if (!checked.ok) return checked;
    const project = await startRecording(looked);
    if (!project.ok) return project;
    try {
      return await use(project.value);
    } finally {
      await project.value.close();
    }
  });
