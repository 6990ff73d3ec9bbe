/** Names are OpenSpec's to the sign, and found in one pass, however a line is made. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDelta } from './delta.ts';
import { nameOf, requirementAt } from './requirements.ts';
import { structureFaults } from './structure.ts';
import { tasksIn } from './task-lines.ts';
import { ownMs } from '../../../test/rig/own-ms.ts';

/** As OpenSpec has them: on hostile lines they take the square or the cube of the length. */
const OPENSPEC = {
  requirement: /^###\s*Requirement:\s*(.+)\s*$/iu,
  removed: /^\s*[-*+]\s*`?###\s*Requirement:\s*(.+?)`?\s*$/u,
  from: /^\s*[-*+]?\s*FROM:\s*`?###\s*Requirement:\s*(.+?)`?\s*$/u,
  to: /^\s*[-*+]?\s*TO:\s*`?###\s*Requirement:\s*(.+?)`?\s*$/u,
  heading: /^###\s+(.+?)\s*$/u,
  task: /^\s*(?:[-*+]|\d{1,9}[.)])\s*\[(?:\s*([^\]\s]?)\s*\](?![([])|\s+\])\s*(.*)/u,
};
const oldName = (written: string): string => written.replace(/[ \t]+#+[ \t]*$/u, '').trim();
const named = (pattern: RegExp, line: string): string | null => {
  const found = pattern.exec(line)?.[1];
  return found === undefined ? null : oldName(found);
};

const piece = fc.constantFrom(' ', '  ', '\t', '\u00a0', '#', '##', '`', '-', '*', '+', 'x', 'É', '[', ']', '(', '###', 'Requirement:', 'requirement:', 'FROM:', 'TO:', '1.'); // prettier-ignore
const head = fc.constantFrom('', '### Requirement:', '###Requirement:', '- ### Requirement:', '- `### Requirement:', 'FROM:### Requirement:', ' - FROM: `### Requirement:', '-TO:`### Requirement:', '### ', '- [', '- [x]'); // prettier-ignore
const line = fc.tuple(head, fc.array(piece, { maxLength: 8 })).map(([begin, rest]) => begin + rest.join(''));

test('a name is the one that OpenSpec reads', () => {
  fc.assert(
    fc.property(line, (text) => {
      expect(nameOf(text)).toBe(oldName(text));
      const requirement = named(OPENSPEC.requirement, text);
      expect(requirementAt(text)).toBe(requirement);
      const removed = readDelta(`## REMOVED Requirements\n${text}`).removed.map(({ name }) => name);
      const bullet = requirement ?? named(OPENSPEC.removed, text);
      expect(removed).toEqual(bullet === null ? [] : [bullet]);
      const { unpaired } = readDelta(`## RENAMED Requirements\n${text}`);
      const [from, to] = [named(OPENSPEC.from, text), named(OPENSPEC.to, text)];
      expect(unpaired.map(({ name }) => name)).toEqual(from === null ? (to === null ? [] : [to]) : [from]);
      const other = requirement === null ? OPENSPEC.heading.exec(text)?.[1] : undefined;
      const skipped = readDelta(`## ADDED Requirements\n${text}`).skipped.map(({ name }) => name);
      expect(skipped).toEqual(other === undefined ? [] : [other.trim()]);
      const [task] = tasksIn([{ path: 'tasks.md', text }]);
      const box = OPENSPEC.task.exec(text);
      expect(task?.says).toBe(box === null ? undefined : (box[2] ?? '').trim());
      expect(task?.isDone ?? false).toBe(box?.[1]?.toLowerCase() === 'x');
    }),
    { numRuns: 300 },
  );
});

const blank = (length: number): string => ' '.repeat(length);
test.each<readonly [says: string, lineOf: (length: number) => string]>([
  ['a requirement', (length) => `### Requirement: ${blank(length)}\u2028x\u2028y`],
  ['a name that is closed', (length) => `### Requirement: x${blank(length)}y`],
  ['a new name', (length) => `- FROM: \`### Requirement: x${blank(length)}y`],
  ['an indentation', (length) => `${blank(length)}x`],
  ['a heading', (length) => `### x${blank(length)}y\u2028`],
  ['a section', (length) => `## ${blank(length)}\u2028x\u2028y`],
  ['a box', (length) => `- [${blank(length)}x y`],
])('%s is read in one pass', (_, lineOf) => {
  const spent = (length: number): number => {
    const text = lineOf(length);
    return ownMs(() => {
      for (const operation of ['ADDED', 'REMOVED', 'RENAMED']) readDelta(`## ${operation} Requirements\n${text}`);
      structureFaults(`## Requirements\n\n${text}\n`);
      tasksIn([{ path: 'tasks.md', text }]);
    });
  };
  // What is cubic takes seconds with the first, and would never end with the second.
  expect(spent(1000)).toBeLessThan(1000);
  expect(spent(40_000)).toBeLessThan(1000);
});
