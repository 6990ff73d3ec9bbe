import { parseCitation, printCitation } from './citation.ts';

/** A citation in a text of a person. `isDemanded`: its line says that it cites, so that it has to find something. */
export type SaidCitation = { readonly cite: string; readonly isDemanded: boolean };

const LINE = /^Cites:[ \t]*(\S.*?)[ \t\r]*$/gmu;
/** A name with blanks, as those of OpenSpec, is whole between backticks. */
const QUOTED = /`((?:spec|openspec|openapi|asyncapi|prd|adr|oq|asm|watch|phase):[^`\n]{1,300})`/gu;
const BARE = /(?<![\w`/.-])(?:spec|openspec|openapi|asyncapi|prd):[^\s`<>"'()[\],;]{1,300}/gu;

/**
 * The citations in the message of a commit or the text of a pull request: a line `Cites: CITATION`, between backticks,
 * or as a word. What looks like one and is not is left out, but for a line that says so.
 */
export const citationsSaid = (text: string): readonly SaidCitation[] => {
  const demanded = [...text.matchAll(LINE)].map(([, cite = '']) => cite.replace(/^`(.*)`$/u, '$1'));
  const rest = text.replaceAll(LINE, '');
  const words = [
    ...[...rest.matchAll(QUOTED)].map(([, cite = '']) => cite),
    ...[...rest.matchAll(BARE)].map(([word]) => word.replace(/[.!?:]+$/u, '')),
  ];
  const found = new Map<string, boolean>(demanded.map((cite) => [cite, true]));
  for (const word of words) {
    const citation = parseCitation(word);
    if (citation.ok && !found.has(word)) found.set(printCitation(citation.value), false);
  }
  return [...found].map(([cite, isDemanded]) => ({ cite, isDemanded }));
};
