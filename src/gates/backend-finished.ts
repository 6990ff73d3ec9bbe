import type { BackendEnd, BackendRecord, RunEvidence, SessionRecord } from '#evidence';
import type { Failure } from '#failure';
import { amendLine } from './amend-line.ts';
import { failIf, missing, unless, type Gate } from './gate.ts';

/** How a program ended that was to end by itself. */
const exited = (id: string, { exitCode, signal }: BackendEnd): readonly Failure[] =>
  // A record that tells of a signal and of exit code 0 contradicts itself, and is not believed on either.
  unless(exitCode === 0 && signal === null, {
    code: 'backend.failed',
    message: signal === null ? `${id} ended with exit code ${String(exitCode)}` : `${id} was ended by ${signal}`,
  });

/** How the turn of an agent ended. Its program is ended by the harness, so that only the turn tells. */
const turned = (id: string, { turn, declaredFailure }: BackendEnd): readonly Failure[] => {
  if (turn === undefined) return [{ code: 'backend.failed', message: `nothing tells how the turn of ${id} ended` }];
  return unless(turn.stopReason === 'end_turn' || (turn.stopReason === null && declaredFailure !== null), {
    code: 'backend.failed',
    message:
      turn.stopReason === null
        ? `${id} did not come to the end of its turn`
        : `${id} ended its turn with ${turn.stopReason}`,
  });
};

const ended = ({ id, kind }: BackendRecord, end: BackendEnd): readonly Failure[] => [
  ...unless(!end.timedOut, { code: 'backend.timeout', message: `${id} ran out of time and was ended` }),
  ...unless(end.limit === null, {
    code: 'backend.limit',
    message: `${id} went over the limit of ${String(end.limit)} and was ended`,
  }),
  ...(end.aborted === undefined
    ? []
    : [{ code: 'backend.failed' as const, message: `${id} was aborted by ${end.aborted.by}: ${end.aborted.because}` }]),
  ...(end.timedOut || end.limit !== null || end.aborted !== undefined
    ? []
    : kind === 'acp'
      ? turned(id, end)
      : exited(id, end)),
  ...unless(end.declaredFailure === null, {
    code: 'backend.failed',
    message: `${kind === 'acp' ? `the session with ${id} failed` : `${id} says itself that it failed`}: ${String(end.declaredFailure)}`,
  }),
];

const unsubstituted = ({ id, programDigest }: BackendRecord, end: BackendEnd): readonly Failure[] => [
  ...unless(programDigest.after === programDigest.before, {
    code: 'backend.substituted',
    message: `the program of ${id} is not the file it was at the start`,
  }),
  ...unless(end.substituted === undefined, {
    code: 'backend.substituted',
    message: `${id} is not what was ordered: ${String(end.substituted)}`,
  }),
];

const NOTHING_SAID = { failures: [], notices: [] };

/** What an agent said to the person, and what would have to be typed if the person agrees. */
const saidIn = (id: string, { blocked, warnings, amendments }: SessionRecord, amend: string | null) => ({
  failures: unless(blocked === null, {
    code: 'backend.blocked',
    message: `${id} says that it cannot go on without a person: ${blocked?.reason ?? ''}`,
    ...(amend !== null && { remedy: amend }),
  }),
  notices: [
    ...warnings.map(({ says }) => `${id} warns: ${says}`),
    ...(amend === null ? [] : [`${id} asks for more (${amendments.length}); to agree: ${amend}`]),
  ],
});

/**
 * The backend ended by itself, in time, within the limits, without an error, and as the program it was; and it did not
 * say that it is blocked (S1-R33: provider failure, timeout; S2-D6).
 */
export const backendFinished: Gate<RunEvidence> = {
  id: 'backend.finished',
  judge: ({ backend, contract, freshness, session }) => {
    if (!backend?.end) return missing('how the backend ended');
    // A session that nobody can read may have said anything.
    if ((backend.session === 'served') !== (session !== undefined)) return missing('what was said in its session');
    // Before a run has ended nobody can know what outlived it.
    if (!freshness?.end) return missing('what was left of its jail');
    const amend = session === undefined ? null : amendLine(contract?.value.id ?? 'TASK', session);
    const said = session === undefined ? NOTHING_SAID : saidIn(backend.id, session, amend);
    return failIf(
      [
        ...ended(backend, backend.end),
        ...unsubstituted(backend, backend.end),
        ...said.failures,
        ...freshness.residue.map((what): Failure => ({ code: 'backend.survived', message: `left behind: ${what}` })),
      ],
      said.notices,
    );
  },
};
