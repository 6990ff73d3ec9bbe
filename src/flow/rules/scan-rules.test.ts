/** What a scan looks at, in real repositories: the checkout, the index, a change. */
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  codesOf,
  commitAll,
  gitIn,
  messagesOf,
  repositoryIn,
  scratch,
  valueOf,
  write,
} from '../../host/scratch.fixture.ts';
import { scanRules, type ScanOrder } from './scan-rules.ts';

const folder = scratch();
let repositories = 0;
const make = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const place = join(folder, `r${(repositories += 1)}`);
  repositoryIn(place, files);
  return place;
};

const scanIn = (cwd: string, order: Partial<ScanOrder> = {}) =>
  scanRules({ cwd, paths: [], staged: false, base: null, rules: [], trust: null, tell: () => {}, ...order });
const found = async (cwd: string, order: Partial<ScanOrder> = {}): Promise<readonly string[]> =>
  valueOf(await scanIn(cwd, order)).findings.map(({ path, line, rule }) => `${path}:${line} ${rule}`);

const BAD = 'eval(a);\n';

test('every file is looked at that git does not ignore, whatever its name, and none outside', async () => {
  const names = ['a b.js', 'ä"\'\\.js', 'new\nline.js', 'deep/er/c.mjs'];
  const place = make({
    '.gitignore': 'ignored.js\n',
    'gone.js': BAD,
    ...Object.fromEntries(names.map((name) => [name, BAD])),
  });
  write(place, { 'ignored.js': BAD, 'untracked.js': BAD });
  rmSync(join(place, 'gone.js'));
  symlinkSync('/etc/passwd', join(place, 'link.js'));
  symlinkSync('.', join(place, 'loop.js'));
  const expected = [...names, 'untracked.js'].map((name) => `${name}:1 CODE-exec`);
  expect((await found(place)).toSorted()).toEqual(expected.toSorted());
});

test('what is binary or too large is skipped and named, and source is never binary', async () => {
  const zeros = new Uint8Array(10);
  const place = make({
    'picture.png': zeros,
    'large.md': new Uint8Array(2 ** 20 + 1).fill(97),
    'just-so.md': new Uint8Array(2 ** 20).fill(97),
    'hidden.js': `${BAD}\0`,
  });
  const report = valueOf(await scanIn(place));
  expect(report.skipped).toEqual([
    { path: 'large.md', says: 'too large' },
    { path: 'picture.png', says: 'binary' },
  ]);
  expect(report.findings.map(({ path }) => path)).toEqual(['hidden.js']);
});

test('names are those of the folder one is in, and a name that holds nothing is no reason to be content', async () => {
  const place = make({ 'src/a.js': BAD, 'src/b/c.js': BAD, 'other.js': BAD });
  expect(await found(join(place, 'src'), { paths: ['a.js'] })).toEqual(['src/a.js:1 CODE-exec']);
  expect(await found(join(place, 'src'), { paths: ['.'] })).toHaveLength(2);
  expect(await found(place, { paths: ['src/b', 'other.js'] })).toHaveLength(2);
  expect(codesOf(await scanIn(place, { paths: ['sr'] }))).toEqual(['usage.argument']);
  expect(codesOf(await scanIn(place, { paths: ['..'] }))).toEqual(['usage.argument']);
  expect(codesOf(await scanIn(place, { base: 'nowhere' }))).toEqual(['usage.argument']);
  expect(codesOf(await scanIn(place, { rules: ['CX-999'] }))).toEqual(['usage.unknown']);
  expect(messagesOf(await scanIn(place, { rules: ['CX-101'] }))).toContain('the paths where it is allowed');
});

test('what is staged is what counts, and only what is new in it', async () => {
  const place = make({ 'a.js': `${BAD}keep();\n`, 'moved.js': `${BAD}// one\n// two\n` });
  expect(await found(place, { staged: true })).toEqual([]);
  write(place, { 'a.js': `top();\n${BAD}${BAD}` });
  gitIn(place, 'add', 'a.js');
  renameSync(join(place, 'moved.js'), join(place, 'renamed.js'));
  gitIn(place, 'add', '--all');
  write(place, { 'a.js': 'nothing();\n', 'unstaged.js': BAD });
  expect(await found(place, { staged: true })).toEqual(['a.js:3 CODE-exec']);
  expect(valueOf(await scanIn(place, { staged: true })).known).toBe(2);
});

test('of a change is told what is new beside its base, what is not committed included', async () => {
  const place = make({ 'a.js': BAD });
  const base = gitIn(place, 'rev-parse', 'HEAD');
  write(place, { 'a.js': `${BAD}${BAD}` });
  commitAll(place);
  write(place, { 'b.js': BAD });
  expect(await found(place, { base })).toEqual(['a.js:2 CODE-exec', 'b.js:1 CODE-exec']);
});

test('a configuration that was loosened is new, though it is read beside what it is now', async () => {
  const rules = 'rules: { CODE-strict: on }\n';
  const strict =
    '{ "compilerOptions": { "strict": true, "noUnusedLocals": true, "noUnusedParameters": true, "noImplicitReturns": true } }';
  const place = make({ '.writ/rules.yaml': rules, 'tsconfig.json': strict });
  expect(await found(place)).toEqual([]);
  write(place, { 'tsconfig.json': strict.replace('"strict": true', '"strict": true, "noImplicitAny": false') });
  const report = valueOf(await scanIn(place, { base: 'HEAD' }));
  expect(report.findings.map(({ says }) => says)).toEqual([expect.stringContaining('noImplicitAny is false')]);
});

test('a variable of the environment is looked for in the documentation as it is staged', async () => {
  const place = make({ '.writ/rules.yaml': 'rules: { CO-env: on }\n', 'README.md': '# Us\n' });
  write(place, { 'src/a.js': 'start(process.env.APP_PORT);\n' });
  gitIn(place, 'add', '--all');
  expect(await found(place, { staged: true })).toEqual(['src/a.js:1 CO-env']);
  write(place, { 'README.md': 'Set APP_PORT.\n' });
  gitIn(place, 'add', '--all');
  expect(await found(place, { staged: true })).toEqual([]);
});

test('the rulebook of what is staged is the one that is staged', async () => {
  const place = make({ 'a.js': 'a();\n' });
  write(place, { '.writ/rules.yaml': 'rules: { CODE-exec: off }\n', 'a.js': BAD });
  gitIn(place, 'add', 'a.js');
  expect(await found(place, { staged: true })).toEqual(['a.js:1 CODE-exec']);
  gitIn(place, 'add', '--all');
  expect(await found(place, { staged: true })).toEqual([]);
});
