import type { Contract } from '#contract';
import type { Bootstrap, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { amendLine } from './amend-line.ts';
import { failIf, missing, pass, unless, type Gate } from './gate.ts';

/** How much a strict bootstrap names, at least and at most (S3-R23). */
const STRICT_COUNTS = {
  files: [5, 15],
  searches: [10, 20],
  commands: [3, 6],
  risks: [3, 8],
} as const;
/** Elsewhere it names at least one of what every piece of work has. */
const COUNTS = { files: [1, 50], searches: [0, 50], commands: [1, 50], risks: [1, 50] } as const;
const LISTS = ['files', 'searches', 'commands', 'risks'] as const;

/** What each answer about the scope denies when it is no (S3-R45). */
const SCOPE_ANSWERS = {
  all_files_allowed: 'files are affected that the contract does not allow',
  boundaries_clear: 'its boundaries are not clear',
  no_surprises: 'it depends on what nobody expected',
  realistic: 'it is not realistic for its risk tier',
} as const;

const incomplete = ({ strictness, done }: Contract, { said }: Bootstrap): readonly Failure[] => {
  const counts = strictness === 'strict' ? STRICT_COUNTS : COUNTS;
  const lists = LISTS.filter((list) => said[list].length < counts[list][0] || said[list].length > counts[list][1]).map(
    (list) => `${list}: ${said[list].length}, where ${counts[list].join(' to ')} are asked for`,
  );
  const unmet = done.flatMap((_, index) => (said.done.some(({ item }) => item === index + 1) ? [] : [index + 1]));
  const foreign = said.done.flatMap(({ item }) => (item > done.length ? [item] : []));
  return [
    ...lists,
    ...unmet.map((item) => `done-item ${item} has no line`),
    ...foreign.map((item) => `there is no done-item ${item}`),
  ].map((message): Failure => ({ code: 'bootstrap.incomplete', message }));
};

const inadequate = ({ said }: Bootstrap): readonly Failure[] => {
  const denied = Object.entries(SCOPE_ANSWERS).flatMap(([answer, denies]) =>
    Object.entries(said.scope_adequate).some(([name, holds]) => name === answer && holds) ? [] : [denies],
  );
  return unless(denied.length === 0, {
    code: 'bootstrap.inadequate',
    message: `the agent says that the scope is not adequate: ${denied.join('; ')}: ${said.because}`,
  });
};

/**
 * What a bootstrap lacks under its contract: in time, by what the harness saw of the workspace at that moment; complete;
 * and with a scope that the agent finds adequate. The session tells its agent the same.
 */
export const bootstrapFaults = (contract: Contract, bootstrap: Bootstrap): readonly Failure[] => [
  ...unless(bootstrap.changed === 0, {
    code: 'bootstrap.late',
    message:
      bootstrap.changed === null
        ? 'when the bootstrap was given nobody could see whether something was changed already'
        : `when the bootstrap was given ${bootstrap.changed} files were changed already`,
  }),
  ...incomplete(contract, bootstrap),
  ...inadequate(bootstrap),
];

/** Where the agent said what it needs, that is what helps against a scope that is not adequate. */
const withRemedy = (failures: readonly Failure[], amend: string | null): readonly Failure[] =>
  failures.map((one) => (one.code === 'bootstrap.inadequate' && amend !== null ? { ...one, remedy: amend } : one));

/**
 * Whoever works on a contract that is standard or strict said beforehand how, and found the scope adequate (S3-R45). A
 * backend that cannot speak to a session cannot be asked, and that is told.
 */
export const bootstrapAdequate: Gate<RunEvidence> = {
  id: 'bootstrap.adequate',
  judge: ({ backend, contract, session }) => {
    if (!backend) return missing('the backend');
    if (!contract) return missing('the contract');
    if (backend.session === undefined) return missing('whether the backend could speak to a session');
    if (backend.session === 'none')
      return pass([`${backend.id} was not asked for a bootstrap: it does not speak to its session`]);
    if (!session) return missing('what was said in the session');
    return session.bootstrap === null
      ? failIf([{ code: 'bootstrap.missing', message: `${backend.id} gave no bootstrap` }])
      : failIf(withRemedy(bootstrapFaults(contract.value, session.bootstrap), amendLine(contract.value.id, session)));
  },
};
