import { didYouMean, placeAt, readFrontMatter, type FrontMatter, type Raw } from '#contract';
import type { Failure } from '#failure';

/** Reads the fields of one text of YAML, and collects every fault with its place. */
export type Reader = {
  readonly fields: FrontMatter['fields'];
  readonly faults: Failure[];
  /** Adds a fault at a field, as it is named in the text: `rules.APP-1.match.2.regex`. */
  readonly fault: (field: string, message: string, remedy?: string) => void;
};

/** Opens a text of YAML. What is no YAML has faults and no field. */
export const openReader = (file: string, text: string): Reader => {
  const faults: Failure[] = [];
  const add = (at: number, message: string, remedy?: string): void => {
    const where = placeAt({ file, text }, at);
    faults.push({ code: 'config.invalid', message, where, ...(remedy === undefined ? {} : { remedy }) });
  };
  const isEmpty = text.split('\n').every((line) => /^\s*(#.*)?$/u.test(line));
  const read = isEmpty ? { fields: {}, spans: new Map<string, never>() } : readFrontMatter(text, 0, 'the rulebook');
  if ('fields' in read) {
    const placeOf = (field: string): number => {
      for (let name = field; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
        const span = read.spans.get(`key:${name}`) ?? read.spans.get(name);
        if (span !== undefined) return span.start;
      }
      return 0;
    };
    return { fields: read.fields, faults, fault: (field, message, remedy) => add(placeOf(field), message, remedy) };
  }
  for (const { at, message, remedy } of read) add(at, message, remedy);
  return { fields: {}, faults, fault: (_, message) => add(0, message) };
};

export type RawMap = { readonly [key: string]: Raw };

const isList = (raw: Raw | undefined): raw is readonly Raw[] => Array.isArray(raw);
export const isMap = (raw: Raw | undefined): raw is RawMap => typeof raw === 'object' && raw !== null && !isList(raw);

/** Says which fields are not known, and which was probably meant. */
export const onlyKnown = (reader: Reader, at: string, map: RawMap, known: readonly string[]): void => {
  for (const name of Object.keys(map).filter((one) => !known.includes(one))) {
    const meant = didYouMean(name, known);
    reader.fault(
      `${at === '' ? '' : `${at}.`}${name}`,
      `there is no field “${name}” here`,
      meant === null ? `one of: ${known.join(', ')}` : `write “${meant}”`,
    );
  }
};

/** A text that is there and not blank, or undefined; what is neither is a fault. */
export const textIn = (reader: Reader, at: string, map: RawMap, name: string): string | undefined => {
  const value = map[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.trim() !== '') return value;
  reader.fault(`${at}.${name}`, `${name} is not a text, or is empty`);
  return undefined;
};

/** One of some words, or undefined. */
export const oneOf = <W extends string>(
  reader: Reader,
  at: string,
  map: RawMap,
  [name, words]: readonly [name: string, words: readonly W[]],
): W | undefined => {
  const value = textIn(reader, at, map, name);
  const found = words.find((word) => word === value);
  if (value !== undefined && found === undefined)
    reader.fault(`${at}.${name}`, `${name} is “${value}”`, `one of: ${words.join(', ')}`);
  return found;
};

/** A list of texts; one text stands for a list of one. Undefined where there is none. */
export const listIn = (reader: Reader, at: string, map: RawMap, name: string): readonly string[] | undefined => {
  const value = map[name];
  if (value === undefined) return undefined;
  const items = isList(value) ? value : [value];
  const texts = items.filter((item) => typeof item === 'string');
  if (texts.length === items.length && texts.length > 0 && texts.every((text) => text.trim() !== '')) return texts;
  reader.fault(`${at}.${name}`, `${name} is not a list of texts, or is empty`);
  return undefined;
};

/** The items of a list of maps, each with the name of its place; a single map stands for a list of one. */
export const mapsIn = (
  reader: Reader,
  at: string,
  map: RawMap,
  name: string,
): readonly (readonly [at: string, map: RawMap])[] => {
  const value = map[name];
  if (value === undefined) return [];
  if (isMap(value)) return [[`${at}.${name}`, value]];
  const items = isList(value) ? value : [];
  if (items.length === 0) reader.fault(`${at}.${name}`, `${name} is not a list, or is empty`);
  return items.flatMap((item, index): (readonly [string, RawMap])[] => {
    const place = `${at}.${name}.${index + 1}`;
    if (isMap(item)) return [[place, item]];
    reader.fault(place, `${name} holds something that is not a list of fields`);
    return [];
  });
};
