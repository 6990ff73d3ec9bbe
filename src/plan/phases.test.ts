import { expect, it, test } from 'vitest';
import { boardOf, type BoardTask } from './board.ts';
import { graphOf, planTask } from './graph.fixture.ts';
import { isClosed, PHASE_GATES, phaseGate, phaseLines, planGatesOf } from './phases.ts';
import { staleMentions } from './phase-terms.ts';
import { ownMs } from '../../test/rig/own-ms.ts';

type State = BoardTask['state'];
const planOf = (states: Readonly<Record<string, readonly [State, number, ...string[]]>>) => {
  const all = Object.entries(states).map(([id, [state, phase, ...on]]) => ({ id, state, phase, on }));
  const graph = graphOf(all.map(({ id, state, phase, on }) => planTask(id, on, { state, phase })));
  const lines = boardOf(
    all.map(({ id, state, on }): BoardTask => ({
      ...{ task: id, version: 1, name: id, state, tier: 'LOW', dependsOn: on, run: null, since: null, stopped: null },
    })),
  );
  return { graph, lines };
};
const outcomes = (states: Parameters<typeof planOf>[0], phase: number, unreadable: readonly string[] = []) => {
  const { graph, lines } = planOf(states);
  return planGatesOf(graph, lines, { phase, unreadable, isFiled: () => true }).map(({ outcome }) => outcome);
};

it.each<[string, Parameters<typeof planOf>[0], readonly string[], readonly string[]]>([
  ['all landed', { a: ['landed', 1], b: ['landed', 1, 'a'] }, [], ['pass', 'pass', 'pass']],
  ['one accepted only', { a: ['accepted', 1] }, [], ['fail', 'pass', 'pass']],
  ['one given up', { a: ['abandoned', 1] }, [], ['fail', 'pass', 'pass']],
  ['one replaced', { a: ['superseded', 1] }, [], ['fail', 'pass', 'pass']],
  ['what it waits for is open', { a: ['landed', 1, 'z'], z: ['validated', 2] }, [], ['pass', 'fail', 'pass']],
  ['what that waits for is open', { a: ['landed', 1, 'y'], y: ['landed', 0, 'z'], z: ['ready', 0] }, [], ['pass', 'fail', 'pass']], // prettier-ignore
  ['other phases do not matter', { a: ['landed', 1], z: ['backlog', 2, 'a'] }, [], ['pass', 'pass', 'pass']],
  ['a file nobody can read', { a: ['landed', 1] }, ['tasks/x.md'], ['pass', 'pass', 'fail']],
  ['no task at all', { a: ['landed', 2] }, [], ['missing', 'pass', 'pass']],
])('%s', (_, states, unreadable, expected) => {
  expect(outcomes(states, 1, unreadable)).toEqual(expected);
});

test('a phase is closed where every gate was judged and passed, and none is left out', () => {
  const all = PHASE_GATES.map((gate) => phaseGate(gate, '', []));
  expect(isClosed(all)).toBe(true);
  expect(isClosed([])).toBe(false);
  for (const at of all.keys()) expect(isClosed(all.toSpliced(at, 1))).toBe(false);
  expect(isClosed([...all.slice(1), phaseGate('phase.tasks', '', [{ message: 'a', next: 'b' }])])).toBe(false);
});

test('phases in order, with what blocks them', () => {
  const { graph } = planOf({ a: ['landed', 10], b: ['ready', 2], c: ['landed', 2] });
  expect(phaseLines(graph)).toEqual([
    { phase: 2, tasks: 2, landed: 1, blocking: ['b'] },
    { phase: 10, tasks: 1, landed: 1, blocking: [] },
  ]);
});

test('a document is out of step where it names a file that is gone', () => {
  const paths = new Set(['docs', 'docs/a.md', 'docs/adr/1.md', 'src', 'src/x.ts']);
  const text = [
    'See [one](adr/1.md), [root](/src/x.ts), `src/x.ts`, [web](https://a.b/c.md), [here](#part), `a/b`.',
    'But [two](adr/2.md#part), `src/gone.ts` and [up](../lost.md).',
    '```',
    '`src/example.ts`',
    '```',
    '`docs/a.md` and [folder](../src/)',
  ].join('\n');
  expect(staleMentions('docs/a.md', text, paths)).toEqual([
    { path: 'adr/2.md', line: 2 },
    { path: '../lost.md', line: 2 },
    { path: 'src/gone.ts', line: 2 },
  ]);
});

test('links that are opened and never closed are read once, not over and over', () => {
  const spent = ownMs(() => expect(staleMentions('a.md', '](a'.repeat(20_000), new Set())).toEqual([]));
  expect(spent).toBeLessThan(2000);
  expect(staleMentions('a.md', '[a](<b.md>) [c](d.md "title") [e](f.md)', new Set(['f.md']))).toEqual([
    { path: 'b.md', line: 1 },
    { path: 'd.md', line: 1 },
  ]);
});

test.each<readonly [State, string]>([
  ['ready', 'fail'],
  ['accepted', 'fail'],
  ['landed', 'pass'],
  ['superseded', 'pass'],
  ['abandoned', 'pass'],
])('a task without a file that is %s may be of any phase: %s', (state, outcome) => {
  const { graph, lines } = planOf({ a: ['landed', 1], lost: [state, 2] });
  const gates = planGatesOf(graph, lines, { phase: 1, unreadable: [], isFiled: (task) => task !== 'lost' });
  expect(gates.find(({ gate }) => gate === 'phase.plan')?.outcome).toBe(outcome);
});

test('what holds where a gate passes is not said of one that does not', () => {
  const { graph, lines } = planOf({ a: ['landed', 1], open: ['ready', 1] });
  const gates = planGatesOf(graph, lines, { phase: 1, unreadable: [], isFiled: () => true });
  expect(gates.map(({ outcome, says }) => [outcome, says])).toEqual([
    ['fail', ''],
    ['pass', '0 of other phases landed before'],
    ['pass', 'every task file can be read'],
  ]);
});
