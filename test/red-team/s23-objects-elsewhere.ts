import type { RedTeamCase } from './case.ts';
import { FIX, TASK, agent } from './stage.ts';

const borrowedObjects = {
  file: 'src/host/objects.ts',
  replace: 'const borrowed = alternatesOf(repository.objects);',
  by: 'const borrowed = alternatesOf(repository.objects, `${repository.writ}/workspaces/%s/.git/objects`);'.replace(
    '%s',
    TASK,
  ),
};
const notCopied = {
  file: 'src/host/objects.ts',
  replace: 'const why = await packStrictly(store, repository.commonDir, { object: commit, known });',
  by: `writeDurably(join(repository.objects, 'info', 'alternates'), alternatesOf(store.objects)); return ok(null);
  const why = await packStrictly(store, repository.commonDir, { object: commit, known });`,
};

export const it: RedTeamCase = {
  id: 'S23',
  does: 'leaves the objects of its result in a store that is deleted after the run',
  expected: 'PREVENT',
  codes: [],
  attack: agent({ steps: [FIX, { shell: 'git commit -qam mended' }] }),
  heldBy: 'copying objects',
  mechanism: [borrowedObjects, notCopied],
  wrong: {
    says: 'the branch holds a commit whose objects are gone',
    seen: ({ sh }) =>
      sh('git fsck --full --no-dangling').then(
        () => false,
        () => true,
      ),
  },
};
