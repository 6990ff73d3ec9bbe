import { isMap, isScalar, isSeq, parseDocument, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { fail, ok, type Result } from '#failure';
import { canonicalJson } from './canonical.ts';
import type { Contract } from './contract.ts';
import { splitTask } from './task-body.ts';

/** What is to be different in a task file. What is empty stays as it is. */
export type TaskChange = {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly dropAllow: readonly string[];
  readonly dropDeny: readonly string[];
  /** Commands that must pass as well. */
  readonly checks: readonly string[];
  /** Ids of checks. */
  readonly dropChecks: readonly string[];
  readonly attempts: number | null;
};

/** A piece of the text that something else takes the place of; offsets into the YAML. */
type Splice = { readonly at: number; readonly end: number; readonly text: string };

/** A word that YAML takes as it stands, or a JSON string, which is a YAML string whatever it holds. */
const scalar = (text: string): string => (/^[\w/][\w./-]*$/u.test(text) ? text : JSON.stringify(text));

type Range = readonly [start: number, end: number];

const rangeOf = (node: unknown): Range => {
  const [start, end] = (isScalar(node) || isMap(node) || isSeq(node) ? node.range : null) ?? [0, 0];
  return [start, end];
};

/** Where the line after a value begins; the range of a block reaches beyond its last line. */
const afterLine = (yaml: string, [start, end]: Range): number => {
  const line = yaml.indexOf('\n', start + yaml.slice(start, end).trimEnd().length);
  return line === -1 ? yaml.length : line + 1;
};

type ListChange = { readonly added: readonly string[]; readonly dropped: (item: unknown) => boolean };

/** A list of lines: whole lines go and come. */
const blockSplices = (yaml: string, list: YAMLSeq, { added, dropped }: ListChange): readonly Splice[] => {
  const starts = list.items.map((item) => yaml.lastIndexOf('\n', rangeOf(item)[0]) + 1);
  const end = afterLine(yaml, rangeOf(list));
  const indent = /^ */u.exec(yaml.slice(starts[0] ?? 0))?.[0] ?? '';
  return [
    ...list.items.flatMap((item, index) =>
      dropped(item) ? [{ at: starts[index] ?? end, end: starts[index + 1] ?? end, text: '' }] : [],
    ),
    { at: end, end, text: added.map((item) => `${indent}- ${item}\n`).join('') },
  ];
};

/** A list in brackets: an item goes with the comma after it, or before it where it is the last. */
const flowSplices = (list: YAMLSeq, { added, dropped }: ListChange): readonly Splice[] => {
  const ranges = list.items.map(rangeOf);
  const kept = list.items.findLastIndex((item) => !dropped(item));
  const end = ranges[kept]?.[1] ?? ranges[0]?.[0] ?? rangeOf(list)[0] + 1;
  const text = `${kept === -1 || added.length === 0 ? '' : ', '}${added.join(', ')}`;
  return [
    ...list.items
      .slice(0, Math.max(kept, 0))
      .flatMap((item, index) =>
        dropped(item) ? [{ at: ranges[index]?.[0] ?? 0, end: ranges[index + 1]?.[0] ?? 0, text: '' }] : [],
      ),
    { at: end, end: kept === list.items.length - 1 ? end : (ranges.at(-1)?.[1] ?? end), text },
  ];
};

/** Puts a new key at the end of a map, in the map's own way of writing. */
const newKey = (yaml: string, map: YAMLMap, line: string): Splice => {
  const range = rangeOf(map);
  if (map.flow === true) {
    const last = map.items.at(-1);
    const end = last === undefined ? range[0] + 1 : rangeOf(last.value)[1];
    return { at: end, end, text: last === undefined ? ` ${line} ` : `, ${line}` };
  }
  const [first] = rangeOf(map.items[0]?.key);
  const end = afterLine(yaml, range);
  return { at: end, end, text: `${' '.repeat(first - yaml.lastIndexOf('\n', first - 1) - 1)}${line}\n` };
};

const pairIn = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);

const listSplices = (yaml: string, map: YAMLMap, key: string, change: ListChange): readonly Splice[] => {
  const pair = pairIn(map, key);
  const list = pair?.value;
  if (isSeq(list)) return list.flow === true ? flowSplices(list, change) : blockSplices(yaml, list, change);
  if (change.added.length === 0) return [];
  const text = `[${change.added.join(', ')}]`;
  if (pair === undefined) return [newKey(yaml, map, `${key}: ${text}`)];
  const [at, end] = rangeOf(list);
  return [{ at, end, text: ` ${text}` }];
};

const numberSplice = (yaml: string, root: YAMLMap, key: string, value: number): Splice => {
  const pair = pairIn(root, key);
  if (pair === undefined) return newKey(yaml, root, `${key}: ${value}`);
  const [at, end] = rangeOf(pair.value);
  return { at, end, text: at === end ? ` ${value}` : String(value) };
};

const textOf = (item: unknown): string => (isScalar(item) && typeof item.value === 'string' ? item.value : '');
const idOf = (item: unknown): string => (isMap(item) ? textOf(item.get('id', true)) : '');

/** An id for each new check that no check has yet. */
const newChecks = (list: unknown, commands: readonly string[]): readonly string[] => {
  const taken = new Set(isSeq(list) ? list.items.map(idOf) : []);
  return commands.map((run) => {
    let id = 'check';
    for (let n = 2; taken.has(id); n += 1) id = `check-${n}`;
    taken.add(id);
    return `{ id: ${id}, run: ${JSON.stringify(run)} }`;
  });
};

const splicesIn = (yaml: string, root: YAMLMap, change: TaskChange, version: number): readonly Splice[] => {
  const paths = root.get('paths', true);
  const named = (added: readonly string[], dropped: readonly string[]): ListChange => ({
    added: added.map(scalar),
    dropped: (item) => dropped.includes(textOf(item)),
  });
  return [
    ...(isMap(paths) ? listSplices(yaml, paths, 'allow', named(change.allow, change.dropAllow)) : []),
    ...(isMap(paths) ? listSplices(yaml, paths, 'deny', named(change.deny, change.dropDeny)) : []),
    ...listSplices(yaml, root, 'checks', {
      added: newChecks(root.get('checks', true), change.checks),
      dropped: (item) => change.dropChecks.includes(idOf(item)),
    }),
    numberSplice(yaml, root, 'version', version),
    ...(change.attempts === null ? [] : [numberSplice(yaml, root, 'attempts', change.attempts)]),
  ];
};

const spliced = (text: string, pieces: readonly Splice[]): string => {
  // From the end, so that offsets hold. At one place what goes, goes first, and what comes keeps its order.
  const ordered = pieces.toReversed().toSorted((a, b) => b.at - a.at || b.end - a.end);
  return ordered.reduce((done, { at, end, text: piece }) => done.slice(0, at) + piece + done.slice(end), text);
};

const byHand = (why: string): Result<never> =>
  fail('task.syntax', `the task file cannot be changed by itself: ${why}`, {
    remedy: 'edit the task file, then: writ amend TASK, without naming what changes',
  });

/**
 * Changes the text of a task file and nothing else of it: every comment, blank line and way of writing stays.
 * Read the result with `parseTask` and ask `isEdited`: YAML can be written in ways that this does not foresee.
 *
 * @param text a task file that `parseTask` reads
 * @returns the text, or `task.syntax` where the file is written in a way that cannot be changed at all
 */
export const editTask = (text: string, change: TaskChange, version: number): Result<string> =>
  editFront(text, (yaml, root) => splicesIn(yaml, root, change, version));

/**
 * Has a task file wait for one task more, and changes nothing else of it. As with `editTask`, read the result again.
 *
 * @returns the text, or `task.syntax` where the file is written in a way that cannot be changed at all
 */
export const addDependency = (text: string, on: string): Result<string> =>
  editFront(text, (yaml, root) => listSplices(yaml, root, 'depends_on', { added: [scalar(on)], dropped: () => false }));

/** Splices the front matter of a text, with its line ends as they are. */
const editFront = (text: string, edit: (yaml: string, root: YAMLMap) => readonly Splice[]): Result<string> => {
  const plain = text.replaceAll('\r\n', '\n');
  const windows = plain !== text;
  if (windows && plain.replaceAll('\n', '\r\n') !== text) return byHand('its lines end in different ways');
  const mark = plain.startsWith('\uFEFF') ? 1 : 0;
  const parts = splitTask(plain.slice(mark));
  if ('message' in parts || parts.front === null) return byHand('it has no front matter');
  const { yaml, at } = parts.front;
  const root = parseDocument(yaml, { schema: 'failsafe', merge: false, logLevel: 'silent' }).contents;
  if (!isMap(root)) return byHand('its front matter is not a list of `key: value` lines');
  const edited = spliced(yaml, edit(yaml, root));
  const whole = plain.slice(0, mark + at) + edited + plain.slice(mark + at + yaml.length);
  return ok(windows ? whole.replaceAll('\n', '\r\n') : whole);
};

const without = (list: readonly string[], dropped: readonly string[]): readonly string[] =>
  list.filter((item) => !dropped.includes(item));

/** What is changed, and what may follow from that by itself. */
const MAY_DIFFER = new Set(['paths', 'checks', 'riskTier', 'attempts', 'version']);
const fixed = (contract: Contract): string =>
  canonicalJson(Object.fromEntries(Object.entries(contract).filter(([field]) => !MAY_DIFFER.has(field))));

/** Whether a contract came of an edit as it should: exactly what was asked for is different, and nothing besides. */
export const isEdited = (before: Contract, now: Contract, change: TaskChange, version: number): Result<null> => {
  const ids = without(
    before.checks.map(({ id }) => id),
    change.dropChecks,
  );
  const right =
    fixed(before) === fixed(now) &&
    now.version === version &&
    now.attempts === (change.attempts ?? before.attempts) &&
    canonicalJson(now.paths) ===
      canonicalJson({
        allow: [...without(before.paths.allow, change.dropAllow), ...change.allow],
        deny: [...without(before.paths.deny, change.dropDeny), ...change.deny],
      }) &&
    canonicalJson(now.checks.slice(0, ids.length).map(({ id }) => id)) === canonicalJson(ids) &&
    now.checks.length === ids.length + change.checks.length;
  return right ? ok(null) : byHand('it is written in a way that is not foreseen');
};
