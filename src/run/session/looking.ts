import type { ChangedPath, HygieneFinding } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { changedPaths, lookLive, type LiveChange } from '#host';
import type { Attempt } from '../attempt.ts';

/** The workspace at one moment of the work. */
export type LookedAt = {
  /** What differs from the approved base. */
  readonly changed: readonly LiveChange[];
  /** How many paths differ from what the attempt began with. */
  readonly sinceStart: number;
  readonly findings: readonly HygieneFinding[];
};

const EARLIER = { added: 'added', modified: 'modified', deleted: 'deleted', 'type-changed': 'modified' } as const;

/** A change after a change, as one; null where the second takes back the first. */
const after = (one: LiveChange['status'], other: LiveChange['status']): LiveChange['status'] | null => {
  if (one === 'added') return other === 'deleted' ? null : 'added';
  return other === 'deleted' ? 'deleted' : 'modified';
};

/** What earlier attempts changed, with what this one has changed of it. */
const together = (earlier: readonly ChangedPath[], later: readonly LiveChange[]): readonly LiveChange[] => {
  const all = new Map(earlier.map(({ path, status }) => [path, EARLIER[status]] as const));
  const statuses = new Map<string, LiveChange['status'] | null>(all);
  for (const { path, status } of later) {
    const before = all.get(path);
    statuses.set(path, before === undefined ? status : after(before, status));
  }
  return [...statuses].flatMap(([path, status]) => (status === null ? [] : [{ path, status }]));
};

/**
 * Looks at a workspace in the middle of the work. What the agent told its own git to overlook is seen, and no setting of
 * the workspace is read. Fails with `machine.storage` where nobody can tell what is changed.
 */
export const lookAtWorkspace = async (
  { store, provided, order, workspace }: Pick<Attempt, 'store' | 'provided' | 'order' | 'workspace'>,
  folder: string,
): Promise<Result<LookedAt>> => {
  const written = workspace.written();
  const live = written === null ? null : lookLive(folder, written, ['.git', ...provided]);
  if (live === null) return fail('machine.storage', 'what is changed in the workspace cannot be told while it is used');
  const { startTree } = order.start.freshness;
  const earlier = await changedPaths(store, order.base, startTree);
  if (!earlier.ok) return earlier;
  const { changed, findings } = live;
  return ok({ changed: together(earlier.value, changed), sinceStart: changed.length, findings });
};
