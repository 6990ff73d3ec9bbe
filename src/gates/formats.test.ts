import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { verdictAsJUnit, verdictAsSarif } from './formats.ts';
import type { Verdict } from './verdict.ts';

const VERDICT: Verdict = {
  result: 'FAIL',
  notices: ['src/a.ts:3-5 (dead) is unproven: every test passes without it'],
  gates: [
    { gate: 'scope.paths', outcome: 'pass', notices: [], findings: [], waiver: null },
    {
      gate: 'proof.removal',
      outcome: 'pass',
      notices: ['src/a.ts:3-5 (dead) is unproven: every test passes without it'],
      findings: [],
      waiver: null,
    },
    {
      gate: 'checks.passed',
      outcome: 'fail',
      notices: [],
      findings: [{ code: 'check.failed', message: 'tests: “<b>\u202e\uffff]]>” failed' }],
      waiver: null,
    },
  ],
};
const ABOUT = { title: 'writ WP-1-a, run R-1', id: 'R-1' };

describe('a verdict as JUnit XML', () => {
  const parsed: unknown = new XMLParser({ ignoreAttributes: false }).parse(verdictAsJUnit(VERDICT, ABOUT));

  test('is a test case for each gate, and a failure for each that refuses', () =>
    expect(parsed).toMatchObject({
      testsuites: { testsuite: { '@_tests': '3', '@_failures': '1', testcase: [{}, {}, { failure: {} }] } },
    }));
  test('says what was found, and not only that something was', () => {
    const [, message] = /<failure message="([^"]*)" type="fail">/u.exec(verdictAsJUnit(VERDICT, ABOUT)) ?? [];
    expect(message).toMatch(/^tests: “.*” failed$/u);
  });
  test('holds nothing that XML may not hold', () => expect(JSON.stringify(parsed)).toContain('\\\\u{ffff}]]>'));
  test('shows what would not be seen', () => expect(JSON.stringify(parsed)).toContain('\\\\u{202e}'));
});

describe('a verdict as SARIF', () => {
  const [run] = verdictAsSarif(VERDICT, ABOUT).runs;

  test('has a place where a finding names one', () =>
    expect(run?.results.map(({ level, locations }) => [level, locations?.[0]?.physicalLocation.region.startLine])).toEqual([
      ['note', 3],
      ['error', undefined],
    ]));
  test('names every gate', () =>
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['scope.paths', 'proof.removal', 'checks.passed']));
}); // prettier-ignore
