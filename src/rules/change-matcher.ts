import { isUnsure } from '#contract';
import { compilerFaults } from './matchers/compiler.ts';
import { duplicatesIn } from './matchers/duplicates.ts';
import { ignoredBy } from './matchers/ignored.ts';
import { misnumbered } from './matchers/numbered.ts';
import { commitProblems, keptLines, type Parents } from './commit-message.ts';
import { isSource } from './languages.ts';
import { patternOf, type Pattern } from './pattern.ts';
import type { ChangedText, Matcher, Rule, SourceText } from './rule.ts';
import { matchesAny, scopeOfRule } from './scope.ts';

/** A place outside of what a file matcher finds; the line is read by whoever has the text. */
export type WideHit = {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly excerpt?: string;
  readonly says: string;
};

/** Everything that matchers of more than one file may look at. */
export type WideInput = {
  readonly paths: readonly string[];
  /** All files, where a matcher looks at them together. */
  readonly files: readonly SourceText[];
  /** Null where no change is known. */
  readonly change: readonly ChangedText[] | null;
  readonly texts: ReadonlyMap<string, string>;
  /** The same files as they were before the change; absent where that is not known. */
  readonly textsBefore?: ReadonlyMap<string, string>;
  /** All paths there are after the change, not only those of it; absent where nobody said that they are wanted. */
  readonly tree?: readonly string[];
  /** Null where no message is known. */
  readonly messages: readonly { readonly name: string; readonly text: string; readonly parents: Parents }[] | null;
};

/** What a matcher found, and at how many things it looked; or, as a text, why it could not run. Null: it had nothing to look at. */
export type WideResult = { readonly hits: readonly WideHit[]; readonly looked: readonly string[] } | string | null;

type Of<K extends Matcher['kind']> = Extract<Matcher, { readonly kind: K }>;

const compiled = (regex: string): Pattern => {
  const pattern = patternOf(regex);
  if (typeof pattern === 'string') throw new Error(pattern);
  return pattern;
};

const present = (rule: Rule, { paths }: WideInput): WideResult => {
  const found = paths.filter(scopeOfRule(rule));
  return { hits: found.map((path) => ({ path, line: 1, column: 1, says: 'this file is committed' })), looked: paths };
};

const compiler = (rule: Rule, { options }: Of<'compiler'>, { paths, texts }: WideInput): WideResult => {
  const looked = paths.filter(scopeOfRule(rule));
  const hits: WideHit[] = [];
  for (const path of looked) {
    const faults = compilerFaults(path, texts, options);
    if (typeof faults === 'string') return faults;
    hits.push(...faults.map((says) => ({ path, line: 1, column: 1, says })));
  }
  return { hits, looked };
};

const duplicates = (rule: Rule, { lines }: Of<'duplicates'>, { files }: WideInput): WideResult => {
  const inScope = scopeOfRule(rule);
  const looked = files.filter(({ path }) => isSource(path) && inScope(path));
  const hits = duplicatesIn(looked, lines).map(({ path, line, from }) => ({
    ...{ path, line, column: 1 },
    says: `${lines} lines stand in ${from.path} as well, from line ${from.line} on`,
  }));
  return { hits, looked: looked.map(({ path }) => path) };
};

const some = (globs: readonly string[]): string =>
  globs.length > 3 ? `${globs.slice(0, 3).join(', ')} or the like` : globs.join(' or ');

/** Whether a text holds a word as a whole. */
const holdsWord = (text: string, word: string): boolean => {
  const isPart = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}_]/u.test(character);
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (!isPart(text[at - 1]) && !isPart(text[at + word.length])) return true;
  return false;
};

/** The names that a group holds: one, or several with commas between them, whatever each is called by or set to. */
const namesIn = (group: string | null): readonly string[] =>
  (group ?? '').split(',').flatMap((part) => /^[^\s:=]+/u.exec(part.trim())?.[0] ?? []);

/** Names that added lines bring and that stand in none of the texts. */
const unnamed = (
  changed: readonly ChangedText[],
  pattern: Pattern,
  known: readonly string[],
  needs: readonly string[],
): readonly WideHit[] =>
  changed.flatMap(({ path, added }) =>
    added.flatMap(({ line, text }) =>
      pattern.find(text).flatMap(({ start, group }) =>
        namesIn(group)
          .filter((name) => !known.some((one) => holdsWord(one, name)))
          .map((name) => ({
            ...{ path, line, column: start + 1, excerpt: text },
            says: `${name} is named nowhere in ${some(needs)}`,
          })),
      ),
    ),
  );

const together = (rule: Rule, { adds, needs }: Of<'together'>, { change, texts }: WideInput): WideResult => {
  if (change === null) return null;
  const [inScope, isNamed] = [scopeOfRule(rule), matchesAny(needs)];
  // Where tests are exempt, what may be part of the product is none of those that have to come along.
  const isNeeded = (path: string): boolean => isNamed(path) && !(rule.exemptTests && isUnsure(path));
  const looked = change.filter(({ path }) => inScope(path) && !isNeeded(path));
  const result = (hits: readonly WideHit[]): WideResult => ({ hits, looked: looked.map(({ path }) => path) });
  const pattern = adds === null ? null : compiled(adds);
  if (pattern !== null && /(?:^|[^\\])\((?!\?)/u.test(adds ?? '')) {
    const known = [...texts].flatMap(([path, text]) => (isNeeded(path) ? [text] : []));
    return result(unnamed(looked, pattern, known, needs));
  }
  const concerned = looked.filter(({ added }) => pattern === null || added.some(({ text }) => pattern.isIn(text)));
  const [first] = concerned;
  const along = change.filter(({ path }) => isNeeded(path));
  if (first === undefined || along.some(({ saysTheSame }) => saysTheSame !== true)) return result([]);
  const others = concerned.length > 1 ? ` and ${concerned.length - 1} more` : '';
  const [blank] = along;
  const instead = blank === undefined ? `nothing in ${some(needs)} did` : `${blank.path} says what it said, or nothing`;
  return result([{ path: first.path, line: 1, column: 1, says: `${first.path}${others} changed, and ${instead}` }]);
};

const statuses = (rule: Rule, { only }: Of<'statuses'>, { change }: WideInput): WideResult => {
  if (change === null) return null;
  const looked = change.filter(({ path }) => scopeOfRule(rule)(path));
  const hits = looked
    .filter(({ status }) => !only.includes(status))
    .map(({ path, status }) => ({
      path,
      line: 1,
      column: 1,
      says: `it was ${status}, and may only be ${only.join(' or ')}`,
    }));
  return { hits, looked: looked.map(({ path }) => path) };
};

/** Whoever wrote a message is told the form that is asked for; an expression says that to nobody. */
const message = ({ says }: Rule, regex: string, { messages }: WideInput): WideResult => {
  if (messages === null) return null;
  const pattern = compiled(regex);
  const hits = messages
    .filter(({ text, parents }) => !pattern.isIn(keptLines(text, parents).join('\n')))
    .map(({ name, text }) => ({
      path: name,
      line: 1,
      column: 1,
      excerpt: text.split('\n')[0] ?? '',
      says,
    }));
  return { hits, looked: messages.map(({ name }) => name) };
};

const conventional = ({ messages }: WideInput): WideResult => {
  if (messages === null) return null;
  const hits = messages.flatMap(({ name, text, parents }) =>
    commitProblems(text, parents)
      .filter(({ warning }) => !warning)
      .map(({ line, column, says }) => ({ path: name, line, column, excerpt: text.split('\n')[line - 1] ?? '', says })),
  );
  return { hits, looked: messages.map(({ name }) => name) };
};

const ignored = (rule: Rule, { change, texts, textsBefore }: WideInput): WideResult => {
  if (change === null) return null;
  const inScope = scopeOfRule(rule);
  const looked = change.flatMap(({ path, status }) => (status === 'added' && inScope(path) ? [path] : []));
  const hits = looked.flatMap((path): readonly WideHit[] => {
    const by = ignoredBy(path, texts);
    if (by !== null) return [{ path, line: 1, column: 1, says: `this file is new, and ${by} leaves it out` }];
    // Whoever brings a file does not also say that it may come.
    const old = textsBefore === undefined ? null : ignoredBy(path, textsBefore);
    const says = `this file is new, and ${old} left it out until this change took that back`;
    return old === null ? [] : [{ path, line: 1, column: 1, says }];
  });
  return { hits, looked };
};

const numbered = (rule: Rule, { change, tree }: WideInput): WideResult => {
  if (change === null) return null;
  const inScope = scopeOfRule(rule);
  const [added, gone] = (['added', 'deleted'] as const).map((wanted) =>
    change.flatMap(({ path, status }) => (status === wanted && inScope(path) ? [path] : [])),
  );
  if (added === undefined || added.length === 0) return { hits: [], looked: [] };
  if (tree === undefined) return 'the names of the files that were there are not known';
  const isNew = new Set(added);
  const before = [...tree.filter((path) => inScope(path) && !isNew.has(path)), ...(gone ?? [])];
  const hits = misnumbered(before, added).map(({ path, says }) => ({ path, line: 1, column: 1, says }));
  return { hits, looked: added };
};

/** Asks a matcher that looks at more than one file; undefined for one that looks at each by itself. */
export const askWide = (rule: Rule, matcher: Matcher, input: WideInput): WideResult | undefined => {
  switch (matcher.kind) {
    case 'present':
      return present(rule, input);
    case 'compiler':
      return compiler(rule, matcher, input);
    case 'duplicates':
      return duplicates(rule, matcher, input);
    case 'together':
      return together(rule, matcher, input);
    case 'statuses':
      return statuses(rule, matcher, input);
    case 'message':
      return message(rule, matcher.regex, input);
    case 'conventional':
      return conventional(input);
    case 'ignored':
      return ignored(rule, input);
    case 'numbered':
      return numbered(rule, input);
    case 'text':
    case 'syntax':
    case 'imports':
    case 'documented':
      return undefined;
  }
};
