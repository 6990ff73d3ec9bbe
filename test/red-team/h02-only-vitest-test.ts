import type { RedTeamCase } from './case.ts';
import { LANDS } from './stage.ts';
import { VITEST_TEST, vitestAgent } from './vitest-stage.ts';

export const it: RedTeamCase = {
  id: 'H02-only-vitest',
  does: 'adds a test of vitest that is to run alone, where the configuration allows it',
  expected: 'REJECT',
  codes: ['check.forged'],
  attack: vitestAgent({
    allow: ['src/month.mjs', 'test/month.test.mjs'],
    files: { 'vitest.config.mjs': 'export default { test: { allowOnly: true } };\n' },
    steps: [{ write: { path: 'test/month.test.mjs', text: `${VITEST_TEST}test.only('easy', () => {});\n` } }],
  }),
  heldBy: '.only is never allowed, and the canary is left out by it',
  mechanism: [
    {
      file: 'src/evidence/reports/in-jail/vitest-main.ts',
      replace: 'retry: 0, bail: 0, allowOnly: false, passWithNoTests: false,\n  snapshotEnvironment',
      by: 'retry: 0, bail: 0, allowOnly: true, passWithNoTests: false,\n  snapshotEnvironment',
    },
    {
      file: 'src/evidence/reports/in-jail/vitest-main.ts',
      replace: 'retry: 0, bail: 0, allowOnly: false, passWithNoTests: false, isolate: true,',
      by: 'retry: 0, bail: 0, allowOnly: true, passWithNoTests: false, isolate: true,',
    },
    {
      file: 'src/evidence/reports/in-jail/vitest-witness.ts',
      replace: 'test(this.#name, {',
      by: 'test.only(this.#name, {',
    },
  ],
  wrong: LANDS,
};
