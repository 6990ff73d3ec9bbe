import { expect, test } from 'vitest';
import { sha256 } from '#contract';
import type { CitedPlace } from '#evidence';
import { CITED, TEXT } from '../../test/conformance/gates/cited.fixture.ts';
import { honest } from '../../test/conformance/gates/evidence.fixture.ts';
import { approvedReadings, wrongReading, type Readings } from './approved-readings.ts';

const found = (digest: string, binding = true): CitedPlace => ({
  ...{ kind: 'found', anchor: 'spec:A2', file: 'a.md', line: 1, digest, binding, note: '' },
});
const READINGS: Readings = new Map([['spec:A2', ['approved', 'written']]]);

test.each<readonly [says: string, found: CitedPlace, readings: Readings | null, wrong: RegExp | null]>([
  ['as it was approved', found('approved'), READINGS, null],
  ['as the work itself has written it', found('written'), READINGS, null],
  ['edited since', found('edited'), READINGS, /approved as approved or written, and is edited/u],
  ['under what binds nobody', found('approved', false), READINGS, /bind any more/u],
  ['gone', { kind: 'unknown', home: null, note: '' }, READINGS, /unknown/u],
  ['in two places', { kind: 'ambiguous', files: ['a.md', 'b.md'], note: '' }, READINGS, /ambiguous/u],
  ['nothing was sealed', found('approved'), null, /nothing that verifies/u],
  ['nobody pinned it', found('approved'), new Map(), /nothing that verifies/u],
])('%s', (_, place, readings, wrong) => {
  const says = wrongReading({ cite: 'spec:A2', found: place }, readings);
  expect(says === null ? null : wrong?.test(says)).toBe(wrong === null ? null : true);
}); // prettier-ignore

test('bytes that are no approval say nothing', () => {
  expect(approvedReadings({ approval: new Uint8Array([1]) })).toBeNull();
  expect(approvedReadings({})).toBeNull();
});

test('an approval says how it read, and the result how the work has written it', () => {
  const written = sha256('written');
  const result = honest.specs.result && { ...honest.specs.result, cites: [{ cite: CITED, digest: written }] };
  const sealed = { approval: honest.approval, specs: { ...honest.specs, result } };
  expect(approvedReadings(sealed)).toEqual(new Map([[CITED, [TEXT, written]]]));
});
