import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { globMatcher, globProblem, scopeOf } from '#contract';
import { plainPathProblem } from '#spec';
import { machineOf, takes } from './glob-states.ts';
import { contactFinder } from './overlap.ts';

const contact = (
  a: readonly string[],
  b: readonly string[],
  denyA: readonly string[] = [],
  denyB: readonly string[] = [],
) => contactFinder()({ allow: a, deny: denyA }, { allow: b, deny: denyB });

test.each<[string, string]>([
  ['src/a.ts', 'src/a.ts'],
  ['src/**', 'src/a/*.ts'],
  ['src/**', 'src/a/b.ts'],
  ['**', 'a'],
  ['**/x.ts', 'x.ts'],
  ['**/x.ts', 'src/**'],
  ['a/**/b', 'a/b'],
  ['a/**/b', 'a/*/*/b'],
  ['*a*', '*b*'],
  ['a?c', '?b?'],
  ['src/*.ts', 'src/x*'],
  ['**/a/**', 'b/**/c'],
  ['app/[id].ts', 'app/*'],
  ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
])('%s meets %s', (a, b) => {
  const found = contact([a], [b]);
  expect(found?.entries).toEqual([a, b]);
  expect([a, b].map((allow) => scopeOf({ allow: [allow], deny: [] })(found?.path ?? ''))).toEqual([
    'allowed',
    'allowed',
  ]);
});

test.each<[string, string]>([
  ['src/a.ts', 'src/b.ts'],
  ['src/**', 'src'],
  ['src/**', 'src2/**'],
  ['src/*', 'src/a/*'],
  ['*.ts', '*.js'],
  ['*.*', 'a.'],
  ['**/*.*', 'b/a.'],
  ['*.ts', 'src/*.ts'],
  ['a?', 'a'],
  ['a?', 'a??'],
  ['a/**/b', 'a/*/c'],
  ['SRC/**', 'src/**'],
  // What is protected only an entry that is the path itself may change.
  ['**', '.github/workflows/ci.yml'],
  ['.github/**', '.github/*'],
])('%s never meets %s', (a, b) => {
  expect([contact([a], [b]), contact([b], [a])]).toEqual([null, null]);
});

test('what either denies is no place to meet', () => {
  expect(contact(['src/**'], ['src/db/*.ts'], ['src/db/**'])).toBeNull();
  expect(contact(['src/**'], ['src/**'], ['src/a*/**', 'src/a*'], ['src/b/**'])).not.toBeNull();
  expect(contact(['src/**'], ['src/**'], ['**'])).toBeNull();
  expect(contact(['src/a*'], ['src/*b'], ['src/a?b', 'src/ab'])?.path).toMatch(/^src\/a..+b$/u);
  expect(contact(['src/a.ts'], ['src/**'], [], ['src/a.*'])).toBeNull();
});

test('names that only wildcards make are taken to meet, where every one would be protected', () => {
  expect(contact(['.env*'], ['.en*'])).not.toBeNull();
  expect(contact(['src/.env*'], ['src/.env*'])).not.toBeNull();
  expect(contact(['lib/*.so'], ['lib/*'])).not.toBeNull();
  expect(contact(['.*a'], ['**'])).not.toBeNull();
});

describe('against asking every path there is', () => {
  // No name of these is protected: where one may be, it is told to be on the safe side (above).
  const names = ['c', 'b', 'cb', 'c.', '.c', 'c.b'];
  const paths = names.flatMap((one) => [
    one,
    ...names.flatMap((two) => [`${one}/${two}`, ...names.map((three) => `${one}/${two}/${three}`)]),
  ]);
  const word = fc
    .array(fc.constantFrom('c', 'b', '*', '?', '.'), { minLength: 1, maxLength: 3 })
    .map((signs) => signs.join(''));
  const glob = fc.array(fc.oneof(word, fc.constant('**'), word), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')).filter((one) => globProblem(one) === null); // prettier-ignore
  const globs = fc.array(glob, { maxLength: 2 });

  it.each(['*', '.*', '*.*', '*/*', '**', '**/*', '**/*.*', '**/.*', '*.c', '**/*.c', 'c/*.*', '*.*.c', '**/c/*.*'])(
    'the machine of %s takes what the matcher takes, which knows it by heart',
    (one) => expect(paths.filter((path) => takes(machineOf(one), path))).toEqual(paths.filter(globMatcher(one))),
  );

  it('a machine takes what the matcher takes', () => {
    fc.assert(
      fc.property(glob, (one) => {
        const matches = globMatcher(one);
        const machine = machineOf(one);
        expect(paths.filter((path) => takes(machine, path))).toEqual(paths.filter(matches));
      }),
      { numRuns: 200 },
    );
  });

  it('two contracts meet if any path is allowed by both, and where they meet that path is', () => {
    fc.assert(
      fc.property(glob, glob, globs, globs, (a, b, denyA, denyB) => {
        const [one, other] = [scopeOf({ allow: [a], deny: denyA }), scopeOf({ allow: [b], deny: denyB })];
        const found = contact([a], [b], denyA, denyB);
        const both = (path: string): boolean => one(path) === 'allowed' && other(path) === 'allowed';
        expect(found === null ? paths.filter(both) : []).toEqual([]);
        // The only paths that are told though nobody may change them are those that git keeps for itself.
        expect(found === null || both(found.path) || plainPathProblem(found.path) !== null).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
