import type { RedTeamCase } from './case.ts';

export const it: RedTeamCase = {
  id: 'S55',
  does: 'merges the branch of a result so that none of its bytes come along, and has it recorded as landed',
  expected: 'REJECT',
  codes: ['target.moved'],
  begins: 'passed',
  attack: async ({ sh, writ }) => {
    await sh('writ accept --yes && writ land --branch result && git merge --no-edit --strategy ours result');
    return (await writ('writ land')).output;
  },
  heldBy: 'a step of the target itself has to have brought what was accepted',
  mechanism: [
    {
      file: 'src/flow/held-by-target.ts',
      replace: "if (found.value === null) return ok({ kind: 'absent' });",
      by: "if (found.value === null) return ok({ kind: 'absent' }); else return ok({ kind: 'held', ...found.value });",
    },
  ],
  wrong: { says: 'it is recorded as landed', seen: (_, said) => /^Landed: /mu.test(said) },
};
