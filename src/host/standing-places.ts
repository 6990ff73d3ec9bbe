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

/** How one place stands, and when it was changed. */
type Stand = { readonly says: string; readonly changedMs: number };
type Stat = ReturnType<typeof statOf>;
const NOTHING: Stand = { says: '-', changedMs: 0 };

const standOf = (stat: Stat): Stand => {
  if (stat === undefined) return NOTHING;
  const { dev, ino, mode, size, mtimeMs, ctimeMs } = stat;
  return { says: `${dev} ${ino} ${mode} ${size} ${mtimeMs} ${ctimeMs}`, changedMs: ctimeMs };
};
const wayOf = (stat: Stat): Stand =>
  stat === undefined ? NOTHING : { says: `${stat.dev} ${stat.ino} ${stat.mode}`, changedMs: stat.ctimeMs };
const newestOf = (stands: readonly Stand[]): number =>
  stands.reduce((newest, { changedMs }) => Math.max(newest, changedMs), 0);

/**
 * Looks at a trace without reading anything: the same text, the same bytes and names, but for what was changed within
 * one tick of the clock before. No link at the end of a path is followed: it stands there as a link. Throws what the
 * system refuses.
 */
export const standingsOf = (root: string, { places, onTheWay }: Trace): Standings => {
  const lines = [
    ...places.map((path) => standOf(statOf(root, path))),
    ...onTheWay.map((path) => wayOf(statOf(root, path))),
  ];
  return { text: lines.map(({ says }) => says).join('\n'), newestMs: newestOf(lines) };
};

/**
 * The trace of what was looked for, and how it stands. Where nothing is, that is told by the folder in which it would
 * have to appear.
 */
export const traceOf = (root: string, lookedFor: Iterable<string>): readonly [Trace, Standings] => {
  const places = new Map<string, Stand>();
  for (const path of lookedFor) {
    let [at, stat] = [path, statOf(root, path)];
    for (; at !== '' && stat === undefined; stat = statOf(root, at)) at = above(at);
    places.set(at, standOf(stat));
  }
  const ways = new Map<string, Stand>();
  for (const place of places.keys())
    for (let at = place; at !== '' && !ways.has(above(at)); at = above(at))
      ways.set(above(at), wayOf(statOf(root, above(at))));
  const lines = [...places.values(), ...ways.values()];
  const text = lines.map(({ says }) => says).join('\n');
  return [
    { places: [...places.keys()], onTheWay: [...ways.keys()] },
    { text, newestMs: newestOf(lines) },
  ];
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
