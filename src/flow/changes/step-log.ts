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

const holderSchema = z.object({ pid: z.number(), startedAt: z.string() });
/** Somebody reads what an archive is to be made of; nothing has begun. */
const heldSchema = z.strictObject({ holder: holderSchema });
const logSchema = z.object({
  holder: holderSchema,
  files: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  from: z.string(),
  to: z.string(),
});

/** Where the logs of this checkout lie: a log tells of files of one checkout, and each has its own, beside its index. */
const logFolder = ({ writ, index, commonDir }: Repository): string => {
  const own = dirname(index);
  return own.startsWith(`${commonDir}/`) ? join(own, 'writ') : writ;
};

const logPath = (repository: Repository): string => join(logFolder(repository), 'archiving.json');

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
const cutOffPath = (repository: Repository): string => {
  const named = (count: number): string => join(logFolder(repository), count === 1 ? 'archiving-cut-off.json' : `archiving-cut-off-${count}.json`);
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

/** What cannot be undone is for its author to look at. It is told once, and is in the way of nothing after that. */
const setAside = (repository: Repository, files: readonly string[], says: string): Result<null> => {
  const kept = cutOffPath(repository);
  const renamed = renameDurably(logPath(repository), kept);
  if (!renamed.ok) return renamed;
  const texts = files.length === 1 ? 'its text' : 'their texts';
  return fail('change.archive', `${says}; ${texts} from before the archive: ${kept}`, { remedy: `git diff -- ${files.join(' ')}, and then the same command again` });
}; // prettier-ignore

const endLog = (repository: Repository): Result<null> => {
  rmSync(logPath(repository), { force: true });
  return ok(null);
};

/** Undoes the steps of a log whose folder lies where it lay, and ends the log. */
const undoAll = (repository: Repository, files: readonly FileStep[]): Result<null> => {
  const undone = undo(repository.root, files);
  if (!undone.ok) return undone;
  const edited = undone.value;
  if (edited.length === 0) return endLog(repository);
  const stay = edited.length === 1 ? 'was edited while an archive was cut off, and stays' : 'were edited while an archive was cut off, and stay';
  return setAside(repository, edited, `${edited.join(', ')} ${stay} as it is`);
}; // prettier-ignore

/** The first file that does not say what an archive was to write; null where all do. */
const notWritten = (root: string, files: readonly FileStep[]): Result<string | null> => {
  for (const { path, after } of files) {
    const there = textThere(join(root, path));
    if (!there.ok) return there;
    if (there.value !== after) return ok(path);
  }
  return ok(null);
};

/**
 * Ends a log whose folder is not where it lay, or whose new place is taken. Everything was done where the folder has
 * moved and each file says what it was to say. All else may be another branch, on which the change is not, or is
 * already: nothing tells whether a file holds half an archive here, and what the log says of before may be said nowhere
 * else.
 */
const endMoved = (repository: Repository, { files, from, to }: Steps): Result<null> => {
  const { root } = repository;
  const other = notWritten(root, files);
  if (!other.ok) return other;
  const [stays, moved] = [from, to].map((path) => kindOf(join(root, path)) === 'folder');
  if (files.length === 0 || (moved && !stays && other.value === null)) return endLog(repository);
  const is = stays ? `both ${from} and ${to} are here` : moved ? `${other.value} says something else than it wrote` : `neither ${from} nor ${to} is here`;
  const paths = files.map(({ path }) => path);
  return setAside(repository, paths, `an archive of ${from} was cut off, and ${is}: ${paths.join(', ')} may hold half of it`);
}; // prettier-ignore

const locked = (): Result<never> =>
  fail('repository.locked', 'another archive is going on here', {
    remedy: 'wait for it, and then the same command again',
  });

/**
 * Ends what an archive left that was cut off: as if it had not begun, where the change still lies where it lay; and as
 * done, where all of it was. Fails with `repository.locked` while that archive is still writing, and once with
 * `change.archive` where a file of it was edited since, or where the checkout is not the one it left: what is there
 * stays, and the log is put aside.
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
  const held = heldSchema.safeParse(raw);
  // Whoever only reads is in nobody's way but another archive's, which finds the log itself.
  if (held.success) return isAlive(held.data.holder) ? ok(null) : endLog(repository);
  const log = logSchema.safeParse(raw);
  if (!log.success) return fail('input.unreadable', `${path} is no step log of Writ`);
  const { holder, files, from, to } = log.data;
  if (holder.pid !== thisProcess().pid && isAlive(holder)) return locked();
  const { root } = repository;
  const hasNotMoved = kindOf(join(root, from)) === 'folder' && kindOf(join(root, to)) === null;
  return hasNotMoved ? undoAll(repository, files) : endMoved(repository, { files, from, to });
};

/** Whether everything still is as it was when the steps were made of it. */
const isAsPlanned = (root: string, { files, to }: Steps): Result<null> => {
  for (const { path, before } of files) {
    const direct = notBehindLinks(root, path);
    if (!direct.ok) return direct;
    const there = textThere(join(root, path));
    if (!there.ok) return there;
    if (there.value !== before) return fail('change.archive', `${path} was edited meanwhile`);
  }
  return kindOf(join(root, to)) === null ? ok(null) : fail('change.archive', `${to} is there already`);
};

const takeSteps = (root: string, { files, from, to }: Steps): Result<null> => {
  for (const { path, after } of files) {
    const written = put(root, { path, text: after });
    if (!written.ok) return written;
  }
  const direct = notBehindLinks(root, to);
  if (!direct.ok) return direct;
  mkdirSync(dirname(join(root, to)), { recursive: true });
  if (kindOf(join(root, to)) !== null) return fail('change.archive', `${to} is there already`);
  return renameDurably(join(root, from), join(root, to));
};

const carryOut = (repository: Repository, steps: Steps): Result<null> => {
  const { root } = repository;
  const asPlanned = isAsPlanned(root, steps);
  // What is not as it was is somebody's work: nothing has begun, and nothing is to be undone.
  const begun = asPlanned.ok
    ? writeDurably(logPath(repository), `${JSON.stringify({ holder: thisProcess(), ...steps })}\n`)
    : asPlanned;
  if (!begun.ok) {
    endLog(repository);
    return begun;
  }
  const done = takeSteps(root, steps);
  // Where the folder did not move, nothing may hold, whatever has come to lie in its new place meanwhile.
  const hasMoved = done.ok || kindOf(join(root, steps.from)) !== 'folder';
  const ended = hasMoved ? endLog(repository) : undoAll(repository, steps.files);
  return ended.ok ? done : ended;
};

/**
 * Does all of it or nothing, a crash at any moment included: what is to be done is written down first, the new name of
 * the folder makes it hold, and `settleSteps` undoes what was cut off before that. Of several who begin at once one
 * does it, and the others are told `repository.locked`: the steps are made while nobody else can take any, so that
 * nobody takes another's for somebody's edit.
 *
 * @param plan reads what is there and says what is to be done
 */
export const doSteps = async <T extends { readonly steps: Steps }>(
  repository: Repository,
  plan: () => Promise<Result<T>>,
): Promise<Result<T>> => {
  const settled = settleSteps(repository);
  if (!settled.ok) return settled;
  const held = createDurably(logPath(repository), `${JSON.stringify({ holder: thisProcess() })}\n`);
  if (!held.ok) return held;
  if (!held.value) return locked();
  let planned: Result<T> | null = null;
  try {
    planned = await plan();
  } finally {
    if (planned?.ok !== true) endLog(repository);
  }
  if (!planned.ok) return planned;
  const done = carryOut(repository, planned.value.steps);
  return done.ok ? planned : done;
};
