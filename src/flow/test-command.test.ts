import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { findTestCommand } from './test-command.ts';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

const found = (file: string, text: string): string | null => {
  root = mkdtempSync(join(tmpdir(), 'writ-test-command-'));
  writeFileSync(join(root, file), text);
  return findTestCommand(root);
};
const script = (line: string, more: Readonly<Record<string, string>> = {}): string | null =>
  found('package.json', JSON.stringify({ scripts: { test: line, ...more } }));

describe('the command that tests a repository', () => {
  test.each([
    ['node --test', 'node --test'],
    ['node --import tsx --test test/a.ts', 'node --import tsx --test test/a.ts'],
    ['vitest', 'npx vitest'],
    ['vitest run --coverage', 'npx vitest run --coverage'],
    ['jest', 'npx jest'],
    ["mocha 'test/**/*.js'", "npx mocha 'test/**/*.js'"],
  ])('%s starts one runner, whose report can be read: %s', (alone, command) => {
    expect(script(alone)).toBe(command);
  });

  test.each(['tsc && vitest run', 'NODE_ENV=test jest', 'mocha test/*.js', './node_modules/.bin/jest', 'make', 'echo; node --test'])(
    '%s is more, or says nothing of a runner: npm carries it out',
    (more) => {
      expect(script(more)).toBe('npm test');
    },
  ); // prettier-ignore

  test('what npm does before the tests is not left out', () => {
    expect(script('vitest run', { pretest: 'npm run build' })).toBe('npm test');
  });

  test('other files name other runners, and a script that npm made names none', () => {
    expect(found('go.mod', 'module a')).toBe('go test ./...');
    expect(found('pyproject.toml', '')).toBe('pytest');
    expect(script('echo "Error: no test specified" && exit 1')).toBeNull();
  });
});
