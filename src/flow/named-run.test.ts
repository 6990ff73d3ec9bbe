import { expect, it } from 'vitest';
import { codesOf, valueOf } from '../host/scratch.fixture.ts';
import { namedRun } from './named-run.ts';

const FOUND = ['R-c3', 'R-b2', 'R-b'];

it.each<readonly [what: string, found: readonly string[], name: string | undefined, run: string | undefined]>([
  ['the last one, where none is named', FOUND, undefined, 'R-c3'],
  ['none, where there is none', [], undefined, undefined],
  ['none, where none begins so', [], 'R-x', undefined],
  ['the only one that begins so', ['R-c3'], 'R-c', 'R-c3'],
  ['the one that is named whole, though others begin with its name', ['R-b2', 'R-b'], 'R-b', 'R-b'],
])('is %s', (_, found, name, run) => {
  expect(valueOf(namedRun(found, name))).toBe(run);
});

it('that may be several is none of them, and they are named', () => {
  const many = namedRun(FOUND, 'R-');
  expect(codesOf(many)).toEqual(['usage.argument']);
  expect(many.ok ? '' : many.failures[0].remedy).toBe('name one of them: R-c3, R-b2, R-b');
  const more = namedRun(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'], 'a');
  expect(more.ok ? '' : more.failures[0].remedy).toBe(
    'name one of them: a1, a2, a3, a4, a5, and more (writ session list)',
  );
});
