import { remedyOf, type Failure } from '#failure';

/** What helps against a failure, as it would be typed for this run: the names of the table filled in. */
export const remedyFor = (failure: Failure, { run, task }: { readonly run: string; readonly task: string }): string =>
  remedyOf(failure)
    .replaceAll(/\bTASK\b/g, task)
    .replaceAll(/\bRUN\b/g, run);
