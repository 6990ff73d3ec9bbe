import { expect, it } from 'vitest';
import { phaseTermsIn } from './phase-terms.ts';

it.each<readonly [string, boolean]>([
  ['because nothing is deployed', true],
  ['Because: it is text', true],
  [' ', false],
  ['because', false],
  ['because: -', false],
  ['nothing is deployed', false],
])('a reason is one only where it says why: %j', (none, isOne) => {
  const text = `phases: { 1: { integration: { none: ${JSON.stringify(none)} } } }`;
  expect(phaseTermsIn(text, 1).ok).toBe(isOne);
});
