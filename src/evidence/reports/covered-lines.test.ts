import { expect, test } from 'vitest';
import type { RanThrough } from '../run-evidence.ts';
import { coverageOf, measure } from './covered-lines.ts';

const FILE: RanThrough = { of: 'src/a.js', hit: [1, 2], missed: [3] };

test('files of tests are not counted; of what lies beside them, who judges knows whether it counts', () => {
  const seen = ['src/a.js', 'src/a.test.js', 'test/rig.js'].map((of) => ({ ...FILE, of, test: 'src/a.test.js' }));
  const { ranThrough, covered } = coverageOf(seen, ['src/a.test.js']);
  expect(ranThrough).toEqual([FILE, { ...FILE, of: 'test/rig.js' }]);
  expect([...(covered?.get('src/a.test.js')?.keys() ?? [])]).toEqual(['src/a.js', 'test/rig.js']);
});

test('what one check ran through has run, whatever another one did', () => {
  const { shares, files } = measure([FILE, { of: 'src/a.js', hit: [3], missed: [1, 2, 4] }]);
  expect(shares).toEqual({ lines: { hit: 3, of: 4 }, statements: { hit: 3, of: 4 } });
  expect(files.get('src/a.js')?.get(4)).toBe(false);
});

test('nothing is no share of nothing', () => {
  expect(measure([]).shares).toEqual({});
  expect(measure([{ of: 'src/a.js', hit: [], missed: [], blocks: [], statements: [] }]).shares).toEqual({});
});

test('a branch ran if it ran in one process, which tells of it only where it differs from what is around', () => {
  const then: RanThrough = { ...FILE, blocks: [[0, 90, 1, 1], [50, 60, 0, 0]] };
  const otherwise: RanThrough = { ...FILE, blocks: [[0, 90, 1, 1], [30, 40, 0, 0]] };
  const never: RanThrough = { ...FILE, blocks: [[0, 90, 0, 1]] };
  const of = (...seen: readonly RanThrough[]) => measure(seen).shares;
  expect(of(then)).toMatchObject({ branches: { hit: 1, of: 2 }, functions: { hit: 1, of: 1 } });
  expect(of(then, otherwise)).toMatchObject({ branches: { hit: 3, of: 3 } });
  expect(of(then, never)).toMatchObject({ branches: { hit: 1, of: 2 }, functions: { hit: 1, of: 1 } });
  expect(of(never)).toMatchObject({ branches: { hit: 0, of: 1 }, functions: { hit: 0, of: 1 } });
}); // prettier-ignore

test('a metric that is not told of every file is not told', () => {
  const blocks: RanThrough = { ...FILE, of: 'src/b.js', blocks: [[0, 9, 1, 1]] };
  expect(Object.keys(measure([FILE, blocks]).shares)).toEqual(['lines', 'statements']);
  const statements: RanThrough = { ...FILE, of: 'b.go', statements: [['1.1,2.2', 3, 1], ['3.1,3.9', 1, 0]] };
  expect(measure([statements]).shares.statements).toEqual({ hit: 3, of: 4 });
  expect(Object.keys(measure([FILE, statements]).shares)).toEqual(['lines']);
}); // prettier-ignore
