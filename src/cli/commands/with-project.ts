import type { Result } from '#failure';
import { openProject, type Project } from '#flow';

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
