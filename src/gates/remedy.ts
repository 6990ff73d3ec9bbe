import { fillRemedy, type Contract } from '#contract';
import { remedyOf, type Failure } from '#failure';

/** The run that a failure is about, and what makes the next attempt at its task, where that is known. */
export type RemedyAbout = { readonly run: string; readonly task: string; readonly again?: string | undefined };

const LOOK = 'writ review RUN';

/** What makes the next attempt; where the contract has no more of them, it has to be amended first. */
export const nextAttempt = (
  { id, attempts }: Pick<Contract, 'id' | 'attempts'>,
  attempt: number,
  backend: string,
): string =>
  attempt < attempts ? `writ run ${id} --backend ${backend}` : `writ amend ${id} --attempts ${attempts + 2}`;

/**
 * What helps against a failure, as it would be typed for this run: the names of the table filled in. Whoever is shown
 * it looks at the run already. So where the table says no more than to look, it is the next attempt that helps, for an
 * attempt is told what was found against the one before it.
 */
export const remedyFor = (failure: Failure, about: RemedyAbout): string => {
  const remedy = remedyOf(failure);
  return fillRemedy(remedy === LOOK ? 'writ run TASK' : remedy, about);
};
