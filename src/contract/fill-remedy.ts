/** What a remedy leaves open: which run, which task, and what makes the next attempt at it. */
export type RemedyNames = {
  readonly run?: string | undefined;
  readonly task?: string | undefined;
  readonly again?: string | undefined;
};

/** What is quoted, as a shell reads it; then a place that is left open: behind the words of a command, or its option. */
const OPEN_PLACE =
  /(?<=^|\s)'[^']*'(?:\\''[^']*')*|(?<=^|\s)"[^"]*"|\bwrit run TASK(?![\w/-]|\.\w)(?: --backend ID\b)?|(?<=\bwrit [a-z]+(?: [a-z]+)? |--run |--task )(?:RUN|TASK)(?![\w/-]|\.\w)/gu;

/**
 * A remedy as it can be typed, with the names of what it is about. Only what the remedy leaves open is filled in: a file
 * may be called RUN, and what somebody said may hold the word.
 */
export const fillRemedy = (remedy: string, { run = 'RUN', task = 'TASK', again }: RemedyNames): string =>
  remedy.replaceAll(OPEN_PLACE, (found) => {
    if (found === 'RUN') return run;
    if (found === 'TASK') return task;
    return found.startsWith('writ run TASK') ? (again ?? found.replace('TASK', () => task)) : found;
  });
