import { lstatSync, readdirSync } from 'node:fs';

/**
 * Places of a folder that something was found out from, by their paths from it on. Of a place it matters what it holds,
 * and of a folder which names; of one that only lies on the way to a place, that it is that very folder.
 */
export type Trace = { readonly places: readonly string[]; readonly onTheWay: readonly string[] };

/** How the places of a trace stand, in one text, and when the newest of them was changed, in milliseconds since 1970. */
export type Standings = { readonly text: string; readonly newestMs: number };

const statOf = (root: string, path: string) => lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
const above = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/**
 * The trace of what was looked for. Where nothing is, that is told by the folder in which it would have to appear.
 */
export const traceOf = (root: string, lookedFor: Iterable<string>): Trace => {
  const places = new Set<string>();
  for (const path of lookedFor) {
    let at = path;
    while (at !== '' && statOf(root, at) === undefined) at = above(at);
    places.add(at);
  }
  const onTheWay = new Set<string>();
  for (const place of places)
    for (let at = place; at !== '' && !onTheWay.has(above(at)); at = above(at)) onTheWay.add(above(at));
  return { places: [...places], onTheWay: [...onTheWay] };
};

/**
 * Looks at a trace without reading anything: the same text, the same bytes and names, but for what was changed within
 * one tick of the clock before. No link at the end of a path is followed: it stands there as a link. Throws what the
 * system refuses.
 */
export const standingsOf = (root: string, { places, onTheWay }: Trace): Standings => {
  let newestMs = 0;
  const stands = (path: string, isOnTheWay: boolean): string => {
    const stat = statOf(root, path);
    if (stat === undefined) return '-';
    const { dev, ino, mode, size, mtimeMs, ctimeMs } = stat;
    if (ctimeMs > newestMs) newestMs = ctimeMs;
    return isOnTheWay ? `${dev} ${ino} ${mode}` : `${dev} ${ino} ${mode} ${size} ${mtimeMs} ${ctimeMs}`;
  };
  const text = [...places.map((path) => stands(path, false)), ...onTheWay.map((path) => stands(path, true))].join('\n');
  return { text, newestMs };
};

/** A place and all below it, folders as well; but for the content of those that are left out. No link is followed. */
export const placesBelow = (root: string, place: string, leftOut: ReadonlySet<string>): readonly string[] => {
  const found: string[] = [place];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(`${root}/${folder}`, { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      found.push(path);
      if (entry.isDirectory() && !leftOut.has(path)) visit(path);
    }
  };
  if (statOf(root, place)?.isDirectory() === true) visit(place);
  return found;
};
