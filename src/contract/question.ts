import type { Failure } from '#failure';
import type { Contract } from './contract.ts';
import { isGlob, isProtected } from './path-kinds.ts';
import { globProblem } from './paths.ts';

/** What findings may recommend: to go on as planned, to go on otherwise, or not to go on (S2-R26). */
export const RECOMMENDATIONS = ['proceed', 'pivot', 'block'] as const;
export type Recommendation = (typeof RECOMMENDATIONS)[number];

type Fault = { readonly field: string; readonly failure: Failure };

/** The only kind of file that research leaves: what it tries out is thrown away. */
const isDocument = (entry: string): boolean => entry.endsWith('.md') && (isGlob(entry) || !isProtected(entry));

const fault = (field: string, message: string, remedy: string): Fault => ({
  field,
  failure: { code: 'task.field', message, remedy },
});

const inAsked = ({ paths, question }: Contract): readonly Fault[] => {
  if (question === undefined) return [];
  const { asks, findings } = question;
  const isOneFile = globProblem(findings) === null && !isGlob(findings) && isDocument(findings);
  return [
    ...(asks.trim() === ''
      ? [fault('question.asks', 'the question asks nothing', 'asks: what is to be found out')]
      : []),
    ...(isOneFile && paths.allow.includes(findings)
      ? []
      : [fault('question.findings', `“${findings.slice(0, 200)}” is no document that may be written`, 'name one Markdown file, and list it under `paths.allow`')]), // prettier-ignore
    ...paths.allow.flatMap((entry, at): readonly Fault[] => {
      if (isDocument(entry)) return [];
      const message = `research lands documents and never code, and “${entry.slice(0, 200)}” is no document`;
      const remedy =
        'allow Markdown files alone; what is tried out is built outside of the repository, and thrown away';
      return [{ field: `paths.allow.${at + 1}`, failure: { code: 'task.path', message, remedy } }];
    }),
  ];
};

/**
 * What a contract lacks to be research, or what it should not have as anything else (S2-R8, S2-R26): a question, one
 * document for what was found, and no way to change anything but documents.
 */
export const inQuestion = (contract: Contract): readonly Fault[] => {
  const { type, role, question } = contract;
  if (type === 'research' && question === undefined)
    return [fault('question', 'research answers a question, and there is none', 'question: { asks: "…", findings: docs/research/FILE.md }')]; // prettier-ignore
  if (type !== 'research' && question !== undefined)
    return [fault('question', `only research has a question, and this is of type ${type}`, 'type: research')];
  if (type !== 'research' && role === 'prototyper')
    return [fault('role', 'what a prototyper builds is thrown away: it answers a question', 'type: research')];
  return inAsked(contract);
};

const SAYS = /^\**Recommendation:\** *(\w+)\**\.?$/u;

/** Every recommendation that a text makes, each on a line of its own: `Recommendation: pivot`. */
export const recommendationsIn = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => SAYS.exec(line.trim())?.[1]?.toLowerCase() ?? []);

/** The one recommendation of findings; null where there is none, more than one, or another word. */
export const recommendationOf = (lines: readonly string[]): Recommendation | null => {
  const [only, ...more] = recommendationsIn(lines);
  return more.length > 0 ? null : (RECOMMENDATIONS.find((one) => one === only) ?? null);
};
