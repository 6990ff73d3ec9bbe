import { z } from 'zod';
import type { TestOutcome, TestReport } from '../run-evidence.ts';
import { Caught } from './caught.ts';
import { coverageOf, CoveredFile } from './covered-lines.ts';
import { exitProblems, isSecret, linePrefix, parseLine, WITHOUT_SECRET, type RawReport } from './secret-lines.ts';

const Cause = z.enum(['assertion', 'reference', 'load', 'timeout', 'error']);
const Count = z.int().min(0);
/** `at` is the number of a file of tests, in the order in which they began. */
const Line = z.discriminatedUnion('kind', [
  z.strictObject({ n: Count, kind: z.literal('begin'), at: Count, file: z.string().min(1) }),
  z.strictObject({
    n: Count,
    kind: z.literal('test'),
    at: Count.nullable(),
    path: z.array(z.string()).min(1),
    outcome: z.enum(['passed', 'failed', 'skipped', 'todo']),
    cause: Cause.exactOptional(),
    caught: Caught.exactOptional(),
  }),
  z.strictObject({ n: Count, kind: z.literal('canary'), at: Count, failed: z.boolean() }),
  z.strictObject({
    n: Count,
    kind: z.literal('finish'),
    at: Count,
    failed: z.boolean(),
    cause: Cause.exactOptional(),
  }),
  z.strictObject({ n: Count, kind: z.literal('covered'), at: Count, ...CoveredFile }),
  z.strictObject({ n: Count, kind: z.literal('problem'), says: z.string() }),
  z.strictObject({ n: Count, kind: z.literal('end'), tests: Count, failed: z.boolean() }),
]);
type Line = z.infer<typeof Line>;
type LineOf<K extends Line['kind']> = Extract<Line, { readonly kind: K }>;

const ofKind = <K extends Line['kind']>(lines: readonly Line[], kind: K): readonly LineOf<K>[] =>
  lines.filter((line): line is LineOf<K> => line.kind === kind);

type Read = { readonly lines: readonly Line[]; readonly problems: readonly string[] };

/** Every line that begins with the secret, numbered from 1 without a gap. What else is printed is noise. */
const readLines = (stdout: Uint8Array, prefix: string): Read => {
  const lines: Line[] = [];
  for (const raw of new TextDecoder('utf-8').decode(stdout).split('\n')) {
    if (!raw.startsWith(prefix)) continue;
    const line = Line.safeParse(parseLine(raw, prefix));
    if (!line.success) return { lines, problems: [`line ${lines.length + 1} of the report is malformed`] };
    if (line.data.n !== lines.length + 1)
      return { lines, problems: [`line ${lines.length + 1} of the report says that it is line ${line.data.n}`] };
    lines.push(line.data);
  }
  return { lines, problems: lines.length === 0 ? ['the runner reported nothing'] : [] };
};

const endProblems = (lines: readonly Line[], failed: boolean): readonly string[] => {
  const end = lines.at(-1);
  if (end?.kind !== 'end' || ofKind(lines, 'end').length !== 1)
    return ['the report does not end: the runner was ended from within'];
  const tests = ofKind(lines, 'test').length;
  return [
    ...(end.tests === tests ? [] : [`the report counts ${end.tests} tests, and holds ${tests}`]),
    ...(end.failed === failed ? [] : ['the report ends with another result than its tests have']),
  ];
};

/** Every file that began finished once and holds one canary that failed; a file that broke down may hold none. */
const fileProblems = (lines: readonly Line[]): readonly string[] => {
  const begun = ofKind(lines, 'begin');
  const others = lines.filter(
    (line) => 'at' in line && line.kind !== 'begin' && line.at !== null && begun[line.at] === undefined,
  );
  return [
    ...(begun.every(({ at }, index) => at === index) ? [] : ['the files of the report are not in order']),
    ...(others.length === 0 ? [] : ['the report tells of a file that never began']),
    ...begun.flatMap(({ at, file }): readonly string[] => {
      const ends = ofKind(lines, 'finish').filter((line) => line.at === at);
      const canaries = ofKind(lines, 'canary').filter((line) => line.at === at);
      const broken = ends.some(({ failed }) => failed);
      return [
        ...(ends.length === 1 ? [] : [`${file} finished ${ends.length} times`]),
        ...(canaries.length === 1 || (canaries.length === 0 && broken)
          ? []
          : [`${file} holds ${canaries.length} canaries; it must hold one, or its process was ended from within`]),
        ...(canaries.every((canary) => canary.failed)
          ? []
          : [`the canary of ${file} passed: tests or assertions cannot fail there`]),
      ];
    }),
  ];
};

/**
 * Reads the report of a runner that a program of the harness started (vitest, jest, mocha). Lines without the secret
 * are noise; numbers, files, canaries, result and exit code must agree, or `problems` says why not.
 *
 * @returns every test with its path of names joined by ` > `; a suite or a file as a whole only where it failed by itself.
 */
export const readHarnessLines = ({ stdout, exitCode, canary }: RawReport): TestReport => {
  if (!isSecret(canary)) return WITHOUT_SECRET;
  const { lines, problems } = readLines(stdout, linePrefix(canary));
  const begun = ofKind(lines, 'begin');
  const fileAt = (at: number): string => begun[at]?.file ?? '';
  const told = ofKind(lines, 'test').map((line): TestOutcome => {
    const file = line.at === null ? null : fileAt(line.at);
    const test = { name: line.path.join(' > '), file, outcome: line.outcome };
    if (line.outcome === 'passed' && line.caught !== undefined) return { ...test, caught: line.caught };
    return line.outcome === 'failed' && line.cause !== undefined ? { ...test, cause: line.cause } : test;
  });
  const broken = ofKind(lines, 'finish')
    .filter((line) => line.failed)
    .map((line): TestOutcome => {
      const test = { name: fileAt(line.at), file: fileAt(line.at), outcome: 'failed' } as const;
      return line.cause === undefined ? test : { ...test, cause: line.cause };
    });
  const tests = [...told, ...broken];
  const failed = tests.some(({ outcome }) => outcome === 'failed');
  return {
    tests,
    canaries: ofKind(lines, 'canary').map((line) => (line.failed ? 'failed' : 'passed')),
    problems: [
      ...problems,
      ...ofKind(lines, 'problem').map(({ says }) => says),
      ...endProblems(lines, failed),
      ...fileProblems(lines),
      ...exitProblems('runner', exitCode, failed),
    ],
    ...coverageOf(
      ofKind(lines, 'covered').map(({ n: _n, kind: _kind, at, ...ran }) => ({ test: fileAt(at), ...ran })),
      begun.map(({ file }) => file),
    ),
  };
};
