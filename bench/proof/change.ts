/** What a planted change is made of. */
import type { Check } from '#contract';

/** Path → text. */
export type Files = Readonly<Record<string, string>>;

export type Change = {
  readonly name: string;
  readonly before: Files;
  readonly after: Files;
  readonly check: Check;
  /** The tests that have to prove it. */
  readonly tests: readonly string[];
  /** Code that nothing needs: put into a file of the result before the line that holds `before`. */
  readonly dead: { readonly path: string; readonly before: string; readonly text: string };
  /** The tests in a form that passes whatever the code does. */
  readonly vacuous: Files;
};

export const NODE: Check = { id: 'tests', run: ['node', '--test'], reports: 'node-test', timeoutMs: 60_000 };
export const HEAD = `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n`;
export const PACKAGE = { 'package.json': '{ "name": "calendar", "type": "module" }\n' };
