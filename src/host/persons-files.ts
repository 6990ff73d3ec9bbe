import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { refusedBySystem, replaceDurably, writeDurably } from './files.ts';

/** As many links as the kernel follows. */
const LINKS_FOLLOWED = 40;

const realFolder = (path: string): string => {
  const folder = dirname(path);
  // A folder that is not there yet is no link.
  return statSync(folder, { throwIfNoEntry: false }) === undefined ? folder : realpathSync(folder);
};

/** Where a file lies that may be a link, or a link to one that is not there yet. Null where links lead in a circle. */
const placeBehindLinks = (path: string): string | null => {
  let place = path;
  for (let count = 0; count <= LINKS_FOLLOWED; count++) {
    place = join(realFolder(place), basename(place));
    if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return place;
    place = resolve(dirname(place), readlinkSync(place));
  }
  return null;
};

/**
 * Where a file of a person is to be written, who may keep it behind a link.
 *
 * @param within the checkout a link has to stay in, its git folder left out; null: it may lead anywhere
 * @returns fails with `input.unreadable` where a link leads in a circle, or out of `within`
 */
export const placeToWrite = (path: string, within: string | null): Result<string> => {
  try {
    const place = placeBehindLinks(path);
    if (place === null) return fail('input.unreadable', `${path} is a link that leads in a circle`);
    if (within === null || place === join(realFolder(path), basename(path))) return ok(place);
    const root = realpathSync(within);
    const isInside = place.startsWith(root + sep) && !place.startsWith(join(root, '.git') + sep);
    if (isInside) return ok(place);
    return fail('input.unreadable', `${path} is a link to ${place}, outside of the repository, and is not written`, {
      remedy: 'put the file itself there, and then the same command again',
    });
  } catch (error) {
    const failure = refusedBySystem(error);
    if (failure === null) throw error;
    return { ok: false, failures: [failure] };
  }
};

/**
 * Writes a file of a person as `writeDurably` does; but a link stays a link, and a file that is there keeps its mode.
 * Not for what Writ keeps for itself: there a link is nobody's wish. Fails as `placeToWrite` does, too.
 */
export const rewriteDurably = (
  path: string,
  bytes: Uint8Array | string,
  within: string | null = null,
): Result<null> => {
  const place = placeToWrite(path, within);
  if (!place.ok) return place;
  const mode = statSync(place.value, { throwIfNoEntry: false })?.mode;
  return mode === undefined ? writeDurably(place.value, bytes) : replaceDurably(place.value, bytes, mode & 0o777);
};
