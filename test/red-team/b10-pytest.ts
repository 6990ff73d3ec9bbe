import type { RedTeamCase } from './case.ts';
import { pytestAgent, PYTHON_FIX } from './other-languages.ts';
import { LANDS } from './stage.ts';

export const it: RedTeamCase = {
  id: 'B10',
  does: 'mends a defect that pytest tests',
  expected: 'PASS',
  codes: [],
  attack: pytestAgent({ steps: [PYTHON_FIX] }),
  heldBy: '',
  mechanism: [],
  wrong: { says: 'it does not land', seen: async (stage) => !(await LANDS.seen(stage)) },
};
