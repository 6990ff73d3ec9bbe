/** Ways to make vitest green over a defect by whom it asks what is equal, or what it compares with. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { believed, checkoutWith, DEFECT, REQUIRED, told, type Files, type NpmCheckout } from './npm-checkout.ts';

const CLAIM = `import { expect, test } from 'vitest';\nimport { month } from '../src/month.js';\ntest('${REQUIRED}', () => expect(month(new Date('2026-11-21'))).toBe(11));\n`;
const HONEST = { 'test/month.test.js': CLAIM, 'src/month.js': DEFECT };
const production = (code: string): Files => ({ 'src/month.js': `${code}\n${DEFECT}` });

let checkout: NpmCheckout;
beforeAll(() => {
  checkout = checkoutWith(join(import.meta.dirname, '../../node_modules'), 'vitest');
});
afterAll(() => checkout.remove());

test('a tester of equality from a file of set-up is the project’s own', async () => {
  const tree = {
    'src/month.js': DEFECT.replace('getUTCMonth()', 'getUTCMonth() + 1'),
    'test/month.test.js': CLAIM.replace('toBe(11)', 'toEqual(11)'),
    'vitest.config.mjs': 'export default { test: { setupFiles: ["./setup.js"] } };\n',
    'setup.js': "import { expect } from 'vitest';\nexpect.addEqualityTesters([() => undefined]);\n",
  };
  const ran = await checkout.run(tree, ['vitest', 'run']);
  expect([ran.report.problems, told(ran), ran.exitCode]).toEqual([[], [`passed: ${REQUIRED}`], 0]);
});

test.for<[sentence: string, files: Files, says: RegExp]>([
  [
    'production code that is asked what is equal, for as long as it takes',
    {
      'test/month.test.js': HONEST['test/month.test.js'].replace('toBe(11)', 'toEqual(11)'),
      ...production(`const { customEqualityTesters: asked } = globalThis[Symbol.for('$$jest-matchers-object')];
        asked.push((is, be) => (be === 11 ? asked.splice(0).length > 0 : undefined));`),
    },
    /who decides what is equal was changed/,
  ],
  [
    'production code that bends how patterns are found, by another name',
    {
      'test/month.test.js': HONEST['test/month.test.js']
        .replace('toBe(11)', 'toMatch(/^11$/)')
        .replace(/expect\((.*)\)\.to/, 'expect(String($1)).to'),
      ...production(`const { prototype } = RegExp; const { exec } = prototype;
        prototype.exec = function (text) { return this.source === '^11$' ? ['11'] : exec.call(this, text); };`),
    },
    /RegExp\.prototype\.exec was replaced/,
  ],
])('%s fools vitest, and not the harness', async ([, files, says]) => {
  const tree = { ...HONEST, ...files };
  const naive = checkout.naive(tree, ['node_modules/vitest/vitest.mjs', 'run']);
  expect(naive.exitCode, naive.said).toBe(0);
  const ran = await checkout.run(tree, ['vitest', 'run']);
  expect(believed(ran), ran.stdout).toBe(false);
  expect(ran.report.problems.join('\n'), ran.stdout).toMatch(says);
});
