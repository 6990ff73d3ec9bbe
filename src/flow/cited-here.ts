import { join } from 'node:path';
import { citationsOf, contractDigest, demandedGates, joinWords, type Contract, type Task } from '#contract';
import { ok, type Failure, type Result } from '#failure';
import { faultsOfCited, uncovered } from '#gates';
import { readIfThere } from '#host';
import { newestContract } from '#ledger';
import { citationsIn } from '#run';
import type { Specs } from '#spec';
import type { Project } from './project.ts';
import { readSpecs } from './specs.ts';
import { TASK_LIMIT_BYTES } from './task-paths.ts';

/** A task that cannot be approved yet for what it cites, and waits for tasks whose work may bring that. */
export type Early = { readonly task: string; readonly waitsFor: readonly string[]; readonly says: readonly string[] };

/** What is wrong with what tasks cite, and which of them are only early. */
export type CitedHere = { readonly failures: readonly Failure[]; readonly early: readonly Early[] };

/** Where a task file writes the citation that a fault is about: the first that its sentence names, and the whole of it. */
const placeIn = (lines: readonly string[], contract: Contract, { message }: Failure) => {
  const [named] = citationsOf(contract)
    .filter((cite) => message.includes(cite))
    .toSorted((one, other) => message.indexOf(one) - message.indexOf(other) || other.length - one.length);
  const columnIn = (text: string): number => {
    const at = named === undefined ? -1 : text.indexOf(named);
    return at >= 0 && !/[\w./-]/u.test(text[at + (named ?? '').length] ?? '') ? at + 1 : 0;
  };
  const line = lines.findIndex((text) => columnIn(text) > 0);
  const text = lines[line];
  return text === undefined
    ? { line: 1, column: 1 }
    : { line: line + 1, column: columnIn(text), text: text.slice(0, 300) };
};

/** What approving a task would refuse of its citations, as the documents of the checkout stand. */
const faultsIn = (contract: Contract, specs: Specs): readonly Failure[] => {
  const found = citationsIn(specs, contract);
  const demanded = demandedGates(contract.strictness, contract.riskTier.tier, ['start']);
  return [
    ...faultsOfCited(contract, found.cites, 'here').failures,
    ...(demanded.includes('requirements.covered') ? uncovered({ contract, specs: found }) : []),
  ];
};

const placed = ({ repository }: Project, { contract, file }: Task, faults: readonly Failure[]): readonly Failure[] => {
  const read = readIfThere(join(repository.root, file), TASK_LIMIT_BYTES);
  const lines = new TextDecoder().decode((read.ok ? read.value : null) ?? new Uint8Array()).split('\n');
  return faults.map((fault) => ({
    ...fault,
    where: { file, ...placeIn(lines, contract, fault) },
    remedy: `${fault.remedy ?? ''}, then: writ task validate ${joinWords([file])}`,
  }));
};

/** Which of the tasks it waits for have not landed. */
const openUpstream = async ({ ledger }: Project, { dependsOn }: Task): Promise<Result<readonly string[]>> => {
  const open: string[] = [];
  for (const id of dependsOn) {
    const row = await newestContract(ledger, id);
    if (!row.ok) return row;
    if (row.value?.state !== 'landed') open.push(id);
  }
  return ok(open);
};

/** What was approved pins what it cites: how that reads by now the board tells. */
const isApproved = async ({ ledger }: Project, { contract }: Task): Promise<Result<boolean>> => {
  const row = await newestContract(ledger, contract.id);
  if (!row.ok) return row;
  return ok(row.value !== null && row.value.approval !== null && row.value.contract === contractDigest(contract));
};

/**
 * Whether what task files cite is there, binding and in one place, and in strict whether all of it is answered: what
 * approving them asks at the base is asked here of the checkout, so that nobody hears of it only then. A task that waits
 * for others may cite what these are to write; of that it is only told.
 */
export const lookAtCitesHere = async (project: Project, tasks: readonly Task[]): Promise<Result<CitedHere>> => {
  const citing = tasks.filter(({ contract }) => citationsOf(contract).length > 0);
  if (citing.length === 0) return ok({ failures: [], early: [] });
  const specs = await readSpecs(project.repository);
  if (!specs.ok) return specs;
  const failures: Failure[] = [];
  const early: Early[] = [];
  for (const task of citing) {
    const approved = await isApproved(project, task);
    if (!approved.ok) return approved;
    const faults = approved.value ? [] : faultsIn(task.contract, specs.value);
    if (faults.length === 0) continue;
    const open = await openUpstream(project, task);
    if (!open.ok) return open;
    if (open.value.length === 0) failures.push(...placed(project, task, faults));
    else early.push({ task: task.contract.id, waitsFor: open.value, says: faults.map(({ message }) => message) });
  }
  return ok({ failures, early });
};
