import { digestOfText, type Anchor, type ReadDocument, type SpecFault } from '../anchor.ts';
import { fieldIn } from './decisions.ts';
import { faultAt, linesOf, sectionsOf, textOf } from './lines.ts';

const ID = /^OQ-(\d+)\s*(?::\s*(.*))?$/isu;

/** Whether a file is the tracker of open questions (S2-R10). */
export const isQuestionFile = (file: string): boolean => /(?:^|\/)open[-_]questions\.md$/iu.test(file);

/** Reads the tracker of open questions (S2-R48): `### OQ-NN: question`, each with a status. */
export const readQuestions = (file: string, text: string): ReadDocument => {
  const lines = linesOf(text);
  const faults: SpecFault[] = [];
  const fault = (at: number, says: string, next?: string): void =>
    void faults.push({ ...faultAt(file, lines, at, says), ...(next === undefined ? {} : { next }) });
  const seen = new Map<string, number>();
  const anchors = sectionsOf(lines).flatMap(({ title, line, lastLine }): Anchor[] => {
    const [, digits, question = ''] = ID.exec(title) ?? [];
    if (digits === undefined) return [];
    const id = `OQ-${digits}`;
    const before = seen.get(id);
    if (before !== undefined)
      fault(line, `${id} is there twice: line ${before} has it, too`, `writ spec renumber ${id}`);
    seen.set(id, before ?? line);
    const own = lines.slice(line, lastLine);
    const status = fieldIn(own, 'status');
    const isResolved = /^resolved\b/iu.test(status?.value ?? '');
    const resolution = fieldIn(own, 'resolution');
    if (status === null) fault(line, `${id} has no status; write: - **Status**: open`);
    else if (!isResolved && !/^open\b/iu.test(status.value)) fault(status.at, `${id} is neither open nor resolved`);
    if (isResolved && resolution === null) fault(line, `${id} is resolved, and has no resolution`);
    return [
      {
        ...{ kind: 'oq', cite: `oq:${id}`, file, line, lastLine, title: question.trim() },
        digest: digestOfText(textOf(lines, line, lastLine)),
        ...{ binding: isResolved, note: status?.value ?? null },
      },
    ];
  });
  return { anchors, faults };
};
