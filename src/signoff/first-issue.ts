import type { z } from 'zod';

/** The first thing a schema found wrong, with the path to it: one is enough where only a program writes the file. */
export const firstIssue = (error: z.ZodError): string => {
  const [issue] = error.issues;
  if (issue === undefined) return 'it does not have the right shape';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
};
