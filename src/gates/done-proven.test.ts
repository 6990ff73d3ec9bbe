import { describe, expect, it } from 'vitest';
import { contractDigest, type Contract } from '#contract';
import type { CheckRecord } from '#evidence';
import { COMPLETE } from '../contract/complete-contract.fixture.ts';
import { doneProven } from './done-proven.ts';

const FINDINGS = 'docs/research/zones.md';
const RESEARCH: Contract = {
  ...COMPLETE,
  ...{ type: 'research', question: { asks: 'Do zones matter?', findings: FINDINGS } },
  ...{ paths: { allow: [FINDINGS], deny: [] }, checks: [], noTests: 'what was found is text' },
  done: [{ says: 'it is known', cites: [], proof: { kind: 'manual', how: 'read it' } }],
};
const trust = { allowedSigners: '', revokedKeys: '', signers: [], revoked: [] };
const run = {
  ...{ at: '2026-01-01T00:00:00.000Z', trust, checks: [] },
  contract: { value: RESEARCH, digest: contractDigest(RESEARCH) },
};
const patchOf = (file: string, lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(
    `diff --git a/${file} b/${file}\nnew file mode 100644\n--- /dev/null\n+++ b/${file}\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}`).join('\n')}\n`,
  );
const judged = (lines: readonly string[], file = FINDINGS) => doneProven.judge({ ...run, patch: patchOf(file, lines) });

describe('what research found', () => {
  it('says what follows from it, which is told to whoever decides', () => {
    const notices = (word: string) => [
      expect.stringContaining(`“Do zones matter?”: ${FINDINGS} recommends to ${word}`),
      expect.stringContaining('item 1'),
    ];
    for (const word of ['proceed', 'pivot', 'block'])
      expect(judged(['# Zones', `Recommendation: ${word}`])).toEqual({ outcome: 'pass', notices: notices(word) });
    expect(judged(['Recommendation: block'])).toMatchObject({
      notices: [expect.stringContaining('was planned for another answer'), expect.anything()],
    });
  });
  it.each([
    ['does not say what follows', ['# Zones', 'They matter.'], FINDINGS],
    ['says two things', ['Recommendation: proceed', 'Recommendation: block'], FINDINGS],
    ['says what nobody knows what to do with', ['Recommendation: perhaps'], FINDINGS],
    ['is nowhere', [], FINDINGS],
    ['is in another file', ['Recommendation: proceed'], 'docs/research/other.md'],
  ])('refuses where it %s', (_, lines, file) => {
    expect(judged(lines, file)).toMatchObject({ outcome: 'fail', failures: [{ code: 'done.unproven' }] });
  });
  it('is missing where nobody knows what was written', () => {
    expect(doneProven.judge(run)).toEqual({ outcome: 'missing', what: 'the patch', notices: [] });
  });
});

describe('a check of which only the exit code is known', () => {
  const contract: Contract = {
    ...COMPLETE,
    done: COMPLETE.done.filter(({ says }) => says === 'the linter is content'),
  };
  const at = '2026-01-01T00:00:00.000Z';
  const messagesAt = (exitCode: number | null, more: readonly string[]): readonly string[] => {
    const record: CheckRecord = {
      ...{ writ: 1, id: 'lint', argv: ['make', 'lint'], program: '/usr/bin/make', reports: 'exit-code', tree: 'c'.repeat(40) },
      ...{ canary: null, startedAt: at, endedAt: at, exitCode, signal: null, timedOut: false, limit: null },
    }; // prettier-ignore
    const problems = [...(exitCode === 0 ? [] : ['the program exited with 1']), ...more];
    const outcome = doneProven.judge({
      ...run,
      contract: { value: contract, digest: contractDigest(contract) },
      checks: [{ record, report: { tests: [], canaries: [], problems } }],
    });
    return outcome.outcome === 'fail' ? outcome.failures.map(({ message }) => message) : [outcome.outcome];
  };
  it.each<[exitCode: number | null, more: readonly string[], says: string]>([
    [0, [], 'pass'],
    [1, [], '1. the linter is content: lint failed'],
    [null, [], '1. the linter is content: lint failed'],
    [0, ['it was cut'], '1. the linter is content: the report of lint cannot be trusted'],
  ])('exit code %s, with the problems %j', (exitCode, more, says) => {
    expect(messagesAt(exitCode, more)).toEqual([says]);
  });
});
