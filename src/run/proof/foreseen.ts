import type { ForeseenAnswer } from '#evidence';
import { linesOf } from './hunks.ts';
import { touchedFunctions, type ChangedFile } from './units.ts';

/** A literal as it stands in most languages: a text in quotes without anything to fill in, or a number. */
const LITERAL = String.raw`(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\x60[^\x60$\\\n]*\x60|-?\b\d[\d_]*(?:\.\d+)?\b)`;
const LITERALS = new RegExp(LITERAL, 'gu');
const expression = (source: string, flags: string): RegExp =>
  new RegExp(source.replaceAll('LITERAL', `(${LITERAL})`), flags);

/** Where a value is compared with a literal. */
const ASKED = [
  String.raw`(?:[=!]==?|\bis|\bcase|\bwhen)\s*LITERAL`,
  String.raw`(?:^|[([{,&|?!]|\b(?:if|and|or|return|match))\s*LITERAL\s*[=!]==?`,
  String.raw`\.(?:equals?|eq|startsWith|endsWith|includes|contains|startswith|endswith|has|test|match)\(\s*LITERAL`,
].map((one) => expression(one, 'gu'));
/** Where a literal is given back, on the same line or below. */
const GIVEN = [String.raw`\breturn\s*\(?\s*LITERAL`, String.raw`\?\s*LITERAL`, String.raw`^\s*LITERAL\s*[,;]?\s*$`].map(
  (one) => expression(one, 'gu'),
);
/** A line of a table: what is asked, and what is given. */
const ENTRY = [String.raw`LITERAL\s*(?::|=>)\s*LITERAL`, String.raw`\[\s*LITERAL\s*,\s*LITERAL\s*\]`].map((one) =>
  expression(one, 'gu'),
);

/** A literal without its quotes and signs of its language. */
const valueOf = (literal: string): string =>
  /^['"`]/u.test(literal) ? `"${literal.slice(1, -1)}` : String(Number(literal.replaceAll('_', '')));

/** What any program holds: an end of counting, an empty text, one letter. */
const isCommon = (value: string): boolean =>
  value.startsWith('"') ? value.length < 3 : Math.abs(Number(value)) < 3 || Number.isNaN(Number(value));

const found = (patterns: readonly RegExp[], text: string): readonly (readonly string[])[] =>
  patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, ...literals]) => literals.map(valueOf)));

type Guess = { readonly line: number; readonly values: readonly string[] };

/** How many lines below a condition its answer may stand, and over how many lines a claim of a test goes. */
const BELOW = 2;
const CLAIM = 4;

/** Added lines that give one literal where they find another. */
const branches = ({ after, hunks }: ChangedFile): readonly Guess[] => {
  const lines = linesOf(after ?? '');
  return hunks.flatMap(({ newFrom, newCount }) =>
    Array.from({ length: newCount }, (_, offset) => newFrom + offset).flatMap((line) => {
      const text = lines[line - 1] ?? '';
      if (/^\s*(?:\*|\/\/|\/\*|#(?!\[))/u.test(text)) return [];
      const near = lines.slice(line - 1, Math.min(line + BELOW, newFrom + newCount - 1));
      const given = near.flatMap((next) => found(GIVEN, next).flat());
      const asked = found(ASKED, text).flat();
      const pairs = [...found(ENTRY, text), ...asked.flatMap((one) => given.map((other) => [one, other]))];
      return pairs.filter(([one = '', other]) => !isCommon(one) && one !== other).map((values) => ({ line, values }));
    }),
  );
}; // prettier-ignore

/** Changed functions that are handed something and give a literal, whatever it is. */
const constants = ({ source, hunks }: ChangedFile): readonly Guess[] => {
  if (source === null) return [];
  return touchedFunctions(source, hunks).flatMap(({ start, body }) => {
    if (body === null) return [];
    const head = source.text.slice(start, body.start);
    const inner = source.text.slice(body.start, body.end).replace(/^\{|\}$/gu, '').trim();
    const [, literal] = expression(String.raw`^(?:return\s+)?LITERAL\s*;?$`, 'u').exec(inner) ?? [];
    const isHanded = /\(\s*(?!self\s*\)|&self\s*\))[\w{[*&]|^\s*(?:async\s+)?\w+\s*=>/u.test(head);
    if (literal === undefined || !isHanded || isCommon(valueOf(literal))) return [];
    return [{ line: source.text.slice(0, start).split('\n').length, values: [valueOf(literal)] }];
  });
}; // prettier-ignore

/** A part of a text that is long enough to be meant. */
const LONG = 7;

/** Whether something that is asked for means one of the literals: itself, a number within a text, or most of a text. */
const isMeant = (value: string, claim: ReadonlySet<string>): boolean =>
  claim.has(value) ||
  [...claim].some((one) => {
    if (!one.startsWith('"')) return false;
    if (!value.startsWith('"')) return (one.match(/\d+(?:\.\d+)?/gu) ?? []).some((number) => valueOf(number) === value);
    return one.length >= LONG && value.length >= LONG && (value.startsWith(one) || one.startsWith(value));
  });

/** What is given has to be the very answer; what is asked for before it may be a part of what the test gives. */
const isHit = (values: readonly string[], claim: ReadonlySet<string>): boolean =>
  claim.has(values.at(-1) ?? '') && values.slice(0, -1).every((value) => isMeant(value, claim));

/** The literals of each few lines of a test, among which a claim has all of its own. */
const claimsIn = (text: string): readonly ReadonlySet<string>[] => {
  const lines = linesOf(text).map((line) => [...line.matchAll(LITERALS)].map(([literal]) => valueOf(literal)));
  return lines.map((_, at) => new Set(lines.slice(at, at + CLAIM).flat()));
};

/** The tests that Rust keeps beside the code. */
const besides = (text: string): string => text.slice(text.search(/#\[cfg\(test\)\]|$(?![^])/u));

/** Where a change might know answers by heart: without the tests, before anything of them is read. */
export const guessedAnswers = (file: ChangedFile): readonly Guess[] => [...branches(file), ...constants(file)];

/**
 * Where a change gives, for the very input of a test, the very answer that the test wants (red team H13). What is
 * hidden better than by a literal is not found so; and a table that tests ask line by line looks the same, so that this
 * is for a person to see, and refuses nothing.
 *
 * @param tests the texts of tests by their paths
 * @returns the first place of each file for each test
 */
export const foreseenAnswers = (
  files: readonly ChangedFile[],
  tests: ReadonlyMap<string, string>,
): readonly ForeseenAnswer[] => {
  const claims = [...tests].map(([test, text]) => ({ test, claims: claimsIn(text) }));
  return files.flatMap((file) => {
    const guesses = guessedAnswers(file);
    return claims.flatMap(({ test, claims: whole }) => {
      const all = test === file.path ? claimsIn(besides(file.after ?? '')) : whole;
      const hit = guesses.find(({ values }) => all.some((claim) => isHit(values, claim)));
      return hit === undefined ? [] : [{ path: file.path, line: hit.line, test }];
    });
  });
};
