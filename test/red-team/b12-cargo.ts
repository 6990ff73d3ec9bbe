import type { RedTeamCase } from './case.ts';
import { cargoAgent, RUST_FIX } from './other-languages.ts';
import { LANDS } from './stage.ts';

export const it: RedTeamCase = {
  id: 'B12',
  does: 'mends a defect that cargo test tests',
  expected: 'PASS',
  codes: [],
  attack: cargoAgent({ steps: [RUST_FIX] }),
  heldBy: '',
  mechanism: [],
  wrong: { says: 'it does not land', seen: async (stage) => !(await LANDS.seen(stage)) },
};
