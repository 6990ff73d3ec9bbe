import { askWide, type WideInput } from './change-matcher.ts';
import { fileMatchers, syntaxErrors, type FileMatcher } from './file-matcher.ts';
import { finderOf } from './literals.ts';
import type { Allowed, Finding, Looked, Rule, RuleError, SourceText } from './rule.ts';
import type { Rulebook } from './rulebook.ts';
import { isIgnoreFile } from './matchers/ignored.ts';
import { matchesAny, scopeOfRule } from './scope.ts';
import { loadSyntax, type ReadSyntax } from './syntax.ts';
import { viewOf, type View } from './view.ts';

/** What is looked at, and by which rules. Files are taken one by one, so that they need not all be in memory at once. */
export type ScanInput = Omit<WideInput, 'files'> & {
  readonly rulebook: Pick<Rulebook, 'rules'>;
  readonly files: Iterable<SourceText>;
};

/** What a scan came to. `errors` are rules that could not run: then nothing is known of what they hold. */
export type Scanned = {
  readonly findings: readonly Finding[];
  /** What a comment in the source excepts. Only rules from which a signer may except heed one. */
  readonly allowed: readonly Allowed[];
  readonly errors: readonly RuleError[];
  readonly looked: readonly Looked[];
  /** How many files there were. */
  readonly files: number;
};

/** A line as it is shown and told again. */
const SHOWN = 300;

const findingOf = (
  rule: Rule,
  place: Pick<Finding, 'path' | 'line' | 'column' | 'excerpt'>,
  says = rule.says,
): Finding => ({
  ...{
    rule: rule.id,
    waiver: rule.waiver,
    about: rule.about,
    path: place.path,
    line: place.line,
    column: place.column,
  },
  ...{ excerpt: place.excerpt.trim().slice(0, SHOWN), says, why: rule.why },
});

const ALLOW = /\bwrit-allow\s+([A-Z][A-Za-z0-9-]*)\s*:\s*(\S[^\n]*)/gu;

/** The reason a comment on the line, or on the one above, gives for this rule. */
const reasonFor = ({ lines }: View, line: number, id: string): string | null => {
  for (const near of [line, line - 1]) {
    if (near < 1) continue;
    for (const [, rule, because = ''] of lines.text(near).matchAll(ALLOW))
      if (rule === id && /[\p{L}\p{N}]/u.test(because))
        return because
          .trim()
          .replace(/(?:\*\/|-->)$/u, '')
          .trim();
  }
  return null;
};

type Collected = { readonly findings: Finding[]; readonly allowed: Allowed[]; readonly errors: RuleError[] };

/** Asks one matcher of one file; a matcher that breaks down is an error of its rule. */
const askFile = ({ rule, hits }: FileMatcher, view: View, { findings, allowed, errors }: Collected): void => {
  try {
    for (const { start, says } of hits(view)) {
      const { line, column } = view.lines.at(start);
      const excerpt = view.lines.text(line);
      const finding = findingOf(rule, { path: view.path, line, column, excerpt }, says);
      const because = rule.waiver === 'signer' ? reasonFor(view, line, rule.id) : null;
      if (because === null) findings.push(finding);
      else allowed.push({ ...finding, because });
    }
  } catch (error) {
    errors.push({
      rule: rule.id,
      says: `it broke down at ${view.path}: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
};

/** How many things each rule looked at: several matchers of one may look at the same. */
type SeenBy = Map<string, Set<string>>;

const see = (looked: SeenBy, id: string, paths: readonly string[]): void => {
  const seen = looked.get(id) ?? new Set();
  for (const path of paths) seen.add(path);
  looked.set(id, seen);
};

type Candidate = { readonly matcher: FileMatcher; readonly file: SourceText };

/** A rule with its matchers of single files, and at how many it has looked. */
type Looking = { readonly id: string; readonly matchers: readonly FileMatcher[]; files: number };

/** A look for all the texts that matchers need, in either case or in the one they have. */
const sieveOf = (matchers: readonly FileMatcher[], anyCase: boolean): ((text: string) => boolean) => {
  const texts = matchers.flatMap(({ literals }) => (literals?.anyCase === anyCase ? literals.texts : []));
  return finderOf({ texts: [...new Set(texts)], anyCase });
};

/**
 * Tells which matchers have to look at a file. Nearly every file holds none of the texts that any of them needs, and
 * to look for all of them at once is quicker than for one after the other.
 */
const siftMatchers = (matchers: readonly FileMatcher[]): ((text: string) => (matcher: FileMatcher) => boolean) => {
  const [exact, folded] = [sieveOf(matchers, false), sieveOf(matchers, true)];
  return (text) => {
    const [hasExact, hasFolded] = [exact(text), folded(text)];
    return ({ literals }) => literals === null || (literals.anyCase ? hasFolded : hasExact);
  };
};

/** A quick look at every file by every matcher: who looked at how many, and where a closer look is needed. */
const candidatesIn = (looking: readonly Looking[], files: Iterable<SourceText>): readonly Candidate[] => {
  const candidates: Candidate[] = [];
  const passes = siftMatchers(looking.flatMap(({ matchers }) => matchers));
  for (const file of files) {
    const isWanted = passes(file.text);
    for (const one of looking) {
      const taking = one.matchers.filter((matcher) => matcher.takes(file.path));
      if (taking.length > 0) one.files += 1;
      const closer = taking.filter((matcher) => isWanted(matcher) && matcher.mayBeIn(file.text));
      for (const matcher of closer) candidates.push({ matcher, file });
    }
  }
  return candidates;
};

/** The same files, counted, and kept where somebody wants to look at them together. */
function* counted(
  files: Iterable<SourceText>,
  seen: { count: number },
  kept: SourceText[] | null,
): Iterable<SourceText> {
  for (const file of files) {
    seen.count += 1;
    kept?.push(file);
    yield file;
  }
}

const inOrder = (a: Finding, b: Finding): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : 1);

/** Several matchers of a rule may find the same place; it is told once. */
const onceEach = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted(inOrder).filter(({ rule, path, line, column, says }, at, all) => {
    const before = all[at - 1];
    return (
      before === undefined ||
      before.rule !== rule ||
      before.path !== path ||
      before.line !== line ||
      before.column !== column ||
      before.says !== says
    );
  });

const unread = (): ReadSyntax => {
  throw new Error('the grammars were not loaded');
};

/** The grammars, where somebody wants them. Without them, each rule that does is an error. */
const grammars = async (
  wanting: readonly Rule[],
  load: () => Promise<ReadSyntax>,
  errors: RuleError[],
): Promise<ReadSyntax | null> => {
  if (wanting.length === 0) return null;
  try {
    return await load();
  } catch (error) {
    const says = `the grammars cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
    errors.push(...new Set(wanting.map(({ id }) => id)).values().map((rule) => ({ rule, says })));
    return null;
  }
};

/**
 * Holds files, a change and messages to a rulebook. Nothing is thrown: what breaks down is an error of its rule.
 *
 * @param load how the grammars come here
 */
export const scan = async ({ rulebook, files, ...input }: ScanInput, load = loadSyntax): Promise<Scanned> => {
  const on = rulebook.rules.filter((rule) => rule.on);
  const collected: Collected = { findings: [], allowed: [], errors: [] };
  const looked: SeenBy = new Map();
  const looking = on.map((rule): Looking => ({ id: rule.id, matchers: fileMatchers(rule), files: 0 }));
  const kept: SourceText[] = [];
  const isKept = on.some(({ match }) => match.some(({ kind }) => kind === 'duplicates'));
  const seen = { count: 0 };
  const candidates = candidatesIn(looking, counted(files, seen, isKept ? kept : null));
  const own = on.filter(({ source, match }) => source === 'repository' && match.some(({ kind }) => kind === 'syntax'));
  const wanting = candidates.filter(({ matcher }) => matcher.wantsSyntax).map(({ matcher }) => matcher.rule);
  const read = await grammars([...own, ...wanting], load, collected.errors);
  if (read !== null) collected.errors.push(...syntaxErrors(own, read));
  const views = new Map<SourceText, View>();
  for (const { matcher, file } of candidates) {
    if (matcher.wantsSyntax && read === null) continue;
    const view = views.get(file) ?? viewOf(file, () => read ?? unread());
    views.set(file, view);
    askFile(matcher, view, collected);
  }
  for (const rule of on) askAllWide(rule, { ...input, files: kept }, { collected, looked });
  return {
    ...collected,
    findings: onceEach(collected.findings),
    looked: looking.flatMap(({ id, matchers, files: count }) => {
      const wide = looked.get(id);
      if (wide === undefined && matchers.length === 0) return [];
      return [{ rule: id, files: Math.max(count, wide?.size ?? 0) }];
    }),
    files: seen.count,
  };
};

type Collecting = {
  readonly collected: Collected;
  readonly looked: SeenBy;
};

const askAllWide = (rule: Rule, input: WideInput, { collected, looked }: Collecting): void => {
  for (const matcher of rule.match) {
    const result = askWide(rule, matcher, input);
    if (result === undefined || result === null) continue;
    if (typeof result === 'string') {
      collected.errors.push({ rule: rule.id, says: result });
      continue;
    }
    see(looked, rule.id, result.looked);
    collected.findings.push(
      ...result.hits.map((hit) => findingOf(rule, { ...hit, excerpt: hit.excerpt ?? '' }, hit.says)),
    );
  }
};

/** Whether a rule wants the paths of the whole tree: where it is about the numbers of names, and a path of it is new. */
export const wantsTree = ({ rules }: Pick<Rulebook, 'rules'>, added: readonly string[]): boolean =>
  rules.some((rule) => rule.on && rule.match.some(({ kind }) => kind === 'numbered') && added.some(scopeOfRule(rule)));

/**
 * The files whose text rules want beside those that are looked at: documentation that has to name something,
 * configurations, what git is to leave out. Null where none is wanted.
 *
 * @param isAdding whether the change brings files that were not there
 */
export const wantedTexts = (
  { rules }: Pick<Rulebook, 'rules'>,
  isAdding: boolean,
): ((path: string) => boolean) | null => {
  const matchers = rules.filter(({ on }) => on).flatMap(({ match }) => match);
  const globs = matchers.flatMap((matcher) =>
    matcher.kind === 'together' && matcher.adds !== null ? matcher.needs : [],
  );
  const compiles = matchers.some(({ kind }) => kind === 'compiler');
  const leavesOut = isAdding && matchers.some(({ kind }) => kind === 'ignored');
  if (globs.length === 0 && !compiles && !leavesOut) return null;
  const named = matchesAny(globs);
  return (path) =>
    named(path) || (compiles && path.endsWith('.json') && /tsconfig/iu.test(path)) || (leavesOut && isIgnoreFile(path));
};
