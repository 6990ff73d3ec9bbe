import { sha256, type Contract } from '#contract';
import type { CitedPlace, RunEvidence, SpecRecord } from '#evidence';
import { CITED, PLACE } from './cited.fixture.ts';
import { withPlace, withSpecs } from './cited-run.fixture.ts';
import { BASE, honest, ordered, TREE, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';

const found = (place: CitedPlace, of: Complete = honest): Complete =>
  withSpecs({ cites: of.specs.cites.map(({ cite }) => ({ cite, found: place })) }, of);
const { result } = honest.specs;
const PIN = { cite: CITED, digest: sha256('the text') } as const;
const UNKNOWN: CitedPlace = { kind: 'unknown', home: 'docs/dates.md', note: 'spec:A3.2' };
const TWICE: CitedPlace = { kind: 'ambiguous', files: ['a.md', 'b.md'], note: 'a.md:1 and b.md:2' };

const PLACED: CitedPlace = { ...PLACE, file: 'docs/dates.md' };
const digestIn = (place: CitedPlace | undefined): string | null =>
  place?.kind === 'found' || place?.kind === 'changed' ? place.digest : null;
/** What the citation finds in the result, in full as far as anybody looked. */
const withResult = (after: CitedPlace | undefined): SpecRecord['result'] =>
  result && { ...result, cites: [{ cite: CITED, digest: digestIn(after), ...(after && { found: after }) }] };

/** Work on the document itself, which is to write what it cites. */
const writing = (after: CitedPlace | undefined): Complete =>
  withSpecs(
    {
      cites: [{ cite: CITED, found: UNKNOWN }],
      result: withResult(after),
      statements: [],
    },
    ordered({ contract: covered, approval: { cites: [{ cite: CITED, digest: null }] } }),
  );
const { done } = honest.contract.value;
/** Nothing is demanded where nothing is written yet. */
const covered: Partial<Contract> = { done };
const citing: Partial<Contract> = { cites: [CITED, 'adr:3'] };

/** Work may mend what it may change, and no more. */
const mended = (place: CitedPlace, digest: ReturnType<typeof sha256> | null): Complete =>
  found(place, ordered({ approval: { cites: [{ cite: CITED, digest }] } }));

/** Work that may change all places of what it cites, and what came of that. */
const mending = (before: CitedPlace, after: CitedPlace | undefined): Complete => {
  const digest = before.kind === 'ambiguous' ? null : PIN.digest;
  const of = ordered({ contract: covered, approval: { cites: [{ ...PIN, digest }] } });
  return withSpecs({ cites: [{ cite: CITED, found: before }], statements: [], result: withResult(after) }, of);
};
const TWICE_IN_ONE: CitedPlace = { ...TWICE, files: ['docs/dates.md', 'docs/dates.md'] };
const OPEN: CitedPlace = { ...PLACED, binding: false, note: 'proposed' };
const WRONG_PIN: CitedPlace = { ...PLACED, kind: 'changed', note: 'it is pinned to 123' };
const REWRITTEN: CitedPlace = { ...WRONG_PIN, digest: sha256('mended') };

export const pass: Passing<RunEvidence> = {
  'what is there, in one place, as it was approved': honest,
  'two citations': ordered({ contract: citing }),
  'nothing, where nothing is cited': ordered({ contract: { strictness: 'light', cites: [], done: done.map((item) => ({ ...item, cites: [] })) } }),
  'a phase, which says when and not what': withSpecs({ statements: [] }, withPlace({ anchor: 'phase:2', binding: false, note: 'phase' })),
  'what the work itself was to write, and wrote': writing({ ...PLACED, digest: sha256('new') }),
  'what is not binding, and the work made it so': mending(OPEN, PLACED),
  'what is in two places, of which the work left one': mending(TWICE_IN_ONE, PLACED),
  'what reads otherwise than it is cited, and the work put that right': mending(WRONG_PIN, { ...PLACED, digest: sha256('cited') }),
  'what reads otherwise than it is cited, as the work itself has written it': mending(WRONG_PIN, REWRITTEN),
}; // prettier-ignore

export const fail: Refused<RunEvidence> = {
  'what no spec has': ['citation.unknown', mended({ ...UNKNOWN, home: null }, null), ['requirements.covered']],
  'what has another home than the work may change': ['citation.unknown', mended({ ...UNKNOWN, home: 'docs/other.md' }, null), ['requirements.covered']],
  'what is in two places': ['citation.ambiguous', mended(TWICE, null), ['requirements.covered']],
  'what reads otherwise than it is cited': ['citation.changed', withPlace({ kind: 'changed', note: 'it cites v1' })],
  'what is not binding': ['citation.open', withPlace({ binding: false, note: 'not binding' })],
  'what reads otherwise than it was approved': ['citation.changed', withPlace({ digest: sha256('another text') })],
  'what was approved as to be written, and is there': ['citation.changed', ordered({ approval: { cites: [{ cite: CITED, digest: null }] } })],
  'another citation than was approved': ['citation.unpinned', ordered({ approval: { cites: [{ ...PIN, cite: 'spec:A9' }] } })],
  'fewer citations than were approved': ['citation.unpinned', ordered({ approval: { cites: [PIN, { ...PIN, cite: 'spec:A9' }] } })],
  'what was to be written and is not': ['citation.unknown', writing(UNKNOWN)],
  'what was to be written and is under what binds nobody': ['citation.open', writing(OPEN)],
  'what is not binding, and is not after the work either': ['citation.open', mending(OPEN, OPEN)],
  'what is in two places, and is after the work, too': ['citation.ambiguous', mending(TWICE_IN_ONE, TWICE_IN_ONE)],
  'what is in two places, and in none after the work': ['citation.unknown', mending(TWICE_IN_ONE, UNKNOWN)],
  'what reads otherwise than it is cited, and the work left it so': ['citation.changed', mending(WRONG_PIN, WRONG_PIN)],
  'what reads otherwise than it is cited, and the work wrote what binds nobody': ['citation.changed', mending(WRONG_PIN, { ...REWRITTEN, binding: false })],
}; // prettier-ignore

export const missing: Passing<RunEvidence> = {
  'the contract': without('contract'),
  'the approval': without('approval'),
  'what the citations find': without('specs'),
  'what they find at the base: another commit': withSpecs({ base: TREE }),
  'what they find: nobody looked': withSpecs({ cites: [] }),
  'what they find in the result': withSpecs({ result: null }),
  'what they find in the result: another tree': withSpecs({ result: result && { ...result, tree: BASE } }),
  'whether what the work was to mend is mended': mending(OPEN, undefined),
  'whether it is mended: the digest is of another text': withSpecs(
    { result: result && { ...result, cites: [{ ...PIN, found: { ...PLACED, digest: sha256('mended') } }] } },
    mending(OPEN, PLACED),
  ),
  'what one of them finds in the result': withSpecs({ result: result && { ...result, cites: [] } }),
};
