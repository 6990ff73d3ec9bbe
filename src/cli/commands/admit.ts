import { TIERS } from '#contract';
import { ok, type Result } from '#failure';
import { admit, branchToAdmit, signerOf, type Project } from '#flow';
import { consentVia } from '../ask.ts';
import type { Io, Shown } from '../io.ts';

import { withRecord } from './with-project.ts';
import { given, number, text, type Words } from '../words.ts';

const checkPlace = (project: Project): Result<unknown> => {
  const branch = branchToAdmit(project);
  return branch.ok ? signerOf(project) : branch;
};

/** `writ admit` */
export const admitCommand = (words: Words, io: Io): Promise<Result<Shown>> =>
  withRecord(checkPlace, async (project) => {
    const riskClass = TIERS.find((tier) => tier === text(words, 'riskClass')) ?? 'MEDIUM';
    const days = number(words, 'days');
    const done = await admit(
      project,
      { riskClass, withoutJail: given(words, 'withoutJail'), ...(days === undefined ? {} : { days }) },
      consentVia(io, 'Sign this admission?'),
    );
    if (!done.ok) return done;
    const { admission, statement } = done.value;
    const unjailed =
      statement.withoutJail === undefined
        ? ''
        : '\nWhere no jail can be made, light work of risk LOW is done without one.';
    return ok({
      text: `Admitted ${statement.branch} for ${statement.riskClass} work until ${statement.until}.${unjailed}`,
      json: { admission, statement },
    });
  });
