/** A patch beside changed specs is carried where both stand beside each other, and refused for what only both spoil. */
import { expect, test } from 'vitest';
import type { SpecResult } from '#evidence';
import { apartInSpecs } from './carry-over.ts';

const [OLD, NEW, OTHER, ON_TARGET] = ['a', 'b', 'c', 'd'].map((one) => one.repeat(64));
const looked = (more: Partial<SpecResult> = {}): SpecResult => ({
  ...{ tree: '1'.repeat(40), cites: [], touched: ['spec.md'], lost: [], changes: { judged: [], faults: [] } },
  ...more,
});
const own = (result: Partial<SpecResult> | null = {}): Parameters<typeof apartInSpecs>[1] => ({
  onTarget: new Map([['spec:A1', ON_TARGET ?? '']]),
  cites: [{ cite: 'spec:A1', found: { kind: 'found', anchor: 'spec:A1', file: 'spec.md', line: 1, digest: OLD ?? '', binding: true, note: '' } }], // prettier-ignore
  result: result === null ? null : looked(result),
});
const cited = (digest: string | null = null): Pick<SpecResult, 'cites'> => ({ cites: [{ cite: 'spec:A1', digest }] });
const LOST = { lost: [{ anchor: 'spec:A2', file: 'spec.md', line: 4 }] };
const fault = (line: number) => ({ file: 'openspec/changes/a/tasks.md', line, rule: 'tasks.no-box', says: 'no box' });
const changes = (line: number) => ({ changes: { judged: ['a'], faults: [fault(line)] } });
const known = { changes: { judged: ['a'], faults: [], known: [fault(2)] } };

test.each<readonly [says: string, there: Partial<SpecResult>, own: ReturnType<typeof own>, apart: boolean]>([
  ['specs changed on both sides, and each anchor is there', {}, own(), false],
  ['an anchor is gone that each side has', LOST, own(), true],
  ['an anchor is gone that the run itself took away', LOST, own(LOST), false],
  ['a change is invalid that was not', changes(2), own(), true],
  ['a change is as invalid as in the run, on another line', changes(9), own(changes(2)), false],
  ['a change is as invalid as it was at the base', changes(9), own(known), false],
  ['what is cited reads as approved', cited(OLD), own(cited(NEW)), false],
  ['what is cited reads as the run writes it', cited(NEW), own(cited(NEW)), false],
  ['what is cited reads as on the target, which has its own gate', cited(ON_TARGET), own(cited(NEW)), false],
  ['what is cited reads as neither', cited(OTHER), own(cited(NEW)), true],
  ['what is cited is gone', cited(), own(cited(OLD)), true],
  ['nobody looked at what the run did', LOST, own(null), true],
])('%s', (_, there, before, apart) => expect(apartInSpecs(looked(there), before).length).toBe(apart ? 1 : 0));
