import { fail, ok, type Result } from '#failure';
import { COST_TERMS, planCost, riskDistribution, toDecompose, worthResearch, type CostTerms } from '#plan';
import type { Shown } from '../io.ts';
import { given, number, text, type Words } from '../words.ts';
import { briefly, idAt, idsAt, NOTHING, withPlan } from './plan-view.ts';

/** A number that is not negative, as text; null where it is none. */
const amount = (words: Words, name: string, otherwise: number): number | null => {
  const said = text(words, name);
  if (said === undefined) return otherwise;
  return /^\d+(\.\d+)?$/u.test(said) ? Number(said) : null;
};

/** The terms that the command line gives, or the name of the option that is no number. */
const termsOf = (words: Words): Result<CostTerms> => {
  const terms = {
    retries: amount(words, 'retries', COST_TERMS.retries),
    fallback: amount(words, 'fallback', COST_TERMS.fallback),
    timeLostHours: amount(words, 'timeLost', COST_TERMS.timeLostHours),
    valuePerHour: amount(words, 'valueRate', COST_TERMS.valuePerHour),
    retention: given(words, 'independent') ? 1 : amount(words, 'retention', COST_TERMS.retention),
  };
  const { retries, fallback, timeLostHours, valuePerHour, retention } = terms;
  if (retries === null || fallback === null || timeLostHours === null || valuePerHour === null || retention === null)
    return fail('usage.argument', 'a number is needed, such as 2 or 0.9', { remedy: 'writ plan cost --help' });
  if (retention > 1) return fail('usage.argument', '--retention is a share, from 0 to 1');
  if (!Number.isInteger(retries)) return fail('usage.argument', '--retries takes a whole number');
  return ok({ retries, fallback, timeLostHours, valuePerHour, retention });
};

const DEAREST = 15;

/** `writ plan cost` */
export const planCostCommand = (words: Words): Promise<Result<Shown>> => {
  const terms = termsOf(words);
  if (!terms.ok) return Promise.resolve(terms);
  return withPlan(words, ({ graph }) => {
    const { tasks, total, average } = planCost(graph, terms.value);
    const first = tasks.slice(0, number(words, 'limit') ?? DEAREST);
    const told = first.map(({ task, expected, success, atLast }) => ({
      ...briefly(graph, task),
      ...{ expected, success, successAtLast: atLast },
    }));
    const more = tasks.length - first.length;
    const lines = [
      `${'cost'.padStart(9)}  succeeds`,
      ...told.map(
        ({ id, expected, successAtLast }) =>
          `${expected.toFixed(2).padStart(9)}  ${(successAtLast * 100).toFixed(1).padStart(5)} %  ${id}`,
      ),
      ...(more === 0 ? [] : [`           ${more} more: writ plan cost --limit ${tasks.length}`]),
      `${total.toFixed(2).padStart(9)}  in all, ${average.toFixed(2)} a task; relative, the smallest task that never fails is 1`,
    ];
    return ok({
      text: tasks.length === 0 ? NOTHING : lines.join('\n'),
      json: { tasks: told, more, total, average, terms: terms.value },
    });
  });
};

/** `writ plan decompose` */
export const planDecompose = (words: Words): Promise<Result<Shown>> =>
  withPlan(words, ({ graph }) => {
    const tasks = toDecompose(graph).map(({ task, reasons }) => ({ ...briefly(graph, task), reasons }));
    const lines = tasks.flatMap(({ id, name, reasons }) => [
      `${id}  ${name}`,
      ...reasons.map((reason) => `    ${reason}`),
    ]);
    const none = graph.tasks.length === 0 ? NOTHING : 'Nothing has to be cut smaller.';
    return ok({ text: lines.length === 0 ? none : lines.join('\n'), json: { tasks } });
  });

/** `writ plan risk` */
export const planRisk = (words: Words): Promise<Result<Shown>> =>
  withPlan(words, ({ graph }) => {
    const shares = riskDistribution(graph).map(({ risk, tasks, share }) => ({
      ...{ risk, count: tasks.length, share, tasks: idsAt(graph, tasks) },
    }));
    const research = worthResearch(graph, COST_TERMS).map(({ task, saves, costs }) => ({
      id: idAt(graph, task),
      saves,
      costs,
    }));
    const lines = shares.map(({ risk, count, share }) =>
      `${risk.padEnd(10)}  ${String(count).padStart(5)}  ${(share * 100).toFixed(0).padStart(3)} %  ${'█'.repeat(Math.round(share * 40))}`.trimEnd(),
    );
    const first = research
      .slice(0, DEAREST)
      .map(({ id, saves, costs }) => `  ${id}: ${costs.toFixed(2)} for research may save ${saves.toFixed(2)}`);
    const more = research.length - first.length;
    const worth =
      first.length === 0
        ? []
        : [
            '',
            'Worth a research task first, by what it may save:',
            ...first,
            ...(more === 0 ? [] : [`  and ${more} more, see --json`]),
          ];
    return ok({
      text: graph.tasks.length === 0 ? NOTHING : [...lines, ...worth].join('\n'),
      json: { distribution: shares, research },
    });
  });
