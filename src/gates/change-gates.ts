import { isInstalled, isMachineCode, isProtected, scopeOf, type Scope } from '#contract';
import type { ChangedPath } from '#evidence';
import type { Failure } from '#failure';
import { actionsForbidden } from './actions-forbidden.ts';
import type { ChangeEvidence } from './change-evidence.ts';
import { judgeCoverage } from './coverage-met.ts';
import { failIf, missing, pass, type Gate } from './gate.ts';
import { judgeLooks } from './secrets-absent.ts';

/** What configures agents, CI, hooks or Writ itself, or was brought in, may be changed by a change, and has no say in how it is judged. */
const guardedNotices = (paths: readonly ChangedPath[]): readonly string[] =>
  paths
    .filter(({ path }) => isProtected(path))
    .map(({ path, status }) =>
      path.startsWith('.writ/')
        ? `${path} was ${status}: this change is held to what the base says there`
        : isInstalled(path)
          ? `${path} was ${status}, which is code brought in from elsewhere, and tests may rest on it: look at it yourself`
          : isMachineCode(path)
            ? `${path} was ${status}, which is code that nobody can read, and may run in the process of the tests: look where it comes from`
            : `${path} was ${status}, which configures agents, CI, hooks or credentials: look at it yourself`,
    );

const OUTSIDE: Readonly<Record<Exclude<Scope, 'allowed'>, string>> = {
  protected: 'it is protected, and no approved contract names it',
  denied: 'the approved contract denies it',
  outside: 'no approved contract allows it',
};

/** The best that one of several contracts says of a path. */
const ORDER: readonly Scope[] = ['allowed', 'protected', 'denied', 'outside'];

/**
 * Every changed path is one that an approved contract allows, where the change names one. Without any, everything may
 * change, and what a person should look at is told. A change of nothing proves nothing.
 */
export const scopeOfChange: Gate<ChangeEvidence> = {
  id: 'scope.paths',
  judge: ({ changes, signed, unapproved }) => {
    if (!changes) return missing('the difference between base and head');
    if (changes.paths.length === 0)
      return failIf([
        { code: 'scope.unchanged', message: 'base and head hold the same files, so there is nothing to judge' },
      ]);
    if (unapproved.length > 0) return failIf(unapproved);
    if (signed.length === 0) return pass(guardedNotices(changes.paths));
    const scopes = signed.map(({ paths }) => scopeOf(paths));
    return failIf(
      changes.paths.flatMap(({ path, status }): Failure[] => {
        const said = scopes.map((scope) => scope(path));
        const where = ORDER.find((one) => said.includes(one)) ?? 'outside';
        if (where === 'allowed') return [];
        const code = where === 'protected' ? 'scope.protected' : 'scope.outside';
        return [{ code, message: `${path} was ${status}; ${OUTSIDE[where]}` }];
      }),
      guardedNotices(changes.paths),
    );
  },
};

/** What nobody watched can only be judged by the difference itself: by what a path is by its name. */
export const actionsOfChange: Gate<ChangeEvidence> = {
  id: 'actions.forbidden',
  judge: (evidence) => actionsForbidden.judge({ ...evidence, actions: [] }),
};

/** No backend has put anything out where a change is only looked at: the result and its checks are all there is to search. */
export const secretsOfChange: Gate<ChangeEvidence> = {
  id: 'secrets.absent',
  judge: (evidence) => judgeLooks(evidence, []),
};

/** As much ran under the tests as the settings and the target ask for. */
export const coverageOfChange: Gate<ChangeEvidence> = {
  id: 'coverage.met',
  judge: (evidence) => judgeCoverage(evidence.coverage, evidence),
};

/** Every commit that says it is the result of a run is: its bundle is here, verifies, was accepted, and holds this patch. */
export const runsVerified: Gate<ChangeEvidence> = {
  id: 'evidence.complete',
  judge: ({ claimed, commits }) => {
    const others = commits - claimed.length;
    return failIf(
      claimed.flatMap(({ failures }) => failures),
      claimed.length === 0 || others === 0
        ? []
        : [`${others} of ${commits} commits are the result of no run: what they did was only seen here`],
    );
  },
};
