import { fillRemedy } from '#contract';
import { exitCodeOf, FAILURES, remedyOf, type ExitCode, type Failure, type Result } from '#failure';
import { paint, writeJson, writeText } from './terminal.ts';

/** What a command came to: text for people, data for programs, and the exit code where it is not 0. */
export type Shown = {
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly exit?: ExitCode;
};

/** How a command speaks. */
export type Io = {
  readonly json: boolean;
  /** Agrees to everything beforehand. */
  readonly yes: boolean;
  /** Something that is going on, for people, on stderr. */
  readonly tell: (sentence: string) => void;
  /** Something a person must read before being asked, on stderr, so that stdout stays the result. */
  readonly show: (text: string) => void;
};

export const makeIo = (options: { readonly json: boolean; readonly yes: boolean; readonly quiet: boolean }): Io => ({
  json: options.json,
  yes: options.yes,
  tell: (sentence) => {
    if (!options.quiet && !options.json) writeText(process.stderr, `${paint('dim', `· ${sentence}`)}\n`);
  },
  show: (text) => {
    if (!options.json) writeText(process.stderr, text.endsWith('\n') ? text : `${text}\n`);
  },
});

const failureLines = (failure: Failure): readonly string[] => {
  const { where, message, code } = failure;
  const place = where === undefined ? '' : `${where.file}:${where.line}:${where.column}: `;
  const shown =
    where?.text === undefined ? [] : [`    ${where.text}`, `    ${' '.repeat(Math.max(0, where.column - 1))}^`];
  // What a message goes on with stands further in, so that no text from outside can pass for a line of ours.
  const said = `${place}${message}`.replaceAll('\n', '\n        ');
  return [`${paint('red', 'refused')} ${said} ${paint('dim', `[${code}]`)}`, ...shown];
};

/** A gate that lacks what another failure names already says nothing new to a person; `--json` has it all. */
const telling = (failures: readonly Failure[]): readonly Failure[] => {
  const others = failures.filter(({ code }) => code !== 'gate.missing');
  return others.length > 0 ? others : failures;
};

/** Failures for people: each with its place and line, then each remedy once. */
export const renderFailures = (failures: readonly Failure[]): string => {
  const told = telling(failures);
  const remedies = [...new Set(told.map(remedyOf))];
  return `${[...told.flatMap(failureLines), ...remedies.map((remedy) => `${paint('cyan', 'next')}    ${remedy}`)].join('\n')}\n`;
};

/** What a command knows by name where a remedy says RUN or TASK. */
export type Names = { readonly run?: string; readonly task: string };

/** A remedy as it can be typed: “writ accept RUN” with the run's own id. */
export const namedRemedy = (failure: Failure, names: Names): string => fillRemedy(remedyOf(failure), names);

/** The result with the names in its remedies. */
export const naming = <T>(result: Result<T>, names: Names): Result<T> => {
  if (result.ok) return result;
  const [first, ...rest] = result.failures;
  const named = (failure: Failure): Failure => ({ ...failure, remedy: namedRemedy(failure, names) });
  return { ok: false, failures: [named(first), ...rest.map(named)] };
};

/** Failures for programs, with their meaning and remedy. */
export const failuresAsJson = (failures: readonly Failure[]) =>
  failures.map((failure) => ({
    code: failure.code,
    message: failure.message,
    meaning: FAILURES[failure.code].says,
    remedy: remedyOf(failure),
    ...(failure.where === undefined ? {} : { where: failure.where }),
  }));

/** Prints what a command came to and returns the exit code. */
export const finish = (command: string, result: Result<Shown>, io: Io): ExitCode => {
  if (result.ok) {
    const { text, json, exit = 0 } = result.value;
    if (io.json) writeJson({ writ: 1, command, ok: exit === 0, ...json });
    else writeText(process.stdout, text === '' || text.endsWith('\n') ? text : `${text}\n`);
    return exit;
  }
  if (io.json) writeJson({ writ: 1, command, ok: false, failures: failuresAsJson(result.failures) });
  else writeText(process.stderr, renderFailures(result.failures));
  return exitCodeOf(result.failures);
};
