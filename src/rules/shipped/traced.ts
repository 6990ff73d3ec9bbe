import type { SyntaxRule } from '../rule.ts';
import { NOT_IN_RUST_TESTS, ruleOf, syntax } from './rule-of.ts';

const CHANGES_STATE = '(?:create|update|delete|remove|save|insert|set|add|apply|change|cancel|approve|reject)';
const CARRIED = String.raw`(?i)(?:trace|request|job|correlation)_?id`;
const IN_SCRIPTS = `^${CHANGES_STATE}(?:[A-Z_]|$)`;

/** What a name may be given to, for it to be a function all the same. */
const FUNCTIONS = ['arrow_function', 'function_expression', 'generator_function'].map((kind) => ({ kind }));

/** Functions by any of the ways to give one a name; a field of a class is called otherwise in each grammar. */
const inScripts = (field: string, name: string): SyntaxRule => ({
  any: [
    {
      any: [{ kind: 'function_declaration' }, { kind: 'method_definition' }],
      has: { field: 'name', regex: IN_SCRIPTS },
    },
    {
      all: [
        {
          any: [
            { kind: 'variable_declarator', has: { field: 'name', regex: IN_SCRIPTS } },
            { kind: field, has: { field: name, regex: IN_SCRIPTS } },
            { kind: 'pair', has: { field: 'key', regex: IN_SCRIPTS } },
          ],
        },
        { has: { field: 'value', any: FUNCTIONS } },
      ],
    },
    {
      kind: 'assignment_expression',
      all: [
        { has: { field: 'left', regex: String.raw`(?:^|\.)${CHANGES_STATE}(?:[A-Z_]\w*)?$` } },
        { has: { field: 'right', any: FUNCTIONS } },
      ],
    },
  ],
  not: { regex: CARRIED },
});

/** Whatever changes state can be traced (S3-R53, S3-R71). */
export const TRACED = ruleOf({
  id: 'CODE-trace',
  says: 'What changes state carries an id by which it can be traced.',
  why: 'Without one nobody finds out what a request has done.',
  ...{ on: false, needs: 'scope' },
  match: [
    syntax(inScripts('public_field_definition', 'name'), {
      ...{ languages: ['typescript', 'tsx'], bad: 'function updateUser(user) { return user; }', mentions: [] },
    }),
    syntax(inScripts('field_definition', 'property'), {
      ...{ languages: ['javascript'], bad: 'function updateUser(user) { return user; }', mentions: [] },
    }),
    syntax(
      {
        kind: 'function_definition',
        has: { field: 'name', regex: `^${CHANGES_STATE}(?:_|$)` },
        not: { regex: CARRIED },
      },
      { languages: ['python'], bad: 'def update_user(user):\n    return user', mentions: [] },
    ),
    syntax(
      {
        any: [{ kind: 'function_declaration' }, { kind: 'method_declaration' }],
        has: { field: 'name', regex: `^(?i:${CHANGES_STATE})(?:[A-Z_]|$)` },
        not: { regex: CARRIED },
      },
      { languages: ['go'], bad: 'package a\nfunc UpdateUser() {}', mentions: [] },
    ),
    syntax(
      {
        kind: 'function_item',
        has: { field: 'name', regex: `^${CHANGES_STATE}(?:_|$)` },
        not: { any: [{ regex: CARRIED }, NOT_IN_RUST_TESTS] },
      },
      { languages: ['rust'], bad: 'fn update_user() {}', mentions: [] },
    ),
  ],
});
