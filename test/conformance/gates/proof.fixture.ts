import type { CheckRecord, OtherPlace, ProofRecord, ProofRun, Unit } from '#evidence';
import { proofRunFiles, PROOF_FILE } from '#evidence';
import { honestChecks, HONEST_TESTS, junitOutput, nodeTestOutput, type RawCheck } from './checks.fixture.ts';

/** The proof of the honest run: what its checks say without the change, and without a part of it. */

/** A run of a proof as it lies in a bundle. */
export type StoredRun = RawCheck & { readonly run: ProofRun; readonly record: CheckRecord };
export type StoredProof = { readonly record: ProofRecord; readonly runs: readonly StoredRun[] };

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const [, ...others] = HONEST_TESTS;
export const UNIT: Unit = { id: 'u1', path: 'src/date.ts', from: 3, to: 5, kind: 'declaration', name: 'local' };

/** The unit tests where the one that proves the first item fails on an assertion. */
export const UNIT_FAILS: RawCheck = {
  stdout: nodeTestOutput([{ name: 'date > reads local time', failed: true, cause: 'assertion' }, ...others]),
  stderr: new Uint8Array(),
};
const SUITE_FAILS: RawCheck = {
  stdout: junitOutput({
    'parses zones': '<failure message="AssertionError: 1 == 2" type="AssertionError"/>',
    'prints zones': '',
  }),
  stderr: new Uint8Array(),
};
const LINT_PASSES: RawCheck = { stdout: utf8('0 problems\n'), stderr: new Uint8Array() };

/** Another place than checks are usually run in. */
export const PLACE: OtherPlace = { folder: '/home/kim/code/app', home: '/home/kim', user: 'kim', host: 'desk-7' };

/** There is one tree without the change, and one each with the tests as they were; of the others each run has its own. */
const treeFor = ({ id, purpose }: Pick<ProofRun, 'id' | 'purpose'>): string =>
  purpose === 'without' || purpose === 'kept' || purpose === 'before'
    ? { without: '5', kept: '6', before: '8' }[purpose].repeat(40)
    : id.charCodeAt(1).toString(16).padStart(40, '7');

/** A run of a check on a tree that was made for it. */
export const proofRun = (
  run: Pick<ProofRun, 'id' | 'check' | 'purpose'> & Partial<ProofRun>,
  raw: RawCheck,
  exitCode: number,
): StoredRun => {
  const whole: ProofRun = { tree: treeFor(run), units: [], value: null, ...run };
  const check = honestChecks().find(({ record }) => record.id === run.check);
  if (check === undefined) throw new Error(`there is no check ${run.check}`);
  return {
    ...raw,
    run: whole,
    record: { ...check.record, tree: whole.tree, exitCode, ...(run.purpose === 'elsewhere' && { place: PLACE }) },
  };
};

/** The honest proof of a change between a base and a tree. */
export const honestProof = (base: string, tree: string): StoredProof => {
  const runs = [
    proofRun({ id: 'p1', check: 'unit', purpose: 'without' }, UNIT_FAILS, 1),
    proofRun({ id: 'p2', check: 'suite', purpose: 'without' }, SUITE_FAILS, 1),
    proofRun({ id: 'p3', check: 'lint', purpose: 'without' }, LINT_PASSES, 0),
    proofRun({ id: 'p4', check: 'unit', purpose: 'removal', units: ['u1'] }, UNIT_FAILS, 1),
    ...honestChecks().map(({ record: { id: check, exitCode }, stdout, stderr }, index) =>
      proofRun({ id: `e${index + 1}`, check, purpose: 'elsewhere', tree }, { stdout, stderr }, exitCode ?? 1),
    ),
  ];
  const record: ProofRecord = {
    ...{ writ: 1, base, tree, depth: 'statements', budgetMs: 1_800_000, configured: [], units: [UNIT] },
    runs: runs.map(({ run }) => run),
    unexamined: [],
  };
  return { record, runs };
};

/** The files of a proof below `sealed/`; `json` makes bytes of a value. */
export const proofFiles = (
  { record, runs }: StoredProof,
  json: (value: unknown) => Uint8Array,
): readonly (readonly [string, Uint8Array])[] => [
  [PROOF_FILE, json(record)],
  ...runs.flatMap(({ run, record: check, stdout, stderr }) => {
    const paths = proofRunFiles(run.id);
    return [
      [paths.record, json(check)],
      [paths.stdout, stdout],
      [paths.stderr, stderr],
    ] as const;
  }),
];

/** What of it has to be searched for secrets. */
export const proofOutputs = ({ runs }: StoredProof): readonly string[] =>
  runs.flatMap(({ run: { id } }) => [proofRunFiles(id).stdout, proofRunFiles(id).stderr]);
