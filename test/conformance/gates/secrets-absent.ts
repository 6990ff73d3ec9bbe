import type { RunEvidence, SecretFinding } from '#evidence';
import {
  honest,
  TREE,
  withChanges,
  withSecrets,
  without,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';

const FOUND: SecretFinding = {
  ...{ at: 'result', place: 'src/date.ts', line: 3, rule: 'github/GITHUB_TOKEN', length: 40 },
  ...{ source: 'pattern', standing: 'new' },
};
export const found = (...findings: readonly Partial<SecretFinding>[]): Complete =>
  withSecrets({ findings: findings.map((finding) => ({ ...FOUND, ...finding })) });
const unsearched = (file: string): Complete =>
  withSecrets({ outputs: honest.secrets.outputs.filter((one) => one !== file) });

export const pass: Passing<RunEvidence> = {
  'nothing was found': honest,
  'what was found stood in the same file at the base': found({ standing: 'base' }),
  'more was searched than had to be': withSecrets({ files: 7, outputs: [...honest.secrets.outputs, 'trace.jsonl'] }),
  'a file that is gone has nothing to search': withSecrets(
    { files: 0 },
    withChanges({ paths: honest.changes.paths.map((path) => ({ ...path, newMode: '000000', status: 'deleted' })) }),
  ),
};

export const fail: Refused<RunEvidence> = {
  'a file of the result holds one': ['secret.found', found({})],
  'the name of a file holds one': ['secret.found', found({ at: 'name', place: 'src/[withheld].ts' })],
  'what was put out held one': ['secret.found', found({ at: 'output', place: 'backend/stdout.log' })],
  'one is old and one is new': ['secret.found', found({ standing: 'base' }, { line: 9 })],
};

export const missing: Passing<RunEvidence> = {
  'nothing was searched': without('secrets'),
  'nobody knows what changed': without('changes'),
  'nobody knows which checks there were': without('checks'),
  'another tree was searched': withSecrets({ tree: TREE.replace(/^./, '0') }),
  'a changed file was not searched': withSecrets({ files: 0 }),
  'the output of the backend was not searched': unsearched('backend/stdout.log'),
  'the errors of the backend were not searched': unsearched('backend/stderr.log'),
  'the events were not searched': unsearched('events.normalized.jsonl'),
  ...Object.fromEntries(
    honest.checks.flatMap(({ record: { id } }) =>
      ['stdout', 'stderr'].map((stream): [string, RunEvidence] => [
        `the ${stream} of the check ${id} was not searched`,
        unsearched(`checks/${id}/${stream}.log`),
      ]),
    ),
  ),
};
