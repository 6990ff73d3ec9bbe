import { languageOf } from './languages.ts';
import type { Literals } from './literals.ts';
import { undocumentedIn } from './matchers/documented.ts';
import { importsIn } from './matchers/imports.ts';
import { patternOf, type Pattern } from './pattern.ts';
import type { Matcher, Rule, RuleError } from './rule.ts';
import { scopeOfRule } from './scope.ts';
import type { ReadSyntax } from './syntax.ts';
import type { View } from './view.ts';

/** A place in a file, and what is wrong there where the sentence of the rule does not say it. */
export type Hit = { readonly start: number; readonly says?: string };

/** A matcher of single files, ready to be asked. */
export type FileMatcher = {
  readonly rule: Rule;
  readonly takes: (path: string) => boolean;
  /** Texts of which one must be in a file where anything is found; null where none is known. */
  readonly literals: Literals | null;
  /** A quick look at the text alone; what is not in it by this is not found either. */
  readonly mayBeIn: (text: string) => boolean;
  readonly wantsSyntax: boolean;
  readonly hits: (view: View) => readonly Hit[];
};

type Of<K extends Matcher['kind']> = Extract<Matcher, { readonly kind: K }>;
type Made = Omit<FileMatcher, 'rule' | 'takes'> & { readonly ofLanguage: (path: string) => boolean };

const compiled = (regex: string): Pattern => {
  const pattern = patternOf(regex);
  if (typeof pattern === 'string') throw new Error(pattern);
  return pattern;
};

const ofSome =
  (languages: readonly string[]) =>
  (path: string): boolean => {
    const language = languageOf(path);
    return language !== null && (languages.length === 0 || languages.includes(language));
  };

const restOfLine = (text: string, at: number): string => {
  const end = text.indexOf('\n', at);
  return text.slice(at, end === -1 ? undefined : end);
};

const textMatcher = ({ regex, unless, place, languages }: Of<'text'>): Made => {
  const pattern = compiled(regex);
  const except = unless === null ? null : compiled(unless);
  return {
    literals: pattern.literals,
    ofLanguage: place === 'all' && languages.length === 0 ? () => true : ofSome(languages),
    // What is blank elsewhere may end a word here: then only a text that must be there can be looked for beforehand.
    mayBeIn: pattern.literals === null && place === 'all' ? pattern.isIn : pattern.mayBeIn,
    wantsSyntax: place !== 'all',
    hits: (view) => {
      const text = view.only(place);
      if (text === null) return [];
      return pattern
        .find(text)
        .map(({ start, end }) => ({ start: start + Math.max(0, text.slice(start, end).search(/\S/u)) }))
        .filter(({ start }) => except === null || !except.isIn(restOfLine(text, start)));
    },
  };
};

const syntaxMatcher = ({ rule, languages, mentions }: Of<'syntax'>): Made => ({
  literals: mentions.length === 0 ? null : { texts: mentions, anyCase: false },
  ofLanguage: ofSome(languages),
  mayBeIn: (text) => mentions.length === 0 || mentions.some((mention) => text.includes(mention)),
  wantsSyntax: true,
  hits: (view) => view.syntax()?.find(rule) ?? [],
});

/** The last part of a name that stands for itself: without it nothing below can be imported. */
const plainPart = (module: string): string =>
  module
    .split('*')[0]
    ?.split(/[/.:]/u)
    .find((part) => part !== '') ?? '';

const importMatcher = ({ modules }: Of<'imports'>): Made => ({
  literals: modules.some((module) => plainPart(module) === '')
    ? null
    : { texts: modules.map(plainPart), anyCase: false },
  ofLanguage: ofSome([]),
  mayBeIn: (text) => modules.some((module) => text.includes(plainPart(module))),
  wantsSyntax: true,
  hits: (view) => {
    const { language, text } = view;
    if (language === null) return [];
    const comments = view.only('comments');
    return importsIn(text, language, modules)
      .filter(({ end }) => comments === null || comments.slice(end - 1, end).trim() === '')
      .map(({ start, end, name }) => ({
        // Where the name stands, and not the blanks before the word that imports it.
        start: start + Math.max(0, text.slice(start, end).search(/\S/u)),
        says: `${name} is imported`,
      }));
  },
});

const documentedMatcher = ({ languages }: Of<'documented'>): Made => ({
  literals: null,
  ofLanguage: ofSome(languages),
  mayBeIn: () => true,
  wantsSyntax: true,
  hits: (view) => {
    const [syntax, { language }] = [view.syntax(), view];
    return syntax === null || language === null ? [] : undocumentedIn(syntax.root(), language);
  },
});

const madeOf = (matcher: Matcher): Made | null => {
  switch (matcher.kind) {
    case 'text':
      return textMatcher(matcher);
    case 'syntax':
      return syntaxMatcher(matcher);
    case 'imports':
      return importMatcher(matcher);
    case 'documented':
      return documentedMatcher(matcher);
    default:
      return null;
  }
};

/** The matchers of a rule that look at single files. */
export const fileMatchers = (rule: Rule): readonly FileMatcher[] => {
  const inScope = scopeOfRule(rule);
  return rule.match.flatMap((matcher) => {
    const made = madeOf(matcher);
    if (made === null) return [];
    const { ofLanguage, ...rest } = made;
    return [{ ...rest, rule, takes: (path: string) => ofLanguage(path) && inScope(path) }];
  });
};

/**
 * What keeps the syntax rules of a rulebook from running: one that is none for its language, or one that does not find
 * what it says that it finds. Such a rule would let everything pass (S3-D13).
 */
export const syntaxErrors = (rules: readonly Rule[], read: ReadSyntax): readonly RuleError[] =>
  rules.flatMap((rule) =>
    rule.match.flatMap((matcher): readonly RuleError[] => {
      if (matcher.kind !== 'syntax') return [];
      const { languages, bad, mentions } = matcher;
      if (mentions.length > 0 && !mentions.some((mention) => bad.includes(mention)))
        return [{ rule: rule.id, says: `what is bad, “${bad}”, has none of ${mentions.join(', ')} in it` }];
      return languages.flatMap((language) => {
        try {
          if (read(language, bad).find(matcher.rule).length > 0) return [];
          return [{ rule: rule.id, says: `it does not find what is bad in ${language}: ${bad}` }];
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error);
          return [{ rule: rule.id, says: `it is no rule for ${language}: ${why.split('|->').at(-1)?.trim() ?? why}` }];
        }
      });
    }),
  );
