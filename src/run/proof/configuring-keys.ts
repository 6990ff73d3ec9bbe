import type { Configuring } from '#contract';

/** The parts of a file of settings: key or section → its text. What cannot be read is one part, under a name of its own. */
type Parts = ReadonlyMap<string, string>;

const UNREADABLE = '(unreadable)';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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

/** Sections as `[name]` begins them; what stands before the first one has no name but its own first words. */
const sectionParts = (text: string, isToml: boolean): Parts => {
  const parts = new Map<string, string>();
  let section = '';
  for (const line of text.split('\n')) {
    const header = /^\s*\[\[?([^\]]+)\]/.exec(line);
    if (header !== null) section = (header[1] ?? '').replaceAll(/["'\s]/g, '');
    const isEmpty = line.trim() === '' || /^\s*(#|;|\/\/)/.test(line);
    if (isEmpty) continue;
    const key = isToml ? /^\s*([\w.-]+)\s*=/.exec(line)?.[1] : undefined;
    const name = section === '' ? (key ?? line.trim().split(/\s/)[0] ?? '') : section;
    // A key of a section may itself be what configures: `package.build`.
    const full = section === 'package' && key !== undefined ? `package.${key}` : name;
    parts.set(full, `${parts.get(full) ?? ''}${line}\n`);
  }
  return parts;
};

const partsOf = ({ format }: Configuring, text: string | null): Parts => {
  if (text === null) return new Map();
  return format === 'json' ? jsonParts(text) : sectionParts(text, format === 'toml');
};

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
