/** Texts of which one must be in whatever an expression matches, and whether letters of either case will do. */
export type Literals = { readonly texts: readonly string[]; readonly anyCase: boolean };

/** What a part of an expression needs: one of these texts; null: nothing that is known. */
type Needs = readonly string[] | null;

const MOST = 32;
const SHORTEST = 2;

/** `lost`: it holds something that is not understood here, so nothing is known of what it needs. */
type Reading = { readonly source: string; at: number; anyCase: boolean; lost: boolean };

const shortest = (texts: readonly string[]): number => Math.min(...texts.map((text) => text.length));

/** Of what several parts need, all of which must be there, what is rarest: the longest texts. */
const rarest = (all: readonly Needs[]): Needs =>
  all.reduce<Needs>((best, one) => {
    if (one === null || one.length > MOST) return best;
    return best === null || shortest(one) > shortest(best) ? one : best;
  }, null);

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' };
const ZERO_WIDTH = new Set(['b', 'B', 'A', 'z']);
const CLASSES = new Set(['d', 'D', 'w', 'W', 's', 'S']);

/** An atom: a character that stands for itself, nothing at all, a group with its needs, or anything else. */
type Atom =
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'part'; readonly needs: Needs };

const ANYTHING: Atom = { kind: 'part', needs: null };
const NOTHING: Atom = { kind: 'nothing' };

const giveUp = (reading: Reading): Atom => {
  reading.lost = true;
  reading.at = reading.source.length;
  return ANYTHING;
};

const readEscape = (reading: Reading): Atom => {
  const letter = reading.source[reading.at + 1] ?? '';
  reading.at += 2;
  if (ZERO_WIDTH.has(letter)) return NOTHING;
  if (CLASSES.has(letter)) return ANYTHING;
  if (ESCAPED[letter] !== undefined) return { kind: 'character', text: ESCAPED[letter] };
  if (/[\p{L}\p{N}]/u.test(letter) || letter === '') return giveUp(reading);
  return { kind: 'character', text: letter };
};

const readClass = (reading: Reading): Atom => {
  const { source } = reading;
  // A bracket that comes first stands for itself.
  let at = reading.at + (source[reading.at + 1] === '^' ? 2 : 1);
  if (source[at] === ']') at += 1;
  while (at < source.length && source[at] !== ']') {
    if (source[at] === '[') return giveUp(reading);
    at += source[at] === '\\' ? 2 : 1;
  }
  reading.at = at + 1;
  return ANYTHING;
};

const readGroup = (reading: Reading): Atom => {
  const [opening = '', flags, more] =
    /^\((?:\?(?:P?<\w+>|([imsU-]*)([:)])))?/u.exec(reading.source.slice(reading.at)) ?? [];
  if (opening === '(' && reading.source[reading.at + 1] === '?') return giveUp(reading);
  reading.at += opening.length;
  // More than was meant may count as either case: then it is only looked at closer.
  if (flags?.includes('i') === true) reading.anyCase = true;
  if (more === ')') return NOTHING;
  const needs = readAlternatives(reading);
  if (reading.source[reading.at] !== ')') return giveUp(reading);
  reading.at += 1;
  return { kind: 'part', needs };
};

const readAtom = (reading: Reading): Atom => {
  const character = reading.source[reading.at] ?? '';
  if (character === '\\') return readEscape(reading);
  if (character === '[') return readClass(reading);
  if (character === '(') return readGroup(reading);
  reading.at += 1;
  if (character === '^' || character === '$') return NOTHING;
  return character === '.' ? ANYTHING : { kind: 'character', text: character };
};

/** How often what was just read may come: not at all, exactly once, or more often. */
const readTimes = (reading: Reading): 'perhaps' | 'once' | 'often' => {
  const [all = '', sign, least] = /^(?:([?*+])|\{(\d+)(?:,\d*)?\})[?+]?/u.exec(reading.source.slice(reading.at)) ?? [];
  reading.at += all.length;
  if (all === '') return 'once';
  return sign === '?' || sign === '*' || least === '0' ? 'perhaps' : 'often';
};

/** A row of atoms: runs of characters, and what the groups between them need. */
const readRow = (reading: Reading): Needs => {
  const all: Needs[] = [];
  let run = '';
  const end = (): void => {
    if (run !== '') all.push([run]);
    run = '';
  };
  while (reading.at < reading.source.length && !'|)'.includes(reading.source[reading.at] ?? '')) {
    const atom = readAtom(reading);
    const times = readTimes(reading);
    if (atom.kind === 'nothing') continue;
    if (atom.kind === 'part' || times === 'perhaps') end();
    if (times === 'perhaps') continue;
    if (atom.kind === 'part') all.push(atom.needs);
    else run += atom.text;
    if (times === 'often') end();
  }
  end();
  return rarest(all);
};

const readAlternatives = (reading: Reading): Needs => {
  let all: Needs = readRow(reading);
  while (reading.source[reading.at] === '|') {
    reading.at += 1;
    const one = readRow(reading);
    all = all === null || one === null ? null : [...all, ...one];
  }
  return all;
};

/**
 * The texts of which one must be in whatever an expression of RE2 matches, or null where none is known. To look for them
 * is quicker than to try the expression.
 */
export const literalsOf = (source: string): Literals | null => {
  const reading: Reading = { source, at: 0, anyCase: false, lost: false };
  const needs = readAlternatives(reading);
  if (reading.lost || reading.at < source.length) return null;
  if (needs === null || needs.length > MOST || shortest(needs) < SHORTEST) return null;
  return { texts: [...new Set(needs)], anyCase: reading.anyCase };
};

/** A look for any of some texts, by an alternative of nothing but texts: V8 is quick at it, and has nothing to go back to. */
export const lookFor = ({ texts, anyCase }: Literals, flags = ''): RegExp =>
  new RegExp(
    texts.map((text) => text.replaceAll(/[.+*?^${}()|[\]\\/]/gu, String.raw`\$&`)).join('|'),
    `${flags}${anyCase ? 'iu' : ''}`,
  );

/** What source is mostly made of, commonest first; what is not among them is rare. */
const COMMON = ' etaoinsrlcdupmhgfbyv.,()=;\n0123456789';
const commonness = (character: string): number => {
  const at = COMMON.indexOf(character);
  return at === -1 ? COMMON.length : at;
};

/** The end of a text that begins with its rarest character. What looks for a text looks for its first character first. */
const rarestEnd = (text: string): string => {
  let best = 0;
  for (let at = 1; at <= text.length - SHORTEST; at += 1)
    if (commonness(text[at] ?? '') > commonness(text[best] ?? '')) best = at;
  return text.slice(best);
};

/** So many texts are found sooner one after the other than all at once. */
const FEW = 16;

/** Tells whether any of some texts is in another, as `lookFor` would, and sooner where they are few. */
export const finderOf = ({ texts, anyCase }: Literals): ((text: string) => boolean) => {
  if (texts.length === 0) return () => false;
  if (anyCase || texts.length > FEW) {
    const look = lookFor({ texts, anyCase });
    return (text) => look.test(text);
  }
  const wanted = texts.map((whole) => ({ whole, end: rarestEnd(whole) }));
  return (text) => wanted.some(({ whole, end }) => text.includes(end) && (end === whole || text.includes(whole)));
};
