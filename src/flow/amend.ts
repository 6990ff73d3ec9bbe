import { contractDigest, editTask, isEdited, type Contract, type TaskChange } from '#contract';
import { fail, ok, okUnless, type Failure, type Result } from '#failure';
import { newestContract, readDocument, type ContractRow } from '#ledger';
import type { Project } from './project.ts';
import { findTaskFile, proposeText, type Proposal, type TaskFile } from './propose.ts';
import { approvalSays } from './run-documents.ts';

/** What is named to go and is not there, or to come and is. */
const misnamed = (task: string, { paths, checks }: Contract, change: TaskChange): readonly Failure[] => {
  const wrong = (message: string): Failure => ({ code: 'usage.argument', message, remedy: `writ task show ${task}` });
  const absent = (names: readonly string[], there: readonly string[], where: string): readonly Failure[] =>
    names.filter((name) => !there.includes(name)).map((name) => wrong(`${name} is not among ${where}, and cannot go`));
  const present = (names: readonly string[], there: readonly string[], where: string): readonly Failure[] =>
    names.filter((name) => there.includes(name)).map((name) => wrong(`${name} is among ${where} already`));
  return [
    ...present(change.allow, paths.allow, 'the files of the contract'),
    ...present(change.deny, paths.deny, 'the denied files of the contract'),
    ...absent(change.dropAllow, paths.allow, 'the files of the contract'),
    ...absent(change.dropDeny, paths.deny, 'the denied files of the contract'),
    ...absent(
      change.dropChecks,
      checks.map(({ id }) => id),
      'the checks of the contract',
    ),
  ];
};

/** The version of a task that counts, for a change of it. */
const approvedVersion = async ({ ledger }: Project, { task }: TaskFile): Promise<Result<ContractRow>> => {
  const { id } = task.contract;
  const row = await newestContract(ledger, id);
  if (!row.ok) return row;
  return row.value === null || row.value.approval === null
    ? fail('approval.missing', `nobody has approved ${id} yet, so there is nothing to amend`, {
        remedy: `edit ${task.file} as you like, then: writ approve ${id}`,
      })
    : ok(row.value);
};

/** The task file as the next version of its contract, with the changes that were asked for. Nothing is written. */
const nextVersion = (project: Project, file: TaskFile, row: ContractRow, change: TaskChange): Result<Proposal> => {
  const { contract } = file.task;
  const wrong = okUnless(misnamed(contract.id, contract, change), () => null);
  if (!wrong.ok) return wrong;
  const version = Math.max(contract.version, row.version + 1);
  const text = editTask(new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.bytes), change, version);
  if (!text.ok) return text;
  const proposal = proposeText(project, file, text.value);
  if (!proposal.ok) return proposal;
  const edited = isEdited(contract, proposal.value.task.contract, change, version);
  return edited.ok ? proposal : edited;
};

/**
 * Proposes the next version of an approved contract: the task file as somebody has changed it, with what is to be
 * changed besides. What comes of it is for `approve` to show, to have signed and to record.
 *
 * @param name the id of the task, or the path of its file
 */
export const proposeAmendment = async (
  project: Project,
  name: string,
  change: TaskChange,
): Promise<Result<Proposal>> => {
  const file = findTaskFile(project, name);
  if (!file.ok) return file;
  const row = await approvedVersion(project, file.value);
  if (!row.ok) return row;
  const proposal = nextVersion(project, file.value, row.value, change);
  if (!proposal.ok) return proposal;
  const { contract: digest, version } = row.value;
  const asApproved = contractDigest(file.value.task.contract) === digest;
  const unchanged = contractDigest({ ...proposal.value.task.contract, version }) === digest;
  return asApproved && unchanged
    ? fail('usage.argument', `${name} is as it was approved: there is nothing to sign again`, {
        remedy: `name what changes, such as --allow FILE, or edit ${file.value.task.file} first`,
      })
    : proposal;
};

/** The terms of the version that counts, which the next one keeps unless others are named. A backend of null: any. */
export const approvedTerms = async (
  { ledger }: Project,
  task: string,
): Promise<Result<{ readonly backend: string | null; readonly ifMoved: boolean }>> => {
  const row = await newestContract(ledger, task);
  if (!row.ok) return row;
  const envelope = row.value?.approval ? await readDocument(ledger, row.value.approval) : ok(null);
  if (!envelope.ok) return envelope;
  const said = approvalSays(envelope.value);
  return ok({ backend: said?.backend ?? null, ifMoved: said?.ifMoved ?? false });
};
