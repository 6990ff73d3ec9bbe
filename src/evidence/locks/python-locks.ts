import { digestIn } from './digests.ts';
import { gatherPackages, type Locked, type LockedPackages } from './locked.ts';

type Entry = readonly [name: string, locked: Locked];
type Place = Pick<Locked, 'from' | 'integrity'>;

/** A string of TOML in one line. */
const TEXT = String.raw`"((?:[^"\\]|\\.)*)"`;

/**
 * A part of a lockfile as its program writes it: keys with what stands behind them, the lines of lists by themselves. What
 * is written in any other way may mean something else to that program than to us, and is not read.
 */
type Part = { readonly fields: ReadonlyMap<string, string>; readonly lists: ReadonlyMap<string, readonly string[]> };

const partIn = (lines: readonly string[], named = /^([\w-]+) = (.+)$/u): Part | null => {
  const [fields, lists] = [new Map<string, string>(), new Map<string, readonly string[]>()];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const [, key, value] = named.exec(line) ?? [];
    if (key === undefined || value === undefined || fields.has(key) || lists.has(key)) return null;
    if (value !== '[') {
      fields.set(key, value);
      continue;
    }
    const end = lines.indexOf(']', at);
    const items = lines.slice(at + 1, end);
    if (end < 0 || !items.every((item) => /^ {4}\S.*[,[\]{}]$/u.test(item))) return null;
    lists.set(key, items.map((item) => item.trim()));
    at = end;
  }
  return { fields, lists };
}; // prettier-ignore

export type Block = { readonly own: Part; readonly tables: ReadonlyMap<string, readonly string[]> };

/** One of several ways in which a package needs another. */
const NEEDS = /^\[\[package\.dependencies\.[\w.-]+\]\]$/u;

/** A package with its tables: `[package.source]` as `source`. */
const blockIn = (lines: readonly string[]): Block | null => {
  const heads = lines.flatMap((line, index) => (line.startsWith('[') ? [index] : []));
  const own = partIn(lines.slice(0, heads[0]));
  const tables = heads
    .map((head, index): readonly [string, readonly string[]] => [
      /^\[package\.([\w.-]+)\]$/u.exec(lines[head] ?? '')?.[1] ?? '',
      lines.slice(head + 1, heads[index + 1]),
    ])
    // Of what a package needs poetry once wrote a table each time; nothing is read there.
    .filter((_, index) => !NEEDS.test(lines[heads[index] ?? 0] ?? ''));
  if (
    own === null ||
    tables.some(([name]) => name === '') ||
    new Set(tables.map(([name]) => name)).size < tables.length
  )
    return null;
  return { own, tables: new Map(tables) };
};

/** The packages of a lockfile, and what stands behind them; null where it is not as its program writes it. */
export const blocksIn = (text: string): { readonly blocks: readonly Block[]; readonly rest: readonly string[] } | null => {
  // A text over several lines could hold whatever looks like a package.
  if (/"""|'''|\r/u.test(text)) return null;
  const lines = text.split('\n');
  const heads = lines.flatMap((line, index) => (line === '[[package]]' ? [index] : []));
  const end = lines.findIndex((line, index) => index > (heads[0] ?? lines.length) && /^\[(?!\[package\]\]$|package\.)/u.test(line) && !NEEDS.test(line));
  const [first, last] = [heads[0] ?? lines.length, end < 0 ? lines.length : end];
  const rest = [...lines.slice(0, first), ...lines.slice(last)];
  // Packages stand in one row, and nowhere else.
  if (rest.some((line) => /^\s*(\[\s*)*["']?package\b/u.test(line))) return null;
  const blocks = heads.map((head, index) => blockIn(lines.slice(head + 1, Math.min(heads[index + 1] ?? last, last))));
  const read = blocks.filter((block) => block !== null);
  return read.length === blocks.length ? { blocks: read, rest } : null;
}; // prettier-ignore

export const textIn = (value: string | undefined): string | null =>
  new RegExp(`^${TEXT}$`, 'u').exec(value ?? '')?.[1] ?? null;

/** How a name reads in that of a file, however it was written. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/gu, '-');

/** Whether a file is, by its name, of this package and this version. */
const isOf = (file: string, { name, version }: { readonly name: string; readonly version: string }): boolean =>
  plain(file).startsWith(`${plain(name)}-${plain(version)}-`);

const originOf = (address: string): string => {
  const url = URL.parse(address);
  return url?.protocol === 'https:' && url.username === '' ? url.origin : address;
};

const hashesOf = (files: readonly { readonly hash: string }[]): string | null =>
  digestIn('pip', files.map(({ hash }) => hash).toSorted().join(' ')); // prettier-ignore

export const FETCHED = new RegExp(String.raw`^(?:sdist = )?\{ (?:url|path|filename) = ${TEXT}, hash = ${TEXT}(?:, [\w-]+ = (?:${TEXT}|\d+))* \},?$`, 'u'); // prettier-ignore
export const SOURCE = new RegExp(String.raw`^\{ (registry|git|url|path|directory|editable|virtual) = ${TEXT}(?:, subdirectory = ${TEXT})? \}$`, 'u'); // prettier-ignore
const OF_UV = new Set(['name', 'version', 'source', 'sdist', 'wheels', 'dependencies', 'resolution-markers']);

/** uv fetches each file from the address that stands beside its digest, whatever the index is. */
const fromFiles = (pack: { readonly name: string; readonly version: string }, files: readonly { readonly url: string; readonly hash: string }[], index: string): Place => {
  const places = files.map(({ url }) => {
    const file = decodeURI(URL.parse(url)?.pathname.split('/').at(-1) ?? '');
    return isOf(file, pack) ? originOf(url) : url;
  });
  return { from: [...new Set(places)].toSorted().join(' ') || originOf(index), integrity: hashesOf(files) };
}; // prettier-ignore

const entryOfUv = ({ own: { fields, lists } }: Block): Entry | null => {
  if ([...fields.keys(), ...lists.keys()].some((key) => !OF_UV.has(key))) return null;
  const [, kind, where] = SOURCE.exec(fields.get('source') ?? '') ?? [];
  const name = textIn(fields.get('name'));
  // What is built anew each time may have no version.
  const version = fields.has('version') ? textIn(fields.get('version')) : '';
  if (name === null || version === null || kind === undefined || where === undefined) return null;
  const sdist = fields.get('sdist');
  const lines = [...(lists.get('wheels') ?? []), ...(sdist === undefined ? [] : [sdist])];
  const files = lines.map((line) => FETCHED.exec(line)).map((found) => found && { url: found[1] ?? '', hash: found[2] ?? '' });
  const read = files.filter((file) => file !== null);
  if (read.length < files.length || fields.has('wheels')) return null;
  const locked = (place: Place): Entry => [name, { version, ...place, script: false }];
  if (kind === 'registry') return locked(fromFiles({ name, version }, read, where));
  if (kind === 'url') return locked({ from: where, integrity: hashesOf(read) });
  if (kind !== 'git') return locked({ from: `link:${where}`, integrity: null });
  const [address = '', commit = ''] = where.split('#');
  return locked({ from: `git+${address}`, integrity: /^[0-9a-f]{40,64}$/u.test(commit) ? `commit:${commit}` : null });
}; // prettier-ignore

const gathered = (entries: readonly (Entry | null)[]): LockedPackages | null => {
  const read = entries.filter((entry) => entry !== null);
  return read.length === entries.length ? gatherPackages(read) : null;
};

/** `uv.lock`. */
export const readUvLock = (text: string): LockedPackages | null => {
  const found = blocksIn(text);
  if (found === null || !found.rest.includes('version = 1')) return null;
  return gathered(found.blocks.map(entryOfUv));
};

export const LISTED = new RegExp(String.raw`^\{file = ${TEXT}, hash = ${TEXT}\},$`, 'u');

/** Where a package of poetry comes from: its own table says so, and where there is none, everybody's index. */
const sourceOfPoetry = ({ tables }: Block, integrity: string | null): Place | null => {
  const lines = tables.get('source');
  if (lines === undefined) return { from: 'registry', integrity };
  const part = partIn(lines);
  const [type, url, commit] = ['type', 'url', 'resolved_reference'].map((key) => textIn(part?.fields.get(key)));
  if (!type || !url) return null;
  if (type === 'legacy') return { from: originOf(url), integrity };
  if (type === 'git')
    return { from: `git+${url}`, integrity: /^[0-9a-f]{40,64}$/u.test(commit ?? '') ? `commit:${commit ?? ''}` : null };
  if (type === 'directory') return { from: `link:${url}`, integrity: null };
  if (type === 'file') return { from: `file:${url}`, integrity };
  return type === 'url' ? { from: url, integrity } : null;
};

/** What poetry says of a package beside what is read of it; where it comes from always stands in a table of its own. */
const isSource = (key: string): boolean => key === 'source';

const entryOfPoetry = (block: Block, listed: readonly string[] | undefined): Entry | null => {
  const { fields, lists } = block.own;
  if ([...fields.keys(), ...lists.keys()].some(isSource)) return null;
  const [name, version] = [textIn(fields.get('name')), textIn(fields.get('version'))];
  if (name === null || version === null || listed === undefined) return null;
  const files = listed.map((line) => LISTED.exec(line)?.[2]);
  const hashes = files.flatMap((hash) => (hash === undefined ? [] : [{ hash }]));
  if (hashes.length < files.length) return null;
  const place = sourceOfPoetry(block, hashesOf(hashes));
  return place && [name, { version, ...place, script: false }];
};

/** The lines of a list, whichever way poetry writes one. */
export const listIn = ({ fields, lists }: Part, key: string): readonly string[] | undefined =>
  fields.get(key) === '[]' ? [] : lists.get(key);

/** The files of the first form, which stand together at its end, by the names of packages. A name with a dot is in quotes. */
const filesAtEnd = (rest: readonly string[]): Part | null => {
  const start = rest.indexOf('[metadata.files]');
  if (start < 0 || rest.indexOf('[metadata.files]', start + 1) >= 0) return null;
  const lines = rest.slice(start + 1);
  const end = lines.findIndex((line) => line.startsWith('['));
  return partIn(
    (end < 0 ? lines : lines.slice(0, end)).map((line) => line.replace(/^"([\w-]+(?:\.[\w-]+)+)" = /u, '$1 = ')),
    /^([\w.-]+) = (.+)$/u,
  );
};

const readFirstPoetry = ({ blocks, rest }: { readonly blocks: readonly Block[]; readonly rest: readonly string[] }): LockedPackages | null => {
  const files = filesAtEnd(rest);
  if (files === null) return null;
  const packs = blocks.map(({ own: { fields } }) => ({ name: textIn(fields.get('name')) ?? '', version: textIn(fields.get('version')) ?? '' }));
  return gathered(
    blocks.map((block, at) => {
      const pack = packs[at];
      const listed = pack && listIn(files, pack.name);
      // Two versions of a package share one list.
      const isShared = packs.filter(({ name }) => name === pack?.name).length > 1;
      const own = isShared && pack ? listed?.filter((line) => isOf(LISTED.exec(line)?.[1] ?? '', pack)) : listed;
      // A package whose files stand with it is of the second form.
      return listIn(block.own, 'files') === undefined ? entryOfPoetry(block, own) : null;
    }),
  );
}; // prettier-ignore

/** `poetry.lock`. In its first form the digests of all packages stand together, from its second one on with each. */
export const readPoetryLock = (text: string): LockedPackages | null => {
  const found = blocksIn(text);
  const form = found?.rest.map((line) => /^lock-version = "([12])\.\d+"$/u.exec(line)?.[1]).find((one) => one);
  if (!found || form === undefined) return null;
  if (form === '1') return readFirstPoetry(found);
  return gathered(found.blocks.map((block) => entryOfPoetry(block, listIn(block.own, 'files'))));
};
