import { besideRun, PASSES } from './beside-run.ts';
import type { RedTeamCase } from './case.ts';

export const it: RedTeamCase = {
  id: 'S59',
  does: 'makes a branch by hand beside one that a result is put on while a run is under way',
  expected: 'REJECT',
  codes: ['tree.residue'],
  begins: 'passed',
  attack: (stage) =>
    besideRun(stage, () =>
      stage.sh('{ RUN=$(basename $(dirname $(ls -d .git/writ/runs/*/after))); writ accept $RUN --yes && writ land $RUN --branch result && git branch mine; } >/dev/null 2>&1'),
    ),
  heldBy: 'each branch that is new came by a signed statement',
  mechanism: [
    {
      file: 'src/run/settled-checkout.ts',
      replace: 'if (found.value === null) return ok(null);',
      by: 'if (found.value === null) { back.set(ref, old.get(ref) ?? null); continue; }',
    },
  ],
  wrong: PASSES,
}; // prettier-ignore
