import type { RedTeamCase } from './case.ts';

export const it: RedTeamCase = {
  id: 'E15',
  does: 'signed with a key that had run out by then, or is revoked',
  expected: 'INVALID',
  codes: ['signature.expired', 'signature.revoked'],
  begins: 'landed',
  attack: async (stage) => {
    const folder = `${stage.home}/.config/writ`;
    await stage.sh(
      `cp ${folder}/allowed_signers ${folder}/kept; sed -i 's/ namespaces=/ valid-before="20200101Z",namespaces=/' ${folder}/allowed_signers`,
    );
    const expired = await stage.writ('writ verify');
    await stage.sh(`mv ${folder}/kept ${folder}/allowed_signers; cp ${folder}/id_ed25519.pub ${folder}/revoked_keys`);
    const revoked = await stage.writ('writ verify');
    return `${expired.output}${revoked.output}`;
  },
  heldBy: 'validity at the moment of signing',
  mechanism: [
    { file: 'src/signoff/verify.ts', replace: 'return notOf(inTime,', by: 'return notOf(true,' },
    { file: 'src/signoff/verify.ts', replace: '!trust.revoked.includes(fingerprint),', by: 'true,' },
  ],
  wrong: { says: 'both verify', seen: (_, said) => said.match(/^Verified R-/gmu)?.length === 2 },
};
