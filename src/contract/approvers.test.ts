import { expect, it } from 'vitest';
import { approversFor, type Approvals } from './approvers.ts';
import type { Strictness } from './contract.ts';

type Row = readonly [string, readonly Approvals[], Strictness, readonly string[] | 'config.invalid'];
const ROWS: readonly Row[] = [
  ['no policy at all', [], 'strict', []],
  ['policies that name nobody', [{}, {}], 'strict', []],
  ['one list', [{ strict: ['lea', 'oda'] }], 'strict', ['lea', 'oda']],
  ['a list for strict contracts alone', [{ strict: ['lea'] }], 'standard', []],
  ['a list for laxer contracts, where the strict say nothing', [{ light: ['lea'] }], 'strict', ['lea']],
  ['a list of its own before that of laxer ones', [{ light: ['lea'], strict: ['oda'] }], 'strict', ['oda']],
  ['the list that holds the other', [{ strict: ['oda'] }, { strict: ['lea', 'oda'] }], 'strict', ['lea', 'oda']],
  ['a list against an empty one', [{ strict: ['oda'] }, { strict: [] }], 'strict', ['oda']],
  ['the same names between others', [{ strict: ['a', 'c'] }, { strict: ['a', 'b', 'c'] }], 'strict', ['a', 'b', 'c']],
  ['two orders', [{ strict: ['lea', 'oda'] }, { strict: ['oda', 'lea'] }], 'strict', 'config.invalid'],
  ['two lists that share nobody', [{ strict: ['lea'] }, { strict: ['oda'] }], 'strict', 'config.invalid'],
];

it.each(ROWS)('who approves, by %s', (_, policies, strictness, expected) => {
  for (const given of [policies, policies.toReversed()]) {
    const names = approversFor(given, strictness);
    expect(names.ok ? names.value : names.failures[0].code).toEqual(expected);
  }
});
