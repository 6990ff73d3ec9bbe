import { ok, type Result } from '#failure';
import { contactText, nextSteps, type NextStep } from '#plan';
import type { Shown } from '../io.ts';
import { number, type Words } from '../words.ts';
import { withPlan } from './plan-view.ts';

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

/** `writ plan next` */
export const planNext = (words: Words): Promise<Result<Shown>> =>
  withPlan(words, ({ plan, graph }) => {
    const { steps, more } = nextSteps(graph, plan.lines, number(words, 'limit') ?? SHOWN);
    const waits =
      graph.tasks.length === 0 ? 'Nothing is left to be done.' : 'Nothing can be begun: writ board says why.';
    const lines = steps.length === 0 ? [waits] : steps.flatMap(stepLines);
    const rest = more === 0 ? [] : [`${more} more: writ plan next --limit ${steps.length + more}`];
    return ok({ text: [...lines, ...rest].join('\n'), json: { steps, more } });
  });
