import { join } from 'node:path';
import type { RedTeamCase } from './case.ts';

const PROGRAM = join(import.meta.dirname, 'bring-forged-tree.ts');

export const it: RedTeamCase = {
  id: 'S31',
  does: 'makes a tree by hand that holds an entry called “..”',
  expected: 'REJECT',
  codes: ['file.hygiene'],
  attack: async ({ writ, work }) => (await writ(`${process.execPath} --conditions=source ${PROGRAM} ${work}`)).output,
  heldBy: 'checking objects on the way',
  mechanism: [{ file: 'src/host/objects.ts', replace: '--stdin --strict', by: '--stdin' }],
  wrong: { says: 'it is in the person’s repository', seen: (_, said) => said.startsWith('brought') },
};
