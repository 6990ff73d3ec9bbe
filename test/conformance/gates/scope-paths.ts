import type { RunEvidence } from '#evidence';
import {
  honest,
  ordered,
  withChanges,
  withCheck,
  without,
  withPath,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';

const allowing = (allow: readonly string[], deny: readonly string[] = []) =>
  ordered({
    contract: {
      ...{ strictness: 'standard', paths: { allow, deny } },
      // A glob over everything reaches dependencies, too, which the tier has to say.
      riskTier: { tier: 'MEDIUM', because: '', floor: { tier: 'MEDIUM', because: ['reaches dependencies'] } },
    },
  });
/** Nothing was changed, and so nothing of the honest tests is lacking. */
const idle = withChanges({ paths: [] });
const unproven: RunEvidence = {
  ...withChanges(
    { paths: [] },
    ordered({
      contract: {
        ...{ strictness: 'light', checks: [], noTests: 'nothing can be tested' },
        done: [{ says: 'the help text is right', cites: [], proof: { kind: 'manual', how: 'read it' } }],
      },
    }),
  ),
  checks: [],
};

export const pass: Passing<RunEvidence> = {
  'an allowed file was changed': honest,
  'two allowed files were changed': withPath('src/zone.ts'),
  'a file below an allowed folder was changed': withPath('src/deep/er/x.ts', allowing(['src/**'])),
  'nothing was changed, and every check passes on the base as it is': idle,
  'a test was changed, which is told': withPath('test/date.test.ts'),
};

export const fail: Refused<RunEvidence> = {
  'nothing was changed, and no check could show that nothing had to be': ['scope.unchanged', unproven],
  'nothing was changed, and a check fails on the base': [
    'scope.unchanged',
    withChanges({ paths: [] }, withCheck('lint', { exitCode: 2 })),
    ['checks.passed', 'done.proven'],
  ],
  'nothing was changed, and a check did not run': [
    'scope.unchanged',
    { ...idle, checks: idle.checks.slice(1) },
    ['checks.passed', 'done.proven'],
  ],
  'another file was changed, too': ['scope.outside', withPath('README.md')],
  'another file was deleted': ['scope.outside', withPath('src/old.ts', honest, 'deleted')],
  'a denied file was changed': ['scope.outside', withPath('src/db/x.ts')],
  'a file was changed that is allowed and denied': [
    'scope.outside',
    withPath('src/db/x.ts', allowing(['src/**'], ['src/db/**'])),
  ],
  'a protected file was changed through a glob': [
    'scope.protected',
    withPath('.github/workflows/ci.yml', allowing(['**'])),
  ],
  'a protected file was changed through a glob, deep down and in capitals': [
    'scope.protected',
    withPath('src/a/.GitHub/x.yml', allowing(['src/**'])),
  ],
  'a protected file was changed through a glob, in letters that only look plain': [
    'scope.protected',
    withPath('src/ＡＧＥＮＴＳ.md', allowing(['src/**'])),
  ],
  'the name differs in case': ['scope.outside', withPath('src/Zone.ts')],
  'the name only begins like an allowed one': ['scope.outside', withPath('src/zone.ts.bak')],
  'the path climbs out of an allowed folder': ['scope.outside', withPath('src/../README.md', allowing(['src/**']))],
  'the path is absolute': ['scope.outside', withPath('/src/x.ts', allowing(['**']))],
  'the folder of allowed files became a file': ['scope.outside', withPath('src', allowing(['src/**']))],
  'the difference was measured from another base': [
    'evidence.stale',
    withChanges({ base: 'f'.repeat(40) }),
    [
      'evidence.fresh',
      'tests.kept',
      'proof.f2p',
      'proof.elsewhere',
      'proof.removal',
      'invariants.kept',
      'git.hygiene',
      'rules.kept',
      'commit.format',
      'spec.regression',
      'change.valid',
      'supply.chain',
    ],
  ],
};

export const missing: Passing<RunEvidence> = {
  'there is no contract': without('contract'),
  'the base is not known': without('freshness'),
  'no difference was measured': without('changes'),
};
