import { isRecord } from '../documents/api-data.ts';
import { below, meet, pointerOf, type ApiFiles, type ApiPlace, type Met } from './references.ts';

/** Which way a value goes: what is `readOnly` is not sent, what is `writeOnly` does not come back. */
export type Direction = 'request' | 'response';

/** What is the same in every schema that is made: the files, the dialect, the way, and the definitions made so far. */
type Making = {
  readonly files: ApiFiles;
  readonly isOld: boolean;
  readonly direction: Direction;
  readonly made: Map<string, unknown>;
};

const MAPS = new Set(['properties', 'patternProperties', 'dependentSchemas']);
const LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const SINGLE = new Set(['items', 'additionalProperties', 'contains', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties']); // prettier-ignore
/** Schemas that say something of the value itself, and not of a part of it. */
const OF_THE_SAME = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else']);
/** What tells something to people, or names places, and checks nothing. */
const LEFT_OUT = /^(?:x-.*|example|examples|xml|externalDocs|discriminator|deprecated|title|description|default|readOnly|writeOnly|nullable|\$(?:id|schema|anchor|comment|defs|vocabulary)|definitions)$/u; // prettier-ignore

/** Whether a schema, or one that it is made of, says which fields there are. */
const namesFields = (files: ApiFiles, at: Met, depth = 0): boolean => {
  const { value } = at;
  if (!isRecord(value) || depth > 30) return false;
  if (isRecord(value['properties'])) return true;
  return ['allOf', 'anyOf', 'oneOf'].some((name) => {
    const parts = value[name];
    return Array.isArray(parts) && parts.some((_, index) => namesFields(files, below(files, at, name, String(index)), depth + 1)); // prettier-ignore
  });
};

const keyOf = (place: ApiPlace): string => encodeURIComponent(`${place.file}#${pointerOf(place)}`).replaceAll('%', '_');

const makeReference = (making: Making, place: ApiPlace): unknown => {
  const target = meet(making.files, place);
  if (target.value === undefined) return false;
  const key = keyOf(target);
  if (!making.made.has(key)) {
    making.made.set(key, true);
    making.made.set(key, makeSchema(making, target, false));
  }
  return { $ref: `#/$defs/${key}` };
};

/** In OpenAPI 3.0 `nullable` stands beside a type, and bounds are exclusive by a word beside them. */
const oldWords = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { nullable, exclusiveMinimum, exclusiveMaximum, minimum, maximum, ...more } = value;
  const isNullable = nullable === true && more['type'] !== undefined;
  const values = more['enum'];
  return {
    ...more,
    ...(isNullable ? { type: [more['type'], 'null'].flat() } : {}),
    ...(isNullable && Array.isArray(values) ? { enum: [...values, null] } : {}),
    ...(exclusiveMinimum === true ? { exclusiveMinimum: minimum } : minimum === undefined ? {} : { minimum }),
    ...(exclusiveMaximum === true ? { exclusiveMaximum: maximum } : maximum === undefined ? {} : { maximum }),
  };
};

/** Fields that have to be there on this way. */
const requiredIn = (making: Making, at: Met, names: unknown): unknown => {
  if (!Array.isArray(names)) return names;
  const hidden = making.direction === 'request' ? 'readOnly' : 'writeOnly';
  return names.filter((name) => {
    const { value } = below(making.files, at, 'properties', String(name));
    return !(isRecord(value) && value[hidden] === true);
  });
};

const makeMember = (making: Making, at: Met, name: string, value: unknown): unknown => {
  const inside = !OF_THE_SAME.has(name);
  const place = (...names: readonly string[]): ApiPlace => ({ file: at.file, path: [...at.path, name, ...names] });
  if (name === 'required') return requiredIn(making, at, value);
  if (MAPS.has(name) && isRecord(value))
    return Object.fromEntries(Object.keys(value).map((one) => [one, makeAt(making, place(one), true)]));
  if (LISTS.has(name) && Array.isArray(value))
    return value.map((_, index) => makeAt(making, place(String(index)), inside));
  if (SINGLE.has(name) || OF_THE_SAME.has(name)) return makeAt(making, place(), inside);
  return value;
};

const makeSchema = (making: Making, at: Met, whole: boolean): unknown => {
  const { value } = at;
  if (!isRecord(value)) return value ?? false;
  const words = making.isOld ? oldWords(value) : value;
  const made = Object.fromEntries(
    Object.entries(words)
      .filter(([name]) => !LEFT_OUT.test(name))
      .map(([name, member]) => [name, makeMember(making, at, name, member)]),
  );
  return whole ? closed(making, at, made) : made;
};

/** A schema that says which fields there are says by that that there are no others, unless it says so. */
const closed = (making: Making, at: Met, schema: unknown): unknown =>
  namesFields(making.files, at) && isRecord(schema) && schema['unevaluatedProperties'] === undefined
    ? { ...schema, unevaluatedProperties: false }
    : schema;

/** The schema at a place. `whole`: it is all that is said of a value, so that other fields are refused. */
const makeAt = (making: Making, place: ApiPlace, whole: boolean): unknown => {
  const at = meet(making.files, place);
  if (at.by.length === 0) return makeSchema(making, at, whole);
  const reference = makeReference(making, place);
  return whole ? closed(making, at, reference) : reference;
};

/**
 * Makes one JSON Schema (2020-12) of a schema in a description, with all it refers to: what OpenAPI 3.0 spells in its
 * own way is translated, and fields that nobody described are refused.
 */
export const bodySchema = (
  files: ApiFiles,
  place: ApiPlace,
  { version, direction }: { readonly version: string; readonly direction: Direction },
): unknown => {
  const making: Making = { files, direction, isOld: version.startsWith('openapi: 3.0'), made: new Map() };
  const schema = makeAt(making, place, true);
  return isRecord(schema) ? { ...schema, $defs: Object.fromEntries(making.made) } : schema;
};
