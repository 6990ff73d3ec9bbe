import { ok, type Result } from '#failure';
import { installPackages } from '#flow';
import type { Io, Shown } from '../io.ts';
import type { Words } from '../words.ts';
import { withProject } from './with-project.ts';

/** `writ deps install` */
export const depsInstall = (_: Words, io: Io): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const done = await installPackages(project, io.tell);
    if (!done.ok) return done;
    const lines = done.value.map(({ folder, from, packages, because }) =>
      from === 'cache'
        ? `${folder}: installed from the lockfile, ${(packages ?? '').slice(0, 12)}`
        : `${folder}: ${from === 'checkout' ? 'that of the checkout' : 'none'}, because ${because ?? ''}`,
    );
    const isShort = done.value.some(({ from }) => from !== 'cache');
    const none = 'Nothing is installed here for checks to use.';
    return ok({
      text: lines.length === 0 ? none : lines.join('\n'),
      json: { folders: done.value },
      exit: isShort ? 1 : 0,
    });
  });
