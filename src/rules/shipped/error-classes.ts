import { NOT_IN_RUST_TESTS, ruleOf, SCRIPTS, syntax } from './rule-of.ts';

const NAMED = String.raw`(?:Error|Exception)\b`;

/** The hierarchy of errors of a project stands in one place (S0-R48, S0-R49). */
export const ERRORS = ruleOf({
  id: 'CODE-errors',
  says: 'Types of errors are declared in one place.',
  why: 'Whoever turns them into answers has to know all of them, and what nobody knows becomes a failure without a name.',
  ...{ on: false, needs: 'exempt' },
  match: [
    syntax(
      { kind: 'class_heritage', regex: `${NAMED}` },
      { languages: SCRIPTS, bad: 'class Gone extends Error {}', mentions: ['extends'] },
    ),
    syntax(
      { kind: 'class_definition', has: { field: 'superclasses', regex: NAMED } },
      { languages: ['python'], bad: 'class Gone(Exception):\n    code = 1', mentions: ['Error', 'Exception'] },
    ),
    syntax(
      {
        kind: 'method_declaration',
        all: [{ has: { field: 'name', regex: '^Error$' } }, { has: { field: 'result', regex: '^string$' } }],
      },
      { languages: ['go'], bad: 'package a\nfunc (e Gone) Error() string { return "gone" }', mentions: ['Error()'] },
    ),
    syntax(
      {
        any: [
          { kind: 'impl_item', has: { field: 'trait', regex: String.raw`(?:^|::)Error$` } },
          { kind: 'attribute_item', regex: String.raw`^#\[derive\([^\]]*\b(?:thiserror::)?Error\b` },
        ],
        not: NOT_IN_RUST_TESTS,
      },
      { languages: ['rust'], bad: 'impl std::error::Error for Gone {}', mentions: ['Error'] },
    ),
  ],
});
