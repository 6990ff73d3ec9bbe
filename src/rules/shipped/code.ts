import type { Rule } from '../rule.ts';
import { ERRORS } from './error-classes.ts';
import { NO_ANY } from './no-any.ts';
import { NOT_IN_RUST_TESTS, ruleOf, SCRIPTS, syntax, text } from './rule-of.ts';
import { TRACED } from './traced.ts';

const SHELL_CALL = {
  kind: 'call_expression',
  all: [
    { has: { field: 'function', regex: String.raw`^(?:child_process\.|cp\.)?exec(?:Sync)?$` } },
    {
      has: {
        field: 'arguments',
        has: {
          any: [{ kind: 'template_string', has: { kind: 'template_substitution' } }, { kind: 'binary_expression' }],
        },
      },
    },
  ],
} as const;

const DOCUMENTED = [
  'function_declaration',
  'class_declaration',
  'abstract_class_declaration',
  'interface_declaration',
  'type_alias_declaration',
  'enum_declaration',
  'lexical_declaration',
];
const DOCUMENTED_IN_JAVASCRIPT = ['function_declaration', 'class_declaration', 'lexical_declaration'];
const undocumented = (kinds: readonly string[]) => ({
  kind: 'export_statement',
  has: { any: kinds.map((kind) => ({ kind })) },
  not: { follows: { kind: 'comment', regex: String.raw`^/\*\*` } },
});

/** Rules about code beside the ten kinds. */
export const CODE: readonly Rule[] = [
  ruleOf({
    id: 'CODE-panic',
    says: 'Production code in Rust does not panic: no unwrap, expect or panic!.',
    why: 'Whoever calls it is told of an error by its result, and a panic takes everything else down.',
    exempt: ['build.rs', '**/build.rs', 'examples/**', 'benches/**'],
    match: [
      syntax(
        {
          any: [
            {
              kind: 'call_expression',
              has: { field: 'function', kind: 'field_expression', regex: String.raw`\.(?:unwrap|expect)$` },
            },
            { kind: 'macro_invocation', regex: '^panic!' },
          ],
          not: NOT_IN_RUST_TESTS,
        },
        { languages: ['rust'], bad: 'fn f() { a().unwrap(); }', mentions: ['unwrap', 'expect', 'panic!'] },
      ),
    ],
  }),
  ruleOf({
    id: 'CODE-exec',
    says: 'No text is run as code, and no shell gets a text that was put together.',
    why: 'Whoever has a say in the text has a say in what runs.',
    match: [
      syntax(
        { any: [{ pattern: 'eval($A)' }, { pattern: 'new Function($$$)' }] },
        { languages: SCRIPTS, bad: 'eval(a);', mentions: ['eval', 'Function'] },
      ),
      syntax(SHELL_CALL, { languages: SCRIPTS, bad: 'exec(`rm ${a}`);', mentions: ['exec'] }),
      syntax(
        { kind: 'pair', regex: String.raw`^shell\s*:\s*true$`, inside: { kind: 'arguments', stopBy: 'end' } },
        { languages: SCRIPTS, bad: 'spawn(a, { shell: true });', mentions: ['shell'] },
      ),
      syntax(
        {
          any: [
            { kind: 'call', regex: String.raw`^(?:eval|exec|os\.system|os\.popen|pickle\.loads?)\(` },
            { kind: 'keyword_argument', regex: String.raw`^shell\s*=\s*True$` },
          ],
        },
        {
          languages: ['python'],
          bad: 'os.system(a)',
          mentions: ['eval', 'exec', 'os.system', 'os.popen', 'pickle', 'shell'],
        },
      ),
      syntax(
        {
          kind: 'call_expression',
          regex: String.raw`^exec\.Command(?:Context)?\((?:\w+,\s*)?"(?:/bin/)?(?:ba|da|z)?sh"`,
        },
        {
          languages: ['go'],
          bad: 'package a\nfunc f() {\n\texec.Command("sh", "-c", a)\n}',
          mentions: ['exec.Command'],
        },
      ),
      syntax(
        { kind: 'call_expression', regex: String.raw`^(?:std::process::)?Command::new\("(?:/bin/)?(?:ba|da|z)?sh"\)$` },
        { languages: ['rust'], bad: 'fn f() { Command::new("sh"); }', mentions: ['Command::new'] },
      ),
    ],
  }),
  ruleOf({
    id: 'CODE-debugger',
    says: 'No trace of a debugging session is left behind.',
    why: 'It stops, or tells things, where nobody is there to see it.',
    exemptTests: false,
    match: [
      syntax({ kind: 'debugger_statement' }, { languages: SCRIPTS, bad: 'debugger;', mentions: ['debugger'] }),
      syntax(
        { kind: 'call', regex: String.raw`^(?:breakpoint|i?pdb\.set_trace)\(\)$` },
        { languages: ['python'], bad: 'breakpoint()', mentions: ['breakpoint', 'set_trace'] },
      ),
      syntax(
        { kind: 'macro_invocation', regex: '^dbg!' },
        { languages: ['rust'], bad: 'fn f() { dbg!(a); }', mentions: ['dbg!'] },
      ),
    ],
  }),
  ruleOf({
    id: 'CODE-conflict',
    says: 'No mark of an unfinished merge is left in a file.',
    why: 'Both sides of it are there, and nobody has decided.',
    ...{ exemptTests: false, waiver: 'never', about: 'git' },
    match: [text(String.raw`^(?:<{7} \S.*|>{7} \S.*)$`)],
  }),
  ruleOf({
    id: 'CODE-files',
    says: 'What is built or fetched is not committed.',
    why: 'It is made anew from what is committed, hides what was changed, and stays in the history for ever.',
    scope: [
      'node_modules/**',
      '**/node_modules/**',
      'target/debug/**',
      'target/release/**',
      '**/__pycache__/**',
      '**/*.pyc',
      '**/*.pdb',
      '**/.DS_Store',
      '.DS_Store',
    ],
    ...{ exemptTests: false, about: 'git' },
    match: [{ kind: 'present' }],
  }),
  ruleOf({
    id: 'CODE-ignored',
    says: 'What .gitignore leaves out is not committed.',
    why: 'Somebody has said that it is no part of this; whoever commits it all the same shows it to nobody but git.',
    ...{ exemptTests: false, about: 'git' },
    match: [{ kind: 'ignored' }],
  }),
  NO_ANY,
  ruleOf({
    id: 'CODE-print',
    says: 'Nothing is printed but through the log.',
    why: 'What is printed has no level, no id and no reader.',
    on: false,
    match: [
      text(String.raw`\bconsole\.(?:log|debug|info)\(`, { place: 'code', languages: SCRIPTS }),
      text(String.raw`(?:^|[^.\w])print\(`, { place: 'code', languages: ['python'] }),
      text(String.raw`\bfmt\.Print(?:ln|f)?\(`, { place: 'code', languages: ['go'] }),
      syntax(
        { kind: 'macro_invocation', regex: '^e?print(?:ln)?!', not: NOT_IN_RUST_TESTS },
        { languages: ['rust'], bad: 'fn f() { println!("a"); }', mentions: ['print'] },
      ),
    ],
  }),
  TRACED,
  ERRORS,
  ruleOf({
    id: 'CODE-docs',
    says: 'Whatever is exported says what it is for.',
    why: 'Who uses it reads that, and not the code.',
    on: false,
    match: [
      syntax(undocumented(DOCUMENTED), {
        languages: ['typescript', 'tsx'],
        bad: 'export function a() {}',
        mentions: ['export'],
      }),
      syntax(undocumented(DOCUMENTED_IN_JAVASCRIPT), {
        languages: ['javascript'],
        bad: 'export function a() {}',
        mentions: ['export'],
      }),
      syntax(
        {
          any: [
            { kind: 'function_definition', regex: '^(?:async )?def [a-z]' },
            { kind: 'class_definition', regex: '^class [A-Z]' },
          ],
          inside: { kind: 'module' },
          not: { has: { field: 'body', regex: String.raw`^[rR]?(?:"""|''')` } },
        },
        { languages: ['python'], bad: 'def a():\n    return 1', mentions: ['def', 'class'] },
      ),
      syntax(
        {
          any: [
            { kind: 'function_declaration', regex: '^func [A-Z]' },
            { kind: 'type_declaration', regex: '^type [A-Z]' },
          ],
          not: { follows: { kind: 'comment' } },
        },
        { languages: ['go'], bad: 'package a\n\nfunc F() {}', mentions: [] },
      ),
      syntax(
        {
          any: ['function_item', 'struct_item', 'enum_item', 'trait_item', 'type_item', 'const_item'].map((kind) => ({
            kind,
            regex: String.raw`^pub (?:async |const |unsafe )*\w`,
          })),
          not: {
            any: [
              { follows: { kind: 'line_comment' } },
              { follows: { kind: 'block_comment' } },
              { follows: { kind: 'attribute_item' } },
            ],
          },
        },
        { languages: ['rust'], bad: 'pub fn a() {}', mentions: ['pub '] },
      ),
    ],
  }),
  ruleOf({
    id: 'CODE-params',
    says: 'Documentation names each parameter as the function has it, what it returns and what it throws.',
    why: 'Who calls it has to know what to pass, what to expect and what to catch.',
    on: false,
    match: [{ kind: 'documented', languages: [] }],
  }),
  ruleOf({
    id: 'CODE-strict',
    says: 'The compiler of TypeScript checks all it can, whatever its configuration inherits.',
    why: 'What it is not asked to find, nobody finds before it is in use.',
    scope: ['tsconfig.json', '**/tsconfig.json'],
    on: false,
    match: [
      {
        kind: 'compiler',
        options: {
          strict: true,
          noImplicitAny: true,
          strictNullChecks: true,
          noUnusedLocals: true,
          noUnusedParameters: true,
          noImplicitReturns: true,
        },
      },
    ],
  }),
  ruleOf({
    id: 'CODE-duplicates',
    says: 'Nothing of twenty lines stands in two places.',
    why: 'Whoever mends one of them does not know of the other.',
    on: false,
    match: [{ kind: 'duplicates', lines: 20 }],
  }),
];
