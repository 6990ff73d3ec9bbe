import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { placeToWrite, readIfThere, rewriteDurably, writeDurably } from '#host';
import type { Proposal } from './propose.ts';
import { SUPERSEDED_FOLDER, TASK_LIMIT_BYTES } from './task-paths.ts';

/** A version whose place another one takes, and the task file it was made of. */
export type OldVersion = { readonly version: number; readonly text: Uint8Array };

/**
 * Puts a task file in order for a contract that is being recorded: the version before is laid beside it, and the file
 * becomes what was signed. A file that somebody changed after it was shown is left alone, and nothing is recorded: what
 * was agreed to is not what stands there. A link stays a link, and is not written where it leads out of the checkout.
 */
export const keepTaskFile = (root: string, { file, text, task }: Proposal, old: OldVersion | null): Result<null> => {
  const there = readIfThere(file.path, TASK_LIMIT_BYTES);
  if (!there.ok) return there;
  if (there.value === null || Buffer.compare(there.value, file.bytes) !== 0)
    return fail('approval.foreign', `${task.file} was changed while it was shown; nothing was recorded`, {
      remedy: 'run the same command again, and read what stands there now',
    });
  const isSame = Buffer.compare(text, file.bytes) === 0;
  const place = isSame ? ok(file.path) : placeToWrite(file.path, root);
  if (!place.ok) return place;
  if (old !== null) {
    const name = `${basename(file.path, '.md')}-v${old.version}.md`;
    const kept = writeDurably(join(dirname(file.path), SUPERSEDED_FOLDER, name), old.text);
    if (!kept.ok) return kept;
  }
  return isSame ? ok(null) : rewriteDurably(file.path, text, root);
};
