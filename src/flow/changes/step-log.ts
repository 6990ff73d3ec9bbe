import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import {
  createDurably,
  isAlive,
  kindOf,
  readIfThere,
  renameDurably,
  thisProcess,
  writeDurably,
  type Repository,
} from '#host';
import { linkOnTheWay } from '../links.ts';

/** One file that changes: what it says before and after; null where there is none. */
export type FileStep = { readonly path: string; readonly before: string | null; readonly after: string | null };

/** What is to be done all or not at all: files first, then a folder that gets another name, which makes it hold. */
export type Steps = { readonly files: readonly FileStep[]; readonly from: string; readonly to: string };

const logSchema = z.object({
  holder: z.object({ pid: z.number(), startedAt: z.string() }),
  files: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  from: z.string(),
  to: z.string(),
});

const logPath = ({ writ }: Repository): string => join(writ, 'archiving.json');

const textThere = (path: string): Result<string | null> => {
  const bytes = readIfThere(path);
  if (!bytes.ok) return bytes;
  return ok(bytes.value === null ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.value));
};

/** Removes a file and the folders that are empty without it, up to a folder that stays. */
const remove = (path: string, stays: string): void => {
  rmSync(path, { force: true });
  for (let folder = dirname(path); folder.startsWith(`${stays}/`); folder = dirname(folder)) {
    try {
      rmSync(folder, { recursive: false });
    } catch {
      return;
    }
  }
};

/** The log of an archive that could not be undone: a name of its own, for what it holds is nowhere else. */
const cutOffPath = ({ writ }: Repository): string => {
  const named = (count: number): string => join(writ, count === 1 ? 'archiving-cut-off.json' : `archiving-cut-off-${count}.json`);
  let count = 1;
  while (kindOf(named(count)) !== null) count += 1;
  return named(count);
}; // prettier-ignore

const notBehindLinks = (root: string, path: string): Result<null> => {
  const link = linkOnTheWay(root, path);
  return link === null ? ok(null) : fail('change.archive', `${link} is a link, which is not followed`);
};

const put = (root: string, { path, text }: { readonly path: string; readonly text: string | null }): Result<null> => {
  const direct = notBehindLinks(root, path);
  if (!direct.ok) return direct;
  if (text !== null) return writeDurably(join(root, path), text);
  remove(join(root, path), join(root, 'openspec', 'specs'));
  return ok(null);
};

/**
 * Gives every file back what it said before. A file that says neither is somebody else's work by now, and stays.
 *
 * @returns the files that stayed
 */
const undo = (root: string, files: readonly FileStep[]): Result<readonly string[]> => {
  const edited: string[] = [];
  for (const { path, before, after } of files) {
    const there = textThere(join(root, path));
    if (!there.ok) return there;
    if (there.value === before) continue;
    if (there.value !== after) edited.push(path);
    else {
      const done = put(root, { path, text: before });
      if (!done.ok) return done;
    }
  }
  return ok(edited);
};

/** What was edited is for its author to look at. It is told once, and is not in the way of anything after that. */
const setAside = (repository: Repository, edited: readonly string[]): Result<null> => {
  const kept = cutOffPath(repository);
  const renamed = renameDurably(logPath(repository), kept);
  if (!renamed.ok) return renamed;
  const [stays, its] = edited.length === 1 ? ['was edited while an archive was cut off, and stays', 'its text'] : ['were edited while an archive was cut off, and stay', 'their texts'];
  return fail('change.archive', `${edited.join(', ')} ${stays} as it is; ${its} from before the archive: ${kept}`, { remedy: `git diff -- ${edited.join(' ')}, and then the same command again` });
}; // prettier-ignore

/**
 * Ends what an archive left that was cut off: as if it had not begun, where the change still lies where it lay; and
 * otherwise it had done everything. Fails with `repository.locked` while that archive is still going on, and once with
 * `change.archive` where a file of it was edited since: that file stays, and the log is put aside.
 */
export const settleSteps = (repository: Repository): Result<null> => {
  const path = logPath(repository);
  const text = textThere(path);
  if (!text.ok) return text;
  if (text.value === null) return ok(null);
  let raw: unknown = null;
  try {
    raw = JSON.parse(text.value);
  } catch {
    // Told below, as what is no step log.
  }
  const log = logSchema.safeParse(raw);
  if (!log.success) return fail('input.unreadable', `${path} is no step log of Writ`);
  const { holder, files, from } = log.data;
  if (holder.pid !== thisProcess().pid && isAlive(holder))
    return fail('repository.locked', 'another archive is going on here');
  if (kindOf(join(repository.root, from)) === 'folder') {
    const undone = undo(repository.root, files);
    if (!undone.ok) return undone;
    if (undone.value.length > 0) return setAside(repository, undone.value);
  }
  rmSync(path, { force: true });
  return ok(null);
};

/**
 * Does all of it or nothing, a crash at any moment included: what is to be done is written down first, the new name of
 * the folder makes it hold, and `settleSteps` undoes what was cut off before that.
 */
export const doSteps = (repository: Repository, steps: Steps): Result<null> => {
  const { root } = repository;
  const log = { holder: thisProcess(), ...steps };
  const begun = createDurably(logPath(repository), `${JSON.stringify(log)}\n`);
  if (!begun.ok) return begun;
  if (!begun.value) return fail('repository.locked', 'another archive is going on here');
  let hasBegun = false;
  const done = ((): Result<null> => {
    for (const { path, before } of steps.files) {
      const direct = notBehindLinks(root, path);
      if (!direct.ok) return direct;
      const there = textThere(join(root, path));
      if (!there.ok) return there;
      if (there.value !== before) return fail('change.archive', `${path} was edited meanwhile`);
    }
    hasBegun = true;
    for (const { path, after } of steps.files) {
      const written = put(root, { path, text: after });
      if (!written.ok) return written;
    }
    const direct = notBehindLinks(root, steps.to);
    if (!direct.ok) return direct;
    mkdirSync(dirname(join(root, steps.to)), { recursive: true });
    if (kindOf(join(root, steps.to)) !== null) return fail('change.archive', `${steps.to} is there already`);
    return renameDurably(join(root, steps.from), join(root, steps.to));
  })();
  if (!hasBegun) {
    // Nothing is to be undone: what is not as it was before is somebody's work.
    rmSync(logPath(repository), { force: true });
    return done;
  }
  const settled = settleSteps(repository);
  return done.ok ? settled : settled.ok ? done : settled;
};
