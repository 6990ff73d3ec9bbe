import { dirname } from 'node:path';
import type { Changes, HygieneFinding } from '#evidence';
import { ok, type Failure, type Result } from '#failure';
import { captureTree, changedPaths, patchBetween, scanWorkTree } from '#host';
import type { Attempt } from './attempt.ts';
import { placesIn } from './workspace.ts';

/** What became of the workspace. */
export type Captured = {
  readonly changes: Changes;
  readonly patch: Uint8Array;
};

/** What cannot be taken into a tree is a finding already, and left out so that the rest can be seen. */
const untakable = (findings: readonly HygieneFinding[]): readonly string[] =>
  findings.flatMap(({ kind, path }) => {
    if (kind === 'unreadable') return [path];
    if (kind !== 'nested-repository') return [];
    return [dirname(path) === '.' ? path : dirname(path)];
  });

/** The finding that a work tree as a whole cannot be taken, where that and not the machine is at fault. */
const refusedAsWhole = (failures: readonly Failure[]): readonly HygieneFinding[] =>
  failures
    .filter(({ code }) => code === 'file.hygiene')
    .map(({ message }) => ({ path: '.', kind: 'unreadable', says: message }));

/** Captures the workspace as a tree and measures what differs from the approved base, by means the agent never touched. */
export const capture = async ({ store, order, provided }: Attempt, workspace: string): Promise<Result<Captured>> => {
  const hygiene: readonly HygieneFinding[] = scanWorkTree(workspace, ['.git', ...provided]);
  const mounted = placesIn(workspace, provided);
  const taken = await captureTree(store, workspace, ['.git', ...mounted, ...untakable(hygiene)]);
  const untaken = taken.ok ? [] : refusedAsWhole(taken.failures);
  if (!taken.ok && untaken.length === 0) return taken;
  // What git refuses to take at all must end in a verdict like every other cheat: the finding refuses it.
  const tree = taken.ok ? taken.value : order.start.freshness.startTree;
  const paths = await changedPaths(store, order.base, tree);
  if (!paths.ok) return paths;
  const patch = await patchBetween(store, order.base, tree);
  if (!patch.ok) return patch;
  const gitlinks = paths.value
    .filter(({ newMode }) => newMode === '160000')
    .map(({ path }): HygieneFinding => ({ path, kind: 'gitlink', says: 'a submodule' }));
  // What the base had already is not this run's doing; only what changed is judged.
  const changed = new Set(paths.value.map(({ path }) => path));
  const ours = hygiene.filter(({ path, kind }) =>
    kind !== 'name' && kind !== 'collision' && kind !== 'symlink-outside'
      ? true
      : [...changed].some((one) => one === path || one.startsWith(`${path}/`)),
  );
  return ok({
    changes: { writ: 1, base: order.base, tree, paths: paths.value, hygiene: [...ours, ...gitlinks, ...untaken] },
    patch: patch.value,
  });
};
