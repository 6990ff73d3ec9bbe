import type { RedTeamCase } from './case.ts';
import { gate } from './mechanisms.ts';
import { writeFiles } from './stage.ts';

export const it: RedTeamCase = {
  id: 'S50',
  does: 'proposes code that no spec has asked for, in a repository that has specs',
  expected: 'REJECT',
  codes: ['citation.missing'],
  attack: async (stage) => {
    writeFiles(stage, {
      'Master_Spec_v1.0.md': '# Spec\n\n## A1 Months\nMonths MUST count from 1.\n',
      '.writ/policy.yaml': 'checks: [{ id: tests, run: node --test }]\n',
    });
    await stage.sh(
      "git add . && git commit --quiet --message spec && git switch --quiet --create topic && sed -i 's/getUTCMonth()/getUTCMonth() + 1/' src/month.mjs && git commit --quiet --all --message 'fix: as I like it'",
    );
    return (await stage.writ('writ gate --base main')).output;
  },
  heldBy: 'what a change of behaviour has to cite',
  mechanism: [gate('contract-citation')],
  wrong: { says: 'it passes', seen: (_, said) => /^PASS$/mu.test(said) },
};
