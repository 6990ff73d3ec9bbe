import { canonicalJson, citationsOf, type Contract } from '#contract';
import type { CitedPlace, ChangesStood, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { changesWorkedOn, changeTouchedBy, isProposal } from '#spec';
import type { ChangeEvidence } from './change-evidence.ts';
import { failIf, missing, pass, type Gate, type GateOutcome } from './gate.ts';

const filesOf = (found: CitedPlace): readonly string[] => {
  if (found.kind === 'unknown') return [];
  return found.kind === 'ambiguous' ? found.files : [found.file];
};

/** The open changes of OpenSpec whose deltas are cited, each once. */
export const changesCited = (cites: readonly { readonly found: CitedPlace }[]): readonly string[] => [
  ...new Set(cites.flatMap(({ found }) => filesOf(found).flatMap((file) => changeTouchedBy(file) ?? []))),
];

/** The open changes that a contract is for: none where it may only write documents of changes, for it mends them. */
export const changesOfContract = (
  { paths: { allow } }: Contract,
  cites: readonly { readonly found: CitedPlace }[],
): readonly string[] => (allow.length > 0 && allow.every(isProposal) ? [] : changesCited(cites));

/** The open changes that a change between two commits is for: those it works on, and those it cites, each once. */
export const changesAsked = (
  paths: readonly string[],
  cites: readonly { readonly found: CitedPlace }[],
): readonly string[] =>
  paths.every(isProposal) ? [] : [...new Set([...changesCited(cites), ...changesWorkedOn(paths)])];

const remedyFor = (change: string): Readonly<Record<ChangesStood['changes'][number]['against'][number]['code'], string>> => ({
  'change.unapproved': `writ approve ${change}, and commit what it writes`,
  'change.unreviewed': `writ change instructions ${change} review`,
  'change.invalid': `writ change validate ${change}`,
}); // prettier-ignore

/** What is against work for some changes, as they stood. */
export const againstChanges = (stood: ChangesStood, asked: readonly string[]): readonly Failure[] =>
  stood.changes
    .filter(({ change }) => asked.includes(change))
    .flatMap(({ change, against }) =>
      against.map(({ code, says }): Failure => ({ code, message: says, remedy: remedyFor(change)[code] })),
    );

const judgeStood = (asked: readonly string[], stood: ChangesStood | undefined, at: string): GateOutcome => {
  if (asked.length === 0) return pass();
  if (stood?.at !== at) return missing('who has approved the changes it is for');
  const unseen = asked.find((name) => !stood.changes.some(({ change }) => change === name));
  return unseen === undefined ? failIf(againstChanges(stood, asked)) : missing(`who has approved the change ${unseen}`);
};

/**
 * A contract is for a change of OpenSpec only when those have approved the change who have to: it cites a delta that
 * nobody has agreed to otherwise.
 */
export const changeApproved: Gate<RunEvidence> = {
  id: 'change.approved',
  judge: ({ contract, specs, freshness }) => {
    if (!contract) return missing('the contract');
    if (!specs || !freshness || specs.base !== freshness.base) return missing('what the citations find at the approved base'); // prettier-ignore
    if (canonicalJson(specs.cites.map(({ cite }) => cite)) !== canonicalJson(citationsOf(contract.value)))
      return missing('what each citation finds');
    return judgeStood(changesOfContract(contract.value, specs.cites), specs.approvals, specs.base);
  },
};

/** The same of a change that no run has to have made: it is for what its commits touch, and for what it cites. */
export const approvedForChange: Gate<ChangeEvidence> = {
  id: 'change.approved',
  judge: ({ changes, specs, said }) => {
    if (!changes) return missing('the difference between base and head');
    if (!said || said.tree !== changes.tree) return missing('what this change cites');
    const asked = changesAsked(changes.paths.map(({ path }) => path), said.cites); // prettier-ignore
    return judgeStood(asked, specs?.approvals, changes.tree);
  },
};
