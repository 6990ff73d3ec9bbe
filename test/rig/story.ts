/**
 * Stories: Markdown that is run for real. Prose is for the reader; these blocks are for the machine:
 *
 * - a block opened by ```` ```file NAME ```` (or ```` ```js file=NAME ````) writes that file;
 * - a ```` ```console ```` block holds `$ command` lines (continued by `> ` lines), each followed by all it prints.
 *   A line `...` stands for any lines, `[..]` inside a line for any text, a last line `[exit 2]` for the exit code.
 *
 * Reading and comparing are here, running is in story-runner.ts.
 */

export type StoryStep =
  | { readonly kind: 'file'; readonly line: number; readonly name: string; readonly content: string }
  | StoryCommand;

/** One command. `line` is where it stands; its output was expected on the `expected.length` lines from `outputLine`. */
export type StoryCommand = {
  readonly kind: 'command';
  readonly line: number;
  readonly command: string;
  readonly outputLine: number;
  readonly outputLines: number;
  readonly expected: readonly string[];
  readonly exitCode: number;
};

export type Story = { readonly file: string; readonly title: string; readonly steps: readonly StoryStep[] };

type Block = { readonly line: number; readonly info: string; readonly lines: readonly string[] };

/** The fenced blocks of a Markdown text; `line` is that of the opening fence, from 1. Throws on an open fence. */
const fencedBlocks = (lines: readonly string[], file: string): readonly Block[] => {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const opening = /^(`{3,})\s*([^`]*)$/.exec(lines[at] ?? '');
    if (opening === null) continue;
    const [, fence = '', info = ''] = opening;
    const length = lines.slice(at + 1).findIndex((line) => /^`+\s*$/.test(line) && line.trim().length >= fence.length);
    if (length < 0) throw new Error(`${file}:${at + 1}: this block is never closed`);
    blocks.push({ line: at + 1, info: info.trim(), lines: lines.slice(at + 1, at + 1 + length) });
    at += length + 1;
  }
  return blocks;
};

const withoutTrailingBlanks = (lines: readonly string[]): readonly string[] =>
  lines.slice(0, lines.findLastIndex((line) => line.trim() !== '') + 1);

/** One `$ command` with the lines up to the next one; `first` is the number of its first line. */
const storyCommand = (lines: readonly string[], first: number): StoryCommand => {
  const continued = lines.slice(1).findIndex((line) => !line.startsWith('> '));
  const commandLines = continued < 0 ? lines.length : continued + 1;
  const output = withoutTrailingBlanks(lines.slice(commandLines));
  const exit = /^\[exit (\d+)\]$/.exec(output.at(-1) ?? '');
  return {
    kind: 'command',
    line: first,
    command: lines
      .slice(0, commandLines)
      .map((line) => line.slice(2))
      .join('\n'),
    outputLine: first + commandLines,
    outputLines: output.length,
    expected: exit === null ? output : withoutTrailingBlanks(output.slice(0, -1)),
    exitCode: Number(exit?.[1] ?? 0),
  };
};

const consoleSteps = ({ line, lines }: Block, file: string): readonly StoryCommand[] => {
  const starts = lines.flatMap((text, index) => (text.startsWith('$ ') ? [index] : []));
  if (starts[0] !== 0) throw new Error(`${file}:${line + 1}: a console block begins with a command: $ …`);
  return starts.map((start, index) => storyCommand(lines.slice(start, starts[index + 1]), line + 1 + start));
};

const blockSteps = (block: Block, file: string): readonly StoryStep[] => {
  if (/^console\b/.test(block.info)) return consoleSteps(block, file);
  const name = /^file\s+(\S+)$|\bfile=(\S+)/.exec(block.info);
  if (name === null) return [];
  return [
    {
      kind: 'file',
      line: block.line,
      name: name[1] ?? name[2] ?? '',
      content: block.lines.map((text) => `${text}\n`).join(''),
    },
  ];
};

/** Reads a story. Throws, with file and line, on one that has no title, no command, or a block that is not well formed. */
export const parseStory = (text: string, file: string): Story => {
  const lines = text.split('\n');
  const title = /^# (.+)$/.exec(lines[0] ?? '')?.[1];
  if (title === undefined) throw new Error(`${file}:1: a story begins with its title: # …`);
  const steps = fencedBlocks(lines, file).flatMap((block) => blockSteps(block, file));
  if (!steps.some(({ kind }) => kind === 'command'))
    throw new Error(`${file}: this story runs no command, so it shows nothing`);
  return { file, title, steps };
};

const lineMatches = (expected: string, actual: string): boolean => {
  const pieces = expected.split('[..]').map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${pieces.join('.*')}$`, 'su').test(actual);
};

/**
 * How far the output is what was expected: null if all of it is, else the number of expected lines that were met
 * and the number of lines that came before the first one that was not.
 */
export const firstDifference = (
  expected: readonly string[],
  actual: readonly string[],
): { readonly expected: number; readonly actual: number } | null => {
  let reached: readonly number[] = [0];
  let furthest = { expected: 0, actual: 0 };
  // Each round holds every number of output lines that the expected lines so far can account for.
  for (const [index, line] of expected.entries()) {
    const from = reached[0] ?? 0;
    reached =
      line === '...'
        ? Array.from({ length: actual.length - from + 1 }, (_, step) => from + step)
        : reached.flatMap((at) => (at < actual.length && lineMatches(line, actual[at] ?? '') ? [at + 1] : []));
    const [first] = reached;
    if (first === undefined) return furthest;
    furthest = { expected: index + 1, actual: first };
  }
  return reached.includes(actual.length) ? null : furthest;
};

/** What a command printed, as the lines a story holds: no blank lines at its end. */
export const outputLines = (output: string): readonly string[] => withoutTrailingBlanks(output.split('\n'));

const marked = (lines: readonly string[], at: number): readonly string[] => {
  const shown = lines.map((line, index) => `${index === at ? '  > ' : '    '}${line}`);
  return at >= lines.length ? [...shown, '  > (end)'] : shown;
};

/**
 * Compares what a command did with what the story says: null if it is the same, else a text for people that begins
 * with the story's file and line.
 */
export const describeDifference = (
  file: string,
  step: StoryCommand,
  output: string,
  exitCode: number | string,
): string | null => {
  const actual = outputLines(output);
  const difference = firstDifference(step.expected, actual);
  if (difference === null && exitCode === step.exitCode) return null;
  const line =
    difference === null
      ? step.line
      : step.outputLine + Math.min(difference.expected, Math.max(step.expected.length - 1, 0));
  return [
    `${file}:${line}: not what the story says`,
    `  $ ${step.command.replaceAll('\n', '\n  > ')}`,
    `  expected${step.exitCode === 0 ? '' : ` [exit ${step.exitCode}]`}:`,
    ...marked(step.expected, difference?.expected ?? -1),
    `  came${exitCode === 0 ? '' : ` [exit ${exitCode}]`}:`,
    ...marked(actual, difference?.actual ?? -1),
  ].join('\n');
};

/** The story's text with the output of some commands replaced by what they printed. */
export const rewriteStory = (
  text: string,
  changes: readonly { readonly step: StoryCommand; readonly output: string; readonly exitCode: number }[],
): string => {
  const lines = text.split('\n');
  for (const { step, output, exitCode } of changes.toReversed()) {
    const replacement = [...outputLines(output), ...(exitCode === 0 ? [] : [`[exit ${exitCode}]`])];
    lines.splice(step.outputLine - 1, step.outputLines, ...replacement);
  }
  return lines.join('\n');
};
