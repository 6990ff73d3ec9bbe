import { edit, noDigests, verifyAltered } from './bundles.ts';
import type { RedTeamCase } from './case.ts';
import { VERIFIES } from './stage.ts';

export const it: RedTeamCase = {
  id: 'E04',
  does: 'cuts the tail of the log of events',
  expected: 'INVALID',
  codes: ['evidence.incomplete'],
  begins: 'landed',
  attack: (stage) =>
    verifyAltered(
      stage,
      edit('sealed/events.normalized.jsonl', (text) => text.replace(/[^\n]*\n$/u, '')),
    ),
  heldBy: 'signed lengths and heads',
  mechanism: [
    noDigests,
    { file: 'src/evidence/chain.ts', replace: 'if (at.lines !== expected.lines)', by: 'if (false)' },
    { file: 'src/evidence/chain.ts', replace: 'return at.head === expected.head', by: 'return true' },
  ],
  wrong: VERIFIES,
};
