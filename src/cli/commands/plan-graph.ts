import { ok, type Result } from '#failure';
import { criticalPath, dotOf, mermaidOf, overlapsIn } from '#plan';
import { validatePlan } from '#flow';
import { visibleJson } from '#contract';
import type { Shown } from '../io.ts';
import { text, type Words } from '../words.ts';
import { OVERLAPS_SHOWN, overlapsJson, tasksJson } from './plan-show.ts';
import { idsAt, withPlan } from './plan-view.ts';

/** `writ plan graph` */
export const planGraph = (words: Words): Promise<Result<Shown>> =>
  withPlan(
    words,
    (view) => {
      const { graph } = view;
      const format = text(words, 'format') ?? 'dot';
      const { pairs, complete } = overlapsIn(graph, OVERLAPS_SHOWN);
      const picture = { graph, overlaps: pairs, critical: new Set(criticalPath(graph).path) };
      const json = {
        tasks: tasksJson(view),
        edges: graph.after.flatMap((next, from) => next.map((to) => idsAt(graph, [from, to]))),
        ...{ overlaps: overlapsJson(graph, pairs), overlapsComplete: complete },
      };
      if (format === 'json') return ok({ text: visibleJson(json), json });
      const picked = format === 'mermaid' ? mermaidOf(picture) : dotOf(picture);
      return ok({ text: picked, json: { ...json, format, text: picked } });
    },
    'picture',
  );

/** `writ plan validate` */
export const planValidate = async (): Promise<Result<Shown>> => {
  const valid = await validatePlan(process.cwd());
  if (!valid.ok) return valid;
  const { tasks, edges } = valid.value;
  const count = `${tasks} task${tasks === 1 ? '' : 's'}, ${edges} dependenc${edges === 1 ? 'y' : 'ies'}`;
  return ok({ text: `ok: ${count}, no cycle, all estimated`, json: { tasks, edges } });
};
