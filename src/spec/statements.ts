import { digestOfText, type Anchor } from './anchor.ts';
import { linesOf, textOf, type Line } from './documents/lines.ts';

/** What a spec demands in one place: a sentence with MUST, SHALL or SHOULD, or a scenario. */
export type Statement = {
  /** The citation that finds it: that of its anchor, with `#` and its number. */
  readonly cite: string;
  /** The citation of the nearest anchor around it. */
  readonly of: string;
  readonly line: number;
  readonly lastLine: number;
  readonly says: string;
  readonly digest: string;
};

/** The words of RFC 2119 that demand something, in capitals; MAY demands nothing. */
const DEMANDS = /\b(?:MUST|SHALL|SHOULD|REQUIRED)\b/u;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*)$/su;
const SCENARIO = /^Scenario\s*:\s*(.*)$/isu;
const ITEM = /^\s*(?:[-*+]|\d{1,3}[.)])\s+/u;

/** `own`: the sentence itself, where another one of its line demands something, too. */
type Place = { line: number; lastLine: number; says: string; own?: string };

/** Whether a line begins something of its own, so that the sentence before it has ended. */
const begins = (text: string): boolean =>
  text.trim() === '' || ITEM.test(text) || HEADING.test(text) || /^\s*\|/u.test(text);

/**
 * The sentences of a line that demand something, each with what follows it and demands nothing; one where the line is one
 * demand. A row of a table is one, for its cells speak of each other.
 */
const sentencesOf = (line: string): readonly string[] => {
  if (/^\s*\|/u.test(line)) return [line];
  const found: string[] = [];
  for (const sentence of line.split(/(?<=[.!?;][)"”’*_\]]{0,3})\s+(?=["“‘(*_[]{0,3}\p{Lu})/u))
    if (found.length > 0 && (!DEMANDS.test(sentence) || !DEMANDS.test(found.at(-1) ?? ''))) found.push(`${found.pop() ?? ''} ${sentence}`);
    else found.push(sentence);
  return found;
}; // prettier-ignore

/** Every place of these lines that demands something, in order. What a scenario says is one, whatever words it uses. */
const placesIn = (lines: readonly Line[]): readonly Place[] => {
  const found: Place[] = [];
  let open: { place: Place; depth: number | null } | null = null;
  for (const { at, text, isCode } of lines) {
    const [, marks = '', title = ''] = isCode ? [] : (HEADING.exec(text) ?? []);
    const scenario = SCENARIO.exec(title)?.[1];
    const inScenario = open?.depth != null && (marks === '' || marks.length > open.depth);
    if (scenario !== undefined) {
      open = { place: { line: at, lastLine: at, says: `Scenario: ${scenario.trim()}` }, depth: marks.length };
      found.push(open.place);
    } else if (inScenario && open !== null) {
      if (text.trim() !== '') open.place.lastLine = at;
    } else if (!isCode && marks === '' && DEMANDS.test(text)) {
      const sentences = sentencesOf(text.replace(ITEM, '').trim());
      const places = sentences.map((says): Place => ({ line: at, lastLine: at, says, ...(sentences.length > 1 ? { own: says } : {}) })); // prettier-ignore
      const last = places.at(-1);
      open = last === undefined ? null : { place: last, depth: null };
      found.push(...places);
    } else if (open !== null && !isCode && !begins(text)) {
      open.place.lastLine = at;
      if (open.place.own !== undefined) open.place.own += `\n${text}`;
    } else open = null;
  }
  return found;
};

/** Whether one anchor lies in another one of the same document. */
const liesIn = (inner: Anchor, outer: Anchor): boolean =>
  inner !== outer && inner.file === outer.file && inner.line >= outer.line && inner.lastLine <= outer.lastLine;

/** The lines of an anchor itself, without those of the anchors inside it. */
export const ownLines = (anchor: Anchor, all: readonly Anchor[], lines: readonly Line[]): readonly Line[] => {
  const inner = all.filter((one) => liesIn(one, anchor));
  return lines
    .slice(anchor.line - 1, anchor.lastLine)
    .filter(({ at }) => !inner.some(({ line, lastLine }) => at >= line && at <= lastLine));
};

/** The statements of an anchor itself: what an anchor inside it says is that one's. A description of an API has none. */
export const ownStatements = (anchor: Anchor, all: readonly Anchor[], text: string): readonly Statement[] => {
  if (anchor.kind === 'openapi' || anchor.kind === 'asyncapi') return [];
  const lines = linesOf(text);
  return placesIn(ownLines(anchor, all, lines)).map(({ line, lastLine, says, own }, index) => ({
    ...{ cite: `${anchor.cite}#${index + 1}`, of: anchor.cite, line, lastLine, says },
    digest: digestOfText(own ?? textOf(lines, line, lastLine)),
  }));
};

/** All that is demanded under an anchor, by it and by every binding anchor inside it, in the order of the document. */
export const statementsUnder = (anchor: Anchor, all: readonly Anchor[], text: string): readonly Statement[] => {
  const same = all.filter(({ file }) => file === anchor.file);
  return [anchor, ...same.filter((one) => one.binding && liesIn(one, anchor))]
    .flatMap((one) => ownStatements(one, same, text))
    .toSorted((one, other) => one.line - other.line);
};
