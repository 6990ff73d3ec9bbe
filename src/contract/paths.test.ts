import { describe, expect, it, test } from 'vitest';
import fc from 'fast-check';
import { globProblem, scopeOf, type Scope } from './paths.ts';
import { isProtected } from './path-kinds.ts';

const REFUSED: readonly [string, string][] = [
  ['', 'empty'],
  ['/etc/passwd', 'absolute'],
  ['C:/x', 'absolute'],
  ['..', 'leaves'],
  ['../x', 'leaves'],
  ['a/../../x', 'leaves'],
  ['a/..', 'leaves'],
  ['./a', 'lone dot'],
  ['a//b', 'empty name'],
  ['src/', 'slash'],
  ['a\\b', 'backslash'],
  ['a\nb', 'control'],
  ['a\tb', 'control'],
  ['a\0b', 'control'],
  ['a\u200db', 'invisible'],
  ['a\u202eb', 'invisible'],
  ['a\ud800b', 'invisible'],
  ['a\u0308', 'form C'],
  ['.git', 'git'],
  ['.git/config', 'git'],
  ['.GIT/hooks/x', 'git'],
  ['a/.Git/x', 'git'],
  ['.git./x', 'git'],
  ['.git /x', 'git'],
  ['GIT~1/x', 'git'],
  ['.git::$INDEX_ALLOCATION/x', 'git'],
  ['!src/a.ts', 'deny'],
  ['src/{a,b}.ts', 'alternatives'],
  ['src/{1..9}.ts', 'alternatives'],
  ['@(a|b)', 'alternatives'],
  ['src/[a-z].ts', 'class'],
  ['src/[!a].ts', 'class'],
  ['src**', 'beside'],
  ['src/**.ts', 'beside'],
  ['***', 'beside'],
  ['*a*a*a*', 'too many'],
  ['**/a/**/b/**', 'too many'],
  ['a'.repeat(5000), 'longer'],
];

const ACCEPTED = [
  'a',
  'src/**',
  '**',
  '*',
  '-x',
  '.gitignore',
  '.github/workflows/ci.yml',
  'app/[id]/(group)/page.tsx',
  'a b',
  'ä/ö',
  '日本',
  "it's",
  'a+b',
  '$x',
  '#x',
  '~/x',
  'a{b}',
  '.gitx',
  'git',
];

/** [allow, deny, path, where it stands] */
const SCOPES: readonly [readonly string[], readonly string[], string, Scope][] = [
  [['src/**'], [], 'src/a.ts', 'allowed'],
  [['src/**'], [], 'src/a/b/.c', 'allowed'],
  [['src/**'], [], 'src', 'outside'],
  [['src/**'], [], 'src2/a', 'outside'],
  [['src/**'], [], 'SRC/a', 'outside'],
  [['src/**'], [], 'src/../x', 'outside'],
  [['src/**'], [], 'src/\n', 'outside'],
  [['src/**'], [], 'src/a\u0308', 'outside'],
  [['src/**'], [], '-src/a', 'outside'],
  [['src/*'], [], 'src/a/b', 'outside'],
  [['src/a?.ts'], [], 'src/ab.ts', 'allowed'],
  [['src/a?.ts'], [], 'src/a/.ts', 'outside'],
  [['**/x.ts'], [], 'x.ts', 'allowed'],
  [['**'], [], '-rf', 'allowed'],
  [['**'], [], 'a/.git/config', 'outside'],
  [['**'], [], '.GIT/config', 'outside'],
  [['src/**'], ['src/db/**'], 'src/db/x', 'denied'],
  [['src/db/x'], ['src/db/**'], 'src/db/x', 'denied'],
  [['**'], ['!x'], 'anything', 'denied'],
  [['!x', '{a,b}'], [], 'a', 'outside'],
  [['app/[id].ts'], [], 'app/[id].ts', 'allowed'],
  [['app/[id].ts'], [], 'app/i.ts', 'outside'],
  [['app/(g)/*.ts'], [], 'app/(g)/a.ts', 'allowed'],
  [['a.b'], [], 'axb', 'outside'],
  [['a+'], [], 'aa', 'outside'],
  [['ä*'], [], 'äö', 'allowed'],
  [[], [], 'a', 'outside'],
  [['**'], [], '.github/workflows/ci.yml', 'protected'],
  [['.github/**'], [], '.github/workflows/ci.yml', 'protected'],
  [['.github/workflows/ci.yml'], [], '.github/workflows/ci.yml', 'allowed'],
  [['.github/workflows/ci.yml'], [], '.GitHub/workflows/ci.yml', 'protected'],
  [['.github/workflows/ci.yml'], ['.github/**'], '.github/workflows/ci.yml', 'denied'],
  [['pkg/*'], [], 'pkg/.npmrc', 'protected'],
  [['**'], [], 'vendor/a/a.go', 'protected'],
  [['vendor/**'], [], 'vendor/a/a.go', 'protected'],
  [['vendor/a/a.go'], [], 'vendor/a/a.go', 'allowed'],
  [['src/**'], [], 'src/a.so', 'protected'],
  [['src/*.so'], [], 'src/a.so', 'protected'],
  [['src/a.so'], [], 'src/a.so', 'allowed'],
  [['pkg/.npmrc'], [], 'pkg/.npmrc', 'allowed'],
  [['pkg/.npmrc'], [], '.npmrc', 'protected'],
];

const PROTECTED = [
  '.github/workflows/ci.yml', '.gitlab-ci.yml', '.claude/settings.json', '.cursor/rules/x', '.codex/config.toml', '.gemini/x', '.opencode/x', 'AGENTS.md', 'Claude.MD',
  'docs/GEMINI.md', '.mcp.json', '.vscode/tasks.json', '.idea/x', '.gitattributes', 'a/.GitAttributes', '.gitmodules', '.npmrc', 'pkg/.NPMRC', '.yarnrc', '.yarnrc.yml',
  '.pnpmfile.cjs', '.pnpmfile.mjs', '.husky/pre-commit', '.envrc', '.env', '.env.local', 'deep/er/.ENV.production', '.writ/policy.yaml', 'x/server.pem', 'id_ed25519', 'id_rsa.pub', 'lefthook.yml', 'Jenkinsfile',
  'node_modules/a/index.js', 'lib/site-packages/a.py', 'vendor/example.com/assert/assert.go', 'vendor/modules.txt', 'pkg/Vendor/bundle/a.rb', 'vendor', 'third_party/a.c', '.venv/bin/python', 'venv/x',
  'src/a.so', 'lib/liba.so.1.2', 'build/Release/a.node', 'a.PYD', 'pkg/a.syso', 'src/a.pyc', 'web/a.wasm', 'lib/a.jar',
]; // prettier-ignore
const UNPROTECTED = [
  'src/a.ts',
  'src/id_mapper.ts',
  'src/environment.ts',
  'README.md',
  '.gitignore',
  'github/workflows/ci.yml',
  'agents.ts',
  'package.json',
  'src/claude.ts',
  'env.ts',
  'src/vendors/a.ts',
  'src/vendor.ts',
  'src/token/vendored.js',
  'src/node',
  'src/so.ts',
  'node.md',
  'src/a.node.ts',
];

describe('an entry of paths', () => {
  test.each(REFUSED)('%j is refused: %s', (glob, why) => expect(globProblem(glob)).toContain(why));
  test.each(ACCEPTED)('%j is accepted, and reaches itself', (glob) => {
    expect(globProblem(glob)).toBeNull();
    expect(scopeOf({ allow: [glob], deny: [] })(glob)).toBe('allowed');
  });
});

describe('scope', () => {
  test.each(SCOPES)('allow %j, deny %j: %j is %s', (allow, deny, path, scope) =>
    expect(scopeOf({ allow, deny })(path)).toBe(scope),
  );

  it('never lets a path through that leaves the repository or is protected, whatever the globs', () => {
    const path = fc
      .array(fc.constantFrom('..', '.git', '.', '', 'a', '.npmrc', '.Claude', 'b.ts', '.writ', 'x\n'), {
        minLength: 1,
        maxLength: 4,
      })
      .map((names) => names.join('/'));
    const glob = fc
      .array(fc.constantFrom('**', '*', 'a', '.*', '??', '*.ts'), { minLength: 1, maxLength: 3 })
      .map((names) => names.join('/'));
    fc.assert(
      fc.property(path, fc.array(glob, { maxLength: 3 }), (name, allow) => {
        fc.pre(/(^|\/)(\.\.|\.git|\.|)(\/|$)|npmrc|Claude|writ|\n/.test(name));
        expect(scopeOf({ allow, deny: [] })(name)).not.toBe('allowed');
      }),
    );
  });

  it('decides the worst glob it takes on the worst path, long before the time limit', () => {
    const worst = `${'a'.repeat(250)}/`
      .repeat(16)
      .slice(0, 4096 - 1)
      .replace(/\/$/, '');
    for (const glob of ['**/*a*b', '**/*a*/*a*b', '**/a/**/*b', '*a*b', '**/**']) {
      expect(globProblem(glob)).toBeNull();
      scopeOf({ allow: [glob], deny: [] })(worst);
      scopeOf({ allow: [glob], deny: [] })('a/'.repeat(2047) + 'a');
    }
  });
});

describe('protection', () => {
  test.each(PROTECTED)('covers %s', (path) => expect(isProtected(path)).toBe(true));
  test.each(UNPROTECTED)('does not cover %s', (path) => expect(isProtected(path)).toBe(false));
});
