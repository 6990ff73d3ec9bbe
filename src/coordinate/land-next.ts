import { ok, remedyOf, type FailureCode, type Result } from '#failure';
import { findRun, landUnkept, openProject, type Keep, type Project } from '#flow';
import { now, resolveRef } from '#host';
import { recordRefusedLanding } from '#ledger';
import type { Refused } from '#plan';

/** What speaks against a result where the target stands: only work on top of that helps. */
const CONFLICTS: ReadonlySet<FailureCode> = new Set(['target.touched', 'target.failing', 'target.moved', 'decision.expired']); // prettier-ignore

/** What came of an attempt to land: it did, and is to be kept; it cannot, and the task goes on with that; or something else is in the way. */
export type LandingEnd =
  | { readonly kind: 'landed'; readonly keep: Keep }
  | { readonly kind: 'conflict'; readonly because: readonly string[] }
  | { readonly kind: 'refused'; readonly refused: Refused };

/**
 * Lands the next result, in the ledger that the coordinator has open, exactly as `writ land` does: on the target as it stands, where everybody who decided allowed that,
 * the patch is the same, and every check and gate has passed again there. A conflict is recorded, so that the next attempt
 * is told of it.
 */
export const landNext = async (
  { cwd, ledger }: Pick<Project, 'cwd' | 'ledger'>,
  { run, targetRef }: { readonly run: string; readonly targetRef: string },
  tell: (sentence: string) => void,
): Promise<Result<LandingEnd>> => {
  const opened = await openProject(cwd);
  if (!opened.ok) return opened;
  try {
    // Of two connections of one process, one would wait for the other, and keep it from ever going on.
    const project = { ...opened.value, ledger };
    const row = await findRun(project, run);
    if (!row.ok) return row;
    const landed = await landUnkept(project, row.value, tell);
    if (landed.ok) return ok({ kind: 'landed', keep: landed.value.keep });
    const [first] = landed.failures;
    const because = landed.failures.map(({ message }) => message);
    if (!CONFLICTS.has(first.code))
      return ok({ kind: 'refused', refused: { says: first.message, command: remedyOf(first) } });
    const target = await resolveRef(project.repository, targetRef);
    if (!target.ok) return target;
    const event = { task: row.value.task, run, onto: target.value ?? '', because };
    const recorded = await recordRefusedLanding(ledger, event, now());
    return recorded.ok ? ok({ kind: 'conflict', because }) : recorded;
  } finally {
    await opened.value.close();
  }
};
