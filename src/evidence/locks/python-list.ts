import { blocksIn, FETCHED, LISTED, listIn, SOURCE, textIn, type Block } from './python-locks.ts';
import { pinnedRequirements, type Requirements } from './requirements.ts';

/** One package as a line of a list: its version, where it is needed, and the digests of its files. */
type Line = {
  readonly name: string;
  readonly version: string;
  readonly marker: string | null;
  readonly hashes: readonly string[];
};

const PLAIN_MARKER = /^[\w\s.<>=!~'"()]+$/u;

/** A marker as pip reads it; null where it is in other words, and the package is taken along: what is there too much fails nothing. */
const markerIn = (text: string | undefined): string | null => {
  const plain = text?.replaceAll('\\"', '"');
  return plain !== undefined && PLAIN_MARKER.test(plain) && !/\bextra\b/u.test(plain) ? plain : null;
};

/** Both programs write a list of several versions where machines of several kinds need different ones. */
const twice = (lines: readonly Line[]): string | null => {
  const names = lines.map(({ name }) => name);
  const found = names.find((name, at) => names.indexOf(name) !== at);
  return found === undefined ? null : `${found} has more than one version in it`;
};

const asList = (lines: readonly Line[]): Requirements | string => {
  const several = twice(lines);
  if (several !== null) return several;
  // Whatever looks like an option would be one.
  const unnamed = lines.find(({ name }) => !/^[A-Za-z0-9][\w.-]*$/u.test(name));
  if (unnamed !== undefined) return `“${unnamed.name}” is no name of a package`;
  const bare = lines.find(({ hashes }) => hashes.length === 0);
  if (bare !== undefined) return `${bare.name} has no file with a digest`;
  const text = lines.map(
    ({ name, version, marker, hashes }) =>
      `${name}==${version}${marker === null ? '' : ` ; ${marker}`} ${hashes.map((hash) => `--hash=${hash}`).join(' ')}\n`,
  );
  const read = pinnedRequirements(text.join(''));
  return typeof read === 'string' ? `this cannot be read: ${read}` : read;
};

const NAMED = /^\{ name = "([^"\\]+)"/u;
const MARKED = /, marker = "((?:[^"\\]|\\.)*)"/u;

/** What a package needs, and under which conditions, whichever of its lists says so. */
const edgesOf = ({ own, tables }: Block): readonly (readonly [name: string, marker: string | null])[] => {
  const lines = [
    ...(own.lists.get('dependencies') ?? []),
    ...[...tables].filter(([name]) => /^(?:optional|dev)-dependencies$/u.test(name)).flatMap(([, more]) => more.map((line) => line.trim())),
  ]; // prettier-ignore
  return lines.flatMap((line) => {
    const name = NAMED.exec(line)?.[1];
    return name === undefined ? [] : [[name, markerIn(MARKED.exec(line)?.[1])] as const];
  });
};

/** Where a package is needed: everywhere, unless whoever needs it says where. */
const markerOf = (name: string, edges: ReturnType<typeof edgesOf>): string | null => {
  const markers = edges.flatMap(([to, marker]) => (to === name ? [marker] : []));
  const said = markers.filter((marker) => marker !== null);
  return said.length === 0 || said.length < markers.length
    ? null
    : [...new Set(said)].map((one) => `(${one})`).join(' or ');
};

/** What `uv.lock` has installed, but for what only uv can: folders of the repository, and what comes by git or an address. */
const listOfUv = (text: string): Requirements | string => {
  const found = blocksIn(text);
  if (found === null || !found.rest.includes('version = 1')) return 'it is not as uv writes it';
  const edges = found.blocks.flatMap(edgesOf);
  const lines: Line[] = [];
  for (const { own: { fields, lists } } of found.blocks) {
    const name = textIn(fields.get('name')) ?? '';
    const [, kind = 'something unknown'] = SOURCE.exec(fields.get('source') ?? '') ?? [];
    // The repository itself, where it is no package: uv installs what it needs, and not it.
    if (kind === 'virtual') continue;
    if (kind === 'editable' || kind === 'directory') return `${name} is a folder of the repository, which only uv installs`;
    if (kind !== 'registry') return `${name} comes by ${kind}`;
    const sdist = fields.get('sdist');
    const files = [...(lists.get('wheels') ?? []), ...(sdist === undefined ? [] : [sdist])];
    const hashes = files.flatMap((file) => FETCHED.exec(file)?.[2] ?? []);
    if (hashes.length < files.length) return `a file of ${name} has no digest`;
    lines.push({ name, version: textIn(fields.get('version')) ?? '', marker: markerOf(name, edges), hashes });
  }
  return asList(lines);
}; // prettier-ignore

/** What `poetry.lock` has installed. Before Poetry 2 it did not say where which package is needed. */
const listOfPoetry = (text: string): Requirements | string => {
  const found = blocksIn(text);
  if (found === null) return 'it is not as Poetry writes it';
  if (!found.rest.includes('lock-version = "2.1"')) return 'it is of a form before Poetry 2, which does not say where each package is needed';
  const lines: Line[] = [];
  for (const { own, tables } of found.blocks) {
    const name = textIn(own.fields.get('name')) ?? '';
    const type = tables.get('source')?.flatMap((line) => textIn(/^type = (.+)$/u.exec(line)?.[1]) ?? [])[0];
    if (tables.has('source') && type !== 'legacy') return `${name} comes by ${type ?? 'something unknown'}`;
    const files = listIn(own, 'files') ?? [];
    const hashes = files.flatMap((line) => LISTED.exec(line)?.[2] ?? []);
    if (hashes.length < files.length) return `a file of ${name} has no digest`;
    const marker = markerIn(textIn(own.fields.get('markers')) ?? undefined);
    lines.push({ name, version: textIn(own.fields.get('version')) ?? '', marker, hashes });
  }
  return asList(lines);
}; // prettier-ignore

const EXPORT: Readonly<Record<string, string>> = {
  'uv.lock': 'uv export --no-emit-project --output-file requirements-dev.txt',
  'poetry.lock': 'poetry export --with dev --output requirements-dev.txt',
};

/**
 * The list of what a lockfile of Python has installed: names, versions, where each is needed, and digests; from where is
 * not in it. Nothing of uv or Poetry is started.
 *
 * @returns the list; as a text, why there is none, and what makes one
 */
export const requirementsIn = (path: string, text: string): Requirements | string => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const made = EXPORT[name];
  if (made === undefined) {
    const read = pinnedRequirements(text);
    return typeof read === 'string' ? `${path} has a line that pins nothing by digest: ${read}` : read;
  }
  const read = name === 'uv.lock' ? listOfUv(text) : listOfPoetry(text);
  return typeof read === 'string' ? `${path}: ${read}; this makes a list that is installed: ${made}` : read;
};
