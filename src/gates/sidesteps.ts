import { configuringIn, isMachineCode, isRunnerFile, isSurelyTest, mayBeTest } from '#contract';
import { isSource } from '#rules';
import { asRead, withoutComments } from './comment-lines.ts';
import { looserIn } from './looser.ts';
import { onlyInTests } from './only-in-tests.ts';
import { patchFiles, type PatchFile, type PatchLine } from './patch-lines.ts';
import { standInsIn } from './stand-ins.ts';
import { SIGNS, type Sign, type SignKind } from './sidestep-signs.ts';

type Place = PatchLine & { readonly found: string };

/** Source of what is compiled and linked beneath another language: what C and its like, and assemblers, are called. */
const isNative = (path: string): boolean => /\.(?:c|cc|cpp|cxx|m|mm|h|hh|hpp|s|sx)$/iu.test(path);

const isAbout = ({ path }: PatchFile, { in: where }: Sign): boolean => {
  if (where === 'everywhere') return isSource(path) || isRunnerFile(path) || configuringIn(path) !== null;
  if (where === 'native') return isNative(path) && !isSurelyTest(path);
  // What may be either is looked at as both.
  return isSource(path) && !isRunnerFile(path) && (where === 'tests' ? mayBeTest(path) : !isSurelyTest(path));
};

/** A file with those of its lines that are more than a comment. */
type Looked = PatchFile & { readonly code: ReadonlySet<PatchLine> };

const placesOf = (file: Looked, { signs }: SignKind, side: 'added' | 'removed'): readonly Place[] => {
  const about = signs.filter((sign) => isAbout(file, sign));
  if (about.length === 0) return [];
  return file.hunks.flatMap((hunk) =>
    hunk[side].flatMap((line) => {
      // Those that silence are comments, and looked at all the same.
      const hits = about.flatMap((sign) =>
        sign.in === 'everywhere' || file.code.has(line) ? (sign.of.exec(line.text)?.[0] ?? []) : [],
      );
      return hits.slice(0, 1).map((found) => ({ ...line, found: found.trim() }));
    }),
  );
};

/** What came to a file of one kind; a line that only moved, or was rewritten, is not new. */
const newOf = (file: Looked, kind: SignKind): readonly Place[] => {
  const added = placesOf(file, kind, 'added');
  // Nearly always. At its second use V8 compiles an expression once more, and these are many and long.
  if (added.length === 0) return added;
  const gone = placesOf(file, kind, 'removed').map(({ found }) => found);
  return added.filter(({ found }) => {
    const at = gone.indexOf(found);
    if (at !== -1) gone.splice(at, 1);
    return at === -1;
  });
};

/** No person writes a longer line, and the time that an expression takes grows with the square of its length. */
const LONGEST = 600;
/** So that what stands where a line is cut is whole in one of its pieces. */
const OVERLAP = 150;

const pieces = (line: PatchLine): readonly PatchLine[] =>
  line.text.length <= LONGEST
    ? [line]
    : Array.from({ length: Math.ceil((line.text.length - OVERLAP) / (LONGEST - OVERLAP)) }, (_, index) => {
        const from = index * (LONGEST - OVERLAP);
        // What stands in the midst of a line begins none.
        return { ...line, text: `${from === 0 ? '' : '…'}${line.text.slice(from, from + LONGEST)}` };
      });

const looked = (file: PatchFile): Looked => {
  const read = (lines: readonly PatchLine[]): readonly PatchLine[] => lines.flatMap(asRead).flatMap(pieces);
  const hunks = file.hunks.map(({ removed, added, around }) => ({
    removed: read(removed),
    added: read(added),
    around,
  }));
  const sides = hunks.flatMap(({ removed, added }) => [removed, added]);
  return { ...file, hunks, code: new Set(sides.flatMap((lines) => withoutComments(file.path, lines))) };
};

/** Modules of Python's own library that tests compare, count and read with; those that are built in cannot be replaced. */
const LIBRARY =
  /^(?:abc|ast|bisect|calendar|collections|contextlib|copy|csv|dataclasses|datetime|decimal|difflib|doctest|enum|filecmp|fractions|functools|hashlib|heapq|inspect|io|json|locale|logging|numbers|os|pathlib|pprint|queue|random|re|shutil|statistics|string|subprocess|tempfile|textwrap|threading|typing|unittest|uuid|warnings|zoneinfo)$/u;

/** Packages of others that tests are written with, or whose values they compare: a few that many have installed. */
const PACKAGE =
  /^(?:approvaltests|assertpy|attrs?|bs4|dateutil|ddt|deepdiff|dirty_equals|django|expects|factory|faker|flask|freezegun|hamcrest|httpx|hypothesis|iniconfig|inline_snapshot|jsonschema|lxml|mock|numpy|packaging|pandas|parameterized|pluggy|polars|pydantic|pyfakefs|pytest_\w+|pytz|requests|respx|responses|scipy|six|snapshottest|sqlalchemy|sure|syrupy|time_machine|torch|vcr|yaml)$/u;

/** A file that Python finds before its own library: beside a test, or where the tests are started. */
const shadowing = ({ path, isNew }: PatchFile): readonly string[] => {
  const [, folder = '', module = ''] = /^(|.*\/)(\w+)(?:\/__init__)?\.py$/u.exec(path) ?? [];
  const isFound = folder === '' || folder === 'src/' || mayBeTest(`${folder}a.py`);
  if (!isNew || !isFound) return [];
  if (LIBRARY.test(module)) return [`${path} takes the place of a module of Python's library: ${module}`];
  return PACKAGE.test(module) ? [`${path} takes the place of a package that is installed elsewhere: ${module}`] : [];
};

const MACRO = /\bproc_macro\w*|\bTokenStream\b/u;

/** Lines within a macro of Rust say nothing of it by themselves: what stands around them does. */
const withinMacro = ({ path, hunks }: PatchFile): readonly string[] => {
  if (!path.endsWith('.rs') || isSurelyTest(path)) return [];
  const hunk = hunks.find(
    ({ added, around }) => !added.some(({ text }) => MACRO.test(text)) && around.some((line) => MACRO.test(line)),
  );
  const at = (hunk?.added[0] ?? hunk?.removed[0])?.at;
  return at === undefined ? [] : [`${path}:${at} stands within what writes code while it is built, that of tests too`];
};

/** Machine code that an interpreter or a linker takes in by itself: what it does stands in no line. */
const machineCode = ({ path, isGone }: PatchFile): readonly string[] =>
  !isGone && isMachineCode(path)
    ? [`${path} is code that nobody can read, and that may run in the process of the tests`]
    : [];

/** A file that Go builds for one system alone, by its name. */
const forOneSystem = ({ path, isNew }: PatchFile): readonly string[] =>
  isNew && /_(?:linux|unix)(?:_(?:amd64|arm64|386|arm))?\.go$|_(?:amd64|arm64)\.go$/u.test(path)
    ? [`${path} is built on one kind of machine alone, and the checks saw no other`]
    : [];

/** Folders and endings of what a test reads to compare with, where nothing else says that it is part of a test. */
const EXPECTED = /(?:^|\/)(?:fixture|expectations?|snapshots?|approvals|baselines?|cassettes)\//iu;

/** What is expected was there, and is another now: whoever does that has changed the question, and not the answer. */
const rewritten = ({ path, isNew, isGone }: PatchFile): readonly string[] =>
  !isNew && EXPECTED.test(path) && !isSource(path) && !mayBeTest(path)
    ? [`${path} ${isGone ? 'is gone' : 'was rewritten'}, with which tests may compare`]
    : [];

/** Code in languages whose signs nobody has written down here, by what its files end in. */
const UNKNOWN =
  /\.(?:java|kts?|groovy|scala|clj[cs]?|cs|fs|vb|rb|php|vue|svelte|astro|swift|dart|exs?|erl|hrl|lua|pl|pm|r|jl|hs|mli?|zig|nim|cr|elm|d|pas|adb|f90|coffee|ps1|(?:ba|z)?sh)$/iu;

/** That nothing was found where nobody could look is said, and not left to look like nothing. */
const unknownIn = (files: readonly PatchFile[]): readonly string[] => {
  const [first, ...more] = files.filter(({ path, isGone }) => !isGone && !isSource(path) && UNKNOWN.test(path));
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return [
    `${first.path}${others}: nobody looked whether this goes around tests, as the signs of its language are not known`,
  ];
};

/**
 * What a patch adds that goes around its tests or asks less of them (red team H13, H14, H17): code that asks whether
 * tests run it or who calls it, values that say themselves what they are equal to, replaced built-ins, checkers that
 * are silenced, tests that may be left out, and numbers that allow more. None of it refuses: a person has to see it.
 *
 * @param patch a patch between two trees as git prints it
 * @returns a sentence for each kind in each file, with the place of the first
 */
export const sidestepsIn = (patch: Uint8Array): readonly string[] => {
  const files = patchFiles(patch).map(looked);
  return [
    ...files.flatMap((file) => [
      ...SIGNS.flatMap((kind) => {
        const [first, ...more] = newOf(file, kind);
        if (first === undefined) return [];
        const others = more.length === 0 ? '' : `, and ${more.length} more`;
        return [`${file.path}:${first.at} ${kind.says}: ${first.found}${others}`];
      }),
      ...onlyInTests(file),
      ...withinMacro(file),
      ...looserIn(file),
      ...shadowing(file),
      ...machineCode(file),
      ...forOneSystem(file),
      ...rewritten(file),
    ]),
    ...standInsIn(files),
    ...unknownIn(files),
  ];
};
