import { TIERS } from '#contract';
import { ok, type Result } from '#failure';
import { admit } from '#flow';
import { consentVia } from '../ask.ts';
import type { Io, Shown } from '../io.ts';

import { withProject } from './with-project.ts';
import { number, text, type Words } from '../words.ts';

/** `writ admit` */
export const admitCommand = (words: Words, io: Io): Promise<Result<Shown>> =>
  withProject(async (project) => {
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
