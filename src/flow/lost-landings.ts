import { join } from 'node:path';
import { ok, type Result } from '#failure';
import { fileStamp, git, isAlive, readIfThere, resolveRef, type Repository } from '#host';
import { readBoard } from '#ledger';
import type { BoardTask } from '#plan';
import { ledgerPath } from './places.ts';

const REF_LIMIT_BYTES = 4096;

/** Which branches have been landed on. */
const refsOf = (rows: readonly BoardTask[]): readonly string[] => [
  ...new Set(rows.flatMap(({ landed }) => (landed === undefined ? [] : [landed.ref]))),
];

/** Where the branches that were landed on stand, as the files of git say without git: what is kept of an answer hangs on it. */
export const targetsOf = (
  { commonDir }: Pick<Repository, 'commonDir'>,
  rows: readonly BoardTask[],
): readonly (readonly [string, string | null])[] =>
  refsOf(rows).map((ref) => {
    const loose = readIfThere(join(commonDir, ref), REF_LIMIT_BYTES);
    const text = loose.ok && loose.value !== null ? new TextDecoder().decode(loose.value) : null;
    return [ref, text ?? fileStamp(join(commonDir, 'packed-refs'))] as const;
  });

/** Which of some commits the repository has none of: what no branch holds is removed some day. */
const goneTips = async (commonDir: string, tips: readonly string[]): Promise<Result<readonly string[]>> => {
  const printed = await git(['cat-file', '--batch-check'], {
    ...{ gitDir: commonDir, config: 'harness', stdin: [...tips, ''].join('\n') },
  });
  if (!printed.ok) return printed;
  const lines = new Set(new TextDecoder().decode(printed.value).split('\n'));
  return ok(tips.filter((tip) => lines.has(`${tip} missing`)));
};

/**
 * Which of the commits that a branch stood at it does not hold any more: it was reset, or somebody pushed another history
 * over it. A branch that is gone holds none.
 */
export const lostTips = async (
  { commonDir }: Pick<Repository, 'commonDir'>,
  ref: string,
  tips: readonly string[],
): Promise<Result<ReadonlySet<string>>> => {
  const [printed, gone] = await Promise.all([
    git(['rev-list', '--ignore-missing', '--stdin'], {
      ...{ gitDir: commonDir, config: 'harness', stdin: [...tips, `^${ref}`, ''].join('\n') },
    }),
    goneTips(commonDir, tips),
  ]);
  if (!printed.ok) return printed;
  if (!gone.ok) return gone;
  const outside = new Set([...new TextDecoder().decode(printed.value).split('\n'), ...gone.value]);
  return ok(new Set(tips.filter((tip) => outside.has(tip))));
};

/**
 * What has landed and is not on its branch any more is accepted, and no more than that: whatever needs it has to wait.
 * Two programs of git at once for each branch that was landed on, which nearly always is one.
 */
export const withLost = async (
  repository: Pick<Repository, 'commonDir'>,
  rows: readonly BoardTask[],
): Promise<Result<readonly BoardTask[]>> => {
  const lost = new Map<string, ReadonlySet<string>>();
  const gone = new Set<string>();
  for (const ref of refsOf(rows)) {
    const tips = rows.flatMap(({ landed }) => (landed?.ref === ref ? [landed.tip] : []));
    const found = await lostTips(repository, ref, tips);
    if (!found.ok) return found;
    lost.set(ref, found.value);
    if (found.value.size === 0) continue;
    const there = await resolveRef(repository, ref);
    if (!there.ok) return there;
    if (there.value === null) gone.add(ref);
  }
  return ok(
    rows.map((row): BoardTask => {
      const { landed } = row;
      if (landed === undefined || lost.get(landed.ref)?.has(landed.tip) !== true) return row;
      return { ...row, state: 'accepted', lost: { ref: landed.ref, commit: landed.tip, isGone: gone.has(landed.ref) } };
    }),
  );
};

/** Which of these tasks have landed on a branch that does not hold them any more. */
export const lostAmong = async (
  repository: Repository,
  tasks: readonly string[],
): Promise<Result<readonly string[]>> => {
  const read = await readBoard(ledgerPath(repository), (holder) => !isAlive(holder));
  if (!read.ok) return read;
  const rows = await withLost(
    repository,
    read.value.filter(({ task }) => tasks.includes(task)),
  );
  return rows.ok ? ok(rows.value.flatMap(({ task, lost }) => (lost === undefined ? [] : [task]))) : rows;
};
