import type { Rule } from '../rule.ts';
import { NOT_IN_RUST_TESTS, ruleOf, syntax } from './rule-of.ts';

/** No value goes past the type checker (S0-R44), in each language that has a type for that. */
export const NO_ANY: Rule = ruleOf({
  id: 'CODE-any',
  says: 'No value has the type any.',
  why: 'It switches the type checker off for whatever it touches.',
  on: false,
  match: [
    syntax(
      { kind: 'predefined_type', regex: '^any$' },
      { languages: ['typescript', 'tsx'], bad: 'const a: any = 1;', mentions: ['any'] },
    ),
    syntax(
      {
        kind: 'comment',
        regex: String.raw`^/\*\*(?s:.*)@(?:param|returns?|type|typedef|property|prop)\s*\{(?:[^}]*\W)?any\b`,
      },
      { languages: ['javascript'], bad: '/** @type {any} */\nlet a;', mentions: ['any'] },
    ),
    syntax(
      { kind: 'identifier', regex: '^Any$', inside: { kind: 'type', stopBy: 'end' } },
      { languages: ['python'], bad: 'a: Any = 1', mentions: ['Any'] },
    ),
    syntax(
      {
        any: [
          { kind: 'type_identifier', regex: '^any$' },
          { kind: 'interface_type', regex: String.raw`^interface\s*\{\s*\}$` },
        ],
        // What stands for any type is held to one of them by whoever calls, and whoever prints takes all there are.
        not: {
          any: [
            { inside: { kind: 'type_constraint' } },
            { inside: { kind: 'type_parameter_declaration' } },
            { inside: { kind: 'variadic_parameter_declaration' } },
          ],
        },
      },
      { languages: ['go'], bad: 'package a\nvar a any', mentions: ['any', 'interface'] },
    ),
    syntax(
      { kind: 'dynamic_type', regex: String.raw`^dyn\s+(?:(?:std|core)::any::)?Any\b`, not: NOT_IN_RUST_TESTS },
      { languages: ['rust'], bad: 'fn f(a: Box<dyn Any>) {}', mentions: ['Any'] },
    ),
  ],
});
