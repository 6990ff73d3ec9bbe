import { describe, expect, test } from 'vitest';
import type { Contract } from '#contract';
import type { ProofRecord } from '#evidence';
import { failuresOf, itemProofs, judgeRun, renderSummary } from '#gates';
import { HONEST_CONTRACT } from './gates/contract.fixture.ts';
import { HONEST_TESTS, nodeTestOutput, type RawCheck } from './gates/checks.fixture.ts';
import { AT, honest, ordered, shifted, utf8, withPath, type Complete } from './gates/evidence.fixture.ts';
import { withMoreProof, withProofRecord, withProofRun, withRun } from './gates/proof-change.fixture.ts';
import { UNIT, UNIT_FAILS } from './gates/proof.fixture.ts';
import { later } from './gates/waiver.fixture.ts';

/** What a proof tells the person who decides, and how much strictness asks of it. */

const raw = (stdout: Uint8Array): RawCheck => ({ stdout, stderr: new Uint8Array() });
const GREEN = raw(nodeTestOutput(HONEST_TESTS));
const BROKEN = raw(
  nodeTestOutput(HONEST_TESTS.map((one) => (one.skipped === true ? one : { ...one, failed: true, cause: 'load' }))),
);
const as = (contract: Partial<Contract>): Complete => ordered({ contract });
const onlyOf = (check: string, strictness: Contract['strictness'], name: null | string = null): Complete =>
  as({ strictness, done: [{ says: 'it works', cites: [], proof: { kind: 'test', check, test: name } }] });
const OTHER = { ...UNIT, id: 'u2', path: 'src/date.ts' };
const idle = (...ids: readonly string[]): Complete =>
  withProofRecord({
    units: [UNIT, ...ids.map((id) => ({ ...OTHER, id }))],
    unexamined: ids.map((unit) => ({ unit, because: 'it is no code' })),
  });

describe('each done-item is told', () => {
  const added = (...lines: readonly string[]): Complete => ({
    ...honest,
    patch: utf8(
      `diff --git a/test/date.test.ts b/test/date.test.ts\n--- a/test/date.test.ts\n+++ b/test/date.test.ts\n@@ -1,1 +7,9 @@\n ${['line 7', ...lines].join('\n+')}\n`,
    ),
  });
  const first = (evidence: Complete) => itemProofs(evidence)[0];
  test('with its test, where the change has added that, and what shows that it is needed', () => {
    const item = first(added('', "test('reads local time', () => {});"));
    expect(item?.item.says).toBe('a date without a zone is local');
    expect(item?.tests).toEqual([{ name: 'date > reads local time', place: 'test/date.test.ts:9', without: 'proven' }]);
    expect([item?.gap, item?.without]).toEqual([null, 'proven']);
    expect(item?.needs).toEqual(['src/date.ts:3-5 (local)']);
  });
  test.each([[[]], [["test('reads local time', () => {});", "test('reads local time', () => {});"]]])(
    'with the file alone where no one line says its name: %o',
    (lines) => expect(first(added(...lines))?.tests[0]?.place).toBe('test/date.test.ts'),
  );
  test('without a place where the runner tells none, and without a test where a person has to look', () => {
    const proofs = itemProofs(honest);
    expect(proofs.map(({ tests }) => tests.map(({ place }) => place)).slice(2)).toEqual([[''], [], []]);
    expect(proofs.at(-1)).toMatchObject({ gap: null, tests: [], without: null, lines: [], needs: null });
  });
});

describe('a review shows of a done-item', () => {
  const LINE = /^ {7}(?:check|test|without|changed|needs) /u;
  const shown = (evidence: Complete): readonly string[] =>
    renderSummary(evidence, judgeRun(evidence))
      .split('\n')
      .filter((line) => LINE.test(line))
      .map((line) => line.trim().replace(/ +/u, ' '));
  const patched = (evidence: Complete, ...lines: readonly string[]): Complete => ({
    ...evidence,
    patch: utf8(
      ['src/date.ts', 'test/date.test.ts']
        .map(
          (path) =>
            `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -3,0 +3,9 @@\n+${lines.join('\n+')}\n`,
        )
        .join(''),
    ),
  });
  const [, ...others] = HONEST_TESTS.filter(({ skipped }) => skipped !== true);

  test('that a whole check proves, which test failed without the change, and which did not', () => {
    const lines = shown(onlyOf('unit', 'light'));
    expect(lines[0]).toBe(`check unit: without the change 1 of its ${1 + others.length} tests fail as they should`);
    const says = new Map(lines.map((line, at) => [line, lines[at + 1]]));
    expect(says.get('test test/date.test.ts: date > reads local time')).toBe(
      'without fails without the change, as it should',
    );
    expect(others.length).toBeGreaterThan(0);
    for (const { name } of others.slice(0, 2))
      expect(says.get(`test test/date.test.ts: ${name}`)).toBe('without passes without the change too');
  });
  test('that a whole check is to prove, where none of its tests shows anything', () =>
    expect(shown(withProofRun('p1', GREEN, 0, onlyOf('unit', 'light'))).join('\n')).not.toContain('as it should'));
  test('that an exit code proves, the check alone', () =>
    expect(shown(withProofRun('p3', raw(utf8('')), 1, onlyOf('lint', 'standard')))).toEqual([
      'check lint',
      'without fails without the change, as it should',
      'needs not tried part by part',
    ]));
  test('which lines of the product it is about, where nothing was taken away', () => {
    const light = patched(onlyOf('unit', 'light', 'reads local time'), 'one();', '', 'three();');
    const { runs, record } = light.proof;
    const none = { ...light, proof: { record, runs: runs.filter(({ purpose }) => purpose !== 'removal') } };
    expect(shown(none).slice(-3)).toEqual([
      'changed src/date.ts:3',
      'changed src/date.ts:5',
      'needs not tried part by part',
    ]);
  });
  const hunk = { ...UNIT, kind: 'lines', name: null, from: 3, to: 9 } as const;
  const spare = { ...UNIT, id: 'u2', name: 'spare', from: 5, to: 6 };
  const needs = (units: ProofRecord['units'], of: Complete = honest) =>
    itemProofs(withProofRecord({ units }, of))[0]?.needs;
  test('that its tests noticed nothing of what was taken away', () =>
    expect(shown(withProofRun('p4', GREEN, 0, as({ strictness: 'standard' })))).toContain(
      'needs not seen in what was taken away',
    ));
  test('no more lines as needed than were seen to be', () => {
    expect(needs([hunk])).toEqual(['src/date.ts:3-9, at least one of these lines']);
    expect(needs([{ ...hunk, to: 3 }])).toEqual(['src/date.ts:3']);
    expect(needs([hunk, spare])).toEqual(['src/date.ts:3-9, not shown of 5-6 (spare)']);
    expect(needs([UNIT, { ...spare, to: 5 }])).toEqual(['src/date.ts:3-5 (local), not shown of 5 (spare)']);
    expect(needs([hunk, { ...spare, path: 'src/zone.ts' }])).toEqual(['src/date.ts:3-9, at least one of these lines']);
    const both = withMoreProof({ id: 'p5', check: 'unit', purpose: 'removal', units: ['u2'] }, UNIT_FAILS, 1);
    expect(needs([hunk, spare], both)).toEqual(['src/date.ts:5-6 (spare)']);
    expect(needs([UNIT, { ...spare, id: 'u2', from: 3, to: 5, kind: 'lines', name: null }], both)).toEqual([
      'src/date.ts:3-5 (local)',
    ]);
  });
});

describe('the person who decides is told', () => {
  test.each<[sentence: string, evidence: Complete, notice: string]>([
    [
      'which part no test needs, in standard',
      withProofRun('p4', GREEN, 0, as({ strictness: 'standard' })),
      'src/date.ts:3-5 (local) is unproven: every test passes without it',
    ],
    [
      'which part is missed by an error alone',
      withProofRun('p4', BROKEN, 1),
      'src/date.ts:3-5 (local): without it no assertion fails, only an error',
    ],
    ['that one part was not examined', idle('u2'), '1 part of the change was not examined: it is no code'],
    ['how many were not', idle('u2', 'u3'), '2 parts of the change were not examined: it is no code'],
    [
      'that no test has to fail where behaviour stays',
      as({ type: 'refactor' }),
      'a task of type refactor leaves behaviour as it is: no test has to fail without it',
    ],
    [
      'that a whole check passes without the change',
      honest,
      '4. the linter is content: check lint passes without the change too, so it proves nothing',
    ],
    [
      'that a failure is known by its exit code alone',
      withProofRun('p3', raw(utf8('')), 1),
      'that a check fails without the change is known by its exit code alone',
    ],
  ])('%s', (_, evidence, notice) => {
    const told = judgeRun(evidence);
    expect(failuresOf(told)).toEqual([]);
    expect(told.notices.filter((line) => line === notice)).toHaveLength(1);
  });
});

describe('in light', () => {
  const codes = (evidence: Complete): readonly string[] => failuresOf(judgeRun(evidence)).map(({ code }) => code);

  test('a whole check may pass without the change, and that is told', () => {
    const verdict = judgeRun(withProofRun('p1', GREEN, 0, onlyOf('unit', 'light')));
    expect(verdict.result).toBe('PASS');
    expect(verdict.notices.filter((line) => line.includes('passes without the change too'))).toHaveLength(1);
  });
  test('in standard that refuses', () =>
    expect(codes(withProofRun('p1', GREEN, 0, onlyOf('unit', 'standard')))).toEqual(['proof.vacuous']));
  test('a named test may not', () =>
    expect(codes(withProofRun('p1', GREEN, 0, onlyOf('unit', 'light', 'reads local time')))).toEqual([
      'proof.vacuous',
    ]));
  test('a check that tells nothing but its exit code need not be tried', () => {
    const light = onlyOf('lint', 'light');
    expect(codes({ ...light, proof: { ...light.proof, runs: [] } })).toEqual([]);
    const standard = onlyOf('lint', 'standard');
    expect(codes({ ...standard, proof: { ...standard.proof, runs: [] } })).toEqual([
      'gate.missing',
      'gate.missing',
      'proof.unexamined',
    ]);
  });
});

describe('a waiver of what is unneeded', () => {
  const unneeded = withProofRun('p4', GREEN, 0);
  const waived = (of: Complete) =>
    judgeRun({ ...of, at: shifted(AT.judged, 60_000), waivers: [later({ gate: 'proof.removal' })] });

  test('lets it pass, and tells so', () => {
    expect(judgeRun(unneeded).result).toBe('FAIL');
    const verdict = waived(unneeded);
    expect(verdict.result).toBe('PASS');
    expect(verdict.notices.filter((line) => line.startsWith('proof.removal was waived by alice'))).toHaveLength(1);
  });
  test('excuses no test that proves nothing', () =>
    expect(waived(withProofRun('p1', GREEN, 0, unneeded)).result).toBe('FAIL'));
  test('excuses no run of another tree, or of another command', () => {
    expect(waived(withRun('p4', {}, { tree: '9'.repeat(40) })).result).toBe('FAIL');
    expect(waived(withRun('p4', {}, { argv: ['true'] })).result).toBe('FAIL');
  });
  test('excuses no proof that is not there', () => {
    const { proof: _, ...without } = honest;
    const at = shifted(AT.judged, 60_000);
    expect(judgeRun({ ...without, at, waivers: [later({ gate: 'proof.removal' })] }).result).toBe('FAIL');
  });
});

test('what one tree tells, another does not undo: two ways to take a part away count as two', () => {
  const emptied = { id: 'p5', check: 'unit', purpose: 'removal', units: ['u1'], value: 'nothing' } as const;
  expect(judgeRun(withMoreProof(emptied, GREEN, 0)).result).toBe('PASS');
});

describe('a script of a package.json that the contract names', () => {
  const { paths, checks } = HONEST_CONTRACT;
  /** The linter is started by this command, and the script of its name was changed. */
  const scripted = (
    run: Contract['checks'][number]['run'],
    reached: Pick<ProofRecord, 'reached'> = {},
    key = 'scripts.lint',
  ) => {
    const contract: Partial<Contract> = {
      strictness: 'standard',
      forbid: [],
      paths: { ...paths, allow: [...paths.allow, 'package.json'] },
      riskTier: { tier: 'MEDIUM', because: '', floor: { tier: 'MEDIUM', because: ['it changes dependencies'] } },
      checks: checks.map((one) => (one.id === 'lint' ? { ...one, run } : one)),
    };
    const of = withPath('package.json', ordered({ contract }));
    const argv = <T extends { readonly record: { readonly id: string } }>(one: T): T =>
      one.record.id === 'lint' ? { ...one, record: { ...one.record, argv: run } } : one;
    const record = { ...of.proof.record, configured: [{ path: 'package.json', keys: [key] }], ...reached };
    const ran = { ...of, checks: of.checks.map(argv), proof: { record, runs: of.proof.runs.map(argv) } };
    return judgeRun(ran).gates.find(({ gate }) => gate === 'tests.kept');
  };
  const REACHED = { reached: [{ path: 'package.json', part: 'scripts.lint', by: 'the check lint' }] };

  test('is refused where a check runs it, and whoever has named the file is not told to name it', () => {
    const findings = scripted(['npm', 'run', 'lint'], REACHED)?.findings ?? [];
    expect(findings.map(({ code }) => code)).toEqual(['tests.protected']);
    expect(findings[0]?.remedy).toContain('writ amend TASK --drop-check CHECK --check COMMAND');
  });
  test('is left alone where somebody looked, and none does', () =>
    expect(scripted(['npm', 'run', 'lint'], { reached: [] })?.outcome).toBe('pass'));
  test('is refused where nobody looked, as evidence of old has it, and a check may run any of them', () => {
    expect(scripted(['npm', 'run', 'lint'])?.findings.map(({ code }) => code)).toEqual(['tests.protected']);
    expect(scripted(['npm', 'run', 'lint'], {}, 'jest')?.outcome).toBe('pass');
  });
});
