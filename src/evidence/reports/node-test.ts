import { z } from 'zod';
import type { CaughtClaim, TestOutcome, TestReport } from '../run-evidence.ts';
import { Caught } from './caught.ts';
import { coverageOf, CoveredFile } from './covered-lines.ts';
import { canaryName } from './node-test-reporter.ts';
import { exitProblems, isSecret, linePrefix, readOnlyLines, WITHOUT_SECRET, type RawReport } from './secret-lines.ts';

const Reported = {
  path: z.array(z.string()).min(1),
  known: z.boolean(),
  file: z.string().nullable(),
  failed: z.boolean(),
  skipped: z.boolean(),
  todo: z.boolean(),
  /** Since the fourth edition of evidence. */
  cause: z.enum(['assertion', 'reference', 'load', 'timeout', 'error']).exactOptional(),
};
const Count = z.int().min(0);
const Line = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('begin'), file: z.string() }),
  z.strictObject({ kind: z.literal('finish'), file: z.string(), failed: z.boolean() }),
  z.strictObject({ kind: z.literal('test'), ...Reported }),
  z.strictObject({ kind: z.literal('suite'), ...Reported }),
  /** The file itself as a test: it ended without reporting any, or a hook of the whole file failed. */
  z.strictObject({ kind: z.literal('alone'), ...Reported }),
  /** What failed within a test, and was caught on its way to it. */
  z.strictObject({
    kind: z.literal('caught'),
    path: z.array(z.string()).min(1),
    file: z.string().nullable(),
    caught: Caught,
  }),
  z.strictObject({ kind: z.literal('problem'), says: z.string() }),
  z.strictObject({ kind: z.literal('covered'), file: z.string(), ...CoveredFile }),
  z.strictObject({
    kind: z.literal('end'),
    lines: Count,
    node: z.strictObject({
      tests: Count,
      suites: Count,
      pass: Count,
      fail: Count,
      cancelled: Count,
      skipped: Count,
      todo: Count,
    }),
  }),
]);
type Line = z.infer<typeof Line>;
type LineOf<K extends Line['kind']> = Extract<Line, { readonly kind: K }>;
type ReportedLine = LineOf<'test' | 'suite' | 'alone'>;

const ofKind = <K extends Line['kind']>(lines: readonly Line[], kind: K): readonly LineOf<K>[] =>
  lines.filter((line): line is LineOf<K> => line.kind === kind);

const outcomeOf = ({ skipped, todo, failed }: ReportedLine): TestOutcome['outcome'] =>
  skipped ? 'skipped' : todo ? 'todo' : failed ? 'failed' : 'passed';

/** The last line must be the summary, the only one, and what it counts must be what came before it. */
const summaryProblems = (lines: readonly Line[]): readonly string[] => {
  const end = lines.at(-1);
  if (end?.kind !== 'end' || ofKind(lines, 'end').length !== 1)
    return ['the summary is not there exactly once, at the end'];
  const tests = [...ofKind(lines, 'test'), ...ofKind(lines, 'alone')].map(outcomeOf);
  const count = (...outcomes: readonly TestOutcome['outcome'][]): number =>
    tests.filter((outcome) => outcomes.includes(outcome)).length;
  const { node } = end;
  const pairs: readonly (readonly [what: string, said: number, counted: number])[] = [
    ['lines', end.lines, lines.length - 1],
    ['tests', node.tests, tests.length],
    ['suites', node.suites, ofKind(lines, 'suite').length],
    ['passed tests', node.pass, count('passed')],
    ['failed tests', node.fail + node.cancelled, count('failed')],
    // A test can be both, and which of the two it counts as differs between versions of Node.
    ['skipped and todo tests', node.skipped + node.todo, count('skipped', 'todo')],
  ];
  return pairs
    .filter(([, said, counted]) => said !== counted)
    .map(([what, said, counted]) => `the summary counts ${said} ${what}, and ${counted} were reported`);
};

type Canary = { readonly file: string; readonly failed: boolean };

/** Every file that began finished once and holds one canary; one that broke down by itself is told as failed instead. */
const fileProblems = (lines: readonly Line[], canaries: readonly Canary[]): readonly string[] => {
  const begun = ofKind(lines, 'begin').map((line) => line.file);
  const finished = ofKind(lines, 'finish');
  const broken = new Set(
    ofKind(lines, 'alone').flatMap((line) => (line.failed && line.file !== null ? [line.file] : [])),
  );
  const perFile = [...new Set(begun)].flatMap((file) => {
    const ends = finished.filter((line) => line.file === file).length;
    // The canary names its file by its absolute path, the reporter by its path below the working directory.
    const own = canaries.filter((canary) => canary.file === file || canary.file.endsWith(`/${file}`));
    const [canary] = own;
    return [
      ...(ends === 1 ? [] : [`${file} finished ${ends} times`]),
      ...(own.length === 1 || (own.length === 0 && broken.has(file))
        ? []
        : [`${file} holds ${own.length} canaries; it must hold one, or its process was ended from within`]),
      ...(canary === undefined || canary.failed
        ? []
        : [`the canary of ${file} passed: tests or assertions cannot fail there`]),
    ];
  });
  return [
    ...(new Set(begun).size === begun.length ? [] : ['a file began twice']),
    ...finished.filter((line) => !begun.includes(line.file)).map((line) => `${line.file} finished and never began`),
    ...(canaries.length <= begun.length ? [] : ['there are more canaries than files']),
    ...perFile,
  ];
};

/** What was caught within a test. A test is known by the file that was begun, and may be registered by another one. */
const caughtIn = ({ path, file }: ReportedLine, lines: readonly Line[]): readonly CaughtClaim[] => {
  const name = JSON.stringify(path);
  const isOnly = ofKind(lines, 'test').filter((one) => JSON.stringify(one.path) === name).length === 1;
  return ofKind(lines, 'caught')
    .filter((one) => JSON.stringify(one.path) === name && (isOnly || one.file === file))
    .flatMap(({ caught }) => caught);
};

/** A file that failed although none of its tests did (an error after the end of a test, say) counts as a failed test. */
const failedFiles = (lines: readonly Line[], tests: readonly TestOutcome[]): readonly TestOutcome[] =>
  ofKind(lines, 'finish')
    .filter((line) => line.failed && !tests.some((test) => test.outcome === 'failed' && test.file === line.file))
    .map((line) => ({ name: line.file, file: line.file, outcome: 'failed' }));

/**
 * Reads the report of a command made by `nodeTestArguments`. Nothing but lines of our reporter may stand in stdout;
 * counts, files, canaries and exit code must agree, or `problems` says why not.
 *
 * @returns every test with its path of names joined by ` > `; a suite, or a file as a whole, only where it failed.
 */
export const readNodeTest = ({ stdout, exitCode, canary }: RawReport): TestReport => {
  if (!isSecret(canary)) return WITHOUT_SECRET;
  const { lines, problems } = readOnlyLines(stdout, { prefix: linePrefix(canary), line: Line, by: 'reporter' });
  const name = `${canaryName(canary)} `;
  const isCanary = (line: ReportedLine): boolean =>
    line.kind === 'test' && line.path.length === 1 && (line.path[0] ?? '').startsWith(name);
  const reported = lines.filter(
    (line): line is ReportedLine => line.kind === 'test' || line.kind === 'suite' || line.kind === 'alone',
  );
  const canaries = reported
    .filter(isCanary)
    .map((line): Canary => ({ file: (line.path[0] ?? '').slice(name.length), failed: line.failed && !line.skipped }));
  const told = reported
    .filter((line) => !isCanary(line) && (line.kind === 'test' || line.failed))
    .map((line): TestOutcome => {
      const outcome = outcomeOf(line);
      const test = { name: line.path.join(' > '), file: line.file, outcome };
      const caught = outcome === 'passed' ? caughtIn(line, lines) : [];
      if (caught.length > 0) return { ...test, caught };
      return outcome === 'failed' && line.cause !== undefined ? { ...test, cause: line.cause } : test;
    });
  const tests = [...told, ...failedFiles(lines, told)];
  return {
    tests,
    canaries: canaries.map((one) => (one.failed ? 'failed' : 'passed')),
    problems: [
      ...problems,
      ...(reported.every((line) => line.known) ? [] : ['a test ended that never started']),
      ...ofKind(lines, 'problem').map(({ says }) => says),
      ...summaryProblems(lines),
      ...fileProblems(lines, canaries),
      ...exitProblems(
        'runner',
        exitCode,
        tests.some((test) => test.outcome === 'failed'),
      ),
    ],
    ...coverageOf(
      ofKind(lines, 'covered').map(({ kind: _kind, file, ...ran }) => ({ test: file, ...ran })),
      ofKind(lines, 'begin').map(({ file }) => file),
    ),
  };
};
