import { edit, noDigests, verifyAltered } from './bundles.ts';
import type { RedTeamCase } from './case.ts';
import { VERIFIES } from './stage.ts';

export const it: RedTeamCase = {
  id: 'E01',
  does: 'edits one byte of a sealed log',
  expected: 'INVALID',
  codes: ['evidence.incomplete'],
  begins: 'landed',
  attack: (stage) =>
    verifyAltered(
      stage,
      edit('sealed/test.log', (text) => `x${text.slice(1)}`),
    ),
  heldBy: 'digests',
  mechanism: [noDigests],
  wrong: VERIFIES,
};
