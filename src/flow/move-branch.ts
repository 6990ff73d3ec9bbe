import { fail, type Result } from '#failure';
import { moveCheckout, refuseMove, swapRef, worktreesOn } from '#host';
import type { Project } from './project.ts';

/** A branch that is to go forward from where it stands to a commit that is in the person's repository already. */
export type BranchMove = { readonly ref: string; readonly old: string; readonly next: string; readonly reason: string };

/** Every checkout of the branch must be able to follow without losing anything of the person's. */
const checkoutsThatFollow = async (
  { repository }: Project,
  { ref, old, next }: BranchMove,
): Promise<Result<readonly string[]>> => {
  const worktrees = await worktreesOn(repository, ref);
  if (!worktrees.ok) return worktrees;
  for (const worktree of worktrees.value) {
    const free = await refuseMove(worktree, old, next);
    if (!free.ok) return free;
  }
  return worktrees;
};

/**
 * Moves a branch by compare-and-swap, and its checkouts after that; gives the checkouts.
 *
 * @param isThere the branch stands at the next commit already, because a move before this one was cut off
 */
export const moveBranch = async (
  project: Project,
  move: BranchMove,
  isThere: boolean,
): Promise<Result<readonly string[]>> => {
  const checkouts = await checkoutsThatFollow(project, move);
  if (!checkouts.ok) return checkouts;
  if (!isThere) {
    const moved = await swapRef(project.repository, move);
    if (!moved.ok) return moved;
    if (!moved.value) return fail('target.moved', `${move.ref} moved at this very moment`);
  }
  for (const checkout of checkouts.value) {
    const followed = await moveCheckout(checkout, move.old, move.next);
    if (!followed.ok) return followed;
  }
  return checkouts;
};
