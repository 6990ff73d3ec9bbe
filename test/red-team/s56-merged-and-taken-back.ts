import type { RedTeamCase } from './case.ts';

export const it: RedTeamCase = {
  id: 'S56',
  does: 'merges the branch of a result, takes it back with the next commit, and has it recorded as landed',
  expected: 'REJECT',
  codes: ['target.moved'],
  begins: 'passed',
  attack: async ({ sh, writ }) => {
    await sh('writ accept --yes && writ land --branch result && git merge --no-ff --no-edit result');
    await sh('git revert --no-edit --mainline 1 HEAD');
    return (await writ('writ land')).output;
  },
  heldBy: 'what was accepted still stands where the target stands',
  mechanism: [
    { file: 'src/flow/held-by-target.ts', replace: 'if (back.length > 0)', by: 'if (back.length > paths.length)' },
  ],
  wrong: { says: 'it is recorded as landed', seen: (_, said) => /^Landed: /mu.test(said) },
};
