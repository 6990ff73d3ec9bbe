import type { ChangeEvidence } from '#gates';
import { asChange, citing, saying } from './change.fixture.ts';
import { HONEST_CONTRACT } from './contract.fixture.ts';
import { honest, type Passing, type Refused } from './evidence.fixture.ts';

const said = (...parts: Parameters<typeof saying>): ChangeEvidence => asChange(honest, { said: saying(...parts) });
const unknown = (isDemanded: boolean) => ({
  ...citing({}, isDemanded),
  found: { kind: 'unknown', home: null, note: 'spec:A11' } as const,
});
const asDocs: ChangeEvidence = asChange({ ...honest, contract: { ...honest.contract, value: { ...HONEST_CONTRACT, type: 'docs' } } }); // prettier-ignore
const phase = (isDemanded: boolean) => citing({ anchor: 'phase:1', binding: false, note: 'phase' }, isDemanded);
const { changes: _changes, ...unchanged } = asChange(honest);
const { said: _said, ...unsaid } = asChange(honest);

export const pass: Passing<ChangeEvidence> = {
  'a commit cites a binding place': said(1),
  'a phase is named beside it': said(1, { cites: [citing(), phase(true)] }),
  'one of several citations counts': said(1, { cites: [unknown(false), citing({ anchor: 'adr:1' }), citing()] }),
  'there is nothing to cite': said(1, { cites: [], anchors: 0 }),
  'an operation is cited by a line that says so': said(1, { cites: [citing({ anchor: 'openapi:a.yaml#/paths/~1a/get' }, true)] }), // prettier-ignore
};

export const fail: Refused<ChangeEvidence> = {
  'nothing is cited': ['citation.missing', said(1, { cites: [] })],
  'what looks like a citation finds nothing': ['citation.missing', said(1, { cites: [unknown(false)] })],
  'what is cited does not bind': ['citation.missing', said(1, { cites: [citing({ binding: false })] })],
  'what is cited reads otherwise': ['citation.missing', said(1, { cites: [citing({ kind: 'changed' })] })],
  'what is cited requires nothing': ['citation.missing', said(1, { cites: [citing({ anchor: 'adr:1' })] })],
  'a phase is cited, which binds nobody': ['citation.missing', said(1, { cites: [citing({ anchor: 'phase:1' })] })],
  'a line that cites finds nothing': ['citation.unknown', said(1, { cites: [unknown(true)] })],
  'a line that cites finds nothing, and another does': ['citation.unknown', said(1, { cites: [unknown(true), citing()] })], // prettier-ignore
  'a line that cites finds what does not bind': ['citation.open', said(1, { cites: [citing({ binding: false }, true)] })], // prettier-ignore
  'a line cites wrongly where nobody asks for it': ['citation.unknown', said(1, { cites: [unknown(true)], anchors: 0 })], // prettier-ignore
};

export const missing: Passing<ChangeEvidence> = {
  'nobody looked': unsaid,
  'it was looked up in another tree': said(1, { tree: 'd'.repeat(40) }),
  'a commit was not read': said(0),
  'other commits were read': said(2),
  'one commit was read twice': asChange(honest, { commits: 2, rules: { ...honest.rules, messages: ['a', 'b'] }, said: saying(1, { read: ['commit 0', 'commit 0'] }) }), // prettier-ignore
};

/** Judged apart: without the difference more is missing, and what preserves behaviour has less to prove. */
const as = (strictness: 'standard' | 'strict', ...parts: Parameters<typeof saying>): ChangeEvidence => ({ ...said(...parts), contract: { ...honest.contract, value: { ...HONEST_CONTRACT, strictness } } }); // prettier-ignore
const unknownPhase = { ...citing({ anchor: 'phase:9' }), found: { kind: 'unknown', home: null, note: '' } as const };

/** What strict asks beside it: its phase, where the base has a roadmap. */
export const phased: readonly (readonly [says: string, evidence: ChangeEvidence, codes: readonly string[]])[] = [
  ['without a roadmap', as('strict', 1), []],
  ['with a roadmap of no phase', as('strict', 1, { phases: 0 }), []],
  ['with a roadmap of no phase, and nothing to cite', as('strict', 1, { phases: 0, anchors: 0, cites: [] }), []],
  [
    'with a roadmap of no phase, citing nothing of what is there',
    as('strict', 1, { phases: 0, cites: [] }),
    ['citation.missing'],
  ],
  ['with its phase', as('strict', 1, { phases: 2, cites: [citing(), phase(true)] }), []],
  ['with its phase in passing', as('strict', 1, { phases: 2, cites: [citing(), phase(false)] }), []],
  ['without its phase', as('strict', 1, { phases: 2 }), ['citation.missing']],
  [
    'with a phase that is not there',
    as('strict', 1, { phases: 2, cites: [citing(), unknownPhase] }),
    ['citation.missing'],
  ],
  ['with a phase alone', as('strict', 1, { phases: 2, cites: [phase(true)] }), ['citation.missing']],
  ['without both', as('strict', 1, { phases: 2, cites: [] }), ['citation.missing', 'citation.missing']],
  [
    'without its phase, and nothing to cite',
    as('strict', 1, { phases: 2, anchors: 0, cites: [] }),
    ['citation.missing'],
  ],
  ['in standard', as('standard', 1, { phases: 2 }), []],
];

export const apart = { unchanged, asDocs: { ...asDocs, said: saying(1, { cites: [] }) } };
