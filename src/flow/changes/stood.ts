import type { ChangesStood, ChangeStood } from '#evidence';
import { ok, type Failure, type Result } from '#failure';
import type { HarnessStore } from '#host';
import { proposedAt, type Proposed } from '#run';
import { approvalFailures, approvalStanding, type ApprovalProject } from './approval.ts';

const LONGEST = 400;

const against = ({ code, message, where }: Failure): ChangeStood['against'][number] => ({
  code: code === 'change.unapproved' || code === 'change.unreviewed' ? code : 'change.invalid',
  says: (where?.file === undefined ? message : `${where.file}: ${message}`).slice(0, LONGEST),
});

/** One that is gone was given up: nothing is left of it that could be approved, or cited. */
const standsAs = async (project: ApprovalProject, proposed: Proposed, name: string): Promise<Result<ChangeStood['against']>> => {
  const change = proposed.changes.get(name);
  if (change === undefined) return ok([]);
  const standing = await approvalStanding(project, proposed, change);
  // What cannot be read cannot have been approved; anything else is not about the change.
  if (!standing.ok) return standing.failures.every(({ code }) => code === 'change.invalid') ? ok(standing.failures.map(against)) : standing;
  return ok(approvalFailures(change, standing.value).map(against));
}; // prettier-ignore

/**
 * How some changes stand, at a commit or in a tree, with those who have to approve them. What is demanded, and who is
 * trusted, the project says, and nothing that lies there.
 */
export const changesStood = async (
  project: ApprovalProject,
  store: HarnessStore,
  at: string,
  names: readonly string[],
): Promise<Result<ChangesStood>> => {
  const { changes: demand } = project;
  if (demand === 'free' || names.length === 0)
    return ok({ at, changes: names.map((change) => ({ change, demand, against: [] })) });
  const proposed = await proposedAt(store, at, names);
  if (!proposed.ok) return proposed;
  const changes: ChangeStood[] = [];
  for (const change of names) {
    const found = await standsAs(project, proposed.value, change);
    if (!found.ok) return found;
    changes.push({ change, demand, against: found.value });
  }
  return ok({ at, changes });
};
