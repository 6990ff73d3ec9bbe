import { z } from 'zod';
import type { TestOutcome, TestReport } from '../../run-evidence.ts';
import { Caught } from '../caught.ts';
import { CoveredFile } from '../covered-lines.ts';
import { exitProblems, isSecret, linePrefix, readOnlyLines, WITHOUT_SECRET, type RawReport } from '../secret-lines.ts';

const Count = z.int().min(0);
const Line = z.discriminatedUnion('kind', [
  /** A file of tests, or what a runner has in its place, and how many tests it holds. */
  z.strictObject({ kind: z.literal('begin'), file: z.string(), tests: Count }),
  z.strictObject({
    kind: z.literal('test'),
    path: z.array(z.string()).min(1),
    file: z.string().nullable(),
    outcome: z.enum(['passed', 'failed', 'skipped', 'todo']),
    cause: z.enum(['assertion', 'reference', 'load', 'timeout', 'error']).exactOptional(),
    caught: Caught.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('canary'), file: z.string(), failed: z.boolean() }),
  z.strictObject({ kind: z.literal('finish'), file: z.string() }),
  z.strictObject({
    kind: z.literal('covered'),
    file: z.string(),
    lines: z.record(z.string(), z.array(z.int().min(1)).readonly()),
  }),
  z.strictObject({ kind: z.literal('measured'), ...CoveredFile }),
  z.strictObject({ kind: z.literal('problem'), says: z.string() }),
  z.strictObject({ kind: z.literal('end'), lines: Count }),
]);
type Line = z.infer<typeof Line>;
type LineOf<K extends Line['kind']> = Extract<Line, { readonly kind: K }>;

const ofKind = <K extends Line['kind']>(lines: readonly Line[], kind: K): readonly LineOf<K>[] =>
  lines.filter((line): line is LineOf<K> => line.kind === kind);

const endProblems = (lines: readonly Line[]): readonly string[] => {
  const end = lines.at(-1);
  if (end?.kind !== 'end' || ofKind(lines, 'end').length !== 1)
    return ['the last line is not there exactly once, at the end'];
  return end.lines === lines.length - 1
    ? []
    : [`the last line counts ${end.lines} lines, and ${lines.length - 1} were reported`];
};

/** Every file that began holds the tests it was said to hold and one canary that failed, and finished once. */
const fileProblems = (lines: readonly Line[]): readonly string[] => {
  const begun = ofKind(lines, 'begin');
  const names = begun.map(({ file }) => file);
  // What broke down as a whole is told as a failed test of the file's own name.
  const broken = new Set(
    ofKind(lines, 'test').flatMap(({ path, file, outcome }) => (outcome === 'failed' && file !== null && path.length === 1 && path[0] === file ? [file] : [])), // prettier-ignore
  );
  const perFile = begun.flatMap(({ file, tests }) => {
    const of = (kind: 'test' | 'canary' | 'finish'): number =>
      ofKind(lines, kind).filter((line) => line.file === file).length;
    return [
      ...(of('finish') === 1 ? [] : [`${file} finished ${of('finish')} times`]),
      ...(of('test') === tests ? [] : [`${file} holds ${tests} tests, and ${of('test')} were reported`]),
      ...(of('canary') === 1 || (of('canary') === 0 && broken.has(file))
        ? []
        : [`${file} holds ${of('canary')} canaries; it must hold one, or its process was ended from within`]),
    ];
  });
  const strays = [...ofKind(lines, 'finish'), ...ofKind(lines, 'canary'), ...ofKind(lines, 'covered')];
  return [
    ...(new Set(names).size === names.length ? [] : ['a file began twice']),
    ...strays.filter(({ file }) => !names.includes(file)).map(({ kind, file }) => `${file}: ${kind} without a begin`),
    ...ofKind(lines, 'canary')
      .filter(({ failed }) => !failed)
      .map(({ file }) => `the canary of ${file} passed: tests or assertions cannot fail there`),
    ...ofKind(lines, 'test')
      .filter(({ file, outcome }) => outcome !== 'failed' && (file === null || !names.includes(file)))
      .map(({ path }) => `“${path.join(' > ')}” belongs to no file that began`),
    ...perFile,
  ];
};

const coveredIn = (lines: readonly Line[]): TestReport['covered'] => {
  const told = ofKind(lines, 'covered');
  return told.length === 0
    ? undefined
    : new Map(told.map(({ file, lines: of }) => [file, new Map(Object.entries(of))]));
};

/**
 * Reads what the witness told (see `witness-program.ts`). Nothing else may stand in stdout; counts, files, canaries and
 * exit code must agree, or `problems` says why not.
 */
export const readWitness = ({ stdout, exitCode, canary }: RawReport): TestReport => {
  if (!isSecret(canary)) return WITHOUT_SECRET;
  const { lines, problems } = readOnlyLines(stdout, { prefix: linePrefix(canary), line: Line, by: 'witness' });
  const tests = ofKind(lines, 'test').map(({ path, file, outcome, cause, caught }): TestOutcome => {
    const test = { name: path.join(' > '), file, outcome };
    if (outcome === 'passed' && caught !== undefined) return { ...test, caught };
    return outcome === 'failed' && cause !== undefined ? { ...test, cause } : test;
  });
  const covered = coveredIn(lines);
  const measured = ofKind(lines, 'measured').map(({ kind: _kind, ...ran }) => ran);
  const files = ofKind(lines, 'begin').map(({ file }) => file);
  return {
    tests,
    canaries: ofKind(lines, 'canary').map(({ failed }) => (failed ? 'failed' : 'passed')),
    problems: [
      ...problems,
      ...ofKind(lines, 'problem').map(({ says }) => says),
      ...endProblems(lines),
      ...fileProblems(lines),
      ...exitProblems('witness', exitCode, tests.some(({ outcome }) => outcome === 'failed')), // prettier-ignore
    ],
    ...(covered === undefined ? {} : { covered }),
    ...(measured.length === 0 ? {} : { ranThrough: measured.filter(({ of }) => !files.includes(of)) }),
  };
};
