import type { Matcher, Rule, SyntaxRule } from '../rule.ts';

type Said = Pick<Rule, 'id' | 'says' | 'why' | 'match'> &
  Partial<Omit<Rule, 'id' | 'says' | 'why' | 'match' | 'source'>>;

/** A rule that is on, everywhere but in tests, and from which a signer may except. */
export const ruleOf = (said: Said): Rule => ({
  ...{ on: true, scope: [], exempt: [], exemptTests: true, waiver: 'signer', about: 'code', needs: null },
  ...said,
  source: 'shipped',
});

/** What moves the schema of a database on, and runs in the order of its names. */
export const MIGRATIONS = ['sql', 'ts', 'js', 'py', 'rb', 'go', 'rs'].map((ending) => `**/migrations/**/*.${ending}`);

export const SCRIPTS = ['typescript', 'tsx', 'javascript'] as const;

/** What is matched in a text. */
export const text = (regex: string, more: Partial<Extract<Matcher, { kind: 'text' }>> = {}): Matcher => ({
  ...{ kind: 'text', regex, unless: null, place: 'all', languages: [] },
  ...more,
});

type SyntaxParts = Pick<Extract<Matcher, { kind: 'syntax' }>, 'languages' | 'bad' | 'mentions'>;

/** A piece of syntax, with where it is looked for and a text that has it. */
export const syntax = (rule: SyntaxRule, parts: SyntaxParts): Matcher => ({ kind: 'syntax', rule, ...parts });

/** Not inside of the tests that Rust keeps beside the code. */
export const NOT_IN_RUST_TESTS: SyntaxRule = {
  inside: {
    any: [
      { kind: 'mod_item', follows: { kind: 'attribute_item', regex: String.raw`cfg\(test\)` } },
      { kind: 'function_item', follows: { kind: 'attribute_item', regex: String.raw`\btest\b` } },
    ],
    stopBy: 'end',
  },
};
