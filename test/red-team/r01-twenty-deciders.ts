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
      file: 'src/plan/who-decides.ts',
      replace: 'const awaited = awaitedBy(policy, accepted);',
      by: 'if (run !== undefined) return null; const awaited = awaitedBy(policy, accepted);',
    },
    {
      file: 'src/ledger/ledger.ts',
      replace: 'if ((before.at(-1)?.decision ?? null) !== after)',
      by: 'if (false)',
    },
    { file: 'src/ledger/project.ts', replace: "if (event.kind === 'run.decided') {", by: 'if (false) {' },
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
