import { isTestPath, scopeOf } from '#contract';
import type { RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { failIf, missing, type Gate } from './gate.ts';

/** Every changed path is one the contract allows, and something was changed (S1-R21, S3-R47). */
export const scopePaths: Gate<RunEvidence> = {
  id: 'scope.paths',
  judge: ({ contract, changes, freshness }) => {
    if (!contract) return missing('the contract');
    if (!freshness) return missing('when and where the run began');
    if (!changes) return missing('the difference between base and result');
    // Scope is measured from the approved base, whatever the attempt started from.
    if (changes.base !== freshness.base)
      return failIf([{ code: 'evidence.stale', message: 'the difference was measured from another base' }]);
    if (changes.paths.length === 0)
      return failIf([{ code: 'scope.unchanged', message: 'the result is the same as the base' }]);
    const scope = scopeOf(contract.value.paths);
    const failures = changes.paths.flatMap(({ path, status }): Failure[] => {
      const where = scope(path);
      if (where === 'allowed') return [];
      return where === 'protected'
        ? [
            {
              code: 'scope.protected',
              message: `${path} was ${status}; it is protected and the contract does not name it`,
            },
          ]
        : [
            {
              code: 'scope.outside',
              message: `${path} was ${status}; ${where === 'denied' ? 'the contract denies it' : 'the contract does not allow it'}`,
            },
          ];
    });
    const tests = changes.paths.filter(({ path, status }) => status !== 'added' && isTestPath(path));
    return failIf(
      failures,
      tests.map(({ path, status }) => `an existing test was ${status}: ${path}`),
    );
  },
};
