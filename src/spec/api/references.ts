import { isRecord, pathOf, pointerTo, valueAt, type Path } from '../documents/api-data.ts';
import { plainPathProblem } from '../plain-path.ts';

/** A place in one of the files of a description. */
export type ApiPlace = { readonly file: string; readonly path: Path };

/** The files of a description as data, by path. */
export type ApiFiles = ReadonlyMap<string, unknown>;

/** A reference as it is written, and where; and what keeps it from being followed, or the file it leads to. */
export type Reference = ApiPlace & { readonly written: string } & (
    | { readonly to: string; readonly fault: null }
    | { readonly to: null; readonly fault: string }
  );

/** Names whose values are names of the author's own, and no fields. */
const NAMED = new Set(
  'properties patternProperties dependentSchemas schemas definitions $defs parameters responses requestBodies headers securitySchemes links callbacks pathItems paths webhooks channels operations messages examples content'.split(' '),
); // prettier-ignore
/** Fields that hold data, in which nothing is a reference. */
const DATA = new Set(['example', 'default', 'const', 'enum', 'value']);

/** The file that the part before the `#` names, seen from a file; or what is wrong with it. */
const fileOf = (from: string, name: string): { readonly to: string } | { readonly fault: string } => {
  if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/iu.test(name))
    return { fault: `it refers to ${name}, and nothing is fetched; copy that into the repository` };
  let plain: string;
  try {
    plain = decodeURIComponent(name);
  } catch {
    return { fault: `it refers to ${name}, which is no path` };
  }
  const parts = from.split('/').slice(0, -1);
  for (const part of plain.split('/')) {
    if (part === '..' && parts.pop() === undefined)
      return { fault: `it refers to ${name}, which leaves the repository` };
    if (part !== '..' && part !== '.') parts.push(part);
  }
  const problem = plain.startsWith('/') ? 'is absolute' : plainPathProblem(parts.join('/'));
  return problem === null ? { to: parts.join('/') } : { fault: `it refers to ${name}, which ${problem}` };
};

const split = (written: string): readonly [name: string, pointer: string] => {
  const at = written.indexOf('#');
  return at === -1 ? [written, ''] : [written.slice(0, at), written.slice(at + 1)];
};

/** The fields that lead elsewhere. */
const LEADING = new Set(['$ref', 'security', 'discriminator']);
/** Told of one of these. The path is that of the walk itself: whoever keeps it has to copy it. */
type ToldOfField = (name: string, member: unknown, above: Path) => void;

/** Goes through a value, from above to below, for the fields that lead elsewhere: what is neither data nor a name of the author's own. */
export const eachLeading = (value: unknown, told: ToldOfField): void => {
  const path: string[] = [];
  const into = (name: string, member: object, named: boolean): void => {
    path.push(name);
    walk(member, named);
    path.pop();
  };
  const walk = (at: unknown, named: boolean): void => {
    if (Array.isArray(at)) {
      at.forEach((one: unknown, index) => isThing(one) && into(String(index), one, false));
    } else if (isRecord(at)) {
      for (const name of Object.keys(at)) {
        const member = at[name];
        if (!named && LEADING.has(name)) told(name, member, path);
        if (isThing(member) && (named || !isData(name, member)))
          into(name, member, !named && NAMED.has(name) && isRecord(member));
      }
    }
  };
  walk(value, false);
};

const isThing = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isData = (name: string, member: unknown): boolean =>
  DATA.has(name) || (name === 'examples' && Array.isArray(member));

/** A value of a discriminator's mapping is a reference, or the plain name of a schema. */
const mapped = (written: unknown): string | null => {
  if (typeof written !== 'string') return null;
  if (/[/#]|\.(?:ya?ml|json)$/u.test(written)) return written;
  return /^[\w.-]+$/u.test(written) ? `#/components/schemas/${written}` : null;
};

/** The references that a field is, or holds, at their paths within what is walked through. */
export const referencesAt = (file: string, name: string, member: unknown, above: Path): readonly Reference[] => {
  const reference = (path: Path, written: string): Reference => {
    const [target] = split(written);
    const read = target === '' ? { to: file } : fileOf(file, target);
    return { file, path, written, ...('to' in read ? { ...read, fault: null } : { ...read, to: null }) };
  };
  if (name === '$ref') return typeof member === 'string' ? [reference([...above, name], member)] : [];
  const mapping = name === 'discriminator' && isRecord(member) ? member['mapping'] : undefined;
  return Object.entries(isRecord(mapping) ? mapping : {}).flatMap(([value, one]) => {
    const written = mapped(one);
    return written === null ? [] : [reference([...above, name, 'mapping', value], written)];
  });
};

/** Every reference of a file, in order. */
export const referencesIn = (file: string, value: unknown): readonly Reference[] => {
  const found: Reference[] = [];
  eachLeading(value, (...field) => void found.push(...referencesAt(file, ...field)));
  return found;
};

/**
 * The value of a file in which no data can be taken for a reference. Here data are data; other programs look for `$ref`
 * in them too, and would open whatever file or address an example names. In a list the same words are no reference.
 */
export const withoutForeignData = (file: string, value: unknown): unknown => {
  const walk = (at: unknown): unknown => {
    if (Array.isArray(at)) return at.map(walk);
    if (!isRecord(at)) return at;
    return Object.fromEntries(Object.entries(at).map(([name, member]) => [name, isForeign(name, member) ? [member] : walk(member)]));
  };
  const isForeign = (name: string, member: unknown): boolean => {
    if (name !== '$ref' || typeof member !== 'string') return false;
    const [target] = split(member);
    return target !== '' && 'fault' in fileOf(file, target);
  };
  return walk(value);
}; // prettier-ignore

const MOST_STEPS = 100;

/** The place that a reference names, seen from a file; null where that is none. */
export const targetOf = (from: string, written: string): ApiPlace | null => {
  const [name, pointer] = split(written);
  const read = name === '' ? { to: from } : fileOf(from, name);
  if ('fault' in read || (pointer !== '' && !pointer.startsWith('/'))) return null;
  try {
    return { file: read.to, path: pathOf(decodeURIComponent(pointer)) };
  } catch {
    return null;
  }
};

/** What is at a place, references followed, with where it really stands; undefined where there is nothing. */
export type Met = ApiPlace & {
  readonly value: unknown;
  /** The references that led here. */ readonly by: readonly string[];
};

/** Follows references from a place to what they mean in the end. One that leads nowhere, or in a circle, is undefined. */
export const meet = (files: ApiFiles, place: ApiPlace): Met => {
  const by: string[] = [];
  let { file, path }: ApiPlace = place;
  for (let step = 0; step < MOST_STEPS; step++) {
    const value = valueAt(files.get(file), path);
    const written = isRecord(value) ? value['$ref'] : undefined;
    if (typeof written !== 'string') return { file, path, value, by };
    const target = targetOf(file, written);
    if (target === null) break;
    by.push(written);
    ({ file, path } = target);
  }
  return { ...place, value: undefined, by };
}; // prettier-ignore

/** Where references lead, each told once: what keeps one from being followed, and the place it names. */
export type Leads = (reference: Reference) => { readonly to: ApiPlace | null; readonly fault: string | null };

/** Whether what is at a place is a reference that leads back to itself. */
const isCircle = (files: ApiFiles, place: ApiPlace): boolean => {
  const seen = new Set<string>();
  for (let at: ApiPlace | null = place; at !== null;) {
    const key = JSON.stringify(at);
    if (seen.has(key)) return true;
    seen.add(key);
    const value = valueAt(files.get(at.file), at.path);
    const written: unknown = isRecord(value) ? value['$ref'] : undefined;
    at = typeof written === 'string' ? targetOf(at.file, written) : null;
  }
  return false;
};

/** Looks where references lead. A discriminator may well name what is not there. */
export const openLeads = (files: ApiFiles): Leads => {
  const known = new Map<string, ReturnType<Leads>>();
  const faultOf = (to: ApiPlace | null, { path, written, fault }: Reference): string | null => {
    if (fault !== null || path.at(-1) !== '$ref') return fault;
    const value = to === null ? undefined : valueAt(files.get(to.file), to.path);
    if (to === null || value === undefined) return `it refers to ${written}, and there is nothing there`;
    const isReference = isRecord(value) && typeof value['$ref'] === 'string';
    return isReference && isCircle(files, to) ? `it refers to ${written}, which leads back to itself` : null;
  };
  const look = (reference: Reference): ReturnType<Leads> => {
    const to = reference.fault === null ? targetOf(reference.file, reference.written) : null;
    return { to, fault: faultOf(to, reference) };
  };
  return (reference) => {
    const key = `${reference.path.at(-1) === '$ref' ? '' : 'mapping '}${reference.file}\n${reference.written}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = look(reference);
    known.set(key, found);
    return found;
  };
}; // prettier-ignore

/** The member of what was met, references followed. */
export const below = (files: ApiFiles, { file, path }: ApiPlace, ...names: readonly string[]): Met =>
  meet(files, { file, path: [...path, ...names] });

/** A place as a JSON pointer. */
export const pointerOf = ({ path }: ApiPlace): string => pointerTo(path);
