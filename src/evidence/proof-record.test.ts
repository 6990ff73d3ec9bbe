import { describe, expect, test } from 'vitest';
import { contradictionIn, ProofSchema, proofRunFiles, type ProofRecord } from './proof-record.ts';

const RECORD: ProofRecord = {
  ...{ writ: 1, base: 'b'.repeat(40), tree: 'c'.repeat(40), depth: 'units', budgetMs: 300_000 },
  configured: [{ path: 'package.json', keys: ['scripts.test'] }],
  units: [
    { id: 'u1', path: 'a.ts', from: 1, to: 2, kind: 'declaration', name: 'f' },
    { id: 'u2', path: 'a.ts', from: 9, to: 8, kind: 'lines', name: null },
  ],
  runs: [{ id: 'p1', check: 'unit', purpose: 'removal', tree: 'd'.repeat(40), units: ['u1'], value: 'anything' }],
  unexamined: [{ unit: 'u2', because: 'it is no code' }],
};
const [unit, lines] = RECORD.units;
const [run] = RECORD.runs;

test('a record is read as it was written, and nothing in it speaks against it', () => {
  expect(ProofSchema.parse(structuredClone(RECORD))).toEqual(RECORD);
  expect(contradictionIn(RECORD)).toBeNull();
});

describe('a record is none', () => {
  test.each<[says: string, change: Readonly<Record<string, unknown>>]>([
    ['of another edition', { writ: 2 }],
    ['with a field that nobody knows', { more: true }],
    ['of a depth that nobody knows', { depth: 'all' }],
    ['with less than no time', { budgetMs: -1 }],
    ['with endless time', { budgetMs: Number.POSITIVE_INFINITY }],
    ['of no tree', { tree: '' }],
    ['with a run that leads out of its folder', { runs: [{ ...run, id: '../p1' }] }],
    ['with a run for nobody knows what', { runs: [{ ...run, purpose: 'looks' }] }],
    ['with a run of no check', { runs: [{ ...run, check: '' }] }],
    ['with a unit without a name or null', { units: [{ ...unit, name: undefined }] }],
    ['with an excuse that says nothing', { unexamined: [{ unit: 'u2', because: '' }] }],
    ['without a list of units', { units: undefined }],
    ['with an empty list of what holds tests', { holding: [] }],
    ['with half of a file put back', { holding: [{ path: 'a.rs', back: 'half', only: false }] }],
    ['with a file of which nobody says what was put back', { holding: [{ path: 'a.rs', only: false }] }],
  ])('%s', (_, change) => expect(ProofSchema.safeParse({ ...RECORD, ...change }).success).toBe(false));
});

describe('a record speaks against itself', () => {
  test.each<[says: string, change: Partial<ProofRecord>, told: string]>([
    ['where a run is without an unknown unit', { runs: run ? [{ ...run, units: ['u7'] }] : [] }, 'there is no part u7 of the change'],
    ['where an unknown unit is excused', { unexamined: [{ unit: 'u7', because: 'x' }] }, 'there is no part u7 of the change'],
    ['where there are no units', { units: [] }, 'there is no part u1 of the change'],
    ['where a unit is there twice', { units: [unit, lines, unit].flatMap((one) => one ?? []) }, 'u1 is there twice'],
    ['where a run is there twice', { runs: [run, run].flatMap((one) => one ?? []) }, 'p1 is there twice'],
    ['where a unit is excused twice', { unexamined: ['x', 'y'].map((because) => ({ unit: 'u2', because })) }, 'u2 is there twice'],
    ['where a file that holds tests is there twice', { holding: [true, false].map((only) => ({ path: 'a.rs', back: null, only })) }, 'a.rs is there twice'],
    ['where a file of settings is there twice', { configured: [[], ['jest']].map((keys) => ({ path: 'package.json', keys })) }, 'package.json is there twice'],
  ])('%s', (_, change, told) => expect(contradictionIn({ ...RECORD, ...change })).toBe(told)); // prettier-ignore
});

test('the files of a run lie in a folder of its own', () =>
  expect(Object.values(proofRunFiles('p1'))).toEqual(['proof/p1/check.json', 'proof/p1/stdout.log', 'proof/p1/stderr.log'])); // prettier-ignore
