import { describe, expect, test } from 'vitest';
import { changeContract, heldAsProduct, type ChangeTerms } from './change-contract.ts';
import { COMPLETE } from './complete-contract.fixture.ts';
import type { Check, Contract } from './contract.ts';

const TESTS: Check = { id: 'tests', run: ['node', '--test'], reports: 'node-test', timeoutMs: 1000 };
const LINT: Check = { id: 'lint', run: ['make', 'lint'], reports: 'exit-code', timeoutMs: 1000 };
const terms = (more: Partial<ChangeTerms> = {}): ChangeTerms => ({
  ...{ strictness: 'light', tier: 'LOW', type: null, checks: [TESTS, LINT], allow: [], loaded: [] },
  ...more,
});
const of = (paths: readonly string[], more: Partial<ChangeTerms> = {}, contracts: readonly Contract[] = []): Contract =>
  changeContract(paths, terms(more), { contracts, isAccepted: contracts.length > 0 });
const signed = (more: Partial<Contract>): Contract => ({ ...COMPLETE, ...more });

describe('without a contract', () => {
  test('a change is held to standard at least', () => {
    expect(of(['src/a.ts']).strictness).toBe('standard');
    expect(of(['src/a.ts'], { strictness: 'strict' }).strictness).toBe('strict');
  });
  test('its risk is that of its paths, or what is demanded', () => {
    expect(of(['src/a.ts']).riskTier.tier).toBe('LOW');
    expect(of(['src/auth/login.ts']).riskTier.tier).toBe('MEDIUM');
    expect(of(['src/a.ts'], { tier: 'HIGH' }).riskTier.tier).toBe('HIGH');
    expect(of(['.github/workflows/a.yml'], { tier: 'LOW' }).riskTier.tier).toBe('HIGH');
  });
  test('what the product loads is part of it, whatever it is called', () => {
    expect(of(['test/codes.mjs']).type).toBe('hygiene');
    expect(of(['test/codes.mjs'], { loaded: ['test/codes.mjs'] }).type).toBe('feature');
  });
  test('the checks that tell of tests have to notice it', () =>
    expect(of(['src/a.ts']).done.map(({ proof }) => proof)).toEqual([{ kind: 'test', check: 'tests', test: null }]));
  test('where none does, all of them have to', () =>
    expect(of(['src/a.ts'], { checks: [LINT] }).done).toHaveLength(1));
  test.each([
    ['feature', ['src/a.ts']],
    ['feature', ['src/a.ts', 'README.md']],
    ['feature', ['Makefile']],
    ['feature', ['vendor/example.com/assert/assert.go']],
    ['feature', ['third_party/a.c']],
    ['docs', ['README.md', 'docs/a.rst', 'LICENSE']],
    ['feature', ['src/spec/parse.mjs', 'src/spec/door.mjs']],
    ['feature', ['src/test/door.mjs']],
    ['feature', ['test/a.test.ts', 'src/spec/a.mjs']],
    ['feature', ['src/.zed/door.mjs']],
    ['feature', ['CMakeLists.txt']],
    ['docs', ['src/spec/README.md', 'notes.txt']],
    ['hygiene', ['src/spec/a.spec.ts', 'src/test/java/A.java', 'spec/a_spec.rb']],
    ['hygiene', ['test/a.test.ts', 'README.md']],
    ['hygiene', ['.github/workflows/a.yml', '.writ/policy.yaml']],
    ['hygiene', ['package.json', 'package-lock.json']],
  ] as const)('it is a %s by its paths: %j', (type, paths) => expect(of(paths).type).toBe(type));
  test('what looks like a test, and may be part of the product, is known by name', () =>
    expect(heldAsProduct(['src/spec/a.mjs', 'src/a.mjs', 'test/a.mjs', 'src/spec/a.md', 'src/a.test.mjs'])).toEqual([
      'src/spec/a.mjs',
    ]));
  test('it is what whoever has it judged says', () => expect(of(['src/a.ts'], { type: 'refactor' }).type).toBe('refactor'));
  test('tests may change where they are named, and a glob names those that did', () =>
    expect(of(['test/a.js', 'test/b.js', 'src/c.js'], { allow: ['test/*.js', 'x.js'] }).paths.allow).toEqual([
      ...['**', 'test/a.js', 'test/b.js', 'x.js'],
    ]));
}); // prettier-ignore

describe('where all of it was accepted under a contract', () => {
  const own: Check = { id: 'tests', run: ['node', '--test', 'test/date.test.ts'], reports: 'node-test', timeoutMs: 1 };
  const contract = signed({
    ...{ strictness: 'light', type: 'docs', checks: [own, { ...LINT, id: 'style', timeoutMs: 5 }] },
    done: [
      { says: 'a', cites: [], proof: { kind: 'test', check: 'tests', test: 'reads' } },
      { says: 'b', cites: [], proof: { kind: 'test', check: 'style', test: null } },
      { says: 'c', cites: [], proof: { kind: 'manual', how: 'look' } },
    ],
  });
  const made = of(['src/a.ts'], { type: 'feature' }, [contract]);

  test('what it demands is added, no check runs twice, and none takes the name of another', () => {
    expect(made.checks.map(({ id, run }) => [id, run.join(' ')])).toEqual([
      ['tests', 'node --test'],
      ['lint', 'make lint'],
      [`${contract.id}-tests`, 'node --test test/date.test.ts'],
    ]);
    expect(made.done.map(({ proof }) => (proof.kind === 'test' ? proof.check : proof.how))).toEqual([
      ...['tests', `${contract.id}-tests`, 'lint', 'look'],
    ]);
  });
  test('its strictness and its type count, and no word of whoever has it judged makes it laxer', () => {
    expect([made.strictness, made.type]).toEqual(['light', 'docs']);
    expect(of(['src/a.ts'], { strictness: 'strict' }, [contract]).strictness).toBe('strict');
    const feature = signed({ id: 'WP-2-other', type: 'feature', strictness: 'standard' });
    expect(of(['README.md'], { type: 'docs' }, [contract, feature])).toMatchObject({
      ...{ type: 'feature', strictness: 'standard' },
    });
  });
  test('the tests it names may change', () => expect(made.paths.allow).toEqual(contract.paths.allow));

  test('a change that only names it is held to what it demands, and it loosens nothing', () => {
    const named = changeContract(['src/auth/a.ts'], terms(), { contracts: [contract], isAccepted: false });
    expect(named).toMatchObject({ strictness: 'standard', type: 'feature', riskTier: { tier: 'MEDIUM' } });
    expect(named.paths.allow).toEqual(['**']);
    expect([named.checks, named.done]).toEqual([made.checks, made.done]);
  });
});
