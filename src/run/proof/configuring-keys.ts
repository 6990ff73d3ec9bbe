import { parse } from 'smol-toml';
import type { Configuring } from '#contract';

/** The parts of a file of settings: key or section → its text. What cannot be read is one part, under a name of its own. */
type Parts = ReadonlyMap<string, string>;

const UNREADABLE = '(unreadable)';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

const jsonParts = (text: string): Parts => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Map([[UNREADABLE, text]]);
  }
  if (!isObject(value)) return new Map([[UNREADABLE, text]]);
  return new Map(
    Object.entries(value).flatMap(([key, part]) =>
      key === 'scripts' && isObject(part)
        ? Object.entries(part).map(([name, script]) => [`scripts.${name}`, JSON.stringify(script)] as const)
        : [[key, JSON.stringify(part)] as const],
    ),
  );
};

/** What JSON cannot say of a value of TOML: numbers without end, and such as are too large. */
const exactly = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
    ? `${String(value)} (number)`
    : value;

/** A key that is no plain word is quoted, so that no name with a dot in it is taken for a path. */
const quoted = (key: string): string => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));

const leavesOf = (value: unknown, path: string): readonly (readonly [string, string])[] =>
  isObject(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, part]) =>
        leavesOf(part, path === '' ? quoted(key) : `${path}.${quoted(key)}`),
      )
    : [[path, JSON.stringify(value, exactly)]];

/** However a key is spelt, dotted, quoted, in a table of its own or within one: its path is what counts. */
const tomlParts = (text: string): Parts => {
  try {
    return new Map(leavesOf(parse(text, { integersAsBigInt: 'asNeeded' }), ''));
  } catch {
    return new Map([[UNREADABLE, text]]);
  }
};

/** Whatever Python takes for the end of a line, and more. */
const LINES = /\r\n|(?!\t)[\p{Cc}\u2028\u2029]/u;

const joined = (lines: readonly (readonly [part: string, line: string])[]): Parts => {
  const parts = new Map<string, string>();
  for (const [part, line] of lines) parts.set(part, `${parts.get(part) ?? ''}${line}\n`);
  return parts;
};

/** Sections as `[name]` begins them; what stands before the first one has no name but its own first words. */
const sectionParts = (text: string): Parts => {
  let section = '';
  const lines = text.split(LINES).flatMap((line): readonly (readonly [string, string])[] => {
    const header = /^\s*\[([^\]]+)\]/u.exec(line);
    if (header !== null) section = (header[1] ?? '').replaceAll(/["'\s]/gu, '');
    if (line.trim() === '' || /^\s*[#;]/u.test(line)) return [];
    return [[section === '' ? (line.trim().split(/\s/u)[0] ?? '') : section, line]];
  });
  return joined(lines);
};

/** The lines of `go.mod` by the word that they begin with; those of a block by the word before it. */
const goModParts = (text: string): Parts => {
  let block = '';
  const lines = text.split('\n').flatMap((whole): readonly (readonly [string, string])[] => {
    const line = whole.replace(/\/\/.*$/u, '').trim();
    if (line === '') return [];
    const opened = /^["`]?(\w+)["`]?\s*\(/u.exec(line)?.[1];
    if (opened !== undefined) block = opened;
    const word = block === '' ? (/^["`]?(\w+)/u.exec(line)?.[1] ?? UNREADABLE) : block;
    if (line.startsWith(')')) block = '';
    return [[word, line]];
  });
  return joined(lines);
};

const READERS = { json: jsonParts, toml: tomlParts, ini: sectionParts, 'go.mod': goModParts } as const;

const partsOf = ({ format }: Configuring, text: string | null): Parts =>
  text === null ? new Map() : READERS[format](text);

/**
 * What of a file of settings was changed that configures how tests run or what they load: keys or sections, sorted.
 *
 * @param before its text at the base; null where it was not there, or is no text
 */
export const configuringKeys = (
  configuring: Configuring,
  before: string | null,
  after: string | null,
): readonly string[] => {
  const [old, now] = [partsOf(configuring, before), partsOf(configuring, after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .filter((key) => key === UNREADABLE || configuring.keys.test(key))
    .toSorted();
};
