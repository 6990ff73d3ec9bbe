import { expect, test } from 'vitest';
import type { ReportKind } from '#contract';
import { harnessCommand } from './command.ts';

const order = (run: readonly [string, ...string[]]) => ({
  ...{ run, program: '/usr/bin/node', node: '/usr/bin/node', roots: [], canary: 'ab'.repeat(16), only: null },
  coverage: false,
});
const asked = (kind: ReportKind, run: readonly [string, ...string[]]): unknown => {
  const command = harnessCommand(kind, order(run));
  return command.ok ? JSON.parse(command.value.argv.at(-1) ?? '') : command.failures[0].message;
};

test.each<[kind: ReportKind, run: readonly [string, ...string[]], expected: object]>([
  ['vitest', ['vitest'], { options: {}, files: [], only: null, coverage: false }],
  ['vitest', ['npx', 'vitest', 'run', 'a', '--', '-b'], { files: ['a', '-b'] }],
  ['vitest', ['node', 'node_modules/.bin/vitest', '--run', 'a'], { files: ['a'] }],
  [
    'vitest',
    ['yarn', 'vitest', '-t', 'x y', '--project=p', '--project', 'q'],
    { options: { testNamePattern: 'x y', project: ['p', 'q'] } },
  ],
  [
    'vitest',
    ['vitest', '--globals', '--no-file-parallelism', '--test-timeout=5'],
    { options: { globals: true, fileParallelism: false, testTimeout: 5 } },
  ],
  [
    'vitest',
    ['vitest', '--retry', '3', '--bail=1', '-u', '--coverage.enabled', '--allowOnly', '--reporter=json', 'a'],
    { options: {}, files: ['a'] },
  ],
  ['jest', ['npx', 'jest', '-i', '--ci', '--passWithNoTests', '-u', '--bail', 'a'], { options: {}, files: ['a'] }],
  [
    'jest',
    ['jest', '--config', 'c.js', '--selectProjects=x', '-w', '50%'],
    { options: { config: 'c.js', selectProjects: ['x'], maxWorkers: '50%' } },
  ],
  [
    'mocha',
    ['mocha', '-r', './s.js', '--retries', '3', '-b', '--grep', 'x', 'test/*.js'],
    { words: ['--require=./s.js', '--grep=x', 'test/*.js'] },
  ],
])('%s: %j', (kind, run, expected) => {
  expect(asked(kind, run)).toMatchObject(expected);
});

test.each<[kind: ReportKind, run: readonly [string, ...string[]], says: RegExp]>([
  ['vitest', ['npm', 'test'], /begins with vitest, or with npx/],
  ['vitest', ['node', 'test.js'], /begins with vitest/],
  ['vitest', ['node', '--require', './x.js', 'node_modules/vitest/vitest.mjs'], /begins with vitest/],
  ['vitest', ['vitest', 'related', 'a'], /runs no tests that the harness could name/],
  ['vitest', ['vitest', '--root', 'x'], /does not know --root of vitest/],
  ['vitest', ['vitest', '--browser'], /does not know --browser/],
  ['vitest', ['vitest', '--coverage.reporter', 'text'], /cannot be told whether --coverage\.reporter/],
  ['vitest', ['vitest', '-t'], /-t of vitest has no value/],
  ['vitest', ['vitest', '--testTimeout', 'soon'], /takes a number, not “soon”/],
  ['jest', ['jest', '--testRunner', './x.js'], /does not know --testRunner of jest/],
  ['jest', ['jest', '--onlyChanged'], /does not know --onlyChanged/],
  ['jest', ['react-scripts', 'test'], /begins with jest/],
  ['mocha', ['mocha', '--invert', '-g', 'x'], /does not know --invert of mocha/],
])('%s is not understood: %j', (kind, run, says) => {
  expect(asked(kind, run)).toMatch(says);
});

test.each<ReportKind>(['vitest', 'jest', 'mocha'])('%s: the secret stands in no argument, file or variable', (kind) => {
  const command = harnessCommand(kind, order([kind]));
  if (!command.ok) throw new Error(command.failures[0].message);
  const { stdin, argv, env, files } = command.value;
  expect(stdin).toBe('ab'.repeat(16));
  expect(JSON.stringify([argv, env, [...files]])).not.toContain('ab'.repeat(16));
});
