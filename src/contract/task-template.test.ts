import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isTaskId } from './completeness.ts';
import { TASK_TYPES } from './contract.ts';
import { SLOTS } from './placeholders.ts';
import { parseTask } from './task-file.ts';
import { lightTask, slug, taskTemplate, type LightTask } from './task-template.ts';

const standard = { file: 'task.md', defaults: { strictness: 'standard', baseBranch: 'main' } } as const;
const light = { file: 'task.md', defaults: { strictness: 'light', baseBranch: 'trunk' } } as const;

const BRIEF: LightTask = {
  id: 'WP-fix-dates',
  brief: 'make the failing date test pass',
  allow: ['src/date.ts'],
  deny: [],
  checks: [{ id: 'tests', run: 'node --test' }],
  attempts: 3,
  baseBranch: 'main',
  noTests: null,
};

describe('the template', () => {
  test.each(TASK_TYPES)('of a %s is valid but for its slots', (type) => {
    const { asks, allow, run, test: named, ...both } = SLOTS;
    const slots = Object.values(type === 'research' ? { ...both, asks } : { ...both, allow, run, named });
    const task = parseTask(taskTemplate({ id: 'WP-1', name: '', type }), standard);
    expect(task.ok ? [] : task.failures.map(({ code }) => code)).toEqual(slots.map(() => 'task.placeholder'));
    expect(task.ok ? [] : task.failures.map(({ message }) => message.match(/<(.*)>/)?.[1]).toSorted()).toEqual(
      slots.toSorted(),
    );
  });

  it('is a task once its slots are filled', () => {
    const filled = taskTemplate({ id: 'WP-1', name: 'It works', type: 'feature' })
      .replaceAll(/<[a-z ]+>/g, 'words')
      .replace('test, "words"', 'test, "t.ts"');
    expect(parseTask(filled, standard)).toMatchObject({
      ok: true,
      value: { contract: { name: 'It works', riskTier: { tier: 'MEDIUM' } } },
    });
  });
});

describe('a light task', () => {
  it('is a contract of strictness light, proven by its check as a whole', () => {
    expect(parseTask(lightTask(BRIEF), light)).toMatchObject({
      ok: true,
      value: {
        contract: {
          id: BRIEF.id,
          name: BRIEF.brief,
          what: BRIEF.brief,
          strictness: 'light',
          baseBranch: 'main',
          paths: { allow: BRIEF.allow, deny: [] },
          checks: [{ id: 'tests', run: ['node', '--test'], reports: 'node-test' }],
          done: [{ says: BRIEF.brief, proof: { kind: 'test', check: 'tests', test: null } }],
          noTests: null,
          attempts: 3,
        },
      },
    });
  });

  it('has a done-item for each check', () => {
    const task = parseTask(
      lightTask({ ...BRIEF, checks: [...BRIEF.checks, { id: 'lint', run: ['make', 'lint it'] }] }),
      light,
    );
    expect(task).toMatchObject({
      ok: true,
      value: {
        contract: {
          checks: [{}, { run: ['make', 'lint it'] }],
          done: [{ proof: { check: 'tests' } }, { proof: { check: 'lint' } }],
        },
      },
    });
  });

  test.each([
    [{ checks: [] }, 'a person looks at the result'],
    [{ checks: [], noTests: 'only words' }, 'only words'],
    [{ noTests: 'because of words' }, 'of words'],
  ])('with %j says why there is no test, and asks a person', (change, noTests) => {
    expect(parseTask(lightTask({ ...BRIEF, ...change }), light)).toMatchObject({
      ok: true,
      value: { contract: { noTests, done: [{ proof: { kind: 'manual' } }] } },
    });
  });

  test.each([
    ['# a heading', 'a heading'],
    ['## Notes', 'Notes'],
    ['## ## x', 'x'],
    ['#1 is broken', '#1 is broken'],
    ['``` a fence', '``` a fence'],
    ['<!-- a comment', '<!-- a comment'],
    ['--- rule', '--- rule'],
    ['two\n\n## Notes\nlines', 'two ## Notes lines'],
    ['say "x": {a} \\n [b]', 'say "x": {a} \\n [b]'],
    ['- [ ] item', '- [ ] item'],
    ['[x]: y', '[x]: y'],
  ])('%j is taken as %j', (brief, what) => {
    expect(parseTask(lightTask({ ...BRIEF, brief }), light)).toMatchObject({
      ok: true,
      value: { contract: { what, name: what } },
    });
  });

  it('without a brief or a path is refused', () => {
    expect(parseTask(lightTask({ ...BRIEF, brief: ' ' }), light)).toMatchObject({ ok: false });
    expect(parseTask(lightTask({ ...BRIEF, brief: '##' }), light)).toMatchObject({ ok: false });
    expect(parseTask(lightTask({ ...BRIEF, allow: [] }), light)).toMatchObject({ ok: false });
  });

  it('that was printed is read as it was meant, or refused', () => {
    const words = fc.string({
      unit: fc.constantFrom('a', 'ü', ' ', '\n', '#', '`', '"', "'", '-', ':', '<', '{', '}', '>', '\\', '*', '日'),
    });
    fc.assert(
      fc.property(
        words,
        fc.array(words, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 9 }),
        (brief, run, attempts) => {
          const task = parseTask(
            lightTask({ ...BRIEF, brief: `x${brief}`, checks: [{ id: 'tests', run: ['sh', ...run] }], attempts }),
            light,
          );
          const what = `x${brief}`.replace(/\s+/g, ' ').trim();
          expect(task).toMatchObject({
            ok: true,
            value: { contract: { what, attempts, checks: [{ run: ['sh', ...run] }], done: [{ says: what }] } },
          });
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (brief) => {
        const task = parseTask(lightTask({ ...BRIEF, brief }), light);
        expect(!task.ok || task.value.contract.what === task.value.contract.done[0]?.says).toBe(true);
      }),
    );
  });
});

describe('a slug', () => {
  test.each([
    ['make the date test pass', 'WP-make-the-date-test-pass'],
    ['Menü & Café!', 'WP-menu-cafe'],
    ['', 'WP-task'],
    ['日本', 'WP-task'],
    ['x'.repeat(60), `WP-${'x'.repeat(45)}`],
    [`${'y'.repeat(40)} zzzzzzz`, `WP-${'y'.repeat(40)}`],
  ])('of %j is an id', (text, id) => expect(slug(text)).toBe(id));

  it('is always an id of at most 48 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(isTaskId(slug(text))).toBe(true);
        expect(slug(text).length).toBeLessThanOrEqual(48);
      }),
    );
  });
});
