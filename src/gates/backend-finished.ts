import type { BackendEnd, BackendRecord, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { failIf, missing, unless, type Gate } from './gate.ts';

const ended = (id: string, end: BackendEnd): readonly Failure[] => [
  ...unless(!end.timedOut, { code: 'backend.timeout', message: `${id} ran out of time and was ended` }),
  ...unless(end.limit === null, {
    code: 'backend.limit',
    message: `${id} went over the limit of ${String(end.limit)} and was ended`,
  }),
  // A record that tells of a signal and of exit code 0 contradicts itself, and is not believed on either.
  ...unless(end.timedOut || end.limit !== null || (end.exitCode === 0 && end.signal === null), {
    code: 'backend.failed',
    message:
      end.signal === null ? `${id} ended with exit code ${String(end.exitCode)}` : `${id} was ended by ${end.signal}`,
  }),
  ...unless(end.declaredFailure === null, {
    code: 'backend.failed',
    message: `${id} says itself that it failed: ${String(end.declaredFailure)}`,
  }),
];

const unsubstituted = ({ id, programDigest }: BackendRecord): readonly Failure[] =>
  unless(programDigest.after === programDigest.before, {
    code: 'backend.substituted',
    message: `the program of ${id} is not the file it was at the start`,
  });

/** The backend ended by itself, in time, within the limits, without an error, and as the program it was (S1-R33: provider failure, timeout). */
export const backendFinished: Gate<RunEvidence> = {
  id: 'backend.finished',
  judge: ({ backend, freshness }) => {
    if (!backend?.end) return missing('how the backend ended');
    // Before a run has ended nobody can know what outlived it.
    if (!freshness?.end) return missing('what was left of its jail');
    return failIf([
      ...ended(backend.id, backend.end),
      ...unsubstituted(backend),
      ...freshness.residue.map((what): Failure => ({ code: 'backend.survived', message: `left behind: ${what}` })),
    ]);
  },
};
