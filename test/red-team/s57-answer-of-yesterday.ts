import type { RedTeamCase } from './case.ts';
import { writeFiles } from './stage.ts';

const DELTA = `## ADDED Requirements

### Requirement: Months
Months SHALL count from 1.

#### Scenario: January
- **WHEN** it is January
- **THEN** the month is 1
`;

export const it: RedTeamCase = {
  id: 'S57',
  does: 'spoils a change within its length and sets the time of the file back, so that it still reads as it was answered',
  expected: 'FLAG',
  codes: ['added.not-binding'],
  attack: async (stage) => {
    const delta = 'openspec/changes/months/specs/calendar/spec.md';
    writeFiles(stage, {
      'openspec/changes/months/proposal.md': '## Why\n\nNobody counts months from 0.\n\n## What Changes\n\n- months\n',
      'openspec/changes/months/tasks.md': '- [ ] 1.1 count\n',
      [delta]: DELTA,
    });
    // An answer is kept once nothing it is made of was changed within the two seconds before.
    const before = (await stage.writ('sleep 2.5; writ change validate')).output;
    await stage.sh(
      `touch -r ${delta} ../as-it-was && sed s/SHALL/might/ ${delta} > ../spoilt && cat ../spoilt > ${delta}`,
    );
    await stage.sh(`touch -r ../as-it-was ${delta}`);
    return `${before}${(await stage.writ('writ change validate')).output}`;
  },
  heldBy: 'how each place stands that an answer was made of: what no program can set back as well',
  mechanism: [
    {
      file: 'src/host/standing-places.ts',
      replace: '`${dev} ${ino} ${mode} ${size} ${mtimeMs} ${ctimeMs}`',
      by: '`${dev} ${ino} ${mode} ${size} ${mtimeMs}`',
    },
  ],
  wrong: { says: 'it is still called valid', seen: (_, said) => said.split('all of them valid').length > 2 },
};
