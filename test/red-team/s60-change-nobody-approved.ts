import type { RedTeamCase } from './case.ts';
import { writeFiles } from './stage.ts';

const DELTA = `## Purpose

Months are told as people count them, wherever they are read.

## ADDED Requirements

### Requirement: Months
Months SHALL count from 1.

#### Scenario: January
- **WHEN** it is January
- **THEN** the month is 1
`;

export const it: RedTeamCase = {
  id: 'S60',
  does: 'proposes code for a change of the specs that nobody approved, and asks for no approval any more in the same breath',
  expected: 'REJECT',
  codes: ['change.unapproved'],
  attack: async (stage) => {
    writeFiles(stage, {
      'openspec/changes/months/proposal.md': '## Why\n\nNobody counts months from 0.\n\n## What Changes\n\n- months\n',
      'openspec/changes/months/tasks.md': '- [ ] 1.1 count\n',
      'openspec/changes/months/specs/calendar/spec.md': DELTA,
      '.writ/policy.yaml': 'changes: approved\nchecks: [{ id: tests, run: node --test }]\n',
    });
    await stage.sh(
      "git add . && git commit --quiet --message change && git switch --quiet --create topic && sed -i 's/getUTCMonth()/getUTCMonth() + 1/' src/month.mjs && sed -i s/approved/free/ .writ/policy.yaml && git commit --quiet --all --message 'fix: months' --message 'Cites: openspec:calendar#Months'",
    );
    return (await stage.writ('writ gate --base main')).output;
  },
  heldBy: 'what work for a change has to have',
  mechanism: [
    {
      file: 'src/gates/change-approved.ts',
      replace: 'if (asked.length === 0) return pass();',
      by: 'if (asked.length >= 0) return pass();',
    },
  ],
  wrong: { says: 'it passes', seen: (_, said) => /^PASS$/mu.test(said) },
};
