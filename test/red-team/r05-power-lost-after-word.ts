import { toldAfterLedger, traced } from './system-calls.ts';
import type { RedTeamCase } from './case.ts';

export const it: RedTeamCase = {
  id: 'R05',
  does: 'loses power right after the person was told of the decision',
  expected: 'RECOVER',
  codes: [],
  begins: 'passed',
  needs: 'strace',
  attack: (stage) => traced(stage),
  heldBy: 'a ledger that is synced before anybody is told',
  mechanism: [{ file: 'src/ledger/open.ts', replace: 'synchronous = full', by: 'synchronous = off' }],
  wrong: { says: 'the person is told before the ledger is on the disk', seen: (_, said) => !toldAfterLedger(said) },
};
