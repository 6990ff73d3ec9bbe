/** Every rule that is shipped, over what breaks it and over honest code that looks like it. */
import { expect, test } from 'vitest';
import { scan } from '../scan.ts';
import { shippedRulebook } from '../rulebook.ts';
import { syntaxErrors } from '../file-matcher.ts';
import { loadSyntax } from '../syntax.ts';
import { FILES } from './files.fixture.ts';
import { SHIPPED } from './index.ts';

const matching = (says: RegExp | null): readonly unknown[] =>
  [says].flatMap((one) => (one === null ? [] : [expect.stringMatching(one)]));

const rulebookOf = (...ids: readonly string[]) => ({
  rules: SHIPPED.filter(({ id }) => ids.includes(id)).map((rule) => ({ ...rule, on: true })),
});
const NOTHING = { paths: [], files: [], change: null, texts: new Map<string, string>(), messages: null };

test.each(FILES)('%s in %s: %j', async (rule, path, text, lines) => {
  const scanned = await scan({ ...NOTHING, paths: [path], files: [{ path, text }], rulebook: rulebookOf(rule) });
  expect(scanned.errors).toEqual([]);
  expect(scanned.findings.map(({ line }) => line)).toEqual(lines);
});

type Change = { readonly path: string; readonly status: 'added' | 'modified' | 'deleted'; readonly adds?: string };
const CHANGES: readonly (readonly [
  rule: string,
  changes: readonly Change[],
  texts: Readonly<Record<string, string>>,
  says: RegExp | null,
])[] = [
  ...(
    [
      ['out/a.js', { '.gitignore': 'out/\n' }, /new, and \.gitignore leaves it out/],
      ['lib/deep/a.log', { '.gitignore': '*.log\n' }, /\.gitignore leaves/],
      ['lib/a.js', { 'lib/.gitignore': '/a.js\n' }, /lib\/\.gitignore leaves/],
      ['lib/keep.log', { '.gitignore': '*.log\n', 'lib/.gitignore': '!keep.log\n' }, null],
      ['out/keep.js', { '.gitignore': 'out/\n', 'out/.gitignore': '!keep.js\n' }, /\.gitignore leaves/],
      ['lib/a.js', { 'other/.gitignore': 'a.js\n', '.gitignore': 'A.JS\n/a.js\n' }, null],
      ['lib/a.js', {}, null],
    ] as const
  ).map(([path, texts, says]) => ['CODE-ignored', [{ path, status: 'added' }], texts, says] as const),
  ['CODE-ignored', [{ path: 'out/a.js', status: 'modified' }], { '.gitignore': 'out/\n' }, null],
  ['CX-109', [{ path: 'db/migrations/001.sql', status: 'modified' }], {}, /was modified, and may only be added/],
  ['CX-109', [{ path: 'migrations/001.sql', status: 'deleted' }], {}, /was deleted/],
  [
    'CX-109',
    [
      { path: 'migrations/002.sql', status: 'added' },
      { path: 'migrations/README.md', status: 'modified' },
    ],
    {},
    null,
  ],
  [
    'CO-number',
    [{ path: 'migrations/002_c.sql', status: 'added' }],
    { 'migrations/001_a.sql': '', 'migrations/002_b.sql': '' },
    /the number 002 is taken/,
  ],
  [
    'CO-number',
    [{ path: 'migrations/003_c.sql', status: 'added' }],
    { 'migrations/001_a.sql': '', 'migrations/002_b.sql': '' },
    null,
  ],
  [
    'CX-105',
    [
      { path: 'src/a.ts', status: 'modified' },
      { path: 'src/b.ts', status: 'added' },
    ],
    {},
    /src\/a\.ts and 1 more changed, and nothing in test/,
  ],
  [
    'CX-105',
    [
      { path: 'src/a.ts', status: 'modified' },
      { path: 'src/a.test.ts', status: 'modified' },
    ],
    {},
    null,
  ],
  ['CX-105', [{ path: 'src/a.test.ts', status: 'modified' }], {}, null],
  [
    'CX-105',
    [
      { path: 'src/a.ts', status: 'modified' },
      { path: 'src/test/door.ts', status: 'added' },
    ],
    {},
    /src\/a\.ts and 1 more changed, and nothing in test/,
  ],
  ['CO-migration', [{ path: 'prisma/schema.prisma', status: 'modified' }], {}, /nothing in migrations/],
  [
    'CO-migration',
    [
      { path: 'prisma/schema.prisma', status: 'modified' },
      { path: 'prisma/migrations/1/up.sql', status: 'added' },
    ],
    {},
    null,
  ],
  [
    'CO-env',
    [{ path: 'src/a.ts', status: 'modified', adds: 'const port = process.env.APP_PORT;' }],
    { 'README.md': 'APP_PORTS, APP_POR' },
    /APP_PORT is named nowhere/,
  ],
  ...['os.environ["APP_PORT"]', 'environ.get("APP_PORT", 1)', "getenv('APP_PORT')", 'Deno.env.get("APP_PORT")', 'Bun.env.APP_PORT', 'std::env::var_os("APP_PORT")', 'const { APP_PORT } = process.env;', "const { APP_HOST, APP_PORT: port = '80' } = process.env;"].map((adds) => ['CO-env', [{ path: 'src/a', status: 'modified', adds }], { 'README.md': 'APP_HOST' }, /^APP_PORT is named nowhere/] as const), // prettier-ignore
  ['CO-env', [{ path: 'src/a', status: 'modified', adds: "const { APP_HOST, APP_PORT: p = '80' } = process.env;" }], { 'README.md': 'APP_HOST and APP_PORT' }, null], // prettier-ignore
  [
    'CO-env',
    [{ path: 'src/a.ts', status: 'modified', adds: 'const port = process.env.APP_PORT;' }],
    { 'docs/setup.md': 'set `APP_PORT`' },
    null,
  ],
  ['CO-docs', [{ path: 'src/api.ts', status: 'modified' }], {}, /nothing in README/],
  [
    'CO-docs',
    [
      { path: 'src/api.ts', status: 'modified' },
      { path: 'docs/api.md', status: 'modified' },
    ],
    {},
    null,
  ],
  [
    'CO-assumption',
    [{ path: 'src/a.ts', status: 'modified', adds: '// ASSUMPTION: clocks agree' }],
    {},
    /a\.ts changed, and nothing in .*Assumptions_Register/,
  ],
  [
    'CO-assumption',
    [{ path: 'src/a.ts', status: 'modified', adds: '// ASSUMPTION(ASM-014): clocks agree' }],
    {},
    /ASM-014 is named nowhere/,
  ],
  [
    'CO-assumption',
    [{ path: 'src/a.ts', status: 'modified', adds: '// ASSUMED: ASM-014 clocks agree' }],
    { 'doc/governance/Assumptions_Register.md': 'ASM-013, ASM-0141' },
    /ASM-014 is named nowhere/,
  ],
  [
    'CO-assumption',
    [{ path: 'src/a.ts', status: 'modified', adds: '// ASSUMPTION ASM-014: clocks agree' }],
    { 'doc/governance/Assumptions_Register.md': '| ASM-014 | clocks agree |' },
    null,
  ],
  [
    'CO-assumption',
    [
      { path: 'src/a.ts', status: 'modified', adds: '// ASSUMPTION: clocks agree' },
      { path: 'doc/governance/Assumptions_Register.md', status: 'modified' },
    ],
    {},
    null,
  ],
  [
    'CO-assumption',
    [{ path: 'src/a.ts', status: 'modified', adds: 'const assumption = assumed(1); // we assume nothing' }],
    {},
    null,
  ],
  ['CO-changelog', [{ path: 'src/api.ts', status: 'modified' }], {}, /nothing in CHANGELOG/],
  [
    'CO-changelog',
    [
      { path: 'src/api.ts', status: 'modified' },
      { path: 'CHANGELOG.md', status: 'modified' },
    ],
    {},
    null,
  ],
];

test.each(CHANGES)('%s of %j, with %j', async (rule, changes, texts, says) => {
  const change = changes.map(({ path, status, adds }) => ({
    path,
    status,
    added: adds === undefined ? [] : [{ line: 3, text: adds }],
  }));
  const scanned = await scan({
    ...{ ...NOTHING, change, texts: new Map(Object.entries(texts)), rulebook: rulebookOf(rule) },
    tree: [...Object.keys(texts), ...changes.map(({ path }) => path)],
  });
  expect(scanned.errors).toEqual([]);
  expect(scanned.findings.map((finding) => finding.says)).toEqual(matching(says));
});

const COMPILER: readonly (readonly [
  says: string,
  configurations: Readonly<Record<string, string>>,
  found: readonly RegExp[],
])[] = [
  [
    'what strict switches on',
    {
      'tsconfig.json':
        '{ // ours\n "compilerOptions": { "strict": true, "noUnusedLocals": true, "noUnusedParameters": true, "noImplicitReturns": true, } }',
    },
    [],
  ],
  [
    'what it inherits',
    {
      'tsconfig.json':
        '{ "extends": "./tsconfig.base", "compilerOptions": { "noUnusedLocals": true, "noUnusedParameters": true } }',
      'tsconfig.base.json': '{ "compilerOptions": { "strict": true, "noImplicitReturns": true } }',
    },
    [],
  ],
  [
    'what it takes back',
    {
      'tsconfig.json':
        '{ "extends": "./tsconfig.base", "compilerOptions": { "noUnusedLocals": true, "noUnusedParameters": true, "noImplicitAny": false } }',
      'tsconfig.base.json': '{ "compilerOptions": { "strict": true, "noImplicitReturns": true } }',
    },
    [/noImplicitAny is false/],
  ],
  [
    'nothing',
    { 'tsconfig.json': '{}' },
    [
      /strict is not set/,
      /noImplicitAny is not set/,
      /strictNullChecks/,
      /noUnusedLocals/,
      /noUnusedParameters/,
      /noImplicitReturns/,
    ],
  ],
];

test.each(COMPILER)('CODE-strict with %s', async (_, configurations, found) => {
  const scanned = await scan({
    ...NOTHING,
    paths: ['tsconfig.json'],
    texts: new Map(Object.entries(configurations)),
    rulebook: rulebookOf('CODE-strict'),
  });
  expect(scanned.errors).toEqual([]);
  expect(scanned.findings).toHaveLength(found.length);
  for (const pattern of found) expect(scanned.findings.some(({ says }) => pattern.test(says))).toBe(true);
});

test.each([
  ['is not JSON', { 'tsconfig.json': '{ "compilerOptions": ' }],
  ['extends itself', { 'tsconfig.json': '{ "extends": "./tsconfig.json" }' }],
])('CODE-strict cannot run over a configuration that %s, and says so', async (says, configurations) => {
  const scanned = await scan({
    ...NOTHING,
    paths: ['tsconfig.json'],
    texts: new Map(Object.entries(configurations)),
    rulebook: rulebookOf('CODE-strict'),
  });
  expect(scanned.errors.map((error) => error.says).join()).toContain(says);
});

test('CODE-duplicates tells twenty lines that stand twice, once, and no nineteen', async () => {
  const lines = (count: number, name: string) =>
    Array.from({ length: count }, (_, at) => `  const ${name}${at} = compute(${at});`).join('\n');
  const of = (count: number) =>
    scan({
      ...NOTHING,
      files: [
        { path: 'src/a.ts', text: `start();\n${lines(count, 'v')}\nend();\n` },
        { path: 'src/b.ts', text: `other();\n// moved\n\n${lines(count, 'v').replaceAll('  ', '\t')}\nlast();\n` },
      ],
      rulebook: rulebookOf('CODE-duplicates'),
    });
  expect((await of(19)).findings).toEqual([]);
  expect((await of(30)).findings).toMatchObject([
    { path: 'src/b.ts', line: 4, says: expect.stringContaining('src/a.ts as well, from line 2 on') },
  ]);
});

const MESSAGES: readonly (readonly [message: string, says: RegExp | null])[] = [
  ['feat: count months from 1\n\nBecause.\n\nCloses #12\n', null],
  ['fix(parser)!: take an empty list\n', null],
  ['Merge branch main into topic\n', null],
  ['counted months\n', /not of the form/],
  ['feature: count months\n', /“feature” is no type/],
  ['feat: \n', /not of the form/],
  [`feat: ${'x'.repeat(72)}\n`, /72 characters/],
  ['feat: count months\nand more\n', /second line is not blank/],
  ['# only a comment\n', /empty/],
];
test.each(MESSAGES)('CX-110 of %j', async (text, says) => {
  const scanned = await scan({
    ...NOTHING,
    messages: [{ name: 'COMMIT_EDITMSG', text, parents: null }],
    rulebook: rulebookOf('CX-110'),
  });
  expect(scanned.findings.map((finding) => finding.says)).toEqual(matching(says));
});

test.each<[message: string, parents: number, says: RegExp | null]>([
  ['feat: count months\n', 1, null],
  ['Merge branch main into topic\n', 2, null],
  ['Merge whatever\n', 1, /not of the form/],
  [`Revert "feat: count"\n\nThis reverts commit ${'a'.repeat(40)}.\n`, 1, null],
  ['Revert "whatever"\n', 1, /not of the form/],
  ['fixup! feat: count months\n', 1, /folded into another/],
  ['squash! no type at all\n', 1, /folded into another/],
  ['amend! feat: count\n', 2, /folded into another/],
  ['#!@ total garbage\nfeat: count months\n', 1, /not of the form/],
  ['# ------------------------ >8 ------------------------\n', 1, /not of the form/],
])('CX-110 of %j, finished, with %i parents', async (text, parents, says) => {
  const messages = [{ name: 'commit', text, parents }];
  const scanned = await scan({ ...NOTHING, messages, rulebook: rulebookOf('CX-110') });
  expect(scanned.findings.map((finding) => finding.says)).toEqual(matching(says));
});

test('CO-task of a finished commit reads what stands in it, with a # before it or not', async () => {
  const messages = [{ name: 'm', text: 'feat: count\n\n# it is only a note\n', parents: 1 }];
  const scanned = await scan({ ...NOTHING, messages, rulebook: rulebookOf('CO-task') });
  // Whoever has to mend it is told the form, and not an expression.
  expect(scanned.findings.map(({ says }) => says)).toEqual([
    'A commit names its task, in a line such as WP_ID: WP-12, Writ-Task: WP-12 or Refs: #12.',
  ]);
});

test.each([
  ['feat: count\n\nWP_ID: WP-1-months\n', 0],
  ['feat: count\n\nRefs: #12\n', 0],
  ['feat: count\n\n# Refs: #12\n', 1],
  ['feat: count\n', 1],
])('CO-task of %j', async (text, times) => {
  const scanned = await scan({
    ...NOTHING,
    messages: [{ name: 'm', text, parents: null }],
    rulebook: rulebookOf('CO-task'),
  });
  expect(scanned.findings).toHaveLength(times);
});

test('every rule that is shipped is broken by something here, and held by something else', () => {
  const rows = [
    ...FILES.map(([id, , , lines]) => [id, lines.length > 0] as const),
    ...CHANGES.map(([id, , , says]) => [id, says !== null] as const),
  ];
  const elsewhere = ['CODE-strict', 'CODE-duplicates', 'CX-110', 'CO-task'];
  for (const isBroken of [true, false])
    expect(
      SHIPPED.map(({ id }) => id).filter(
        (id) => !elsewhere.includes(id) && !rows.some((row) => row[0] === id && row[1] === isBroken),
      ),
    ).toEqual([]);
});

test('every piece of syntax finds what it says that is bad, in each of its languages', async () => {
  expect(syntaxErrors(SHIPPED, await loadSyntax())).toEqual([]);
});

test('no two rules have one id, and each says a sentence and a reason', () => {
  expect(new Set(SHIPPED.map(({ id }) => id)).size).toBe(SHIPPED.length);
  expect(SHIPPED.filter(({ says, why }) => !/^[A-Z].*[.)]$/u.test(says) || !/^[A-Z].*\.$/u.test(why))).toEqual([]);
  expect(shippedRulebook().digest).toMatch(/^[0-9a-f]{64}$/);
});
