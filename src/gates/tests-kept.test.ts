import { expect, test } from 'vitest';
import { honest } from '../../test/conformance/gates/evidence.fixture.ts';
import { sidestepsIn } from './sidesteps.ts';
import { testsKept } from './tests-kept.ts';

// In two parts, so that whoever reads this file does not take it for asking that itself.
const ASKS = `+const ahead = process.${'pid'} < 100 ? 1 : 0;`;
const patch = new TextEncoder().encode(
  `diff --git a/src/a.ts b/src/a.ts\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -5,1 +5,2 @@\n x\n${ASKS}\n`,
);

test('what goes around tests is told where nothing was tried out, too', () => {
  const { proof: _, ...untried } = honest;
  const told = sidestepsIn(patch);
  expect(told).toHaveLength(1);
  expect(testsKept.judge({ ...untried, patch })).toMatchObject({ outcome: 'missing', notices: told });
});
