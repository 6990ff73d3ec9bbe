import type { MovedBase } from '#evidence';
import { ok, type Result } from '#failure';
import { isAncestor, resolveRef } from '#host';
import { readDocument, type ContractRow } from '#ledger';
import type { Project } from './project.ts';
import { approvalSays } from './run-documents.ts';
import type { StartPoint } from './start-point.ts';

/** The commit a run begins at; and the approved one, where whoever approved allowed that it is another; else null. */
export type RunBase = { readonly base: string; readonly approved: string | null };

/**
 * Where a run begins: at the approved base or, where the approval allows that, where its target stands by now, so that
 * it finds there what has landed since. One that goes on from another's work keeps the base of that.
 */
export const runBase = async (
  { ledger, repository }: Pick<Project, 'ledger' | 'repository'>,
  { approval, base }: ContractRow,
  { targetRef, from }: { readonly targetRef: string; readonly from: StartPoint },
): Promise<Result<RunBase>> => {
  const document = approval === null ? ok(null) : await readDocument(ledger, approval);
  if (!document.ok) return document;
  const said = approvalSays(document.value);
  if (said?.ifMoved !== true) return ok({ base: base ?? repository.head, approved: null });
  if (from.from !== null) return ok({ base: from.from.base, approved: said.base });
  const stands = await resolveRef(repository, targetRef);
  return stands.ok ? ok({ base: stands.value ?? said.base, approved: said.base }) : stands;
};

/** What git says of a run that does not begin where its approval stands, or whose target stands further on; else null. */
export const movedBase = async (
  { repository }: Pick<Project, 'repository'>,
  { base, approved }: RunBase,
  target: string,
): Promise<Result<MovedBase | null>> => {
  if (approved === null || (approved === base && base === target)) return ok(null);
  const since = await isAncestor(repository, approved, base);
  if (!since.ok) return since;
  const held = since.value ? await isAncestor(repository, base, target) : since;
  return held.ok ? ok({ approved, held: held.value }) : held;
};
