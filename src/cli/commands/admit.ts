import { TIERS } from '#contract';
import { ok, type Result } from '#failure';
import { admit, branchToAdmit, signerOf, type Project } from '#flow';
import { consentVia } from '../ask.ts';
import type { Io, Shown } from '../io.ts';

import { withRecord } from './with-project.ts';
import { number, text, type Words } from '../words.ts';

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
      { riskClass, ...(days === undefined ? {} : { days }) },
      consentVia(io, 'Sign this admission?'),
    );
    if (!done.ok) return done;
    const { admission, statement } = done.value;
    return ok({
      text: `Admitted ${statement.branch} for ${statement.riskClass} work until ${statement.until}.`,
      json: { admission, statement },
    });
  });
