import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '#failure';
import { writePassing } from './files.ts';
import { git, gitLine } from './git.ts';
import { keepHistory, takeHistory } from './kept-history.ts';
import type { HarnessStore } from './objects.ts';

/** Commits of the history that whoever works in a workspace can look up. All of it can be many gigabytes. */
const DEEPEST = 50;

/**
 * Writes a commit and the newest of its history, with all that belongs to them, into a git folder of its own, and nothing
 * else: what was committed later, on another branch, or thrown away, cannot be looked up there (red team H21). What was
 * written of it for the workspace before is written again, without asking git.
 *
 * @param gitDir a git folder without objects
 */
export const writeBaseHistory = async (store: HarnessStore, gitDir: string, base: string): Promise<Result<null>> => {
  const what = `${DEEPEST} commits of ${base}`;
  if (takeHistory(store, gitDir, what)) return ok(null);
  const call = { gitDir: store.gitDir, config: 'harness' } as const;
  const listed = await gitLine(['rev-list', '--parents', `--max-count=${DEEPEST}`, base], call);
  if (!listed.ok) return listed;
  const commits = listed.value.split('\n').map((line) => line.split(' '));
  const known = new Set(commits.map(([commit]) => commit));
  // Where the history ends; git takes these for commits without parents.
  const last = commits.flatMap(([commit = '', ...parents]) => (parents.every((one) => known.has(one)) ? [] : [commit]));
  const pack = join(gitDir, 'objects', 'pack');
  mkdirSync(pack, { recursive: true });
  // What is packed already is copied as it is, and nothing is tried to make it smaller: it lives as long as a run.
  const words = ['--revs', '--quiet', '--delta-base-offset', '--window=0', '--compression=1'];
  const stdin = [...last.map((commit) => `--shallow ${commit}`), base, ''].join('\n');
  const packed = await git(['pack-objects', ...words, join(pack, 'pack')], { ...call, stdin });
  if (!packed.ok) return packed;
  if (last.length > 0) writePassing(join(gitDir, 'shallow'), last.map((commit) => `${commit}\n`).join(''));
  keepHistory(store, gitDir, what);
  return ok(null);
};
