import { relative, resolve } from 'node:path';
import { decoded } from '#contract';
import { fail, ok, type Result } from '#failure';
import { git, now, readIfThere, tryGit, type Repository } from '#host';
import { readHappened } from '#ledger';
import {
  boardOf,
  checkClaims,
  hashesClaimed,
  REPORTED,
  workReport,
  type BoardLine,
  type ClaimCheck,
  type Happened,
  type WorkReport,
} from '#plan';
import { readTasks } from './filed-tasks.ts';
import type { Project } from './project.ts';

const linesOf = (bytes: Uint8Array): readonly string[] => new TextDecoder().decode(bytes).split('\n').filter(Boolean);

/** Which landed commits their branch holds no more: it was put back, or is gone. */
const goneCommits = async (
  { commonDir }: Repository,
  happened: readonly Happened[],
): Promise<Result<ReadonlySet<string>>> => {
  const landed = happened.flatMap(({ event }) =>
    event.kind === 'run.landed' || event.kind === 'branch.promoted' ? [{ commit: event.commit, ref: event.ref }] : [],
  );
  const gone = new Set<string>();
  for (const [ref, commits] of Map.groupBy(landed, (one) => one.ref)) {
    const call = { gitDir: commonDir, config: 'harness', stdin: `${commits.map(({ commit }) => commit).join('\n')}\n` } as const; // prettier-ignore
    // What cannot be listed is not there at all, or its branch is not: then nothing of it can be said to be done.
    const end = await tryGit(['rev-list', '--stdin', `^${ref}`], call);
    if (!end.ok) return end;
    const missing = end.value.exitCode === 0 ? new Set(linesOf(end.value.stdout)) : null;
    for (const { commit } of commits) if (missing === null || missing.has(commit)) gone.add(commit);
  }
  return ok(gone);
};

type Read = {
  readonly happened: readonly Happened[];
  readonly lines: readonly BoardLine[];
  readonly report: WorkReport;
};

const readReport = async ({ cwd, repository, ledger }: Project, since: string | null): Promise<Result<Read>> => {
  const known = await readTasks(cwd);
  if (!known.ok) return known;
  const happened = await readHappened(ledger, REPORTED);
  if (!happened.ok) return happened;
  const gone = await goneCommits(repository, happened.value);
  if (!gone.ok) return gone;
  const lines = boardOf(known.value.tasks);
  const report = workReport(happened.value, lines, { now: now(), since, gone: gone.value });
  return ok({ happened: happened.value, lines, report });
};

/**
 * What was done, what was only allowed, and what waits for a person (S0-R76 to R83).
 *
 * @param since nothing that was done before this moment, in ISO 8601; null: all
 */
export const reportWork = async (project: Project, since: string | null): Promise<Result<WorkReport>> => {
  const read = await readReport(project, since);
  return read.ok ? ok(read.value.report) : read;
};

const TEXT_LIMIT_BYTES = 16 * 1024 * 1024;

/** Those of some hashes, long or short, that are commits of what is checked out. */
const commitsAmong = async (
  { commonDir, head }: Repository,
  hashes: readonly string[],
): Promise<Result<ReadonlySet<string>>> => {
  if (hashes.length === 0) return ok(new Set());
  const call = { gitDir: commonDir, config: 'harness' } as const;
  const history = await git(['rev-list', head], call);
  if (!history.ok) return history;
  const all = linesOf(history.value);
  return ok(new Set(hashes.filter((hash) => all.some((commit) => commit.startsWith(hash)))));
};

/**
 * Holds what a file says was done to what was done. Fails with `input.unreadable` where the file is no text.
 *
 * @param path from the folder the command was called in
 */
export const checkReport = async (project: Project, path: string): Promise<Result<ClaimCheck>> => {
  const file = resolve(project.cwd, path);
  const shown = relative(project.cwd, file);
  const bytes = readIfThere(file, TEXT_LIMIT_BYTES);
  if (!bytes.ok) return bytes;
  const text = bytes.value === null ? null : decoded(bytes.value);
  if (text === null) return fail('input.unreadable', bytes.value === null ? `there is no file ${shown}` : `${shown} is no text in UTF-8`, { remedy: 'writ report --check FILE' }); // prettier-ignore
  const read = await readReport(project, null);
  if (!read.ok) return read;
  const commits = await commitsAmong(project.repository, hashesClaimed(text));
  return commits.ok ? ok(checkClaims(text, shown, { ...read.value, commits: commits.value })) : commits;
};
