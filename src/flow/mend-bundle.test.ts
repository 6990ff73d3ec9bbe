import { expect, test } from 'vitest';
import { fail, remedyOf, type FailureCode } from '#failure';
import { elsewhere, forVerifier } from './mend-bundle.ts';

const told = (code: FailureCode, remedy?: string): string | undefined => {
  const result = forVerifier(
    fail(code, 'it is wrong', remedy === undefined ? {} : { remedy }),
    elsewhere('bundles/R-1'),
  );
  return result.ok ? undefined : remedyOf(result.failures[0]);
};

test.each<FailureCode>([
  ...(['evidence.incomplete', 'evidence.malformed', 'evidence.unsigned', 'verdict.different'] as const),
  ...(['approval.missing', 'signature.wrong', 'signature.malformed', 'decision.missing'] as const),
])('whoever verifies a bundle makes no run and signs nothing: %s', (code) =>
  expect(told(code)).toBe('fetch it again from where it came, then: writ verify bundles/R-1'),
);

test('whom to trust is for whoever verifies', () => expect(told('signature.untrusted')).toBe('writ doctor'));

test('what helps whoever verifies is kept', () =>
  expect(told('verdict.different', 'git diff 1 2')).toBe('git diff 1 2'));
