import type { Language } from './languages.ts';

/** Where a repository says which rules hold in it. */
export const RULES_FILE = '.writ/rules.yaml';

/** Where in a file a text rule looks. What is elsewhere is blank to it. */
export const PLACES = ['all', 'code', 'comments', 'strings'] as const;
export type TextPlace = (typeof PLACES)[number];

/** How a change left a file. */
export const STATUSES = ['added', 'modified', 'deleted'] as const;
export type Status = (typeof STATUSES)[number];

/** A rule of ast-grep, as its own documentation has it: `pattern`, `kind`, `regex`, `inside`, `has`, `not`, `any` … */
export type SyntaxRule = { readonly [field: string]: SyntaxValue };
export type SyntaxValue = string | readonly SyntaxValue[] | SyntaxRule;

/** What a matcher looks at: each file by itself, all files together, the change, or the message of a commit. */
export type Matcher =
  /** A regular expression of RE2, so that none can hang; `^` and `$` mean lines. Not where `unless` is in the rest of the line. */
  | {
      readonly kind: 'text';
      readonly regex: string;
      readonly unless: string | null;
      readonly place: TextPlace;
      readonly languages: readonly Language[];
    }
  /**
   * A piece of syntax. `bad` is a text in which it must be found in each language, or the rule cannot run. Where a file
   * has none of the texts in `mentions`, it is not read as syntax: that is quicker. Without any, each is.
   */
  | {
      readonly kind: 'syntax';
      readonly rule: SyntaxRule;
      readonly languages: readonly Language[];
      readonly bad: string;
      readonly mentions: readonly string[];
    }
  /** An import of one of these modules, or of anything below. `*` stands for one part of a name. */
  | { readonly kind: 'imports'; readonly modules: readonly string[] }
  /** What a file exports without documentation that names its parameters, what it returns and what it throws. */
  | { readonly kind: 'documented'; readonly languages: readonly Language[] }
  /** A file that is there at all. */
  | { readonly kind: 'present' }
  /** Options of the compiler that must have these values, whatever a configuration inherits. */
  | { readonly kind: 'compiler'; readonly options: Readonly<Record<string, boolean>> }
  /** So many lines that stand in two places, but for blanks and comments. */
  | { readonly kind: 'duplicates'; readonly lines: number }
  /**
   * A change that needs another one beside it. With `adds`, only where an added line matches; and where that has a
   * group, the text of the group must stand in one of the files that are `needs`.
   */
  | { readonly kind: 'together'; readonly adds: string | null; readonly needs: readonly string[] }
  /** What may become of a file. */
  | { readonly kind: 'statuses'; readonly only: readonly Status[] }
  /** What the message of a commit must match. */
  | { readonly kind: 'message'; readonly regex: string }
  /** The form of Conventional Commits. */
  | { readonly kind: 'conventional' }
  /** A new file, or folder with one, that does not take the next number among those beside it. */
  | { readonly kind: 'numbered' }
  /** A file that a change adds although the tree's own `.gitignore` leaves it out. */
  | { readonly kind: 'ignored' };

/** What a rule is about, which says which gate holds it: what files say, what git keeps at all, or messages of commits. */
export const RULE_SUBJECTS = ['code', 'git', 'commits'] as const;
export type RuleSubject = (typeof RULE_SUBJECTS)[number];

/** Who may except something from a rule: nobody, or a signer. */
export const RULE_WAIVERS = ['never', 'signer'] as const;
export type RuleWaiver = (typeof RULE_WAIVERS)[number];

/** One line of the rulebook (S3-R82). */
export type Rule = {
  readonly id: string;
  readonly says: string;
  readonly why: string;
  readonly on: boolean;
  /** Globs as in contracts; an empty scope is every file. */
  readonly scope: readonly string[];
  readonly exempt: readonly string[];
  /** Whether tests, by the names that test runners look for, are exempt as well. */
  readonly exemptTests: boolean;
  readonly waiver: RuleWaiver;
  readonly about: RuleSubject;
  readonly match: readonly Matcher[];
  /** What a project has to say before the rule can be switched on: the paths it is about, or those it is not about. */
  readonly needs: 'scope' | 'exempt' | null;
  readonly source: 'shipped' | 'repository';
};

/** A file as it is looked at. */
export type SourceText = { readonly path: string; readonly text: string };

/** One path of a change, with the lines it adds and where they stand. */
export type ChangedText = {
  readonly path: string;
  readonly status: Status;
  readonly added: readonly { readonly line: number; readonly text: string }[];
  /** Whether the file says what it said: only white space and comments are other ones. */
  readonly saysTheSame?: boolean;
};

/** One place that breaks a rule. Lines and columns count from 1; `excerpt` is the line. */
export type Finding = {
  readonly rule: string;
  readonly waiver: RuleWaiver;
  readonly about: RuleSubject;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
  readonly says: string;
  readonly why: string;
};

/** A place that a comment excepts, with the reason it gives. */
export type Allowed = Finding & { readonly because: string };

/** A rule that could not run, and so says nothing. */
export type RuleError = { readonly rule: string; readonly says: string };

/** How much a rule saw. One that looked at nothing has proven nothing. */
export type Looked = { readonly rule: string; readonly files: number };
