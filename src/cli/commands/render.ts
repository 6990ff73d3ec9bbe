import { ok, type Result } from '#failure';
import { checkRendered, renderFiles } from '#flow';
import { AGENT_TOOLS, PROJECTIONS, type Standing } from '#plan';
import type { Shown } from '../io.ts';
import { given, text, texts, type Words } from '../words.ts';
import { withProject } from './with-project.ts';

const BEFORE: Readonly<Record<Standing, string>> = {
  current: '',
  missing: 'new',
  foreign: 'took the place of a file that was not rendered',
  edited: 'had been edited by hand',
  stale: 'brought in step',
};

const list = (): Result<Shown> => {
  const width = Math.max(...PROJECTIONS.map(({ name }) => name.length));
  return ok({
    text: PROJECTIONS.map(({ name, says }) => `${name.padEnd(width)}  ${says}`).join('\n'),
    json: { projections: PROJECTIONS.map(({ name, says }) => ({ name, says })) },
  });
};

const render = (words: Words, names: readonly string[]): Promise<Result<Shown>> =>
  withProject(async (project) => {
    if (given(words, 'check')) {
      const checked = await checkRendered(project, names);
      if (!checked.ok) return checked;
      const files = checked.value.map(({ path }) => path);
      return ok({ text: files.map((path) => `ok ${path}`).join('\n'), json: { files } });
    }
    const done = await renderFiles(project, names, given(words, 'replace'));
    if (!done.ok) return done;
    const { written, current } = done.value;
    if (written.length + current.length === 0) return list();
    const lines = written.map(({ rendered, standing }) => `wrote ${rendered.path}: ${BEFORE[standing]}`);
    return ok({
      text: [...lines, ...current.map(({ path }) => `ok ${path}`)].join('\n'),
      json: {
        written: written.map(({ rendered, standing }) => ({
          name: rendered.name,
          path: rendered.path,
          before: standing,
        })),
        current: current.map(({ path }) => path),
      },
    });
  });

/** `writ render` */
export const renderCommand = async (words: Words): Promise<Result<Shown>> =>
  given(words, 'list') ? list() : render(words, texts(words, 'names'));

/** `writ roles export` */
export const rolesExport = (words: Words): Promise<Result<Shown>> => {
  const tool = AGENT_TOOLS.find((one) => one === text(words, 'for'));
  return render(words, tool === undefined ? AGENT_TOOLS.map((one) => `roles-${one}`) : [`roles-${tool}`]);
};
