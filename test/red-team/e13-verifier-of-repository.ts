import { namespaceOf } from '#signoff';
import { signDecision, verifyAltered } from './bundles.ts';
import type { RedTeamCase } from './case.ts';
import { VERIFIES } from './stage.ts';

export const it: RedTeamCase = {
  id: 'E13',
  does: 'signs the decision with another key and lets the repository name who verifies',
  expected: 'INVALID',
  codes: ['signature.untrusted'],
  begins: 'landed',
  attack: (stage) =>
    verifyAltered(stage, async (bundle) => {
      await stage.sh(`ssh-keygen -q -t ed25519 -N '' -C mallory -f ${stage.home}/mallory`);
      await stage.sh(
        `git config gpg.ssh.program /bin/true; echo "alice $(cat ${stage.home}/mallory.pub)" > .git/allowed`,
      );
      await stage.sh('git config gpg.ssh.allowedSignersFile .git/allowed');
      signDecision(bundle, `${stage.home}/mallory`, namespaceOf('decision'));
    }),
  heldBy: 'a verifier and a list of its own',
  mechanism: [
    {
      file: 'src/signoff/verify.ts',
      replace: 'if (lines.length === 0)',
      by: 'if (lines.length === 0) return [];\n  if (lines.length === 0)',
    },
  ],
  wrong: VERIFIES,
};
