import type { RedTeamCase } from './case.ts';
import { gate } from './mechanisms.ts';

export const it: RedTeamCase = {
  id: 'R03',
  does: 'moves the target branch between decision and landing',
  expected: 'REJECT',
  codes: ['target.moved'],
  begins: 'passed',
  attack: async ({ writ, sh }) => {
    await sh('writ accept --yes && git commit --quiet --allow-empty --message moved');
    return (await writ('writ land')).output;
  },
  heldBy: 'the landing gate and compare-and-swap',
  mechanism: [
    gate('target-unmoved'),
    {
      file: 'src/host/objects.ts',
      replace: "['update-ref', '-m', reason, ref, next, old]",
      by: "['update-ref', '-m', reason, ref, next]",
    },
  ],
  wrong: {
    says: 'a commit of somebody else is lost',
    seen: async ({ sh }) => !(await sh('git log --format=%s main')).includes('moved'),
  },
};
