/** How a tool ended that was executed for a session, in words: one that was ended has no exit code. */
export const howEnded = ({
  exitCode,
  timedOut,
  limit,
}: {
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly limit: string | null;
}): string => {
  if (exitCode !== null) return String(exitCode);
  if (timedOut) return 'ended, out of time';
  return limit === null ? 'ended by a signal' : `ended, over the limit of ${limit}`;
};
