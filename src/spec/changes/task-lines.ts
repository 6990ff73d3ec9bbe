/** A task of a change: a line with a box. */
export type TaskLine = {
  readonly says: string;
  readonly isDone: boolean;
  readonly file: string;
  /** From 1. */
  readonly line: number;
};

/** A file of tasks, by its path within the change. */
export type TaskText = { readonly path: string; readonly text: string };

const TASK = /^\s*(?:[-*+]|\d{1,9}[.)])\s*\[(?:\s*(?:([^\]\s])\s*)?\](?![([])|\s+\])\s*(.*)/u;

/** The boxes of files: one with an x is done, and any other is not. Code counts as well, so that nothing is hidden in it. */
export const tasksIn = (files: readonly TaskText[]): readonly TaskLine[] =>
  files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, at): TaskLine[] => {
      const found = TASK.exec(line);
      if (found === null) return [];
      return [{ says: (found[2] ?? '').trim(), isDone: (found[1] ?? '').toLowerCase() === 'x', file: path, line: at + 1 }];
    }),
  ); // prettier-ignore

/** A text of tasks with every box open: what is to be done, whatever is done of it already. */
export const withoutTicks = (text: string): string =>
  text.split('\n').map((line) => (TASK.test(line) ? line.replace(/\[[^\]]*\]/u, '[ ]') : line)).join('\n'); // prettier-ignore

type Said = { readonly rule: string; readonly file: string; readonly line: number; readonly says: string };

const LEVEL_TWO = /^ {0,3}##(?!#)(?:[ \t]+|[ \t]*\r?$)/u;
const GROUP = /^ {0,3}##[ \t]+(\d+)\.(?:[ \t]|\r?$)/u;
const ID = /^(\d+(?:\.\d+)+(?:[A-Za-z]+)?)(?=\s|$)/u;
const withoutZeros = (digits: string): string => digits.replace(/^0+(?=\d)/u, '');

/** The task a line has within a numbered group. */
const numberedIn = ({ path, text }: TaskText): readonly { readonly id: string; readonly group: string; readonly line: number }[] => {
  const lines = text.split('\n');
  let group: string | undefined;
  return lines.flatMap((line, at) => {
    if (LEVEL_TWO.test(line)) group = GROUP.exec(line)?.[1];
    const id = group === undefined ? undefined : ID.exec(tasksIn([{ path, text: line }])[0]?.says ?? '')?.[1];
    return id === undefined || group === undefined ? [] : [{ id, group, line: at + 1 }];
  });
}; // prettier-ignore

/** Numbers of tasks that point at another group, or at two tasks. */
export const numberingFaults = (files: readonly TaskText[]): readonly Said[] => {
  const first = new Map<string, string>();
  return files.flatMap((file) =>
    numberedIn(file).flatMap(({ id, group, line }): Said[] => {
      const place = `${file.path}:${line}`;
      const before = first.get(id);
      if (before === undefined) first.set(id, place);
      const own = id.split('.')[0] ?? '';
      return [
        ...(withoutZeros(own) === withoutZeros(group) ? [] : [{ rule: 'tasks.group', file: file.path, line, says: `task ${id} stands in group ${group}` }]),
        ...(before === undefined ? [] : [{ rule: 'tasks.duplicate', file: file.path, line, says: `task ${id} is there twice: ${before} is it, too` }]),
      ];
    }),
  );
}; // prettier-ignore

const LIST_ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])\s+\S/u;
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)/u;

const indentOf = (line: string): number => {
  let column = 0;
  for (const char of line) {
    if (char !== ' ' && char !== '\t') break;
    column += char === ' ' ? 1 : 4 - (column % 4);
  }
  return column;
};

/** Where the text begins after front matter. */
const afterFrontMatter = (lines: readonly string[]): number => {
  const isRule = (line: string | undefined): boolean => /^-{3}\s*$/u.test((line ?? '').replace(/^\uFEFF/u, '').trimEnd());
  if (!isRule(lines[0])) return 0;
  const end = lines.findIndex((line, at) => at > 0 && /^-{3}\s*$/u.test(line.trimEnd()));
  return end === -1 ? 0 : end + 1;
}; // prettier-ignore

/** The first item of a list that a reader would see; code, comments and front matter are none. */
const firstItem = (text: string): number | null => {
  const lines = text.split('\n');
  let fence: string | null = null;
  let inComment = false;
  for (let at = afterFrontMatter(lines); at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, mark, rest = ''] = inComment ? [] : (FENCE.exec(line) ?? []);
    if (inComment) inComment = !line.includes('-->');
    else if (mark !== undefined) {
      const before = fence;
      if (before === null) fence = mark;
      else if (mark[0] === before[0] && mark.length >= before.length && rest.trim() === '') fence = null;
    } else if (fence === null && line.trimStart().startsWith('<!--')) inComment = !line.includes('-->', line.indexOf('<!--') + 4);
    else if (fence === null && LIST_ITEM.test(line) && indentOf(line) < 4) return at + 1;
  }
  return null;
}; // prettier-ignore

/** Tasks written as a plain list: a change that looks finished to whoever counts boxes. */
export const missingBoxes = (files: readonly TaskText[]): readonly Said[] => {
  if (tasksIn(files).length > 0) return [];
  return files.flatMap(({ path, text }) => {
    const line = firstItem(text);
    return line === null ? [] : [{ rule: 'tasks.no-box', file: path, line, says: 'this list has no boxes, so it counts as no tasks: - [ ] 1.1 WHAT' }];
  });
}; // prettier-ignore
