import type { Anchor, SpecFault } from '../anchor.ts';
import { found, LINK, meantBy, prose } from './advice.ts';
import { fieldIn, statusIn } from './decisions.ts';
import { linesOf, sectionsOf, type Line } from './lines.ts';
import { isQuestionFile } from './questions.ts';

/** What is decided and what is asked, by number, with what each says: what documents refer to. */
export type Registers = {
  readonly decisions: ReadonlyMap<number, Anchor>;
  readonly questions: ReadonlyMap<number, Anchor & { readonly origin: string }>;
};

const numberIn = ({ cite }: Anchor): number => Number(/(\d+)$/u.exec(cite)?.[1] ?? 0);

/** The registers of a tree. @param linesIn the lines of an anchor */
export const registersIn = (anchors: readonly Anchor[], linesIn: (one: Anchor) => readonly string[]): Registers => {
  const originOf = (one: Anchor): string => fieldIn(linesOf(linesIn(one).join('\n')), 'origin')?.value ?? '';
  const ofKind = (kind: Anchor['kind']): readonly Anchor[] => anchors.filter((one) => one.kind === kind);
  return {
    decisions: new Map(ofKind('adr').map((one) => [numberIn(one), one])),
    questions: new Map(ofKind('oq').map((one) => [numberIn(one), { ...one, origin: originOf(one) }])),
  };
};

const DECISION = /\bADR[-_ ]?(\d{1,9})\b/giu;
const QUESTION = /\bOQ-(\d{1,9})\b/giu;
const numbersIn = (text: string, pattern: RegExp): readonly number[] => [...prose(text).matchAll(pattern)].map(([, digits]) => Number(digits)); // prettier-ignore

/** The status that an item of a list or a row of a table gives the one question it is about (S2-R49). */
const statusSaid = (text: string): { readonly number: number; readonly status: string } | null => {
  const [, digits] = /^\s*(?:[-*+]|\|)\s*(?:\*\*|\[)?OQ-(\d{1,9})\b/iu.exec(text) ?? [];
  const [, aside, cell] = /\((open|resolved)\)\s*$|\|\s*(open|resolved)\s*\|/iu.exec(text) ?? [];
  const status = (aside ?? cell)?.toLowerCase();
  return digits === undefined || status === undefined ? null : { number: Number(digits), status };
};

const isOpen = ({ note }: Anchor): boolean => !/^resolved\b/iu.test(note ?? '');
const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

/** What a document was called before a word for it was settled on (S2-D10). */
const reviewedIn = (lines: readonly Line[]): Line | null => {
  const status = statusIn(lines, sectionsOf(lines));
  return status !== null && /^(?:reviewed|stable)\b/iu.test(status.value) ? (lines[status.at - 1] ?? null) : null;
};

/** A document is reviewed once nothing is asked of it any more, by itself or by what says where a question comes from (S2-R13). */
const reviewedTooSoon = (file: string, lines: readonly Line[], { questions }: Registers): readonly SpecFault[] => {
  const status = reviewedIn(lines);
  if (status === null) return [];
  const named = new Set(lines.flatMap(({ text, isCode }) => (isCode ? [] : numbersIn(text, QUESTION))));
  return [...questions]
    .filter(([number, one]) => isOpen(one) && (named.has(number) || one.origin.includes(nameOf(file))))
    .map(([, one]) => found(file, status, `it is reviewed, and ${one.cite} is open`));
};

/** A decision that no longer holds says what holds instead (S2-R47). */
const supersededBy = (file: string, lines: readonly Line[], { decisions }: Registers): readonly SpecFault[] => {
  const own = [...decisions].find(([, one]) => one.file === file);
  if (own === undefined || own[1].note !== 'superseded') return [];
  const others = lines.flatMap(({ text }) => [
    ...numbersIn(text, DECISION),
    ...[...text.matchAll(LINK)].map(([, target = '']) => Number(/^(?:ADR[-_]?)?(\d{1,9})[-_]/iu.exec(nameOf(target))?.[1])),
  ]);
  const [first] = lines;
  return first === undefined || others.some((number) => number !== own[0] && decisions.has(number))
    ? []
    : [found(file, first, `${own[1].cite} is superseded, and does not say by which: write Superseded by ADR-…`)];
}; // prettier-ignore

/**
 * Holds what a document says of decisions and questions to what they are (S2-R11, S2-R13, S2-R23, S2-R49): each that it
 * names is there, each status that it gives a question is the status of that, and it is called reviewed only once no
 * question of it is open. Where nothing is decided or asked in a register, nobody can tell what a number means.
 */
export const referenceAdvice = (file: string, text: string, registers: Registers): readonly SpecFault[] => {
  const { decisions, questions } = registers;
  if (decisions.size === 0 && questions.size === 0) return [];
  const lines = linesOf(text);
  const missing = (line: Line, what: string, pattern: RegExp, known: ReadonlyMap<number, Anchor>): readonly SpecFault[] =>
    known.size === 0
      ? []
      : [...new Set(numbersIn(line.text, pattern))].filter((one) => !known.has(one)).map((one) => found(file, line, `there is no ${what}-${one}`)); // prettier-ignore
  const inLines = lines.flatMap((line): readonly SpecFault[] => {
    if (line.isCode) return [];
    const said = statusSaid(line.text);
    const question = said === null ? undefined : questions.get(said.number);
    const priority = isQuestionFile(file) ? fieldIn([line], 'priority') : null;
    return [
      ...missing(line, 'ADR', DECISION, decisions),
      ...missing(line, 'OQ', QUESTION, questions),
      ...(said !== null && question !== undefined && isOpen(question) !== (said.status === 'open')
        ? [found(file, line, `${question.cite} is ${isOpen(question) ? 'open' : 'resolved'}, and not ${said.status}`)]
        : []),
      ...(priority !== null && !/^(?:high|medium|low)\b/iu.test(priority.value)
        ? [found(file, line, 'its priority is none of high, medium, low')]
        : []),
    ];
  });
  return [...inLines, ...reviewedTooSoon(file, lines, registers), ...supersededBy(file, lines, registers)];
}; // prettier-ignore

const INDEX = /(?:^|\/)(?:README|index)\.md$/iu;
const STATUS = /\b(draft|reviewed|stable|superseded)\b/iu;
const oneWord = (status: string): string => (status.toLowerCase() === 'stable' ? 'reviewed' : status.toLowerCase());
const statusOf = (text: string): string | null => {
  const lines = linesOf(text);
  const word = STATUS.exec(statusIn(lines, sectionsOf(lines))?.value ?? '')?.[1];
  return word === undefined ? null : oneWord(word);
};

/**
 * Holds an index of documents to those beside it (S2-R10, S2-R23): each has its row, each row its document, and the same
 * status. A file that links none of them from a table is no index, and nothing is said about it.
 *
 * @param beside the documents of its folder that it is to list
 * @param textOf what one of them says
 */
export const documentIndexAdvice = (
  file: string,
  text: string,
  beside: readonly string[],
  textOf: (path: string) => string,
): readonly SpecFault[] => {
  if (!INDEX.test(file)) return [];
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const rows = linesOf(text).flatMap((line) =>
    line.isCode || !line.text.trimStart().startsWith('|')
      ? []
      : [...line.text.matchAll(LINK)].map(([, target = '']) => ({ line, path: meantBy(file, target) })),
  );
  const listed = new Set(rows.map(({ path }) => path));
  if (!beside.some((one) => listed.has(one))) return [];
  const isBeside = (path: string): boolean => path.startsWith(folder) && /^[^/]+\.md$/iu.test(path.slice(folder.length));
  return [
    ...rows.flatMap(({ line, path }): readonly SpecFault[] => {
      if (!beside.includes(path)) return isBeside(path) && textOf(path) === '' ? [found(file, line, `there is no ${path}`)] : [];
      const [said, is] = [STATUS.exec(line.text.replaceAll(LINK, ''))?.[1], statusOf(textOf(path))];
      return said === undefined || is === null || oneWord(said) === is ? [] : [found(file, line, `${path} is ${is}, and not ${oneWord(said)}`)];
    }),
    ...beside.filter((one) => !listed.has(one)).map((one): SpecFault => ({ file, line: 1, column: 1, says: `${one} is missing in this index`, text: '' })),
  ];
}; // prettier-ignore
