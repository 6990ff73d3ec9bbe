import { expect, test } from 'vitest';
import type { Anchor } from './anchor.ts';
import { lostAnchors } from './lost.ts';

const VAT: Anchor = {
  ...{ kind: 'openspec', cite: 'openspec:billing#VAT', file: 'openspec/specs/billing/spec.md', line: 3, lastLine: 9 },
  ...{ title: 'VAT', digest: '', binding: true, note: null },
};
const SECTION: Anchor = { ...VAT, kind: 'spec', cite: 'spec:A2.1', file: 'Master_Spec_v1.md' };
const ADR: Anchor = { ...VAT, kind: 'adr', cite: 'adr:3', file: 'docs/adr/0003-one.md', note: 'accepted' };
const QUESTION: Anchor = { ...ADR, kind: 'oq', cite: 'oq:OQ-01', binding: false, note: 'open' };
const delta = (note: string): Anchor => ({ ...VAT, file: 'openspec/changes/vat/specs/billing/spec.md', note });

test.each<readonly [says: string, before: readonly Anchor[], after: readonly Anchor[], lost: boolean]>([
  ['what is there is not lost', [VAT], [VAT], false],
  ['what moved to another document is not', [SECTION], [{ ...SECTION, file: 'v2.md' }], false],
  ['what is gone is', [VAT], [], true],
  ['what only a delta of the result names is', [VAT], [delta('removed by change vat')], true],
  ['what only a delta of the result restates is', [VAT], [delta('modified by change vat')], true],
  ['what an open change of the base takes away is not', [VAT, { ...delta('removed by change vat'), binding: false }], [], false],
  ['what was moved under the roadmap is', [SECTION], [{ ...SECTION, binding: false }], true],
  ['a decision that is superseded is not', [ADR], [{ ...ADR, binding: false, note: 'superseded' }], false],
  ['a decision that was taken back is', [ADR], [{ ...ADR, binding: false, note: 'proposed' }], true],
  ['a question that is taken away is', [QUESTION], [], true],
  ['a question that is opened again is', [{ ...QUESTION, binding: true, note: 'resolved' }], [QUESTION], true],
  ['a question that is answered is not', [QUESTION], [{ ...QUESTION, binding: true, note: 'resolved' }], false],
  ['a decision that nobody took is not', [{ ...ADR, binding: false, note: 'proposed' }], [], false],
  ['an operation that is deprecated is not', [{ ...VAT, kind: 'openapi', cite: 'openapi:a.yaml#/paths/~1x/get' }], [{ ...VAT, kind: 'openapi', cite: 'openapi:a.yaml#/paths/~1x/get', binding: false, note: 'deprecated' }], false],
])('%s', (_, before, after, lost) => expect(lostAnchors(before, after).length > 0).toBe(lost)); // prettier-ignore
