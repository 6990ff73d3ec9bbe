import { namespaceOf } from '#signoff';
import { signDecision, verifyAltered } from './bundles.ts';
import type { RedTeamCase } from './case.ts';
import { VERIFIES } from './stage.ts';

export const it: RedTeamCase = {
  id: 'E07',
  does: 'passes a signature made for a contract off as one for a decision',
  expected: 'INVALID',
  codes: ['signature.namespace'],
  begins: 'landed',
  attack: (stage) =>
    verifyAltered(stage, (bundle) =>
      signDecision(bundle, `${stage.home}/.config/writ/id_ed25519`, namespaceOf('contract')),
    ),
  heldBy: 'namespaces',
  mechanism: [
    {
      file: 'src/signoff/sshsig.ts',
      replace: "if (namespace !== given.namespace || namespace === '')",
      by: 'if (false)',
    },
  ],
  wrong: VERIFIES,
};
