import { ok, type Result } from '#failure';
import { messageOf, resolveRef } from '#host';
import { readRuns, type RunRow } from '#ledger';
import { foundFor, landingOrder, type LandingOrder } from './landing-order.ts';
import { thereAlready } from './moved-target.ts';
import { contractOf } from './run-order.ts';
import type { Project } from './project.ts';

/** The run that a commit says it holds the result of. What it says is only where to look. */
const namedBy = (message: string): string | null => /^Writ-Run: (\S+)$/mu.exec(message)?.[1] ?? null;

/**
 * The landing of another result that was cut off after the branch had moved, and only has to be recorded; null where
 * there is none. Whoever landed upon it first would bury it: it would count as not landed, and be done once more.
 *
 * @param row the run that is about to land
 */
export const cutOffBefore = async (project: Project, row: RunRow): Promise<Result<LandingOrder | null>> => {
  const { repository, ledger } = project;
  const contract = await contractOf(project, row);
  if (!contract.ok) return contract;
  const target = await resolveRef(repository, `refs/heads/${contract.value.value.baseBranch}`);
  if (!target.ok || target.value === null) return target.ok ? ok(null) : target;
  const message = await messageOf(repository, target.value);
  if (!message.ok) return message;
  const run = namedBy(message.value);
  if (run === null || run === row.run) return ok(null);
  const rows = await readRuns(ledger, { run });
  if (!rows.ok) return rows;
  const other = rows.value.find(({ state, branch }) => state === 'accepted' && branch === null);
  if (other === undefined) return ok(null);
  const found = await foundFor(project, other, { ownBranch: false });
  // One that cannot be read keeps no other from landing.
  const there = found.ok ? await thereAlready(project, found.value) : null;
  const order = there === null ? null : landingOrder(project, there);
  return ok(order?.ok === true ? order.value : null);
};
