import type { RunEvidence, SpecResult } from '#evidence';
import { withSpecs } from './cited-run.fixture.ts';
import { BASE, honest, withPath, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';

const { result } = honest.specs;
const judged = (changes: SpecResult['changes'], of: Complete = honest): Complete =>
  withSpecs({ result: of.specs.result && { ...of.specs.result, changes } }, of);
const DELTA = 'openspec/changes/vat/specs/billing/spec.md';
const FAULT = { file: DELTA, line: 3, rule: 'added.no-scenario', says: '“VAT” has no scenario' };
const { paths } = honest.contract.value;
const touching = (path: string): Complete => {
  const changed = withPath(path);
  const contract = { ...changed.contract, value: { ...changed.contract.value, paths: { ...paths, allow: [...paths.allow, path] } } };
  return withSpecs({ result: changed.specs.result && { ...changed.specs.result, touched: [path] } }, { ...changed, contract });
}; // prettier-ignore

export const pass: Passing<RunEvidence> = {
  'work that touches no change': honest,
  'a change that was judged, and is valid': judged({ judged: ['vat'], faults: [] }),
  'a fault that was there before the work': judged({ judged: ['vat'], faults: [], known: [FAULT] }),
};

export const fail: Refused<RunEvidence> = {
  'a change that is invalid in the result': ['change.invalid', judged({ judged: ['vat'], faults: [FAULT] })],
  'a fault of a change that nobody names': ['change.invalid', judged({ judged: [], faults: [FAULT] })],
};

export const missing: Passing<RunEvidence> = {
  'the changes': without('changes'),
  'the look at the specs': without('specs'),
  'a look at the result': withSpecs({ result: null }),
  'a look at this result, and not at another one': withSpecs({ result: result && { ...result, tree: BASE } }),
  'a look at the base of this change': withSpecs({ base: '9'.repeat(40) }),
  'a look at a change that was touched': touching(DELTA),
  'a look at this change, and not at another one': judged({ judged: ['other'], faults: [] }, touching(DELTA)),
};
