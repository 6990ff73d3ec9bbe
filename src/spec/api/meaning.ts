import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { isRecord, pointerTo, valueAt, type Path } from '../documents/api-data.ts';
import { openAround, ownValue, type Around } from './around.ts';
import { eachLeading, openLeads, referencesAt, targetOf, type ApiFiles, type ApiPlace } from './references.ts';

/** What a place of a description means, by digest; and what keeps it from meaning anything. */
export type Meaning = { readonly digest: string; readonly broken: string | null };

/** What is said in one place: by digest, with the places it refers to. */
type Said = {
  readonly digest: string;
  readonly to: readonly ApiPlace[];
  readonly broken: string | null;
  /** Whether others that are made of it stand for it, too. */
  readonly hasHeirs: boolean;
};

const sha256 = (text: string): string => hash('sha256', text);

/** The names under which `security` demands something. In AsyncAPI 3 it refers to it. */
const schemesIn = (security: unknown): readonly string[] =>
  Array.isArray(security) ? security.flatMap((one) => (isRecord(one) ? Object.keys(one) : [])).filter((name) => name !== '$ref') : []; // prettier-ignore

/** Which schemas are made of which by `allOf`: where that has a discriminator, each of them may stand for it. */
const heirsIn = (root: ApiPlace, files: ApiFiles, keyOf: (place: ApiPlace) => string) => {
  const schemas = valueAt(files.get(root.file), ['components', 'schemas']);
  const pairs = Object.entries(isRecord(schemas) ? schemas : {}).flatMap(([name, schema]) => {
    const parents = isRecord(schema) && Array.isArray(schema['allOf']) ? schema['allOf'] : [];
    return parents.flatMap((parent) => {
      const written: unknown = isRecord(parent) ? parent['$ref'] : undefined;
      const target = typeof written === 'string' ? targetOf(root.file, written) : null;
      return target === null ? [] : [{ parent: keyOf(target), heir: { ...root, path: ['components', 'schemas', name] } }];
    });
  });
  return Map.groupBy(pairs, ({ parent }) => parent);
}; // prettier-ignore

type KeyOf = (place: ApiPlace) => string;

/** Reads what is said in places, each once however many refer to it. `look` is for what is put together of several. */
const openSaid = (files: ApiFiles, root: ApiPlace, keyOf: KeyOf) => {
  const schemes = valueAt(files.get(root.file), ['swagger']) === undefined ? ['components', 'securitySchemes'] : ['securityDefinitions']; // prettier-ignore
  const leads = openLeads(files);
  const look = (file: string, value: unknown): Said => {
    const to = new Set<ApiPlace>();
    let [broken, hasHeirs]: [string | null, boolean] = [null, false];
    eachLeading(value, (name, member, above) => {
      if (name === 'security') for (const scheme of schemesIn(member)) to.add({ ...root, path: [...schemes, scheme] });
      if (name === 'discriminator' && above.length === 0) hasHeirs = true;
      for (const { to: target, fault } of referencesAt(file, name, member, above).map(leads)) {
        broken ??= fault;
        if (target !== null) to.add(target);
      }
    });
    return { digest: sha256(canonicalize(value) ?? 'nothing'), to: [...to], broken, hasHeirs };
  };
  const known = new Map<string, Said>();
  const at = (place: ApiPlace): Said => {
    const key = keyOf(place);
    const before = known.get(key);
    if (before !== undefined) return before;
    const said = look(place.file, valueAt(files.get(place.file), place.path));
    known.set(key, said);
    return said;
  };
  return { look, at };
};

/** One of the things that a meaning is made of: with the place it stands in, or null where it is put together. */
type Part = Said & { readonly name: string; readonly place: ApiPlace | null };

/** Every place that parts refer to, near and far, each once. */
const reachedBy =
  (saidAt: (place: ApiPlace) => Said, heirs: ReturnType<typeof heirsIn>, keyOf: KeyOf) =>
  (parts: readonly Part[]): ReadonlyMap<string, Said> => {
    const found = new Map<string, Said>();
    const waiting: ApiPlace[] = [];
    const go = ({ to, hasHeirs }: Said, key: string | null): void => {
      waiting.push(...to);
      if (hasHeirs && key !== null) waiting.push(...(heirs.get(key) ?? []).map(({ heir }) => heir));
    };
    for (const part of parts) go(part, part.place === null ? null : keyOf(part.place));
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const key = keyOf(next);
      if (found.has(key)) continue;
      const one = saidAt(next);
      found.set(key, one);
      go(one, key);
    }
    return found;
  };

/**
 * Opens what the places of a description mean. A digest is made of what a place says, what the description says for it
 * elsewhere (see `openAround`), and every place these refer to, near and far, each once and under its name: so another
 * order of keys, a comment, or whatever it does not refer to make no other digest.
 */
export const openMeanings = (files: ApiFiles, file: string): ((cited: Path, at: ApiPlace) => Meaning) => {
  const root: ApiPlace = { file, path: [] };
  const keys = new Map<ApiPlace, string>();
  const keyOf: KeyOf = (place) => {
    const key = keys.get(place) ?? `${place.file === file ? '' : place.file}#${pointerTo(place.path)}`;
    keys.set(place, key);
    return key;
  };
  const said = openSaid(files, root, keyOf);
  const aroundOf = openAround(files, file);
  const known = new Map<Around, Part>();
  const partOf = (around: Around): Part => {
    const part = known.get(around) ?? { ...said.look(around.file, around.value), name: around.name, place: null };
    known.set(around, part);
    return part;
  };
  const heirs = heirsIn(root, files, keyOf);
  const reached = reachedBy(said.at, heirs, keyOf);
  return (cited, at) => {
    const own = ownValue(files, { cited, at });
    const isWhole = own === valueAt(files.get(at.file), at.path);
    const is: Part = { ...(isWhole ? said.at(at) : said.look(at.file, own)), name: 'is', place: at };
    const all = [is, ...aroundOf({ cited, at }).map(partOf)];
    const means = [...reached(all)].toSorted(([one], [other]) => (one < other ? -1 : 1));
    const named = [all.map(({ name, digest }) => [name, digest]), means.map(([key, { digest }]) => [key, digest])];
    const broken = [...all, ...means.map(([, one]) => one)].find((one) => one.broken !== null)?.broken ?? null;
    return { digest: sha256(JSON.stringify(named)), broken };
  };
}; // prettier-ignore
