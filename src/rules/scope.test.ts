import { expect, test } from 'vitest';
import { scopeOfRule } from './scope.ts';
import { ruleOf, text } from './shipped/rule-of.ts';

const RULE = ruleOf({ id: 'X-1', says: 'a', why: 'b', match: [text('c')] });

test.each([
  ['src/a.ts', true],
  ['src/spec/door.ts', true],
  ['src/test/door.ts', true],
  ['test/a.ts', false],
  ['src/spec/a.test.ts', false],
] as const)('a rule that is not about tests is about %s: %s', (path, is) => {
  expect(scopeOfRule(RULE)(path)).toBe(is);
});
