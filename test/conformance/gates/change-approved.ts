import type { ChangesStood, ChangeStood, RunEvidence } from '#evidence';
import type { ChangeEvidence } from '#gates';
import { asChange, citing, saying } from './change.fixture.ts';
import { PLACE } from './cited.fixture.ts';
import { withPlace, withSpecs } from './cited-run.fixture.ts';
import { BASE, honest, ordered, TREE, withPath, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts'; // prettier-ignore

const DELTA = 'openspec/changes/vat/specs/billing/spec.md';
const UNAPPROVED: ChangeStood['against'] = [{ code: 'change.unapproved', says: 'a signer has to approve vat' }];
const UNREVIEWED: ChangeStood['against'] = [{ code: 'change.unreviewed', says: 'nobody has reported on vat' }];
const stood = (against: ChangeStood['against'], more: Partial<ChangeStood> = {}, at: string = BASE): ChangesStood => ({
  at,
  changes: [{ change: 'vat', demand: 'approved', against, ...more }],
});
const { result: _, ...PLAIN } = honest.specs;
/** The honest run cites a delta of the change. */
const citingDelta = (approvals: ChangesStood | undefined, of: Complete = honest): Complete =>
  withSpecs({ ...(approvals && { approvals }) }, withPlace({ file: DELTA }, of));
const { paths } = honest.contract.value;
const writing = (...allow: readonly string[]): Complete => ordered({ contract: { paths: { ...paths, allow } } });
/** In each of two changes there is a delta of that name. */
const twice: Complete = withSpecs({
  cites: PLAIN.cites.map(({ cite }) => ({ cite, found: { kind: 'ambiguous', files: [DELTA, DELTA.replace('vat', 'tax')], note: '' } })),
  approvals: stood([]),
}); // prettier-ignore

export const pass: Passing<RunEvidence> = {
  'nothing of an open change is cited': honest,
  'nothing of an open change is cited, and somebody looked': withSpecs({ approvals: { at: BASE, changes: [] } }),
  'a change that is approved': citingDelta(stood([])),
  'a change where nothing is demanded': citingDelta(stood([], { demand: 'free' })),
  'another change is not approved': citingDelta({ at: BASE, changes: [...stood([]).changes, ...stood(UNAPPROVED, { change: 'tax' }).changes] }), // prettier-ignore
};

export const fail: Refused<RunEvidence> = {
  'a change that nobody approved': ['change.unapproved', citingDelta(stood(UNAPPROVED))],
  'a change on which nobody reported': ['change.unreviewed', citingDelta(stood(UNREVIEWED))],
  'a change that cannot be read': ['change.invalid', citingDelta(stood([{ code: 'change.invalid', says: 'x' }]))],
};

export const missing: Passing<RunEvidence> = {
  'the contract': without('contract'),
  'the look at the specs': without('specs'),
  'what the run says of its base': without('freshness'),
  'a look at the approved base': withSpecs({ base: '9'.repeat(40) }),
  'a look at every citation': withSpecs({ cites: [] }),
  'a look at the approvals': citingDelta(undefined),
  'approvals at the base, and not elsewhere': citingDelta(stood([], {}, TREE)),
  'approvals of this change, and not of another': citingDelta(stood([], { change: 'tax' })),
  'approvals of each change in which it may stand': twice,
};

/** Judged apart: these are about something else as well, or no run has made them. */
export const apart = {
  repair: citingDelta(stood(UNAPPROVED), writing(DELTA, 'openspec/changes/vat/**')),
  wider: citingDelta(stood(UNAPPROVED), writing(DELTA, 'openspec/**')),
  archive: citingDelta(stood(UNAPPROVED), writing('openspec/changes/*/specs/**')),
};

const touching = (path: string, approvals: ChangesStood | undefined): ChangeEvidence => {
  const change = asChange(withPath(path));
  return { ...change, ...(change.specs && { specs: { ...change.specs, ...(approvals && { approvals }) } }) };
};
const documents = (path: string): ChangeEvidence => {
  const change = touching(path, stood(UNAPPROVED, {}, TREE));
  const { changes } = change;
  return { ...change, ...(changes && { changes: { ...changes, paths: changes.paths.filter((one) => one.path === path) } }) };
}; // prettier-ignore
const cited: ChangeEvidence['said'] = saying(1, { cites: [{ ...citing(), found: { ...PLACE, file: DELTA } }] });
const TASKS = 'openspec/changes/vat/tasks.md';

/** Changes between two commits, and what the gate says of each. */
export const betweenCommits: readonly (readonly [string, ChangeEvidence, readonly string[]])[] = [
  ['work that touches no change', asChange(honest), []],
  ['work that touches a change that is approved', touching(TASKS, stood([], {}, TREE)), []],
  ['work that touches a change nobody approved', touching(TASKS, stood(UNAPPROVED, {}, TREE)), ['change.unapproved']],
  ['work that touches a change, and nobody looked', touching(TASKS, undefined), ['gate.missing']],
  ['work that touches a change, looked at as it was before', touching(TASKS, stood([], {}, BASE)), ['gate.missing']],
  ['work that touches a change, and another was looked at', touching(TASKS, stood([], { change: 'tax' }, TREE)), ['gate.missing']],
  ['work that archives a change nobody approved', touching('openspec/changes/vat/proposal.md', stood(UNAPPROVED, {}, TREE)), ['change.unapproved']],
  ['work that cites a delta nobody approved', { ...touching('a.md', stood(UNAPPROVED, {}, TREE)), ...(cited && { said: cited }) }, ['change.unapproved']],
  ['what only brings a change', documents(DELTA), []],
  ['what only brings what OpenSpec is set to', documents('openspec/config.yaml'), []],
  ['what an archive of another change writes into this one', touching('openspec/changes/vat/.openspec.yaml', undefined), []],
]; // prettier-ignore
