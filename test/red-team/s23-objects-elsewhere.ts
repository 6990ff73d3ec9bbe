import type { RedTeamCase } from './case.ts';
import { FIX, agent } from './stage.ts';

const notCopied = {
  file: 'src/host/objects.ts',
  replace: 'const why = await packStrictly(store, repository.commonDir, { object: commit, known });',
  // What is kept beside the run is copied all the same: its objects lie in a quarantine, where git finds none later.
  by: `if (!store.objects.includes('quarantine')) {
    writeDurably(join(repository.objects, 'info', 'alternates'), alternatesOf(store.objects));
    return ok(null);
  }
  const why = await packStrictly(store, repository.commonDir, { object: commit, known });`,
};

export const it: RedTeamCase = {
  id: 'S23',
  does: 'leaves the objects of its result in a store that is deleted one day',
  expected: 'PREVENT',
  codes: [],
  attack: agent({ steps: [FIX, { shell: 'git commit -qam mended' }] }),
  heldBy: 'copying objects',
  mechanism: [notCopied],
  wrong: {
    says: 'the branch holds a commit whose objects are gone',
    seen: ({ sh }) =>
      sh('rm -rf .git/writ && git fsck --full --no-dangling').then(
        () => false,
        () => true,
      ),
  },
};
