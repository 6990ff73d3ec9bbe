import { describe, expect, it } from 'vitest';
import type { Contract } from './contract.ts';
import { editTask, isEdited, type TaskChange } from './task-edit.ts';
import { parseTask } from './task-file.ts';

const NOTHING: TaskChange = {
  ...{ allow: [], deny: [], dropAllow: [], dropDeny: [], checks: [], dropChecks: [] },
  attempts: null,
};
const edited = (text: string, change: Partial<TaskChange>, version = 2): string => {
  const result = editTask(text, { ...NOTHING, ...change }, version);
  if (!result.ok) throw new Error(result.failures[0].message);
  return result.value;
};

/** A task file around lines of front matter. */
const task = (lines: string): string => `---
id: WP-1
name: A task # its name
type: debug
${lines}
rollback: revert it
---

## What

Do it. version: 1 stays here.
`;
const contractOf = (text: string): Contract => {
  const read = parseTask(text, { file: 't.md', defaults: { strictness: 'light', baseBranch: 'main' } });
  if (!read.ok) throw new Error(read.failures.map(({ message }) => message).join('\n'));
  return read.value.contract;
};
/** The lines of the front matter that came, and those that went. */
const diffOf = (before: string, after: string): readonly string[] => {
  const [was, is] = [before.split('\n'), after.split('\n')];
  return [
    ...was.filter((line) => !is.includes(line)).map((line) => `- ${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`),
  ];
};

const BLOCK = task(`paths:
  # what may change
  allow:
    - src/a.ts   # the first

    - 'src/b.ts'
  deny: []   # nothing yet
checks:
  - id: tests
    run: node --test test/a.test.ts   # quick
  - { id: lint, run: make lint }
done:
  - says: it is done
    proof: { check: tests }
attempts: 3 # enough`);
const FLOW = task(`version: 1
paths: { allow: [ src/a.ts, "src/b.ts" ], deny: [src/c.ts] }
checks: [{ id: tests, run: node --test test/a.test.ts }, { id: lint, run: make lint }]
done: [{ says: it is done, proof: { check: tests } }]`);
const SPREAD = task(`paths:
  allow: [
    src/a.ts, # the first
    src/b.ts, # the second
  ]
checks: [{ id: tests, run: node --test test/a.test.ts }, { id: lint, run: make lint }]
done: [{ says: it is done, proof: { check: tests } }]`);

type Row = readonly [string, string, Partial<TaskChange>, readonly string[]];
const ROWS: readonly Row[] = [
  ['the version alone', BLOCK, {}, ['+ version: 2']],
  ['the version that is there', FLOW, {}, ['- version: 1', '+ version: 2']],
  ['a path to a list of lines', BLOCK, { allow: ['src/c.ts'] }, ['+     - src/c.ts', '+ version: 2']],
  ['a path with strange characters', BLOCK, { allow: ['src/[a] b.ts'] }, ['+     - "src/[a] b.ts"', '+ version: 2']],
  ['a path from a list of lines', BLOCK, { dropAllow: ['src/b.ts'] }, ["-     - 'src/b.ts'", '+ version: 2']],
  [
    'a path to an empty list, whose comment stays',
    BLOCK,
    { deny: ['src/db/**'] },
    ['-   deny: []   # nothing yet', '+   deny: ["src/db/**"]   # nothing yet', '+ version: 2'],
  ],
  [
    'paths of a list in brackets',
    FLOW,
    { allow: ['src/d.ts'], dropAllow: ['src/a.ts'], dropDeny: ['src/c.ts'] },
    [
      '- version: 1',
      '- paths: { allow: [ src/a.ts, "src/b.ts" ], deny: [src/c.ts] }',
      '+ version: 2',
      '+ paths: { allow: [ "src/b.ts", src/d.ts ], deny: [] }',
    ],
  ],
  [
    'the last path of a list in brackets for another',
    FLOW,
    { allow: ['src/d.ts'], dropAllow: ['src/b.ts'] },
    [
      '- version: 1',
      '- paths: { allow: [ src/a.ts, "src/b.ts" ], deny: [src/c.ts] }',
      '+ version: 2',
      '+ paths: { allow: [ src/a.ts, src/d.ts ], deny: [src/c.ts] }',
    ],
  ],
  [
    'a path to brackets over several lines',
    SPREAD,
    { allow: ['src/c.ts'] },
    ['-     src/b.ts, # the second', '+     src/b.ts, src/c.ts, # the second', '+ version: 2'],
  ],
  ['a field that is not there yet', SPREAD, { deny: ['src/d.ts'] }, ['+   deny: [src/d.ts]', '+ version: 2']],
  [
    'a check to a list of lines, and one from it',
    BLOCK,
    { checks: ['node --test "test/b c.test.ts"'], dropChecks: ['lint'] },
    [
      '-   - { id: lint, run: make lint }',
      String.raw`+   - { id: check, run: "node --test \"test/b c.test.ts\"" }`,
      '+ version: 2',
    ],
  ],
  ['the attempts', BLOCK, { attempts: 5 }, ['- attempts: 3 # enough', '+ attempts: 5 # enough', '+ version: 2']],
  ['the attempts that were not named', FLOW, { attempts: 5 }, ['- version: 1', '+ version: 2', '+ attempts: 5']],
];

describe('a task file is edited', () => {
  it.each(ROWS)('%s, and nothing else', (_, text, change, lines) => {
    const after = edited(text, change);
    expect(diffOf(text, after)).toEqual(lines);
    const whole = { ...NOTHING, ...change };
    expect(isEdited(contractOf(text), contractOf(after), whole, 2)).toEqual({ ok: true, value: null });
  });

  it('with Windows line ends and a byte order mark, which stay', () => {
    const text = `\uFEFF${BLOCK.replaceAll('\n', '\r\n')}`;
    expect(edited(text, { attempts: 5 })).toBe(`\uFEFF${edited(BLOCK, { attempts: 5 }).replaceAll('\n', '\r\n')}`);
  });

  it('twice, the second time from the first', () => {
    const once = edited(BLOCK, { allow: ['src/c.ts'] });
    expect(edited(edited(once, { dropAllow: ['src/c.ts'] }, 3), {}, 2)).toBe(edited(BLOCK, {}));
  });
});

it('an edit that did something else is no edit', () => {
  const [before, after] = [contractOf(BLOCK), contractOf(edited(BLOCK, { attempts: 5 }))];
  const change = { ...NOTHING, attempts: 5 };
  const refused = (now: Contract, of: TaskChange = change, version = 2): boolean =>
    !isEdited(before, now, of, version).ok;
  expect(refused(after)).toBe(false);
  expect([
    refused(after, NOTHING),
    refused(after, change, 3),
    refused(after, { ...change, allow: ['src/x.ts'] }),
    refused(after, { ...change, dropChecks: ['lint'] }),
    refused(after, { ...change, checks: ['true'] }),
    refused({ ...after, rollback: 'none' }),
    refused({ ...after, done: [] }),
  ]).toEqual(Array.from({ length: 7 }, () => true));
});

it.each([
  ['no front matter', '## What\n\nDo it.\n'],
  ['line ends of two kinds', FLOW.replace('\n', '\r\n')],
  ['a front matter that is a list', '---\n- a\n---\n'],
])('what cannot be changed is left to the person: %s', (_, text) => {
  const result = editTask(text, NOTHING, 2);
  expect(result.ok ? [] : result.failures.map(({ code }) => code)).toEqual(['task.syntax']);
});
