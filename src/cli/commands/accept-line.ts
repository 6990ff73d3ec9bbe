import type { Contract } from '#contract';

/** What to type to accept a run, with the done-items that only a person can see to be true. */
export const acceptLine = (run: string, { done }: Contract): string => {
  const manual = done.flatMap(({ proof }, index) => (proof.kind === 'manual' ? [index + 1] : []));
  return `writ accept ${run}${manual.length === 0 ? '' : ` --confirm ${manual.join(',')}`}`;
};
