/**
 * Finds the lines of a text that say something is done. It knows words, not meaning: a line is taken to claim where it
 * could be read so, because an honest report loses nothing by naming what proves it.
 */

/** Words that say something is done (S0-R82), and the signs people use for them. */
const DONE =
  'completed|complete|completes|done|finished|landed|merged|committed|deployed|shipped|released|delivered|implemented|fixed|resolved|closed|executed|promoted|published|accomplished|achieved';
const CLAIM = new RegExp(`\\b(?:${DONE})\\b|[✅✔☑]|^\\s*(?:[-*+]|\\d+[.)])\\s+\\[[xX]\\]`, 'iu');
/** The same said not to be so, or of some other time: so near to the word that nothing else can be meant. */
const DENIED = new RegExp(
  [
    // Near to the word, and nothing of which it could be said between.
    `\\b(?:not(?!\\s+only\\b)|never|no|yet|without|almost|nearly|partly|partially|half|[a-z]+n['’]t)\\b(?:\\s+(?!(?:and|but)\\b|WP-|R-)[\\p{L}\\d.'’-]+){0,3}\\s+(?:${DONE})\\b`,
    `\\b(?:be|being)(?:\\s+(?:all|[a-z]+ly))?\\s+(?:${DONE})\\b`,
    // Until one thing is so: “after review WP-2 landed” says of another that it is.
    `\\b(?:until|before|unless|once|when|after|if)\\s+(?:(?:the|a|an|all|its?)\\s+)?[\\p{L}\\d.'’-]+(?:\\s+(?:has|have|is|are|was|were|been|gets|get))*\\s+(?:${DONE})\\b`,
    `\\b(?:until|before|unless|once|when|after|if|being)\\s+(?:${DONE})\\b`,
  ].join('|'),
  'giu',
);
/** Headings below which lines are about what is still to come. */
const OPEN =
  /\b(?:pending|authori[sz]ed|approved|requires?|needs?|needed|next|open|to ?do|blocked|in[ -]progress|planned|backlog|waiting|remaining|outstanding|not)\b/iu;
const NOTHING = /^(?:none|nothing.*|n\/a|[-–—]+|\(none\)|session complete, nothing pending)\.?$/iu;

/** What a line names that could be looked up. */
export type Named = {
  readonly tasks: readonly string[];
  readonly runs: readonly string[];
  readonly hashes: readonly string[];
};

/** A line that claims, with all that it and what stands around it names. */
export type ClaimLine = {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** Of the first word that claims, from 1. */
  readonly column: number;
  readonly about: Named;
  /** What the whole entry names, for what proves it may stand in a line below. */
  readonly entry: Named;
};

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

/** Tasks, runs and hashes in a text; a number or a word is no hash. */
export const namedIn = (text: string): Named => ({
  tasks: unique([...text.matchAll(/\bWP-[A-Za-z0-9][A-Za-z0-9._-]*/giu)].map(([id]) => id.replace(/[._-]+$/u, ''))),
  runs: unique([...text.matchAll(/\bR-[0-9a-f]{6,}\b/gu)].map(([id]) => id)),
  hashes: unique(
    [...text.matchAll(/(?<![\w-])[0-9a-f]{7,64}(?![\w-])/giu)].flatMap(([hash]) =>
      /\d/u.test(hash) ? [hash.toLowerCase()] : [],
    ),
  ),
});

const namesNothing = ({ tasks, runs, hashes }: Named): boolean => tasks.length + runs.length + hashes.length === 0;
/** Whether it names no task and no run: hashes alone are what something is proven by. */
const isAboutNone = ({ tasks, runs }: Named): boolean => tasks.length + runs.length === 0;
const NO_NAMES: Named = { tasks: [], runs: [], hashes: [] };

/** What cannot be seen must not keep a word from being found; nor may another script's letters or wide ones. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(/[*`~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/gu, ' ');

/** A name that is shorter could be meant otherwise. */
const LEAST_NAME = 8;

/** Has the id of a task stand behind its name wherever that is told, whole and in capitals or not. */
const withIds = (names: ReadonlyMap<string, string>): ((text: string) => string) => {
  const ids = new Map([...names].map(([name, id]) => [plain(name).trim().toLowerCase(), id]));
  const told = [...ids.keys()].filter((name) => name.length >= LEAST_NAME).toSorted((a, b) => b.length - a.length);
  if (told.length === 0) return (text) => text;
  const any = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${told.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)).join('|')})(?![\\p{L}\\p{N}])`,
    'giu',
  );
  return (text) => text.replace(any, (name) => `${name} ${ids.get(name.toLowerCase()) ?? ''}`);
};

/** Whether a piece of text says that something is done. */
const claims = (text: string): boolean => CLAIM.test(text.replace(DENIED, ' ')) && !/\?\s*$/u.test(text);

/** Something said of everything, or of a phase, a session or the work as a whole: the largest claim there is. */
const OF_ALL = new RegExp(
  `\\b(?:everything|all|every|each|both|whole|entire|phase|session|work|tasks?|features?|project|sprint|milestone)\\b[^.;:?!]{0,80}\\b(?:is|are|was|were|been|got|now|fully|has|have)\\s+(?:[\\p{L}]+\\s+){0,2}(?:${DONE})\\b`,
  'iu',
);
const ofAll = (clause: string): boolean => OF_ALL.test(clause.replace(DENIED, ' '));

type Heading = { readonly level: number; readonly names: Named; readonly claims: boolean };

const headingIn = (text: string): Omit<Heading, 'names'> | null => {
  const [, hashes, title] = /^ {0,3}(#{1,6})\s+(.*)$/u.exec(text) ?? [];
  const bold = /^\s*(?:\*\*|__)(.+?)(?:\*\*|__)\s*:?\s*$/u.exec(text)?.[1];
  const colon = /^\s*([\p{L}][^:|]{0,80}):\s*$/u.exec(text)?.[1];
  const said = title ?? bold ?? colon;
  if (said === undefined) return null;
  return { level: hashes?.length ?? 7, claims: claims(plain(said)) && !OPEN.test(said) };
};

/** The parts of a line that are about different things: `WP-1 is done; WP-2 waits`. */
const clausesOf = (text: string): readonly string[] =>
  text.split(/;|\.\s|\s(?:but|while|whereas|although)\s|,\s(?=which\b|and\s+(?:WP-|R-))/u);

const isItem = (text: string): boolean => /^\s*(?:[-*+]|\d+[.)])\s+/u.test(text);
const isRow = (text: string): boolean => /^\s*\|/u.test(text);
const isRule = (text: string): boolean => /^[\s|:+=-]*$/u.test(text);

type Reading = {
  readonly text: string;
  /** The same as it is read: without what cannot be seen, and with the ids of tasks that are told by name. */
  readonly said: string;
  readonly above: readonly Heading[];
  /** What the nearest line before it in its entry names that names anything, and the places of all. */
  readonly nearest: Named;
  readonly entry: readonly number[];
};

/** Each line with the headings it stands under, and the lines of its entry: an item with what is indented below it, a row, a paragraph. */
const readingsOf = (lines: readonly string[], said: readonly string[]): readonly Reading[] => {
  let above: readonly Heading[] = [];
  let entry: number[] = [];
  let nearest = NO_NAMES;
  return lines.map((text, at) => {
    const heading = headingIn(text) ?? (/^\s*(?:===+|---+)\s*$/u.test(lines[at + 1] ?? '') && text.trim() !== '' ? headingIn(`# ${text}`) : null); // prettier-ignore
    if (heading !== null) {
      const named = { ...heading, names: namedIn(said[at] ?? '') };
      above = [...above.filter(({ level }) => level < heading.level), named];
    }
    if (heading !== null || text.trim() === '' || isItem(text) || isRow(text)) [entry, nearest] = [[], NO_NAMES];
    const before = nearest;
    const own = namedIn(said[at] ?? '');
    if (!isAboutNone(own)) nearest = own;
    entry.push(at);
    return { text, said: said[at] ?? '', above: heading === null ? above : above.slice(0, -1), nearest: before, entry };
  });
};

/** What a clause is about: what it names; else what was named last before it. */
const aboutOf = (clause: string, before: Named, { above, nearest }: Reading): Named => {
  const own = namedIn(clause);
  if (!isAboutNone(own)) return own;
  for (const names of [before, nearest, ...above.toReversed().map((heading) => heading.names)])
    if (!isAboutNone(names))
      return { ...names, tasks: /^\s*which\b/u.test(clause) ? names.tasks.slice(-1) : names.tasks, hashes: own.hashes };
  return own;
};

/** All that several name. */
const allOf = (some: readonly Named[]): Named => ({
  tasks: unique(some.flatMap(({ tasks }) => tasks)),
  runs: unique(some.flatMap(({ runs }) => runs)),
  hashes: unique(some.flatMap(({ hashes }) => hashes)),
});

const claimsUnder = ({ above }: Reading): boolean => {
  const said = above.findLast((heading) => heading.level < 7 || heading.claims);
  return said?.claims === true;
};

/**
 * Every line that says something is done, in order.
 *
 * @param names the ids of tasks by their names
 */
export const claimLines = (text: string, names: ReadonlyMap<string, string> = new Map()): readonly ClaimLine[] => {
  const lines = text.split(/\r\n|\r|\n/u);
  const identified = withIds(names);
  const read = lines.map((line) => identified(plain(line)));
  const entries = new Map<readonly number[], Named>();
  const namesOf = (entry: readonly number[]): Named => {
    const named = entries.get(entry) ?? namedIn(entry.map((line) => read[line] ?? '').join('\n'));
    entries.set(entry, named);
    return named;
  };
  return readingsOf(lines, read).flatMap((reading, at): readonly ClaimLine[] => {
    const { said } = reading;
    const isHeading = headingIn(reading.text) !== null;
    const bare = said.replace(/^\s*(?:[-+]|\d+[.)]|\|)?\s*/u, '').trim();
    if (bare === '' || isRule(said) || NOTHING.test(bare)) return [];
    const isHeadRow = isRow(said) && isRule(lines[at + 1] ?? '') && (lines[at + 1] ?? '').trim() !== '';
    if (isHeadRow) return [];
    // Below such a heading every entry claims by standing there; what goes on with one does not anew.
    const byPlace = claimsUnder(reading) && !isHeading && reading.entry[0] === at && !DENIED.test(said);
    DENIED.lastIndex = 0;
    const clauses = clausesOf(said);
    let before = NO_NAMES;
    const found = clauses.flatMap((clause): readonly Named[] => {
      const own = namedIn(clause);
      const earlier = before;
      if (!isAboutNone(own)) before = allOf([before, own]);
      if (!claims(clause)) return [];
      const about = aboutOf(clause, earlier, reading);
      // A word in passing that is about nothing claims nothing; “all is completed” does, and names nothing.
      return namesNothing(about) && !byPlace && !ofAll(clause) ? [] : [about];
    });
    const abouts = found.length > 0 ? found : byPlace ? [namedIn(said)] : [];
    if (abouts.length === 0 || (isHeading && abouts.every(isAboutNone))) return [];
    const about = allOf(abouts);
    const entry = namesOf(reading.entry);
    return [{ line: at + 1, text: reading.text, column: Math.max(0, reading.text.search(CLAIM)) + 1, about, entry }];
  });
};
