import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '#contract';
import { renderReport, ReportSchema, type Report } from './report-md.ts';

const REPORT: Report = {
  writ: 1,
  run: 'run-1',
  task: 'WP-1',
  name: 'The sum adds',
  contract: sha256('contract'),
  cites: ['spec:A1'],
  base: 'a'.repeat(40),
  tree: 'b'.repeat(40),
  changed: [
    { path: 'sum.mjs', added: 1, deleted: 2 },
    { path: 'logo.png', added: null, deleted: null },
  ],
  done: [
    {
      ...{ says: 'it adds', cites: [], proof: 'sum: adds', outcome: 'proven', without: 'proven' },
      tests: [
        { name: 'adds', place: 'sum.test.mjs:4' },
        { name: 'never', place: '' },
      ],
      needs: ['sum.mjs:1-3 (sum)'],
    },
    { says: 'as it was', cites: ['spec:A1'], proof: 'sum: was', outcome: 'unproven' },
  ],
  checks: [
    {
      id: 'sum',
      argv: ['node', '--test'],
      outcome: 'failed',
      passed: 1,
      failed: 2,
      skipped: 3,
      problems: ['no summary'],
    },
  ],
  gates: [{ gate: 'scope.paths', outcome: 'fail', findings: ['outside'] }],
  notices: ['look here'],
  risks: ['none known'],
  waivers: [],
};
const EMPTY: Report = {
  ...REPORT,
  cites: [],
  changed: [],
  done: [],
  checks: [],
  gates: [],
  notices: [],
  risks: [],
  waivers: [],
};

const NASTY = '# h | <script>x</script> [a](http://b) ![i](j) `c` *e* \u001b[31m \u202e \n\n- item\n| cell |';
const headings = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('#'));

describe('the report for people', () => {
  test('tells scope inputs, findings, tests, risks and waivers', () => {
    const text = renderReport(REPORT);
    expect(headings(text)).toEqual([
      '# WP-1: The sum adds',
      '## Scope inputs',
      '## Changes',
      '## Findings',
      '## Gates before sealing',
      '## Tests',
      '## Problems with reports',
      '## Notices',
      '## Risks',
      '## Waivers',
    ]);
    expect(text).toContain('| sum.mjs | +1 | -2 |');
    expect(text).toContain('| logo.png | binary | binary |');
    expect(text).toContain(
      String.raw`| it adds | none | sum: adds | proven | sum.test.mjs:4: adds; never | at least one of them fails, on an assertion | sum.mjs:1-3 (sum) |`.replaceAll(
        /[()]/gu,
        String.raw`\$&`,
      ),
    );
    expect(text).toContain('| sum | node --test | failed | 1 | 2 | 3 |');
    expect(text).toContain('- sum: no summary');
    expect(text).toContain('| scope.paths | fail | outside |');
  });

  test('says so where there is nothing to tell', () => {
    const text = renderReport(EMPTY);
    for (const sentence of [
      'Nothing was changed.',
      'The contract has no done-item.',
      'No gate was judged before sealing.',
      'No check was run.',
    ])
      expect(text).toContain(sentence);
  });

  test('gives no verdict: that comes after the seal', () =>
    expect(renderReport(REPORT)).not.toMatch(/verdict|\bPASS\b/i));

  test('lets no text from outside become Markdown, HTML or a control character', () => {
    const text = renderReport({
      ...REPORT,
      name: NASTY,
      notices: [NASTY],
      done: [
        {
          ...{ says: NASTY, cites: [NASTY], proof: NASTY, outcome: 'manual', needs: [NASTY] },
          tests: [{ name: NASTY, place: NASTY }],
        },
      ],
    });
    expect(headings(text)).toHaveLength(headings(renderReport(REPORT)).length);
    expect(text).not.toMatch(/\p{Cc}(?<!\n)|\p{Cf}|(?<!\\)(?:<|\]|\*)/u);
  });

  test.each([
    ['- a list', '\\- a list'],
    ['1. a list', '1\\. a list'],
    ['a-b 1.5', 'a-b 1.5'],
    ['https://example.com', 'https\\://example.com'],
  ])('writes %j as %j', (notice, expected) =>
    expect(renderReport({ ...REPORT, notices: [notice] })).toContain(`\n- ${expected}\n`),
  );

  test('keeps every text within its own line', () => {
    const lines = (report: Report): number => renderReport(report).split('\n').length;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(
          lines({ ...REPORT, name, notices: [name], risks: [name], changed: [{ path: name, added: 1, deleted: 1 }] }),
        ).toBe(lines({ ...REPORT, changed: [{ path: 'x', added: 1, deleted: 1 }] }));
      }),
    );
  });

  test.each([
    { ...REPORT, writ: 2 },
    { ...REPORT, verdict: 'PASS' },
    { ...REPORT, tree: 'b' },
    { ...REPORT, contract: 'c' },
    { ...REPORT, changed: [{ path: '', added: 1, deleted: 1 }] },
  ])('is not read from another shape %#', (value) => expect(ReportSchema.safeParse(value).success).toBe(false));
  test('is read from its own', () => expect(ReportSchema.parse(REPORT)).toEqual(REPORT));
});
