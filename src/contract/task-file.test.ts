import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { contractDigest } from './contract-json.ts';
import { incompleteIn } from './completeness.ts';
import { parseTask, parseTaskBytes } from './task-file.ts';

const options = { file: 'task.md', defaults: { strictness: 'standard', baseBranch: 'main' } } as const;

const FIELDS: readonly string[] = [
  'id: WP-1',
  'name: A task',
  'type: docs',
  'risk_tier: { because: none, tier: LOW }',
  'paths: { deny: [b.md], allow: [a.md] }',
  'checks:\n  - { timeout: 1m, run: node --test, id: unit }',
  'done:\n  - { proof: { check: unit }, says: done }',
  'limits: { memory: 1GB, time: 1h }',
  'rollback: revert',
];
const BODY = '## What\nx\n## Why\ny\n## Out of scope\nz\n';
const file = (fields: readonly string[], body = BODY): string => `---\n${fields.join('\n')}\n---\n${body}`;

const digest = (text: string): string => {
  const task = parseTask(text, options);
  return task.ok ? contractDigest(task.value.contract) : JSON.stringify(task.failures);
};
const codes = (task: ReturnType<typeof parseTask>): readonly string[] =>
  task.ok ? [] : task.failures.map(({ code }) => code);

/** Hostile input that would take minutes does not come back before the runner's own time limit. */
const quickly = (text: string): readonly string[] => codes(parseTask(text, options));

describe('what cannot be read says where', () => {
  const first = (text: string | Uint8Array) => {
    const task = parseTaskBytes(typeof text === 'string' ? new TextEncoder().encode(text) : text, options);
    return task.ok ? [] : [task.failures[0].message, task.failures[0].where?.line, task.failures[0].where?.column];
  };

  test.each([
    ['bytes in the middle of a line', Buffer.concat([Buffer.from('---\r\nid: é'), Buffer.of(0xff), Buffer.from('x\n')]), 2, 6],
    ['a character that is cut off', Buffer.from('ab\ncé').subarray(0, 5), 2, 2],
  ])('%s', (_, bytes, line, column) =>
    expect(first(bytes)).toEqual(['task.md is not UTF-8 text from here on', line, column]),
  ); // prettier-ignore

  test('a front matter that is not closed is told from none', () => {
    expect(first('---\nid: WP-1\n')[0]).toContain('is not closed');
    expect(first('id: WP-1\n')[0]).toContain('does not begin with a front matter');
  });

  test('a risk tier that there is not, as a word and as a field', () => {
    const said = (tier: string) => first(file(FIELDS.map((one) => (one.startsWith('risk_tier') ? `risk_tier: ${tier}` : one))));
    expect(said('HUGE')[0]).toBe('“risk_tier.tier” is not one of LOW, MEDIUM, HIGH');
    expect(said('{ tier: HUGE }')[0]).toBe('“risk_tier.tier” is not one of LOW, MEDIUM, HIGH');
  }); // prettier-ignore
});

describe('the digest of a task', () => {
  const base = digest(file(FIELDS));

  it('is one', () => expect(base).toMatch(/^[0-9a-f]{64}$/));

  it('ignores the order of keys', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...FIELDS], { minLength: FIELDS.length }), (fields) => {
        expect(digest(file(fields))).toBe(base);
      }),
    );
  });

  test.each([
    ['comments', file(['# a comment', ...FIELDS])],
    ['quotes', file(FIELDS).replace('name: A task', 'name: "A task"')],
    [
      'block style',
      file(FIELDS).replace('{ deny: [b.md], allow: [a.md] }', '\n  allow:\n    - a.md\n  deny:\n    - b.md'),
    ],
    ['line ends', file(FIELDS).replaceAll('\n', '\r\n')],
    ['notes', file(FIELDS, `${BODY}## Notes\nlong remarks\n`)],
    ['status, phase and dependencies', file(['status: done', 'phase: 3', 'depends_on: [WP-0]', ...FIELDS])],
    [
      'what is said as by default',
      file(['attempts: 3', 'version: 1', 'base: main', 'strictness: standard', 'cites: []', ...FIELDS]),
    ],
    ['unknown sections', file(FIELDS, `${BODY}## Remarks\nx\n`)],
  ])('ignores %s', (_, text) => expect(digest(text)).toBe(base));

  test.each([
    ['a path', file(FIELDS).replace('a.md', 'c.md')],
    ['a limit', file(FIELDS).replace('time: 1h', 'time: 2h')],
    ['a command', file(FIELDS).replace('node --test', 'node  --test x')],
    ['the prose', file(FIELDS).replace('\nx\n', '\nX\n')],
    ['strictness', file(['cites: [spec:A1]', ...FIELDS])],
    ['the branch', file(['base: trunk', ...FIELDS])],
  ])('hangs on %s', (_, text) => expect(digest(text)).not.toBe(base));
});

describe('a task that is read', () => {
  it('is complete', () => {
    const task = parseTask(file(FIELDS), options);
    expect(task.ok && incompleteIn(task.value.contract)).toEqual([]);
  });

  it('holds what is not signed beside the contract', () => {
    expect(
      parseTask(file(['depends_on: [WP-0]', 'phase: 2', ...FIELDS], `${BODY}## Notes\n\nremarks\n`), options),
    ).toMatchObject({
      ok: true,
      value: { dependsOn: ['WP-0'], phase: 2, estimate: null, notes: 'remarks', file: 'task.md' },
    });
  });

  it('takes the floor as its tier, and says so, where it names none', () => {
    const fields = FIELDS.filter((field) => !field.startsWith('risk_tier')).map((field) =>
      field.replace('a.md', 'src/login.ts'),
    );
    expect(parseTask(file(fields), options)).toMatchObject({
      ok: true,
      value: {
        contract: {
          riskTier: { tier: 'MEDIUM', because: 'src/login.ts is about authentication', floor: { tier: 'MEDIUM' } },
        },
      },
    });
  });

  it('may be stricter than the default, and not laxer', () => {
    const light = { ...options, defaults: { ...options.defaults, strictness: 'light' } } as const;
    expect(parseTask(file(['strictness: standard', ...FIELDS]), light)).toMatchObject({
      ok: true,
      value: { contract: { strictness: 'standard' } },
    });
    expect(parseTask(file(FIELDS), light)).toMatchObject({ ok: true, value: { contract: { strictness: 'light' } } });
    expect(codes(parseTask(file(['strictness: light', ...FIELDS]), options))).toEqual(['task.field']);
  });
});

describe('a fault', () => {
  it('says where it is, shows the line, and what helps', () => {
    const task = parseTask(file(FIELDS).replace('a.md', '../a.md'), options);
    expect(task).toMatchObject({
      ok: false,
      failures: [
        {
          code: 'task.path',
          message: expect.stringContaining('../a.md'),
          where: { file: 'task.md', line: 6, column: 32, text: 'paths: { deny: [b.md], allow: [../a.md] }' },
        },
      ],
    });
  });

  test.each([
    ['rolback', 'rollback'],
    ['depends-on', 'depends_on'],
    ['dependsOn', 'depends_on'],
    ['check', 'checks'],
  ])('in a key, %s, names the one that was meant: %s', (key, meant) => {
    expect(parseTask(file([`${key}: x`, ...FIELDS]), options)).toMatchObject({
      ok: false,
      failures: [{ message: expect.stringContaining(`did you mean “${meant}”?`) }],
    });
  });

  it('of one item hides no fault of another, and raises no second one', () => {
    const fields = [
      ...FIELDS.filter((field) => !field.startsWith('checks')),
      'checks:\n  - { id: unit, run: "a | b" }\n  - { id: x/y, run: a }',
    ];
    expect(codes(parseTask(file(fields), options))).toEqual(['task.field', 'task.field']);
  });

  it('in the same words twice is placed twice', () => {
    const task = parseTask(file(FIELDS, `${BODY}`.replace('x', 'TBD and TBD')), options);
    expect(task.ok ? [] : task.failures.map(({ where }) => where?.column)).toEqual([1, 9]);
  });
});

describe('what is no task file', () => {
  const limit = 256 * 1024;

  it('is refused when larger than anybody reads', () => {
    expect(codes(parseTask('x'.repeat(limit + 1), options))).toEqual(['input.too-large']);
    expect(codes(parseTaskBytes(new Uint8Array(limit + 1), options))).toEqual(['input.too-large']);
    expect(codes(parseTaskBytes(new TextEncoder().encode('ä'.repeat(limit / 2 + 1)), options))).toEqual([
      'input.too-large',
    ]);
  });

  it('is refused when it is no UTF-8', () => {
    expect(codes(parseTaskBytes(Uint8Array.of(0x2d, 0x2d, 0xff, 0xfe), options))).toEqual(['input.unreadable']);
    expect(codes(parseTaskBytes(Uint8Array.of(0xed, 0xa0, 0x80), options))).toEqual(['input.unreadable']);
    expect(codes(parseTask('\ud800', options))).toEqual(['input.unreadable']);
  });

  it('is refused whatever it is, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(parseTaskBytes(bytes, options).ok).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'-{}[]:,\'"|>&*!%#@`?~ \nabWP1') }), (yaml) => {
        expect(parseTask(file([yaml]), options).ok).toBe(false);
      }),
    );
  });

  it('takes any change of one character without throwing', () => {
    const whole = file(FIELDS);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ unit: 'binary', maxLength: 3 }), (at, other) => {
        const task = parseTask(whole.slice(0, at) + other + whole.slice(at + 1), options);
        expect(!task.ok || incompleteIn(task.value.contract).length === 0).toBe(true);
      }),
    );
  });

  test.each([
    ['masses of list', file([`cites: [${'a,'.repeat(100_000)}]`]), 'task.syntax'],
    ['sixty thousand brackets', file([`cites: ${'['.repeat(60_000)}`]), 'task.syntax'],
    ['thirty thousand nested lists', file(['- '.repeat(30_000)]), 'task.syntax'],
    ['ten thousand nested keys', file(['? '.repeat(10_000)]), 'task.syntax'],
    ['ten thousand keys', file(Array.from({ length: 10_000 }, (_, index) => `k${index}:`)), 'task.syntax'],
    ['nine hundred unknown keys', file(Array.from({ length: 900 }, (_, index) => `k${index}:`)), 'task.field'],
    [
      'masses of placeholders',
      file(FIELDS, `## What\n${'TBD '.repeat(60_000)}\n## Why\ny\n## Out of scope\nz\n`),
      'task.placeholder',
    ],
    ['masses of headings', file(FIELDS, `${BODY}${'## Notse\n'.repeat(10_000)}`), 'task.field'],
    ['masses of quotes', file(FIELDS, `${'>'.repeat(200_000)}\n`), 'task.syntax'],
    ['masses of brackets', file(FIELDS, `${'['.repeat(200_000)}\n`), 'task.field'],
    ['masses of backquotes', file(FIELDS, `${'` `` '.repeat(40_000)}\n`), 'task.field'],
    ['masses of lists', file(FIELDS, `${'- '.repeat(100_000)}x\n`), 'task.syntax'],
    ['masses of list items', file(FIELDS, `${BODY}${'- a\n'.repeat(50_000)}`), 'task.syntax'],
    [
      'masses of nested lists',
      file(FIELDS, `${BODY}${`${'> '.repeat(8)}${'- '.repeat(8)}a\n`.repeat(6_000)}`),
      'task.syntax',
    ],
    [
      'masses of indented lists',
      file(FIELDS, Array.from({ length: 480 }, (_, depth) => `${' '.repeat(2 * depth)}- a`).join('\n')),
      'task.syntax',
    ],
    ['masses of stars', file(FIELDS, `${'**a '.repeat(30_000)}${'b**'.repeat(30_000)}\n`), 'task.field'],
    ['masses of links', file(FIELDS, `${'[a](b'.repeat(50_000)}\n`), 'task.field'],
    ['masses of paragraphs', file(FIELDS, 'words\n\n'.repeat(20_000)), 'task.field'],
  ])('is refused quickly: %s', (_, text, code) => expect(quickly(text)).toContain(code));
});
