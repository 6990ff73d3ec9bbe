import { masked, nextLine } from './markdown.ts';

/** Metadata such as `**ID**: PAY-001` is no text of a requirement, unless it has no other. */
const METADATA = /^\*\*[^*]+\*\*:/u;
const HEADER = /^#{1,6}\s/u;
/** Every heading of the fourth level is a scenario, whatever it is called. */
const SCENARIO = /^####\s+/u;
const SCENARIO_END = /^#{1,4}\s/u;

/** The text of a requirement: the lines under its heading, up to the first heading, without code and metadata. */
export const bodyOf = (under: readonly string[]): string => {
  const { lines, fenced } = masked(under);
  const end = lines.findIndex((line, at) => !fenced[at] && HEADER.test(line));
  const said = lines
    .slice(0, end === -1 ? lines.length : end)
    .flatMap((line, at) => (fenced[at] || line.trim() === '' ? [] : [line.trim()]));
  const body = said.filter((line) => !METADATA.test(line));
  return (body.length > 0 ? body : said).join('\n');
};

/** Whether a text binds by the words of RFC 2119. */
export const isBinding = (text: string): boolean => /\b(?:SHALL|MUST)\b/u.test(text);

/** How many scenarios of a requirement say something, and how many are a heading alone. */
export const countScenarios = (under: readonly string[]): { readonly full: number; readonly empty: number } => {
  const { lines, fenced } = masked(under);
  const starts = lines.flatMap((line, at) => (!fenced[at] && SCENARIO.test(line) ? [at] : []));
  const full = starts.filter((start) => {
    const end = nextLine({ lines, fenced }, start + 1, SCENARIO_END);
    return lines.slice(start + 1, end).some((line) => line.trim() !== '');
  });
  return { full: full.length, empty: starts.length - full.length };
};

const scenarioName = (line: string): string =>
  line
    .replace(SCENARIO, '')
    .replace(/(?<![ \t])[ \t]+#+[ \t]*$/u, '')
    .replace(/^Scenario:\s*/iu, '')
    .trim();

/** The scenarios of a requirement, by name, in order. */
export const scenarioNames = (raw: string): readonly string[] => {
  const { lines, fenced } = masked(raw.split('\n'));
  return lines.flatMap((line, at) => (!fenced[at] && SCENARIO.test(line) ? [scenarioName(line)] : []));
};

/** The scenarios that one text of a requirement has and another lacks; one of two of a name counts too. */
export const lostScenarios = (current: string, next: string): readonly string[] => {
  const left = new Map<string, number>();
  for (const name of scenarioNames(next)) left.set(name, (left.get(name) ?? 0) + 1);
  return scenarioNames(current).filter((name) => {
    const count = left.get(name) ?? 0;
    if (count > 0) left.set(name, count - 1);
    return count === 0;
  });
};
