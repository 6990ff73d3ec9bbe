import { expect, test } from 'vitest';
import { honest, withChanges } from '../../test/conformance/gates/evidence.fixture.ts';
import { remedyOf } from '#failure';
import { scopePaths } from './scope-paths.ts';

const [changed] = honest.changes.paths;
if (changed === undefined) throw new Error('the honest run changes a file');

const remediesOf = (...paths: readonly string[]): readonly string[] => {
  const outcome = scopePaths.judge(
    withChanges({ paths: paths.map((path) => ({ ...changed, path, status: 'added' as const })) }),
  );
  return outcome.outcome === 'fail' ? [...new Set(outcome.failures.map(remedyOf))] : [];
};
const task = honest.contract.value.id;

test('what lies outside is named in one command, as a shell reads it', () =>
  expect(remediesOf('notes/a b.txt', '.github/x.yml')).toEqual([
    `writ run TASK, or, if it belongs to the work: writ amend ${task} '--allow=notes/a b.txt' --allow=.github/x.yml`,
  ]));

test('a name that a contract would read as a glob is not put into a command', () =>
  expect(remediesOf('notes/*.txt')).toEqual([
    'writ run TASK, or, if it belongs to the work: writ amend TASK --allow FILE',
  ]));
