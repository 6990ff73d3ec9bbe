import type { Anchor, SpecFault } from '../anchor.ts';
import { linesOf, type Line } from './lines.ts';

/** More lines than that, and a reader looks for what a document says (S2-R23). */
const MOST_LINES = 700;

/** What asks without being asked anywhere: it is found again only by whoever happens to read it (S2-R11). */
const QUESTION = /\b(?:TBD|TBC|OPEN QUESTION)\b|\bto be (?:decided|determined|clarified)\b|\bopen question:|\?{3}/u;
const REGISTERED_QUESTION = /\bOQ-\d+/iu;
/** What decides without saying why, and without a record that is superseded when it no longer holds. */
const DECISION = /\b(?:we|it was|was|were) (?:have |had )?decided (?:to|that|on|against|in favou?r)\b|\bwe (?:chose|opted for|opted to|settled on)\b|^\s*(?:[-*+]\s+)?\*{0,2}Decision\*{0,2}\s*:/iu; // prettier-ignore
const REGISTERED_DECISION = /\bADR[-_ ]?\d+|\badr:\d+|decisions?\/\d+/iu;
/** What OpenSpec writes for a purpose until somebody says it: told where changes are validated. */
const STUB = /TBD - created by archiving change/u;

export const found = (file: string, { at, text }: Line, says: string): SpecFault => ({
  file,
  line: at,
  column: 1,
  says,
  text,
});

/** What is said in a line, without code: a word in backquotes is quoted, and asks nothing. */
export const prose = (text: string): string => text.replaceAll(/`[^`]*`/gu, '');

/**
 * What keeps a document from staying in order, though every anchor of it is found: it is long, or it asks or decides in
 * passing what belongs into a register (S2-R23). Each with its place.
 */
export const adviceOn = (file: string, text: string): readonly SpecFault[] => {
  const lines = linesOf(text);
  const last = lines.at(-1)?.text === '' ? lines.length - 1 : lines.length;
  const [first] = lines;
  const long = last > MOST_LINES && first !== undefined ? [found(file, first, `it has ${last} lines: a document of more than ${MOST_LINES} is split`)] : []; // prettier-ignore
  const inline = lines.flatMap((line, at): SpecFault[] => {
    if (line.isCode) return [];
    const said = prose(line.text);
    // What it refers to may stand in the line below: paragraphs are wrapped.
    const around = `${said}\n${lines[at + 1]?.text ?? ''}`;
    return [
      ...(QUESTION.test(said) && !STUB.test(said) && !REGISTERED_QUESTION.test(around)
        ? [found(file, line, 'a question is open here, and in no register: writ spec new question "…", and name it here')] // prettier-ignore
        : []),
      ...(DECISION.test(said) && !REGISTERED_DECISION.test(around)
        ? [found(file, line, 'something is decided here, without a record of why: writ spec new adr "…", and name it here')] // prettier-ignore
        : []),
    ];
  });
  return [...long, ...inline];
};

export const LINK = /\]\(\s*<?([^)\s>#]+)[^)]*\)/gu;
const STATUS = /\b(accepted|proposed|deprecated|superseded)\b/iu;

/** A path that a link in a file means. */
export const meantBy = (file: string, target: string): string => {
  const parts = file.split('/').slice(0, -1);
  for (const part of target.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  return parts.join('/');
};

/** The files in which an index of the decisions of a folder may stand. */
export const indexFilesFor = (folder: string): readonly string[] => {
  const parent = folder.split('/').slice(0, -1).join('/');
  return [`${folder}/README.md`, `${folder}/index.md`, `${parent === '' ? '' : `${parent}/`}README.md`];
};

/**
 * Holds an index of decisions to the decisions: each of the folder has its row, each row its decision, and the same status
 * (S2-R10, S2-R23). A file that links none of them is no index, and nothing is said about it.
 *
 * @param decisions the records of one folder
 */
export const indexAdvice = (file: string, text: string, decisions: readonly Anchor[]): readonly SpecFault[] => {
  const byFile = new Map(decisions.map((one) => [one.file, one]));
  const [folder = ''] = decisions.map((one) => one.file.slice(0, one.file.lastIndexOf('/') + 1));
  const rows = linesOf(text).flatMap((line) =>
    line.isCode ? [] : [...line.text.matchAll(LINK)].map(([, target = '']) => ({ line, path: meantBy(file, target) })),
  );
  const listed = new Set(rows.map(({ path }) => path));
  if (!decisions.some((one) => listed.has(one.file))) return [];
  const isRecord = (path: string): boolean => path.startsWith(folder) && /^(?:ADR[-_]?)?\d+[-_][^/]*\.md$/iu.test(path.slice(folder.length)); // prettier-ignore
  return [
    ...rows.flatMap(({ line, path }): SpecFault[] => {
      const decision = byFile.get(path);
      if (decision === undefined) return isRecord(path) ? [found(file, line, `there is no ${path}`)] : [];
      const status = line.text.trimStart().startsWith('|') ? STATUS.exec(line.text)?.[1]?.toLowerCase() : undefined;
      const is = decision.note?.toLowerCase() ?? '';
      return status === undefined || is.startsWith(status) ? [] : [found(file, line, `${decision.cite} is ${is}, and not ${status}`)]; // prettier-ignore
    }),
    ...decisions.flatMap(
      (one): SpecFault[] =>
      listed.has(one.file) ? [] : [{ file, line: 1, column: 1, says: `${one.cite} is missing in this index: ${one.file}`, text: '' }], // prettier-ignore
    ),
  ];
};

/**
 * Descriptions of products that call themselves the same: each citation of either finds both, and so none (S1-R1). A file
 * without a name of its own is called by its path, and several may be called so: only one that is cited has to be told apart.
 */
export const sharedNames = (anchors: readonly Anchor[]): readonly SpecFault[] => {
  const first = new Map<string, Anchor>();
  return anchors.flatMap((one): SpecFault[] => {
    if (one.kind !== 'prd' || one.cite.includes('/')) return [];
    const other = first.get(one.cite);
    if (other === undefined) first.set(one.cite, one);
    const says = `${one.cite} is ${other?.file ?? ''} as well, and neither can be cited: give one another \`name\` in its front matter`;
    return other === undefined ? [] : [{ file: one.file, line: one.line, column: 1, says, text: '' }];
  });
};
