import { globMatcher, isSurelyTest } from '#contract';
import type { Rule } from './rule.ts';

type Test = (path: string) => boolean;

const anyOf = (globs: readonly string[]): Test => {
  const tests = globs.map(globMatcher);
  return (path) => tests.some((test) => test(path));
};

/** Whether a path matches one of some globs. */
export const matchesAny = anyOf;

/** Whether a rule is about a path: within its scope, and not exempt. */
export const scopeOfRule = ({ scope, exempt, exemptTests }: Rule): Test => {
  // Most rules are about every file, and there may be many files.
  if (scope.length + exempt.length === 0 && !exemptTests) return () => true;
  const [within, without] = [anyOf(scope), anyOf(exempt)];
  return (path) => (scope.length === 0 || within(path)) && !without(path) && !(exemptTests && isSurelyTest(path));
};
