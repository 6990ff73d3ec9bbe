import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ChangedPath, Changes, HygieneFinding } from '#evidence';
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

const bytesOf = (path: string): number => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** What of a change can be kept as evidence: git makes no patch of a file of more than a gigabyte. */
const LARGEST_CHANGE_BYTES = 256 * 1024 * 1024;

/** The finding that a change is larger than any evidence of it could be. */
const tooLarge = (workspace: string, paths: readonly ChangedPath[]): readonly HygieneFinding[] => {
  const bytes = paths.reduce((sum, { path }) => sum + bytesOf(join(workspace, path)), 0);
  return bytes <= LARGEST_CHANGE_BYTES
    ? []
    : [
        {
          path: '.',
          kind: 'too-large',
          says: `${bytes} bytes in changed files, of which ${LARGEST_CHANGE_BYTES} can be kept`,
        },
      ];
};

type Taken = {
  readonly tree: string;
  readonly paths: readonly ChangedPath[];
  readonly untaken: readonly HygieneFinding[];
};

/**
 * Takes the workspace as a tree, with what differs from the base. What cannot be taken at all must end in a verdict
 * like every other cheat: then it is the tree the attempt began with, and a finding that refuses.
 */
const take = async (
  { store, order }: Attempt,
  workspace: string,
  leaveOut: readonly string[],
): Promise<Result<Taken>> => {
  const from = async (tree: string, untaken: readonly HygieneFinding[]): Promise<Result<Taken>> => {
    const paths = await changedPaths(store, order.base, tree);
    return paths.ok ? ok({ tree, paths: paths.value, untaken }) : paths;
  };
  const instead = (untaken: readonly HygieneFinding[]) => from(order.start.freshness.startTree, untaken);
  const captured = await captureTree(store, workspace, leaveOut);
  if (!captured.ok) {
    const refused = refusedAsWhole(captured.failures);
    return refused.length === 0 ? captured : instead(refused);
  }
  const taken = await from(captured.value, []);
  if (!taken.ok) return taken;
  const large = tooLarge(workspace, taken.value.paths);
  return large.length === 0 ? taken : instead(large);
};

/** Kinds of finding that the base may have had already: they count only where something changed. */
const MAY_BE_OLD: readonly HygieneFinding['kind'][] = ['name', 'collision', 'symlink-outside', 'bare-repository'];

/** What the base had already is not this run's doing; only what changed is judged. */
const ofThisRun =
  (paths: readonly ChangedPath[]) =>
  ({ kind, path }: HygieneFinding): boolean =>
    !MAY_BE_OLD.includes(kind) ||
    (path === '.' ? paths.length > 0 : paths.some((one) => one.path === path || one.path.startsWith(`${path}/`)));

/** Captures the workspace as a tree and measures what differs from the approved base, by means the agent never touched. */
export const capture = async (attempt: Attempt, workspace: string): Promise<Result<Captured>> => {
  const { store, order, provided } = attempt;
  const hygiene = scanWorkTree(workspace, ['.git', ...provided]);
  const mounted = placesIn(workspace, provided);
  const taken = await take(attempt, workspace, ['.git', ...mounted, ...untakable(hygiene)]);
  if (!taken.ok) return taken;
  const { tree, paths, untaken } = taken.value;
  const patch = await patchBetween(store, order.base, tree);
  if (!patch.ok) return patch;
  const gitlinks = paths
    .filter(({ newMode }) => newMode === '160000')
    .map(({ path }): HygieneFinding => ({ path, kind: 'gitlink', says: 'a submodule' }));
  const findings = [...hygiene.filter(ofThisRun(paths)), ...gitlinks, ...untaken];
  return ok({ changes: { writ: 1, base: order.base, tree, paths, hygiene: findings }, patch: patch.value });
};
