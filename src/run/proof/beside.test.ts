import { expect, test } from 'vitest';
import { besidesIn } from './beside.ts';

test.each<[added: string, other: string]>([
  ['src/month.mjs', 'src/month.ts'],
  ['src/month.js', 'src/month.tsx'],
  ['src/month.js', 'src/month/index.js'],
  ['src/month/index.ts', 'src/month.ts'],
  ['src/month/__init__.py', 'src/month.py'],
  ['test/help.js', 'test/help.ts'],
])('%s goes by the name of %s', (added, other) => {
  expect(besidesIn([added, other, 'src/other.ts'], [added])).toEqual([{ path: added, other }]);
  // Two that come together are as bad: one of them is not what it says.
  expect(besidesIn([added, other], [added, other])).toHaveLength(2);
});

test.each<[added: string, other: string]>([
  ['src/month.mjs', 'src/year.ts'],
  ['src/month.d.ts', 'src/month.js'],
  ['src/month.cjs', 'src/month.mjs'],
  ['src/month.test.ts', 'src/month.ts'],
  ['src/month.css', 'src/month.ts'],
  ['src/month.pyi', 'src/month.py'],
  ['src/month.py', 'src/month.js'],
  ['month.go', 'month.rs'],
  ['index.js', 'other/index.js'],
])('%s does not go by the name of %s', (added, other) => expect(besidesIn([added, other], [added])).toEqual([]));
