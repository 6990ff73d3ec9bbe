import { LineCounter, parseDocument } from 'yaml';
import type { FileText } from './files.ts';
import { remembered } from './remembered.ts';

/** What a change says of itself in `.openspec.yaml`. */
export type Metadata = {
  readonly workflow: string;
  readonly created: string | null;
  readonly goal: string | null;
  readonly skipSpecs: boolean;
  readonly retireCapabilities: boolean;
  /** The digests of requirements that somebody has seen the change against; by `CAPABILITY#NAME`. */
  readonly bases: ReadonlyMap<string, string>;
};

/** A marker is what makes a change mean something else as a whole. */
export type Marker = 'skip_specs' | 'retire_capabilities';

/** Metadata as it was read; `broken` where OpenSpec would not load it. */
export type MetadataRead =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly metadata: Metadata }
  | {
      readonly kind: 'broken';
      readonly line: number;
      readonly says: string;
      /** Markers that it names, and does not say no to. */
      readonly markers: ReadonlySet<Marker>;
    };

const MARKERS: readonly Marker[] = ['skip_specs', 'retire_capabilities'];

/** The key under which Writ keeps what OpenSpec has no place for; OpenSpec leaves it alone. */
export const OWN_KEY = 'x_writ';

const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;

const isInitiative = (value: unknown): boolean =>
  isRecord(value) &&
  Object.keys(value).every((key) => key === 'store' || key === 'id') &&
  [value['store'], value['id']].every((one) => isText(one) && KEBAB.test(one));

/** The fields that OpenSpec looks at, what each may hold, and what to say where it holds something else. */
const FIELDS: readonly (readonly [key: string, isGood: (value: unknown) => boolean, says: string])[] = [
  ['created', (value) => isText(value) && /^\d{4}-\d{2}-\d{2}$/u.test(value), 'a day, as 2026-01-31'],
  ['goal', isText, 'a text'],
  ['affected_areas', (value) => Array.isArray(value) && value.every(isText), 'a list of texts'],
  ['initiative', isInitiative, 'a store and an id'],
  ['skip_specs', (value) => typeof value === 'boolean', 'true or false'],
  ['retire_capabilities', (value) => typeof value === 'boolean', 'true or false'],
];

const basesIn = (own: unknown): ReadonlyMap<string, string> => {
  const bases = isRecord(own) && isRecord(own['base']) ? own['base'] : {};
  return new Map(
    Object.entries(bases).flatMap(([key, value]) =>
      isText(value) && /^[0-9a-f]{64}$/u.test(value) ? [[key, value] as const] : [],
    ),
  );
};

const checked = (value: unknown, lineOf: (key: string) => number): MetadataRead => {
  const record = isRecord(value) ? value : {};
  const markers = new Set(MARKERS.filter((key) => key in record && record[key] !== false));
  const workflow = record['schema'];
  if (!isText(workflow)) return { kind: 'broken', line: lineOf('schema'), says: 'it has no schema: name one, as schema: spec-driven', markers };
  const wrong = FIELDS.find(([key, isGood]) => record[key] !== undefined && !isGood(record[key]));
  if (wrong !== undefined) return { kind: 'broken', line: lineOf(wrong[0]), says: `${wrong[0]} takes ${wrong[2]}`, markers };
  const { created, goal } = record;
  return {
    kind: 'read',
    metadata: {
      ...{ workflow, created: isText(created) ? created : null, goal: isText(goal) ? goal : null },
      ...{ skipSpecs: record['skip_specs'] === true, retireCapabilities: record['retire_capabilities'] === true },
      bases: basesIn(record[OWN_KEY]),
    },
  };
}; // prettier-ignore

/** What `openspec new change` writes: thousands of files say no more, and need no parser. */
const PLAIN =
  /^schema: (?!true$|false$|null$)([a-z][a-z-]*)\n(?:created: (\d{4}-\d{2}-\d{2})\n)?(skip_specs: true\n)?$/mu;

const plainly = (text: string): MetadataRead | null => {
  const found = text.startsWith('schema: ') ? PLAIN.exec(text) : null;
  if (found === null || found[0].length !== text.length) return null;
  const [, workflow = '', created = null, skip] = found;
  const metadata = { workflow, created, goal: null, skipSpecs: skip !== undefined, retireCapabilities: false, bases: new Map() };
  return { kind: 'read', metadata };
}; // prettier-ignore

const read = remembered((file): MetadataRead => {
  const plain = plainly(file);
  if (plain !== null) return plain;
  const counter = new LineCounter();
  const document = parseDocument(file, { lineCounter: counter, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    const markers = new Set(MARKERS.filter((key) => new RegExp(`^\\s*(['"]?)${key}\\1\\s*:`, 'mu').test(file)));
    return { kind: 'broken', line: counter.linePos(error.pos[0]).line, says: `it is not YAML: ${error.message.split('\n', 1)[0] ?? ''}`, markers };
  }
  const lineOf = (key: string): number => Math.max(file.split(/\r?\n/u).findIndex((line) => line.startsWith(`${key}:`)), 0) + 1;
  try {
    return checked(document.toJS({ maxAliasCount: 100 }), lineOf);
  } catch {
    return { kind: 'broken', line: 1, says: 'its aliases stand for more than anybody wrote', markers: new Set(MARKERS) };
  }
}); // prettier-ignore

/** Reads what a change says of itself. */
export const readMetadata = (file: FileText | undefined): MetadataRead => {
  if (file === undefined) return { kind: 'none' };
  if (typeof file === 'string') return read(file);
  return { kind: 'broken', line: 1, says: file.unread ?? 'it cannot be read', markers: new Set(MARKERS) };
};

/** The metadata with what somebody has seen the change against; all else stays as it was written. */
export const withBases = (text: string, bases: ReadonlyMap<string, string>): string => {
  const document = parseDocument(text, { logLevel: 'silent' });
  for (const [key, digest] of bases) document.setIn([OWN_KEY, 'base', key], digest);
  return document.toString({ lineWidth: 0 });
};
