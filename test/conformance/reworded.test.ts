/**
 * A verdict is compared with what judging again says: with every word where this program recorded it, and by what it
 * decides where another did (decision 053).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sha256 } from '#contract';
import { MANIFEST_FILE, readEvidence } from '#evidence';
import { replay, verifyBundle } from '#flow';
import { JUDGED_BY, judgeRun, rejudged, type Verdict } from '#gates';
import { signedVerdict, verdictStatement } from '#run';
import type { VerdictStatement } from '#signoff';
import { writeBundle } from './bundle-builder.ts';
import { script } from './bundle-verifiers.ts';
import { AT, harnessPem, honest, RUN, sealed, TREE, trust, utf8 } from './gates/evidence.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'writ-reworded-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const again: Verdict = judgeRun(readEvidence(sealed, { at: AT.judged, trust }));
const manifest = sha256(sealed.get(MANIFEST_FILE) ?? new Uint8Array());
const recorded = verdictStatement(again, {
  ...{ run: RUN, at: AT.judged, manifest, contract: honest.contract.digest, tree: TREE },
});
const [first, ...rest] = recorded.gates;
if (first === undefined) throw new Error('no gate was asked');

const ANOTHER = '0.0.9+0123456789ab';
/** The recorded verdict with a notice that judging again does not give. */
const reworded = (judge: string | null): VerdictStatement => {
  const { judge: _, ...others } = recorded;
  return {
    ...{ ...others, ...(judge !== null && { judge }) },
    ...{ notices: ['a word of old'], gates: [{ ...first, notices: ['a word of old'] }, ...rest] },
  };
};

test('a verdict names the program that judged, and that this one passes', () =>
  expect([recorded.judge, recorded.result]).toEqual([JUDGED_BY, 'PASS']));

describe('other words for the same decision', () => {
  test('contradict where this program recorded them', () =>
    expect(rejudged(reworded(JUDGED_BY), again)).toEqual({ same: false, told: [] }));
  test('contradict where no program is named', () =>
    expect(rejudged(reworded(null), again)).toEqual({ same: false, told: [] }));
  test('contradict nothing where no program is named and a gate that failed tells of more than its waiver by now', () => {
    const waiver = { envelope: sha256('waiver'), signer: 'alice', until: AT.until, because: 'it was me' };
    const waived = 'the first was waived by alice';
    const saying = (notices: readonly string[]): Verdict => ({
      ...{ ...again, result: 'PASS', notices },
      gates: again.gates.map((line, at) =>
        at === 0 ? { ...line, outcome: 'fail', waiver, notices } : { ...line, notices: [] },
      ),
    });
    const { judge: _, ...unnamed } = { ...recorded, ...saying([waived]) };
    expect(rejudged(unnamed, saying(['something new', waived])).same).toBe(true);
    expect(rejudged(unnamed, saying(['something new', 'waived by nobody'])).same).toBe(false);
    expect(rejudged({ ...unnamed, judge: JUDGED_BY }, saying(['something new', waived])).same).toBe(false);
  });
  test('are told where another program recorded them', () =>
    expect(rejudged(reworded(ANOTHER), again)).toEqual({
      same: true,
      told: [
        `it was judged by writ ${ANOTHER}, and this is writ ${JUDGED_BY}: both decide the same, in other words`,
        `only said then: ${first.gate}: a word of old`,
      ],
    }));
  test('are told as well where this program is the one that says more', () => {
    const more: Verdict = {
      ...again,
      notices: ['new'],
      gates: again.gates.map((line, index) => (index === 0 ? { ...line, notices: ['new'] } : line)),
    };
    expect(rejudged({ ...recorded, judge: ANOTHER }, more).told).toContain(`only said now: ${first.gate}: new`);
  });
  test('are nothing where there are none', () =>
    expect(rejudged({ ...recorded, judge: ANOTHER }, again)).toEqual({ same: true, told: [] }));
});

const waiver = { envelope: sha256('waiver'), signer: 'alice', until: AT.until, because: 'it was me' };
const failing = {
  ...first,
  outcome: 'fail' as const,
  notices: [],
  findings: [{ code: 'task.field' as const, message: 'no' }],
};

test.each<[string, Partial<VerdictStatement>]>([
  ['it was FAIL', { result: 'FAIL', gates: [failing, ...rest] }],
  ['a gate failed and was waived', { gates: [{ ...failing, waiver }, ...rest] }],
  ['a gate was not asked', { gates: rest }],
  ['another gate was asked', { gates: [{ ...first, gate: 'contract.nice' }, ...rest] }],
  ['the gates stood in another order', { gates: [...rest, first] }],
  ['nothing had changed', { noChange: true }],
])('another program contradicts where by its verdict %s', (_, change) =>
  expect(rejudged({ ...recorded, judge: ANOTHER, ...change }, again).same).toBe(false),
);

/** The honest run in a folder, with this verdict over it. */
const placed = (verdict: VerdictStatement): string => {
  const folder = mkdtempSync(join(root, '-'));
  writeBundle(folder, { sealed, after: new Map([['1-verdict.json', utf8(signedVerdict(verdict, harnessPem))]]) });
  return folder;
};

test('a bundle that another program judged in other words verifies and says so', async () => {
  const folder = placed(reworded(ANOTHER));
  const notices = [expect.stringContaining(ANOTHER), `only said then: ${first.gate}: a word of old`];
  expect(verifyBundle(folder, trust)).toMatchObject({ ok: true, value: { result: 'PASS', notices } });
  expect(replay(folder)).toMatchObject({ ok: true, value: { same: true, told: notices } });
  const said = await script(folder, trust.allowedSigners);
  expect(said.lines.filter((line) => line.startsWith('FAILED'))).toEqual([]);
});

test.each([
  ['this program', reworded(JUDGED_BY)],
  ['nobody in particular', reworded(null)],
])('a bundle that %s judged in other words is refused', (_, verdict) => {
  const folder = placed(verdict);
  expect(verifyBundle(folder, trust)).toMatchObject({ ok: false, failures: [{ code: 'verdict.different' }] });
  expect(replay(folder)).toMatchObject({ ok: true, value: { same: false } });
});

test.each(['', ' ', '0.1.0\n', '\u001b[2J', 'x'.repeat(81)])('a verdict of the program “%s” is none', (judge) =>
  expect(verifyBundle(placed({ ...recorded, judge }), trust)).toMatchObject({
    ok: false,
    failures: [{ code: 'evidence.malformed' }],
  }),
);
