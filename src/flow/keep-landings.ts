import { ok, type Result } from '#failure';
import { git, now } from '#host';
import { readRuns } from '#ledger';
import { afterFile, keepRunRef, runRef } from '#run';
import { finishCutOff } from './finish-cut-off.ts';
import type { Project } from './project.ts';

/** The ref of a run that has landed, which does not say so: the commit it stands at, and the tree of the result there. */
type Behind = { readonly base: string; readonly tree: string };

/** What git says of the name of an object: what it is, or that there is none. */
const objectIn = (line: string | undefined): string | null => /^([0-9a-f]{40}) (?:commit|tree|blob) /u.exec(line ?? '')?.[1] ?? null; // prettier-ignore

/** Which of these runs have a ref that knows nothing of their landing. git is asked once for all of them. */
const behindOf = async (
  { repository }: Project,
  runs: readonly string[],
): Promise<Result<ReadonlyMap<string, Behind>>> => {
  // prettier-ignore
  const namesOf = (ref: string): readonly string[] => [ref, `${ref}:result`, `${ref}:after/${afterFile.landing}`];
  const stdin = runs.flatMap((run) => namesOf(runRef(run)).map((name) => `${name}\n`)).join('');
  const call = { gitDir: repository.commonDir, config: 'harness', stdin } as const;
  const printed = await git(['cat-file', '--batch-check'], call);
  if (!printed.ok) return printed;
  const objects = new TextDecoder().decode(printed.value).split('\n').map(objectIn);
  const behind = new Map<string, Behind>();
  for (const [at, run] of runs.entries()) {
    const [base = null, tree = null, landing = null] = objects.slice(3 * at, 3 * at + 3);
    if (base !== null && tree !== null && landing === null) behind.set(run, { base, tree });
  }
  return ok(behind);
};

/**
 * Keeps what has landed where git carries it from clone to clone, if whoever landed it was killed before that.
 * Fails with the first that could not be kept, once all others are.
 */
export const keepLandings = async (project: Project): Promise<Result<null>> => {
  const rows = await readRuns(project.ledger, 'all');
  if (!rows.ok) return rows;
  const landed = rows.value.filter(({ state, landing }) => state === 'landed' && landing !== null);
  if (landed.length === 0) return ok(null);
  const behind = await behindOf(project, landed.map(({ run }) => run)); // prettier-ignore
  if (!behind.ok) return behind;
  let kept: Result<unknown> = ok(null);
  for (const row of landed) {
    const facts = behind.value.get(row.run);
    if (facts === undefined) continue;
    // The files beside its bundle come first: they may have been cut off as well.
    const finished = await finishCutOff(project, row);
    const one = finished.ok ? await keepRunRef(project.repository, row.run, { ...facts, at: now() }) : finished;
    if (kept.ok) kept = one;
  }
  return kept.ok ? ok(null) : kept;
};
