import type { RunEvidence, SpecResult } from '#evidence';
import { withSpecs } from './cited-run.fixture.ts';
import { BASE, honest, withPath, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';

const { result } = honest.specs;
const looked = (change: Partial<SpecResult>, of: Complete = honest): Complete =>
  withSpecs({ result: of.specs.result && { ...of.specs.result, ...change } }, of);
const LOST = { anchor: 'spec:A3.2.2', file: 'Master_Spec_v1.md', line: 9 };
const DOCUMENT = 'docs/adr/0003-one-ledger.md';
const { paths } = honest.contract.value;
const touching = (path: string): Complete => {
  const changed = withPath(path);
  const contract = { ...changed.contract, value: { ...changed.contract.value, paths: { ...paths, allow: [...paths.allow, path] } } };
  return { ...changed, contract };
}; // prettier-ignore

export const pass: Passing<RunEvidence> = {
  'a change of no document': honest,
  'a document that was looked at, and lost nothing': looked({ touched: ['docs/dates.md'] }),
};

export const fail: Refused<RunEvidence> = {
  'an anchor that is gone': ['spec.lost', looked({ touched: ['docs/dates.md'], lost: [LOST] })],
  'an anchor that went with the pointer to its spec': ['spec.lost', looked({ lost: [LOST] })],
};

export const missing: Passing<RunEvidence> = {
  'the changes': without('changes'),
  'the look at the specs': without('specs'),
  'a look at the result': withSpecs({ result: null }),
  'a look at this result, and not at another one': withSpecs({ result: result && { ...result, tree: BASE } }),
  'a look at the base of this change': withSpecs({ base: '9'.repeat(40) }),
  'a look at a document that changed': looked({ touched: [] }, touching(DOCUMENT)),
};
