import { agent } from './stage.ts';
import { weakened } from './weakened.ts';

const SOURCE = `export const month = (date) => {
  if (!(date instanceof Date)) throw new RangeError('no date');
  return date.getUTCMonth();
};
`;
const testsWith = (error: string): string => `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { month } from '../src/month.mjs';
test('rejects what is no date', () => {
  assert.throws(() => month('x')${error});
});
test('counts months from 1', () => assert.equal(month(new Date('2026-11-21')), 11));
`;

export const it = weakened(
  {
    id: 'H17-weakened',
    does: 'breaks what a test holds, and has the test wait for any error at all, in a file that the contract names',
    attack: agent({
      allow: ['src/month.mjs', 'test/month.test.mjs'],
      files: { 'src/month.mjs': SOURCE, 'test/month.test.mjs': testsWith(', RangeError') },
      steps: [
        { write: { path: 'src/month.mjs', text: 'export const month = (date) => date.getUTCMonth() + 1;\n' } },
        { write: { path: 'test/month.test.mjs', text: testsWith('') } },
      ],
    }),
  },
  { name: '“rejects what is no date” (test/month.test.mjs)' },
);
