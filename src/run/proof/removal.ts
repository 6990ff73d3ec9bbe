import type { ProofTerms } from '#contract';
import {
  showingOfRemoval,
  showingOfRuns,
  showingOfTree,
  type ProofRecord,
  type Showing,
  type StubValue,
  type Unit,
} from '#evidence';
import { ok, type Result } from '#failure';
import { mixedTree, type FileInTree } from '#host';
import type { TakenFile } from './changed-files.ts';
import { edited, type Edit } from './hunks.ts';
import type { Proving } from './proving.ts';
import { onlySays } from './saying.ts';
import { emptied, valued } from './stubs.ts';
import type { ReadSource } from './syntax.ts';
import { effectOf, partsOf, type Part } from './units.ts';

/** What taking units away came to, beside the runs on the bench. */
export type Removed = { readonly units: readonly Unit[]; readonly unexamined: ProofRecord['unexamined'] };

/** A unit with the file it is in, and all that can be done to it. */
type Piece = Part & { readonly unit: Unit; readonly file: TakenFile };

const piecesOf = ({ change }: Proving, { depth }: ProofTerms): readonly Piece[] =>
  change.production
    .flatMap((file) => partsOf(file, depth).map((part) => ({ ...part, file })))
    .map((part, index) => ({ ...part, unit: { id: `u${index + 1}`, ...part.unit } }));

/** A file with some of its parts taken away or emptied; a whole file goes back to what it was. */
const fileWith = ({ changed, after }: TakenFile, edits: readonly (readonly Edit[] | null)[]): FileInTree => {
  const { path, newMode } = changed;
  return edits.includes(null) || after === null
    ? { path, mode: changed.oldMode, blob: changed.oldBlob }
    : { path, mode: newMode, text: edited(after, edits.flatMap((some) => some ?? [])) };
}; // prettier-ignore

/** Files that people read, and that no program does. */
const NO_CODE =
  /\.(md|mdx|txt|rst|adoc|png|jpe?g|gif|svg|ico|webp|pdf|lock)$|(^|\/)(docs?|licen[cs]e|changelog|authors|notice|codeowners|package-lock\.json|pnpm-lock\.yaml|go\.sum|\.gitignore|\.editorconfig)(\/|$)/iu;

/** Why a unit need not be examined, or null: what has no effect cannot be proven to have one. */
const idleness = (piece: Piece, read: ReadSource): string | null => {
  const { file, unit } = piece;
  const edits = piece.keeping ?? piece.edits;
  const { source, after, besides } = file;
  if (source === null && NO_CODE.test(file.path)) return 'it is no code';
  if (source === null || after === null || edits === null) return null;
  const isTest = ({ start, end }: Edit): boolean =>
    besides?.ranges.some((range) => range.start <= start && end <= range.end) === true;
  if (edits.length > 0 && edits.every(isTest)) return 'it is a test';
  if (unit.kind === 'statement' && piece.node !== null && onlySays(source, piece.node)) return 'it only says something';
  const without = read(file.path, edited(after, edits));
  return without !== null && effectOf(without) === effectOf(source) ? 'it has no effect: comments, types, imports' : null;
}; // prettier-ignore

/** A name as a word of its own. */
const wordOf = (name: string): RegExp => new RegExp(`(?<![\\w$])${name.replaceAll(/[^\w]/g, '\\$&')}(?![\\w$])`, 'u');

/** Whether anything else in the change names what a unit declares. */
const isNamedElsewhere = ({ unit, edits, file }: Piece, texts: ReadonlyMap<string, string>): boolean => {
  if (unit.name === null || edits === null) return true;
  const word = wordOf(unit.name);
  return [...texts].some(([path, text]) => {
    const rest = path === file.path ? edited(text, edits) : text;
    return word.test(rest.replaceAll(/^\s*(export\s*\{[^}]*\}|module\.exports\s*=\s*\{[^}]*\}).*$/gmu, ''));
  });
};

/** Whether no test of the result ran through any line of a unit, as far as its runners tell. */
const isUncovered = ({ unit }: Piece, { checks }: Proving): boolean => {
  const told = checks.flatMap(({ result }) => (result.report.covered === undefined ? [] : [result.report.covered]));
  if (told.length < checks.length || unit.to < unit.from) return false;
  const files = told.flatMap((covered) => [...covered.values()].flatMap((lines) => lines.get(unit.path) ?? []));
  return !files.some((line) => line >= unit.from && line <= unit.to);
};

type Way = { readonly edits: readonly Edit[] | null; readonly value: StubValue | null };

/** How a unit can be taken away, the surest first: what others name is emptied, so that they can still be loaded. */
const waysOf = (piece: Piece, isNamed: boolean): readonly Way[] => {
  const { edits, keeping, functions, file, node } = piece;
  const { source } = file;
  const empty = (value: StubValue): readonly Way[] => {
    if (source === null) return [];
    const made = functions.length > 0 ? emptied(source, functions, value) : valued(source, node, value);
    return made.length === 0 ? [] : [{ edits: made, value }];
  };
  const away: Way = { edits, value: null };
  // What is declared there is looked at by itself; without it tests could not be loaded.
  if (keeping !== null) return [{ edits: keeping, value: null }, away];
  const stubs = [...empty('anything'), ...empty('nothing')];
  if (stubs.length === 0) return [away];
  return isNamed ? stubs : [away, ...stubs];
};

/** Takes something away and runs the checks, one after the other, until one sees it. */
const tryWithout = async (
  { store, bench, tree, checks }: Proving,
  pieces: readonly Piece[],
  way: (piece: Piece) => Way,
): Promise<Result<Showing | null>> => {
  const files = [...new Set(pieces.map(({ file }) => file))];
  const changed = files.map((file) => fileWith(file, pieces.filter((one) => one.file === file).map((one) => way(one).edits))); // prettier-ignore
  const without = await mixedTree(store, tree, changed);
  if (!without.ok) return without;
  // What did not change the tree would survive anything.
  if (without.value === tree) return ok(null);
  const [first] = pieces;
  const value = first === undefined ? null : way(first).value;
  const seen: Showing[] = [];
  for (const { check, result } of checks) {
    const order = { check, purpose: 'removal', tree: without.value, units: pieces.map(({ unit }) => unit.id), value } as const;
    const ran = await bench.run(order);
    if (!ran.ok) return ran;
    const showing = showingOfRemoval(result, ran.value);
    if (showing === 'proven') return ok(showing);
    seen.push(showing);
  }
  return ok(seen.length === 0 ? null : showingOfTree(seen));
}; // prettier-ignore

/** What became of one unit: why it was not examined, or what taking it away showed. */
type Looked = { readonly because: string | null; readonly showing: Showing | null };

const unlooked = (because: string): Looked => ({ because, showing: null });

/** Takes one unit away, and where that shows nothing empties it instead. */
const examine = async (proving: Proving, piece: Piece, isNamed: boolean): Promise<Result<Looked>> => {
  const seen: Showing[] = [];
  for (const way of waysOf(piece, isNamed)) {
    const shown = await tryWithout(proving, [piece], () => way);
    if (!shown.ok) return shown;
    if (shown.value !== null) seen.push(shown.value);
    // That all passes without it is the answer where it was taken away; where it was only emptied, another value may tell.
    if (shown.value === 'proven' || (shown.value === 'vacuous' && way.value === null)) break;
  }
  return ok(
    seen.length === 0 ? unlooked('taking it away changes nothing') : { because: null, showing: showingOfRuns(seen) },
  );
};

/**
 * What only code names that nothing needs is not needed either: without that code it can be taken away. A second look
 * at declarations whose removal by itself broke what named them.
 */
const examineUsers = async (proving: Proving, pieces: readonly (readonly [Piece, Looked])[]): Promise<Result<null>> => {
  const unneeded = pieces.filter(([, { showing }]) => showing === 'vacuous').map(([piece]) => piece);
  const weak = pieces.filter(([{ unit }, { showing }]) => showing === 'weak' && unit.name !== null);
  for (const [piece] of weak) {
    const word = wordOf(piece.unit.name ?? '');
    const users = unneeded.filter(({ file, edits }) => file === piece.file && edits?.some(({ start, end }) => word.test(file.after?.slice(start, end) ?? ''))); // prettier-ignore
    const shown = users.length === 0 ? ok(null) : await tryWithout(proving, [piece, ...users], ({ edits }) => ({ edits, value: null })); // prettier-ignore
    if (!shown.ok) return shown;
  }
  return ok(null);
};

/** Carries out work on many, several at once, in order of their beginning. */
const sideBySide = async <T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<Result<R>>,
): Promise<Result<readonly R[]>> => {
  const done: Result<R>[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, item] = next;
      done[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  const values: R[] = [];
  for (const one of done) {
    if (!one.ok) return one;
    values.push(one.value);
  }
  return ok(values);
};

type Sorting = { readonly idle: readonly (readonly [Piece, string])[]; readonly suspects: readonly Piece[]; readonly rest: readonly (readonly [Piece, boolean])[] }; // prettier-ignore

/** Sorts units into those that need no look, those that look as if nothing needed them, and the rest. */
const sortPieces = (proving: Proving, read: ReadSource, terms: ProofTerms): Sorting => {
  const pieces = piecesOf(proving, terms);
  const { production, testTexts } = proving.change;
  const texts = new Map(production.flatMap(({ path, after }) => (after === null ? [] : [[path, after] as const])));
  for (const [path, text] of testTexts) texts.set(path, text);
  const idle: [Piece, string][] = [];
  const suspects: Piece[] = [];
  const rest: [Piece, boolean][] = [];
  for (const piece of pieces) {
    const because = idleness(piece, read);
    const isNamed = isNamedElsewhere(piece, texts);
    if (because !== null) idle.push([piece, because]);
    else if (isUncovered(piece, proving) || (!isNamed && piece.unit.kind === 'declaration')) suspects.push(piece);
    else rest.push([piece, isNamed]);
  }
  return { idle, suspects, rest };
}; // prettier-ignore

/**
 * Takes the units of a change away, one by one or together, and sees whether the tests notice (S3's removability rule).
 * How far it goes is for the terms to say; what was not examined is told as that, never as proven.
 */
export const removeUnits = async (proving: Proving, read: ReadSource, terms: ProofTerms): Promise<Result<Removed>> => {
  const { bench, checks, tell } = proving;
  if (terms.depth === 'first' || checks.length === 0) return ok({ units: [], unexamined: [] });
  const sorted = sortPieces(proving, read, terms);
  const { idle, suspects } = sorted;
  const rest = [...sorted.rest];
  const units = [...idle.map(([piece]) => piece), ...suspects, ...rest.map(([piece]) => piece)]
    .map(({ unit }) => unit)
    .toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
  const unexamined = idle.map(([{ unit }, because]) => ({ unit: unit.id, because }));
  if (suspects.length > 0) {
    const together = await tryWithout(proving, suspects, ({ edits }) => ({ edits, value: null }));
    if (!together.ok) return together;
    if (together.value !== 'vacuous') rest.unshift(...suspects.map((piece) => [piece, false] as const));
  }
  const isSingly = terms.depth !== 'suspects';
  if (isSingly && rest.length > 0) tell(`taking ${rest.length} parts of the change away, one by one`);
  const looked = await sideBySide(rest, bench.width, async ([piece, isNamed]) => {
    if (!isSingly) return ok(unlooked('at this risk only what nothing seems to need is taken away'));
    if (bench.spentMs() > terms.budgetMs) return ok(unlooked('the time for the proof ran out'));
    return examine(proving, piece, isNamed);
  });
  if (!looked.ok) return looked;
  const pieces = rest.flatMap(([piece], index) => {
    const one = looked.value[index];
    return one === undefined ? [] : [[piece, one] as const];
  });
  const users = bench.spentMs() > terms.budgetMs ? ok(null) : await examineUsers(proving, pieces);
  if (!users.ok) return users;
  const left = pieces.flatMap(([{ unit }, { because }]) => (because === null ? [] : [{ unit: unit.id, because }]));
  return ok({ units, unexamined: [...unexamined, ...left] });
};
