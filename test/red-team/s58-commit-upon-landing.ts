import { besideRun, PASSES } from './beside-run.ts';
import type { RedTeamCase } from './case.ts';

export const it: RedTeamCase = {
  id: 'S58',
  does: 'commits by hand upon what lands while a run is under way, so that it goes for a part of the landing',
  expected: 'REJECT',
  codes: ['tree.residue'],
  begins: 'passed',
  attack: (stage) =>
    besideRun(stage, () =>
      stage.sh('{ RUN=$(basename $(dirname $(ls -d .git/writ/runs/*/after))); writ accept $RUN --yes && writ land $RUN && git commit --quiet --allow-empty --message mine; } >/dev/null 2>&1'),
    ),
  heldBy: 'landings alone, one after another, lead to where a branch stands',
  mechanism: [
    {
      file: 'src/run/settled-checkout.ts',
      replace: 'if (event.ref !== ref || event.tip !== at) continue;',
      by: 'if (event.ref !== ref) continue;',
    },
    { file: 'src/gates/tree-clean-end.ts', replace: 'links.at(-1)?.new === to &&', by: 'to !== from &&' },
  ],
  wrong: PASSES,
}; // prettier-ignore
