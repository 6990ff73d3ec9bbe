import { joinWords, visible, visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { findRun, land, landMerged, landOnBranch, type Moved, type Project } from '#flow';
import { pushRemote } from '#host';
import type { RunRow } from '#ledger';
import { runRef } from '#run';
import { naming, type Io, type Shown } from '../io.ts';
import { JAIL_WORDS } from '../jail-words.ts';

import { withProject } from './with-project.ts';
import { given, text, type Words } from '../words.ts';

const shortName = (ref: string): string => ref.replace(/^refs\/heads\//u, '');

/** `writ land [RUN] --branch [NAME]` */
const onBranch = async (project: Project, row: RunRow, name: string | undefined): Promise<Result<Shown>> => {
  const done = await landOnBranch(project, row, name);
  if (!done.ok) return naming(done, row);
  const remote = await pushRemote(project.repository);
  if (!remote.ok) return remote;
  const { ref, commit, target, title, body } = done.value;
  const push = joinWords(['git', 'push', remote.value ?? 'REMOTE', shortName(ref), runRef(row.run)]);
  return ok({
    text: [
      visible(title),
      '',
      visible(body),
      `On ${shortName(ref)}: ${commit.slice(0, 12)}. ${shortName(target)} was not moved, and nothing was pushed.`,
      `next  ${visibleLine(push)}`,
      `      then open a pull request to ${visibleLine(shortName(target))} with the text above`,
      `      and once it is merged and fetched: writ land ${row.run}`,
    ].join('\n'),
    json: { run: row.run, ...done.value, push },
  });
};

/** What held the run, where that proves less than a jail does. */
const heldBy = ({ jail }: Pick<Moved, 'jail'>): string => (jail === undefined ? '' : ` ${JAIL_WORDS[jail]}.`);

const merged = (row: RunRow, { ref, ...landed }: Moved): Shown => ({
  text: `Landed: ${ref} holds the result since ${landed.new.slice(0, 12)}, as ${landed.commit.slice(0, 12)}. It was merged by somebody else; Writ moved nothing.${heldBy(landed)}`,
  json: { run: row.run, ref, ...landed },
});

const moveTarget = async (project: Project, row: RunRow, io: Io, direct: boolean): Promise<Result<Shown>> => {
  if (row.branching !== null && row.state === 'accepted') {
    const found = await landMerged(project, row);
    if (!found.ok) return naming(found, row);
    if (found.value !== null) return ok(merged(row, found.value));
  }
  const done = await land(project, row, io.tell, { direct });
  if (!done.ok) return naming(done, row);
  if (done.value.commit === null)
    return ok({
      text: `Nothing is to be moved: no change was needed, and writ moves nothing in ${done.value.ref}.`,
      json: { run: row.run, ...done.value },
    });
  const { new: tip, ref, old, how, carried } = done.value;
  const undo = `git revert ${how === 'commit' ? '-m 1 ' : ''}${tip.slice(0, 12)}`;
  return ok({
    text: `Landed: ${ref} moved from ${old.slice(0, 12)} to ${tip.slice(0, 12)}${carried === null ? '' : ', where every gate passed again'}. Nothing was pushed.${heldBy(done.value)} Undo: ${undo}`,
    json: { run: row.run, ...done.value },
  });
};

/** A run where a branch would be named: `writ land --branch R-4f3a9c01d2` means the run. */
const isRun = (name: string | undefined): boolean => /^R-[0-9a-f]+$/u.test(name ?? '');

/** `writ land [RUN] [--direct]` */
export const landCommand = (words: Words, io: Io): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const named = text(words, 'branch');
    const run = text(words, 'run') ?? (isRun(named) ? named : undefined);
    const row = await findRun(project, run);
    if (!row.ok) return row;
    if (named === undefined && !given(words, 'branch'))
      return moveTarget(project, row.value, io, given(words, 'direct'));
    return onBranch(project, row.value, isRun(named) ? undefined : named);
  });
