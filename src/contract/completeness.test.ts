import { describe, expect, it, test } from 'vitest';
import type { FailureCode } from '#failure';
import { incompleteIn } from './completeness.ts';
import { COMPLETE } from './complete-contract.fixture.ts';
import type { Contract, DoneItem } from './contract.ts';

type Change = Partial<Contract>;
const [local, linted, manual] = COMPLETE.done;
const [dates] = COMPLETE.checks;
if (local === undefined || linted === undefined || manual === undefined || dates === undefined)
  throw new Error('the test data has three done-items');

const allow = (...paths: string[]): Change => ({ paths: { allow: paths, deny: [] } });
const done = (...items: DoneItem[]): Change => ({ done: items });
const items = (count: number): readonly DoneItem[] =>
  Array.from({ length: count }, (_, index) => ({ ...manual, says: `item ${index}` }));
const files = (count: number): Contract['paths'] => ({
  allow: Array.from({ length: count }, (_, index) => `src/${index}.ts`),
  deny: [],
});
const STRICT: Change = { strictness: 'strict', paths: files(5), done: items(5) };
const floor: Contract['riskTier']['floor'] = { tier: 'HIGH', because: ['estimated risk high'] };

/** [what is wrong, the change that makes it so, what must be said] */
const LACKING: readonly [string, Change, FailureCode, RegExp][] = [
  ['no id', { id: '' }, 'task.field', /id/],
  ['an id of another form', { id: 'TASK-1' }, 'task.field', /not an id/],
  ['an id that climbs', { id: 'WP-../x' }, 'task.field', /not an id/],
  ['an id too long', { id: `WP-${'a'.repeat(98)}` }, 'task.field', /not an id/],
  ['no name', { name: ' ' }, 'task.field', /name/],
  ['no branch', { baseBranch: '' }, 'task.field', /no branch is checked out/],
  ['a branch that is an option', { baseBranch: '-x' }, 'task.field', /branch/],
  ['a branch with dots', { baseBranch: 'a..b' }, 'task.field', /branch/],
  ['a branch that is a revision', { baseBranch: 'main~1' }, 'task.field', /branch/],
  ['a branch with a lock', { baseBranch: 'a.lock/b' }, 'task.field', /branch/],
  ['no what', { what: '' }, 'task.field', /What/],
  ['no why', { why: '' }, 'task.field', /Why/],
  ['no limit of scope', { outOfScope: '\n' }, 'task.field', /Out of scope/],
  ['no rollback', { rollback: '' }, 'task.field', /rollback/],
  ['no path', allow(), 'task.field', /no path/],
  ['a path that leaves', allow('../x'), 'task.path', /leaves/],
  ['a path denied that leaves', { paths: { allow: ['a'], deny: ['/x'] } }, 'task.path', /absolute/],
  [
    'a glob over protected files',
    { ...allow('.github/**'), riskTier: { tier: 'HIGH', because: '', floor } },
    'task.path',
    /protected/,
  ],
  ['a path twice', allow('a', 'a'), 'task.path', /twice/],
  ['a bad citation', { cites: ['A3'] }, 'citation.syntax', /not a citation/],
  ['a bad citation of a done-item', done({ ...manual, cites: ['A3'] }), 'citation.syntax', /not a citation/],
  ['no check and no reason', { checks: [], done: [manual] }, 'task.field', /no check/],
  ['an empty reason for no tests', { noTests: ' ', done: [manual] }, 'task.field', /no reason/],
  ['a check without a program', { checks: [{ ...dates, run: [''] }], done: [manual] }, 'task.field', /no program/],
  [
    'a check whose id is a path',
    { checks: [{ ...dates, id: '../x' }], done: [manual] },
    'task.field',
    /not an id of a check/,
  ],
  ['two checks of one id', { checks: [dates, dates], done: [local] }, 'task.duplicate-id', /two checks/],
  [
    'two checks that share a folder',
    { checks: [dates, { ...dates, id: 'DATES' }], done: [local] },
    'task.duplicate-id',
    /two checks/,
  ],
  ['no done-item', done(), 'task.field', /done/],
  ['a done-item that says nothing', done({ ...manual, says: '' }), 'task.field', /says nothing/],
  [
    'two done-items that say the same',
    done(manual, { ...manual, says: `${manual.says} ` }),
    'task.duplicate-id',
    /another one/,
  ],
  ['a manual proof without a way', done({ ...manual, proof: { kind: 'manual', how: ' ' } }), 'task.proof', /look at/],
  [
    'a proof by no known check',
    done({ ...local, proof: { kind: 'test', check: 'gone', test: null } }),
    'task.proof',
    /does not exist/,
  ],
  [
    'a test without a name',
    done({ ...local, proof: { kind: 'test', check: 'dates', test: '' } }),
    'task.proof',
    /without a name/,
  ],
  [
    'a test of a check that tells none',
    done({ ...local, proof: { kind: 'test', check: 'lint', test: 'x' } }),
    'task.proof',
    /exit code/,
  ],
  ['a test where there is none', { noTests: 'only text', done: [linted] }, 'task.proof', /no_tests/],
  ['a tier below its floor', { riskTier: { tier: 'LOW', because: ' ', floor } }, 'task.tier', /below/],
  ['a floor below the paths', { ...allow('src/auth/login.ts') }, 'task.tier', /at least MEDIUM/],
  ['no attempt', { attempts: 0 }, 'task.field', /attempt/],
  ['a limit of zero', { limits: { ...COMPLETE.limits, memoryBytes: 0 } }, 'task.field', /memoryBytes/],
  ['a limit that is no number', { limits: { ...COMPLETE.limits, timeMs: Number.NaN } }, 'task.field', /timeMs/],
  ['strict, few done-items', { ...STRICT, done: items(4) }, 'task.field', /5 to 10/],
  ['strict, many done-items', { ...STRICT, done: items(11) }, 'task.field', /5 to 10/],
  ['strict, few files', { ...STRICT, paths: files(4) }, 'task.field', /5 to 20/],
  ['strict, many files', { ...STRICT, paths: files(21) }, 'task.field', /5 to 20/],
  ['strict, a glob', { ...STRICT, paths: { allow: [...files(5).allow, 'src/*'], deny: [] } }, 'task.path', /glob/],
  ['strict, nothing cited', { ...STRICT, cites: [] }, 'task.field', /cites/],
];

/** [what is fine, the change] */
const FINE: readonly [string, Change][] = [
  ['as it is', {}],
  ['light, without a why', { strictness: 'light', why: '', outOfScope: '' }],
  ['a tier below its floor with a reason', { riskTier: { tier: 'LOW', because: 'only comments', floor } }],
  ['no test for a reason', { checks: [], noTests: 'only text', done: [manual] }],
  ['a lint check and no test', { noTests: 'only text', done: [manual] }],
  [
    'a protected file by its name',
    { ...allow('.github/workflows/ci.yml'), riskTier: { tier: 'HIGH', because: '', floor } },
  ],
  ['a branch with slashes', { baseBranch: 'release/1.x' }],
  ['strict', STRICT],
];

describe('completeness', () => {
  test.each(FINE)('%s: complete', (_, change) => expect(incompleteIn({ ...COMPLETE, ...change })).toEqual([]));

  test.each(LACKING)('%s: refused', (_, change, code, says) => {
    const failures = incompleteIn({ ...COMPLETE, ...change });
    expect(failures.map((failure) => failure.code)).toEqual([code]);
    expect(failures[0]?.message).toMatch(says);
  });

  it('tells everything at once', () => {
    const failures = incompleteIn({ ...COMPLETE, id: '', name: '', rollback: '', attempts: 0, ...allow() });
    expect(failures).toHaveLength(5);
  });
});
