import { configuringIn, isRunnerFile, mayBeTest } from '#contract';
import { isSource } from '#rules';
import type { PatchFile, PatchHunk, PatchLine } from './patch-lines.ts';

const NUMBER = String.raw`["']?(-?(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?)`;
const measure = (says: string, about: Pick<Measure, 'looser' | 'in'>, ...of: readonly string[]): Measure => ({
  ...{ says, ...about },
  of: new RegExp(of.map((one) => `(?:${one.replaceAll('NUM', NUMBER)})`).join('|'), 'giu'),
});

/** A number by which a test, or what configures tests, says how much it asks. */
type Measure = {
  readonly says: string;
  readonly looser: 'up' | 'down';
  readonly in: 'tests' | 'settings' | 'both';
  readonly of: RegExp;
};

const MEASURES: readonly Measure[] = [
  measure(
    'a tolerance',
    { looser: 'up', in: 'tests' },
    String.raw`\b\w*(?:tolerance|epsilon|delta|eps|atol|rtol|rel_tol|abs_tol|margin|max_?diff(?:erence|pixels|pixelratio)?|threshold)\b["']?\s*[:=]\s*NUM`,
    String.raw`\b(?:rel|abs)\s*=\s*NUM`,
    String.raw`\babs\([^;]*?\)\s*[<>]=?\s*NUM`,
    String.raw`\b(?:closeTo|approximately|within|InDelta|InEpsilon)\(.*,\s*NUM\s*[,)]`,
  ),
  measure(
    'digits that are compared',
    { looser: 'down', in: 'tests' },
    String.raw`\btoBeCloseTo\([^,]*,\s*NUM`,
    String.raw`\bassertAlmostEqual\([^,]*,[^,]*,\s*(?:places\s*=\s*)?NUM`,
    String.raw`\bplaces\s*=\s*NUM`,
    String.raw`\.toFixed\(NUM`,
    String.raw`\bround\([^,]*,\s*NUM`,
  ),
  measure(
    'a time limit',
    { looser: 'up', in: 'both' },
    String.raw`\b\w*time_?out\w*["']?\s*[:=(]\s*NUM`,
    String.raw`\bsetTimeout\(\s*NUM\s*\)`,
    String.raw`^\s*\}\s*,\s*NUM\s*\)`,
  ),
  measure(
    'tries',
    { looser: 'up', in: 'both' },
    String.raw`\b(?:retry|retries|retryTimes|repeats|reruns|max_runs|flaky)\b["']?\s*[:=(]\s*NUM`,
  ),
  measure(
    'coverage that is demanded',
    { looser: 'down', in: 'settings' },
    String.raw`\b(?:fail_under|cov-fail-under|lines|branches|functions|statements|perFile|check-coverage|coverage\w*|minimum\w*)["']?\s*[:=]\s*NUM`,
  ),
];

const numbersIn = (lines: readonly PatchLine[], { of }: Measure): readonly (PatchLine & { readonly value: number })[] =>
  lines.flatMap((line) =>
    [...line.text.matchAll(of)].flatMap(([, ...groups]) => {
      const value = Number(groups.find((one) => one !== undefined)?.replaceAll('_', ''));
      return Number.isNaN(value) ? [] : [{ ...line, value }];
    }),
  );

/** What one measure says after the change where it said something stricter before, or nothing at all. */
const looserOf = (path: string, one: Measure, { removed, added }: PatchHunk): readonly string[] => {
  const before = numbersIn(removed, one);
  return numbersIn(added, one).flatMap(({ at, value }, index) => {
    const was = before[index]?.value;
    // A line that is new in a hunk which takes nothing away is a new test, which may ask what it likes.
    if (was === undefined) return removed.length > 0 ? [`${path}:${at} sets ${one.says} where none stood: ${value}`] : [];
    const isLooser = one.looser === 'up' ? value > was : value < was;
    return isLooser ? [`${path}:${at} asks less: ${one.says} went from ${was} to ${value}`] : [];
  }); // prettier-ignore
};

/** Claims that compare, and so find whatever is wrong; others only look whether there is something. */
const COMPARES =
  /\b(?:toBe|toEqual|toStrictEqual|toMatchObject|toHaveLength|toContain|toContainEqual|toThrow\w*|toMatch\w*Snapshot)\(|\bassert\.?(?:\w+\.)*(?:equal|strictEqual|deepEqual|deepStrictEqual|throws|rejects|match)\(|\bassert(?:Equal|ListEqual|DictEqual|Raises|Is|Regex)s?\(|^\s*assert\b.*(?:==|\bis\b)|\bpytest\.raises\(|\bassert_(?:eq|ne|matches)!\(|\bt\.(?:Error|Fatal)f?\(|\b(?:assert|require)\.(?:Equal|Error)\w*\(/u;

const comparing = (file: PatchFile, side: 'added' | 'removed'): number =>
  file.hunks.flatMap((hunk) => hunk[side]).filter(({ text }) => COMPARES.test(text)).length; // prettier-ignore

/** Files beside those of runners that say how much must be covered. */
const isSetting = (path: string): boolean =>
  isRunnerFile(path) ||
  configuringIn(path) !== null ||
  /(?:^|\/)\.?(?:codecov|coverage|sonar|nyc|c8|github\/workflows|gitlab-ci)/iu.test(path);

/** What a test that was there, or what configures tests, asks less of the product than before. */
export const looserIn = (file: PatchFile): readonly string[] => {
  const { path, isNew, isGone, hunks } = file;
  const isTest = mayBeTest(path);
  const about = MEASURES.filter((one) => (one.in !== 'settings' && isTest) || (one.in !== 'tests' && isSetting(path)));
  if (isNew || about.length === 0) return [];
  const fewer = isTest && isSource(path) && !isGone ? comparing(file, 'removed') - comparing(file, 'added') : 0;
  return [
    ...hunks.flatMap((hunk) => about.flatMap((one) => looserOf(path, one, hunk))),
    ...(fewer > 0 ? [`${path} compares ${fewer === 1 ? 'once' : `${fewer} times`} less than it did`] : []),
  ];
};
