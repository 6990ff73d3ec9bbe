import { describe, expect, test } from 'vitest';
import type { ChangedPath, TestOutcome } from '#evidence';
import { standingApart, type ApartGround } from './standing-apart.ts';

const OLD: TestOutcome = { name: 'counts', file: 'a/old_test.go', outcome: 'passed' };
const FAR: TestOutcome = { name: 'far', file: 'b/far_test.go', outcome: 'passed' };
const NEW: TestOutcome = { name: 'more', file: 'a/new_test.go', outcome: 'passed' };
const FAILED: TestOutcome = { ...OLD, outcome: 'failed', cause: 'assertion' };
const BROKEN: TestOutcome = { name: 'a/old_test.go', file: 'a/old_test.go', outcome: 'failed', cause: 'load' };

const changed = (path: string, status: ChangedPath['status'] = 'added'): ChangedPath => ({
  ...{ path, status, oldMode: '100644', newMode: '100644' },
  ...{ oldBlob: 'a'.repeat(40), newBlob: 'b'.repeat(40) },
});
const report = (...tests: readonly TestOutcome[]) => ({ tests, canaries: [], problems: [] });

type Case = {
  readonly paths?: readonly ChangedPath[];
  readonly allow?: readonly string[];
  readonly added?: readonly string[] | null;
  readonly changed?: readonly string[];
  readonly reports?: ApartGround['contract']['checks'][number]['reports'];
  readonly result?: readonly TestOutcome[];
  /** What each run without the added files says. */
  readonly runs?: readonly (readonly TestOutcome[])[];
  readonly purpose?: 'apart' | 'kept';
};

const judge = ({
  paths = [changed('a/new_test.go')],
  allow = ['a/**'],
  added = ['a/new_test.go'],
  changed: before = [],
  reports = 'go-test',
  result = [OLD, FAR, NEW],
  runs = [[OLD, FAR]],
  purpose = 'apart',
}: Case) => {
  const { missing, failures, notices } = standingApart({
    contract: { checks: [{ id: 'unit', reports }], paths: { allow } },
    proof: {
      record: added === null ? {} : { apart: { added, changed: before } },
      runs: runs.map((tests) => ({ check: 'unit', purpose, report: report(...tests) })),
    },
    paths,
    results: new Map([['unit', { report: report(...result) }]]),
  });
  return { missing, refused: failures.map(({ message }) => message), notices };
};
const NOTHING = { missing: [], refused: [], notices: [] };
const REFUSED = {
  ...NOTHING,
  refused: ['unit: “counts” (a/old_test.go) fails without what was added beside it: a/new_test.go'],
};
const LACKING = { ...NOTHING, missing: ['a run of unit without the tests that were added'] };

describe('a test that was there needs what was added beside it', () => {
  test.each<[says: string, one: Case]>([
    ['and fails without it', { runs: [[FAILED, FAR]] }],
    ['and fails without it each time', { runs: [[FAILED], [FAILED]] }],
    ['though another one of its name passes', { runs: [[{ ...OLD, file: 'b/far_test.go' }, FAILED]] }],
    ['though it passes there too, of two of its name', { runs: [[OLD, FAILED]] }],
    ['and was itself changed, and put back', { paths: [changed('a/new_test.go'), changed('a/old_test.go', 'modified')], runs: [[FAILED]] }],
    ['with an added file that the contract names', { allow: ['a/new_test.go'], runs: [[FAILED]] }],
  ])('%s', (_, one) => expect(judge(one)).toEqual(REFUSED)); // prettier-ignore

  test('is told with the file to name, where it has to be', () => {
    const { failures } = standingApart({
      contract: { checks: [{ id: 'unit', reports: 'pytest' }], paths: { allow: [] } },
      proof: {
        record: { apart: { added: ['tests/test_new.py'], changed: [] } },
        runs: [{ check: 'unit', purpose: 'apart', report: report({ ...FAILED, file: 'tests/test_old.py' }) }],
      },
      paths: [changed('tests/test_new.py')],
      results: new Map([['unit', { report: report({ ...OLD, file: 'tests/test_old.py' }) }]]),
    });
    expect(failures).toEqual([
      expect.objectContaining({
        code: 'tests.kept',
        remedy: expect.stringMatching(/writ amend TASK --allow tests\/test_old\.py$/u),
      }),
    ]);
  });
});

describe('nothing was shown', () => {
  test.each<[says: string, one: Case]>([
    ['where no run was without what was added', { runs: [] }],
    ['where a run was for another purpose', { purpose: 'kept' }],
    ['where a run shows none of them and does not say why', { runs: [[]] }],
    ['where a run shows only others', { runs: [[NEW, FAR]] }],
    ['where nobody says what was added', { added: null }],
    ['where one of the added files stayed', { paths: [changed('a/new_test.go'), changed('a/more_test.go')] }],
    ['where a changed file that the contract names stayed as it is', { paths: [changed('a/b_test.go', 'modified')], allow: ['a/b_test.go'], added: [] }],
  ])('%s', (_, one) => expect(judge(one)).toEqual(LACKING)); // prettier-ignore
});

describe('nothing is asked', () => {
  test.each<[says: string, one: Case]>([
    ['where each test passes without it', {}],
    ['of a test in another package', { runs: [[OLD, { ...FAR, outcome: 'failed' }]] }],
    ['of a test that does not pass with it either', { result: [FAILED, FAR, NEW], runs: [] }],
    ['of a test whose file the contract names', { allow: ['a/**', 'a/old_test.go'], runs: [] }],
    ['where files run in processes of their own', { reports: 'vitest', runs: [] }],
    ['where nothing but the product was added', { paths: [changed('a/new.go')], added: null, runs: [] }],
    ['where what was added configures tests, which the contract has to name', { paths: [changed('conftest.py')], reports: 'pytest', added: null, runs: [] }],
    ['where no test was there', { result: [NEW], runs: [] }],
  ])('%s', (_, one) => expect(judge(one)).toEqual(NOTHING)); // prettier-ignore
});

describe('whoever decides is told', () => {
  const named: Case = {
    paths: [changed('a/new_test.go'), changed('a/b_test.go', 'modified')],
    allow: ['a/b_test.go'],
    changed: ['a/b_test.go'],
  };
  test.each<[says: string, one: Case, notice: string]>([
    ['of a test that fails once', { runs: [[FAILED], [OLD]] }, 'unit: “counts” (a/old_test.go) failed without what was added beside it, and then passed: it is not to be relied on'],
    ['of a test that rests on a changed file which the contract names', { ...named, runs: [[FAILED], [OLD]] }, 'unit: “counts” (a/old_test.go) passes with this as it is now, and fails with it as it was: a/b_test.go'],
    ['of the same where nothing was added', { ...named, paths: named.paths?.slice(1) ?? [], added: [], runs: [[FAILED, NEW]] }, 'unit: “counts” (a/old_test.go) passes with this as it is now, and fails with it as it was: a/b_test.go'],
    ['of a file of which nothing was seen', { result: [OLD, { ...OLD, file: 'a/too_test.go' }, NEW], runs: [[{ ...OLD, file: 'a/too_test.go' }]] }, 'unit: a/old_test.go cannot be run without what was added beside it, so that nobody saw whether its tests need that'],
    ['of a file that cannot be loaded', { runs: [[BROKEN]] }, 'unit: a/old_test.go cannot be run without what was added beside it, so that nobody saw whether its tests need that'],
  ])('%s', (_, one, notice) => expect(judge(one)).toEqual({ ...NOTHING, notices: [notice] })); // prettier-ignore
});
