import { usualReport } from '../report-of.ts';
import { splitWords } from '../shell-words.ts';
import { remark, type Desk } from './desk.ts';
import type { DraftCheck, DraftItem } from './draft.ts';
import { quotedStart, type Entry } from './outline.ts';

/** What a test plan comes to: commands the harness can run, and what only a person can see. */
export type Plan = { readonly checks: readonly DraftCheck[]; readonly manual: readonly (DraftItem & { at: number })[] };

/** Programs by which a line without backquotes is known to be a command. Others are read as prose, and said so. */
const PROGRAMS: ReadonlySet<string> = new Set(
  `ai-review ansible bash bats bazel biome buck2 bun bundle bunx cabal cargo clang cmake composer ctest curl deno docker
   dotnet eslint flutter gcc git go golangci-lint gradle grep helm jest just kubectl make meson mix mvn mypy ninja nix node
   npm npx nx oxlint php phpunit pip playwright pnpm poetry prettier pyright pytest python python3 rake rg rspec ruby ruff
   sbt sh shellcheck sqlx swift task terraform test tox tsc turbo uv vite vitest xcodebuild yarn zig`.split(/\s+/),
);

type Command = { readonly line: string; readonly comment: string };

/** Where the words behind a command begin: at a dash or a `#` that stands alone, or at brackets to the end; else the end. */
const commentAt = (text: string): number => {
  const dash = text.search(/\s[—–#]\s/);
  const open = text.endsWith(')') ? text.lastIndexOf('(') : -1;
  const isAside = open > 0 && text.lastIndexOf(')', text.length - 2) < open && /\s/.test(text.charAt(open - 1));
  return Math.min(dash === -1 ? text.length : dash, isAside ? open - 1 : text.length);
};

/** The command of an entry and the words behind it (S3-D9: they are two things); null where the entry is prose. */
const commandIn = (text: string): Command | null => {
  const quoted = quotedStart(text);
  if (quoted !== null) return { line: quoted.code, comment: quoted.rest };
  const at = commentAt(text);
  const [line, comment] = [text.slice(0, at).trimEnd(), text.slice(at).trimStart()];
  const [program = ''] = line.split(/\s/, 1);
  return PROGRAMS.has(program) || /^\.{0,2}\/\S/.test(program) ? { line, comment } : null;
};

/** Words that ask for more than an exit code: what is printed, how much of it, which status of HTTP. */
const ASKS_MORE =
  /\b(?:returns?|prints?|outputs?|shows?|proves?|expect(?:s|ed)?|contains?|match(?:es)?|responds?|0|zero|no|none|\d{3})\b|[<>≥≤=]/i;
/** Whether the words behind a command leave it at that the command ends with 0. */
const exitCodeIsEnough = (comment: string): boolean =>
  !ASKS_MORE.test(comment.replace(/\bexits?(?:\s+code)?(?:\s+with)?\s+0\b/gi, ''));

/** What needs a shell is run by one that stops at the first thing that fails, inside a pipe too. */
const SHELL = ['bash', '-euo', 'pipefail', '-c'] as const;

const ID_LIMIT = 40;

const idFor = (words: readonly string[], taken: ReadonlySet<string>): string => {
  const letters =
    words
      .join(' ')
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join('-') ?? 'check';
  const name = letters.length <= ID_LIMIT ? letters : letters.slice(0, ID_LIMIT).replace(/-[^-]*$/, '');
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(id)) return id;
  }
};

/** Makes a check of a command line, with a remark wherever it is read in a way that its text does not say. */
export const checkOf = (desk: Desk, at: number, line: string, taken: ReadonlySet<string>): DraftCheck => {
  const split = splitWords(line);
  const words = 'words' in split ? split.words : null;
  const [program] = words ?? [];
  const run: readonly string[] = words !== null && program !== undefined ? words : [...SHELL, line];
  const id = idFor(words !== null && program !== undefined ? words : line.split(/\s+/), taken);
  const reports = usualReport(run);
  if ('problem' in split)
    remark(
      desk,
      at,
      `check ${id}: the command ${split.problem}, so it is run as ${SHELL.join(' ')}, which stops at the first failure`,
    );
  if (/\b(?:curl|wget|https?:)/i.test(line))
    remark(desk, at, `check ${id}: a check has no network and finds no server running; let a test start what it needs`);
  remark(
    desk,
    at,
    reports === 'exit-code'
      ? `check ${id}: only its exit code is read (reports: exit-code); with junit or node-test it could prove single tests`
      : `check ${id}: its report is read as ${reports}`,
  );
  return { id, run, reports, line };
};

const manualItem = (desk: Desk, entry: Entry, why: string, how: string): DraftItem & { at: number } => {
  remark(
    desk,
    entry.at,
    `“${entry.text.replaceAll('`', '').slice(0, 60)}” ${why}: it became a done-item that you have to see yourself`,
  );
  return { says: entry.text, cites: [], proof: { manual: how }, at: entry.at };
};

/**
 * Reads a test plan (S3-R22): a command in backquotes, in a block of code, or that begins with a program everybody
 * knows, becomes a check. What is no command, and a command of which more is expected than that it ends with 0,
 * becomes a done-item for a person: no exit code stands for an expectation about output.
 */
export const readPlan = (desk: Desk, entries: readonly Entry[]): Plan => {
  const checks: DraftCheck[] = [];
  const manual: (DraftItem & { at: number })[] = [];
  for (const entry of entries) {
    const stated = entry.text.replace(/^manual:\s*/i, '');
    const command = stated === entry.text ? commandIn(entry.text) : null;
    if (stated.trim() === '') continue;
    if (command === null)
      manual.push(manualItem(desk, { ...entry, text: stated }, 'is no command', 'look at it, and try it'));
    else if (!exitCodeIsEnough(command.comment))
      manual.push(
        manualItem(
          desk,
          entry,
          'expects more than an exit code',
          `run ${command.line} and compare: ${command.comment.replace(/^\(([^()]*)\)$/, '$1')}`,
        ),
      );
    else if (!checks.some(({ line }) => line === command.line))
      checks.push(checkOf(desk, entry.at, command.line, new Set(checks.map(({ id }) => id))));
  }
  return { checks, manual };
};
