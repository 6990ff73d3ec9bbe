import { describe, expect, it } from 'vitest';
import { COMPLETE } from './complete-contract.fixture.ts';
import { incompleteFields } from './completeness.ts';
import type { Contract } from './contract.ts';
import { inQuestion, recommendationOf } from './question.ts';
import { parseTask } from './task-file.ts';

const FINDINGS = 'docs/research/quick.md';
const RESEARCH: Contract = {
  ...COMPLETE,
  ...{ type: 'research', question: { asks: 'Is it quick enough?', findings: FINDINGS } },
  ...{ paths: { allow: [FINDINGS], deny: [] }, checks: [], noTests: 'what was found is text' },
  done: [{ says: 'it is known', cites: [], proof: { kind: 'manual', how: 'read it' } }],
};
const faults = (change: Partial<Contract>, of: Contract = RESEARCH) =>
  inQuestion({ ...of, ...change }).map(({ field, failure }) => [field, failure.code]);
const allowing = (...allow: readonly string[]) => ({ paths: { allow, deny: [] } });
const { question: _question, ...unasked } = RESEARCH;

describe('research', () => {
  it('is complete with a question, and with one document in strict', () => {
    expect(incompleteFields(RESEARCH)).toEqual([]);
    const strict = incompleteFields({ ...RESEARCH, strictness: 'strict' }).map(({ field }) => field);
    expect(strict).not.toContain('paths.allow');
  });
  it('has a question, and nothing else has one', () => {
    expect(faults({}, unasked)).toEqual([['question', 'task.field']]);
    expect(faults({ type: 'feature' })).toEqual([['question', 'task.field']]);
    expect(faults({ role: 'prototyper' }, COMPLETE)).toEqual([['role', 'task.field']]);
    expect(faults({ role: 'prototyper' })).toEqual([]);
  });
  it('asks something', () => {
    expect(faults({ question: { asks: ' ', findings: FINDINGS } })).toEqual([['question.asks', 'task.field']]);
  });
  it.each([
    ['src/quick.ts'],
    ['**'],
    ['docs/**'],
    ['docs/*'],
    ['docs/quick.md/x'],
    ['docs/quick.MD.js'],
    ['AGENTS.md'],
    ['deep/CLAUDE.md'],
    ['.github/x.md'],
    ['Makefile'],
  ])('may not change %s: it never lands code, nor what steers agents', (entry) => {
    expect(faults(allowing(FINDINGS, entry))).toEqual([['paths.allow.2', 'task.path']]);
  });
  it('may change other documents', () => {
    expect(faults(allowing(FINDINGS, 'docs/research/**/*.md', 'docs/a.md'))).toEqual([]);
  });
  it.each([['docs/research/*.md'], ['../x.md'], ['docs/other.md'], ['']])('does not write its findings to %s', (findings) => {
    expect(faults({ question: { asks: 'Is it?', findings } })).toEqual([['question.findings', 'task.field']]);
  }); // prettier-ignore
});

describe('a recommendation', () => {
  it.each([
    ['Recommendation: proceed', 'proceed'],
    ['**Recommendation:** pivot', 'pivot'],
    ['  Recommendation: Block.', 'block'],
    ['Recommendation: wait', null],
    ['Recommendation: proceed or pivot', null],
    ['Our recommendation: proceed', null],
    ['', null],
  ])('%s: %s', (line, word) => expect(recommendationOf(['# Findings', line, 'It was quick.'])).toBe(word));
  it('is made once', () => {
    expect(recommendationOf(['Recommendation: proceed', 'Recommendation: block'])).toBeNull();
    expect(recommendationOf(['Recommendation: proceed', 'Recommendation: wait'])).toBeNull();
  });
});

describe('the task file of research', () => {
  const file = (more: string): string =>
    `---\nid: WP-1\nname: It is known\ntype: research\nquestion: { asks: "Is it quick?", findings: ${FINDINGS} }\n${more}paths: { allow: [${FINDINGS}] }\n` +
    'no_tests: because it is text\ndone: [{ says: it is known, manual: read it }]\nrollback: revert\n---\n## What\nx\n## Why\ny\n## Out of scope\nz\n';
  const read = (more: string) =>
    parseTask(file(more), { file: 't.md', defaults: { strictness: 'standard', baseBranch: 'main' } });
  it('says how long it may take and how often it may be tried', () => {
    expect(read('attempts: 1\nlimits: { time: 30m }\n')).toMatchObject({
      ok: true,
      value: { contract: { question: { findings: FINDINGS }, attempts: 1 } },
    });
    const unlimited = read('');
    expect(unlimited.ok ? [] : unlimited.failures.map(({ message }) => message)).toEqual([
      '“limits.time” is missing: a question has a limit',
      '“attempts” is missing: a question has a limit',
    ]);
    expect(read('attempts: 1\nlimits: { disk: 1GB }\n').ok).toBe(false);
  });
});
