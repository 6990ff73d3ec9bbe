import { DatabaseSync } from 'node:sqlite';
import type { RedTeamCase } from './case.ts';

export const it: RedTeamCase = {
  id: 'R01',
  does: 'has twenty processes decide about one run at once',
  expected: 'PREVENT',
  codes: ['decision.taken'],
  begins: 'passed',
  attack: async ({ writ }) => {
    const { output } = await writ(
      'for n in $(seq 10); do writ accept --yes 2>&1 & writ reject --because no --yes 2>&1 & done; wait',
    );
    return output;
  },
  heldBy: 'one transaction that looks and writes',
  mechanism: [
    {
      file: 'src/ledger/ledger.ts',
      replace: "if (state === 'passed' || state === 'failed') return null;",
      by: 'if (true) return null;',
    },
    {
      file: 'src/flow/decide.ts',
      replace: "if (row.state === 'accepted' || row.state === 'rejected' || row.state === 'landed')",
      by: 'if (false)',
    },
  ],
  wrong: {
    says: 'there is more than one decision',
    seen: ({ work }) => {
      const ledger = new DatabaseSync(`${work}/.git/writ/ledger.sqlite`, { readOnly: true });
      const decisions = ledger.prepare("select seq from events where kind = 'run.decided'").all().length;
      ledger.close();
      return decisions !== 1;
    },
  },
};
