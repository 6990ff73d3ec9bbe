import { ok, type Result } from '#failure';
import { keptAnswer, lookAtTasks, planOf } from '#flow';
import { contactText, nextSteps, type NextStep } from '#plan';
import type { Shown } from '../io.ts';
import { number, type Words } from '../words.ts';
import { shownOf, type View } from './plan-view.ts';

const SHOWN = 10;

const whyText = ({ finishes, chain, critical, risk, delays }: NextStep): string =>
  [
    ...(finishes ? ['begun, and waits for you'] : []),
    ...(critical ? [`on the critical path, ${chain} to the end`] : chain > 1 ? [`${chain} to the end`] : []),
    ...(delays > 0 ? [`${delays} task${delays === 1 ? ' waits' : 's wait'} for it`] : ['nothing waits for it']),
    `risk ${risk.toFixed(2)}`,
  ].join(' · ');

const stepLines = (step: NextStep, at: number): readonly string[] => [
  `${String(at + 1).padStart(2)}  ${step.next}`,
  `      ${step.name}`,
  `      ${whyText(step)}`,
  ...step.notBeside.map(({ task, contact }) => `      not beside ${task}: both may change ${contactText(contact)}`),
];

const whatIsNext =
  (words: Words) =>
  ({ plan, graph }: View): Result<Shown> => {
    const { steps, more } = nextSteps(graph, plan.lines, number(words, 'limit') ?? SHOWN);
    const waits =
      graph.tasks.length === 0 ? 'Nothing is left to be done.' : 'Nothing can be begun: writ board says why.';
    const lines = steps.length === 0 ? [waits] : steps.flatMap(stepLines);
    const rest = more === 0 ? [] : [`${more} more: writ plan next --limit ${steps.length + more}`];
    return ok({ text: [...lines, ...rest].join('\n'), json: { steps, more } });
  };

/** `writ plan next` */
export const planNext = async (words: Words): Promise<Result<Shown>> => {
  const seen = await lookAtTasks(process.cwd());
  if (!seen.ok) return seen;
  const question = `plan next ${number(words, 'limit') ?? SHOWN} ${number(words, 'phase') ?? ''}`;
  return keptAnswer(seen.value, question, async () => {
    const plan = await planOf(seen.value);
    return plan.ok ? shownOf(words, plan.value, whatIsNext(words)) : plan;
  });
};
